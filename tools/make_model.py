#!/usr/bin/env python3
"""A model of any size, the same one each time: make_model.py --elements 500 [--stated PERCENT] > big.model.yaml

A fleet of wearables, each with its phone and app, that share cloud services: seven elements a device, three for each fifty devices.
--stated says how many of the flows state how they are protected (0: nothing is known, 100: everything).
"""
import argparse

HEAD = """\
wardround: 1
system: {id: fleet, name: Fleet of wearables}
harms: {missed-event: critical, disclosure: minor}
functions:
  detect: {needs: [readings], harms: [missed-event]}
  inform: {needs: [results], harms: [disclosure]}
data:
  readings: [phi, diagnosis]
  results: [phi, diagnosis]
  settings: command
  fw: firmware
boundaries:
  home: {type: home-network, controlled_by: patient}
elements:
"""

DEVICE = [  # (id, line), in the order in which a cut model drops them last
    ("dev", "  dev-{n}: wearable-device"),
    ("mcu", "  mcu-{n}: {{type: rtos-mcu, in: dev-{n}, performs: [detect]}}"),
    ("ble", "  ble-{n}: {{type: ble-stack, in: dev-{n}}}"),
    ("flash", "  flash-{n}: {{type: flash, in: dev-{n}, stores: [readings, fw]}}"),
    ("jtag", "  jtag-{n}: {{type: debug-port, in: dev-{n}}}"),
    ("phone", "  phone-{n}: {{type: smartphone, controlled_by: patient}}"),
    ("app", "  app-{n}: {{type: mobile-app, in: phone-{n}, stores: [readings]}}"),
]
CLOUD = [
    ("api", "  api-{c}: cloud-api"),
    ("db", "  db-{c}: {{type: database, stores: [readings, results]}}"),
    ("model", "  model-{c}: {{type: analysis-service, performs: [inform]}}"),
]
FLOWS = [  # (ends that must be there, line)
    (("mcu", "ble"), "  link-{n}: {{path: ble-{n} -> mcu-{n}, sends: [settings, fw], returns: [readings]}}"),
    (("mcu", "flash"), "  keep-{n}: {{path: mcu-{n} -> flash-{n}, sends: [readings]}}"),
    (("app", "ble"), "  sync-{n}: {{path: app-{n} -> ble-{n}, {ble}, sends: [settings, fw], returns: [readings]}}"),
    (("app", "api"), "  upload-{n}: {{path: app-{n} -> api-{c}, over: [home], {https}, sends: [readings], returns: [results, settings, fw]}}"),
]
CLOUD_FLOWS = [
    (("api", "db"), "  query-{c}: {{path: api-{c} -> db-{c}, {sql}, sends: [readings], returns: [results]}}"),
    (("api", "model"), "  ask-{c}: {{path: api-{c} -> model-{c}, {https}, sends: [readings], returns: [results]}}"),
]
STATED = {"ble": "protocol: {name: ble, pairing: passkey}", "https": "protocol: https, server_verified: yes, authenticated: yes",
          "sql": "protocol: sql, encrypted: yes"}
UNSTATED = {"ble": "protocol: ble", "https": "protocol: https", "sql": "protocol: sql"}
DEVICES_PER_CLOUD = 50


def make(elements, stated):
    lines, present = [], set()

    def add(kind, number, line, cloud):
        if len(lines) < elements:
            lines.append(line.format(n=number, c=cloud))
            present.add((kind, cloud if kind in ("api", "db", "model") else number))

    device = 0
    while len(lines) < elements:
        cloud = device // DEVICES_PER_CLOUD
        if device % DEVICES_PER_CLOUD == 0:
            for kind, line in CLOUD:
                add(kind, cloud, line, cloud)
        for kind, line in DEVICE:
            add(kind, device, line, cloud)
        device += 1
    out, flow = [], 0
    for number in range(device):
        cloud = number // DEVICES_PER_CLOUD
        wanted = FLOWS + (CLOUD_FLOWS if number % DEVICES_PER_CLOUD == 0 else [])
        for ends, line in wanted:
            if all((end, cloud if end in ("api", "db", "model") else number) in present for end in ends):
                facts = STATED if flow * 37 % 100 < stated else UNSTATED
                out.append(line.format(n=number, c=cloud, **facts))
                flow += 1
    return HEAD + "\n".join(lines) + "\n" + ("flows:\n" + "\n".join(out) + "\n" if out else "")


def main():
    parser = argparse.ArgumentParser(description="makes a model of any size")
    parser.add_argument("--elements", type=int, required=True)
    parser.add_argument("--stated", type=int, default=0, help="percent of flows that say how they are protected")
    options = parser.parse_args()
    print(make(options.elements, options.stated), end="")


if __name__ == "__main__":
    main()
