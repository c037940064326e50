#include "fleet.h"

#include <fmt/format.h>

namespace wardround::bench {

std::string fleet(int devices) {
  std::string text = R"(wardround: 1
system: {id: fleet, name: Fleet of wearables}
harms: {missed-event: critical}
functions:
  detect: {needs: [readings], harms: [missed-event]}
data:
  readings: [phi, diagnosis]
  settings: command
  fw: firmware
elements:
)";
  for (int n = 0; n < devices; ++n) {
    text += fmt::format(R"(  dev-{0}: wearable-device
  mcu-{0}: {{type: rtos-mcu, in: dev-{0}, performs: [detect]}}
  ble-{0}: {{type: ble-stack, in: dev-{0}}}
  flash-{0}: {{type: flash, in: dev-{0}, stores: [readings, fw]}}
  jtag-{0}: {{type: debug-port, in: dev-{0}}}
  phone-{0}: {{type: smartphone, controlled_by: patient}}
  app-{0}: {{type: mobile-app, in: phone-{0}, stores: [readings]}}
)",
                        n);
  }
  text += "flows:\n";
  for (int n = 0; n < devices; ++n) {
    text += fmt::format(
        R"(  link-{0}: {{path: ble-{0} -> mcu-{0}, sends: [settings, fw], returns: [readings]}}
  keep-{0}: {{path: mcu-{0} -> flash-{0}, sends: [readings]}}
  sync-{0}: {{path: app-{0} -> ble-{0}, protocol: ble, sends: [settings, fw], returns: [readings]}}
)",
        n);
  }
  return text;
}

}  // namespace wardround::bench
