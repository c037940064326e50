// A small catalogue that has everything that loading a model knows, and models read with it: for
// tests and fuzzing.
#pragma once

#include <string>
#include <string_view>

#include "catalog/catalog.h"
#include "diag/diagnostic.h"
#include "lang/universe.h"
#include "model/load.h"

namespace wardround::model::testing {

inline constexpr std::string_view kPack = R"(
pack: {id: testing, version: 1.0.0, title: testing}
types:
  process: {title: process}
  store: {title: store}
  external: {title: external}
  node: {title: node}
  port: {title: port}
  bus: {title: bus}
  sensor: {title: sensor}
  actuator: {title: actuator}
  boundary: {title: boundary}
  network: {title: network}
  internet: {is: network, title: internet}
  home-network: {is: network, title: home network}
  hospital-network: {is: network, title: hospital network}
  cellular: {is: internet, title: cellular network}
  app: {is: process, title: app}
  cloud: {is: process, title: cloud service}
  box: {is: node, title: box, facts: {updatable: yes}, typical: {locked_down: yes}}
  small-box: {is: box, title: small box, typical: {locked_down: no, updatable: no}}
  phone: {is: node, title: phone, facts: {controlled_by: patient}}
  person: {is: external, title: person}
protocols:
  radio: {title: radio link}
  ble: {is: radio, title: Bluetooth Low Energy, facts: {wireless: yes}}
  ble5: {is: ble, title: Bluetooth 5}
  ip: {title: internet protocol}
  https: {is: ip, title: HTTPS, facts: {encrypted: yes}}
  http: {is: ip, title: HTTP, facts: {encrypted: no}}
  wire: {title: wire}
data_kinds:
  confidential: {title: confidential}
  phi: {is: confidential, title: health data}
  command: {title: command}
  code: {title: code}
  firmware: {is: code, title: firmware, towards: node}
facts:
  encrypted: {on: [flow], title: encrypted, question: "?", worst: no}
  authenticated: {on: [flow], title: authenticated, question: "?", worst: no}
  wireless: {on: [flow], title: wireless, question: "?", worst: yes}
  version: {on: [flow], domain: version, title: version, question: "?"}
  pairing:
    on: [flow]
    applies_to: [ble]
    title: pairing
    question: "?"
    values:
      none: {title: none, implies: {encrypted: no, authenticated: no}}
      just-works: {title: Just Works, implies: {encrypted: yes, authenticated: no}}
      passkey: {title: passkey, implies: {encrypted: yes, authenticated: yes}}
    worst: none
  bonding:
    on: [flow]
    applies_to: [ble]
    title: bonding
    question: "?"
    values: {strict: {title: strict, implies: {pairing: passkey}}, loose: {title: loose}}
    worst: loose
  updatable: {on: [element], applies_to: [node], title: updatable, question: "?", worst: no}
  locked_down: {on: [element], applies_to: [node], title: locked down, question: "?", worst: no}
  controlled_by:
    on: [element, boundary]
    inherits: containment
    title: controlled by
    question: "?"
    values: [manufacturer, hospital, patient, third-party]
    worst: third-party
  patients: {on: [system], title: patients, question: "?", values: [one, many], worst: many}
  class: {on: [system], title: class, question: "?", values: [I, II, III], worst: III}
  retention_days: {on: [data], domain: number, title: retention, question: "?"}
  kind: {on: [credential], title: kind, question: "?", values: [password, key], worst: password}
  revocable: {on: [credential], title: revocable, question: "?", worst: no}
  rollback: {on: [update], title: rollback, question: "?", values: [refused, possible], worst: possible}
  support: {on: [software], title: support, question: "?", values: [supported, ended], worst: ended}
  independent: {on: [interlock], title: independent, question: "?", worst: no}
  locks_input: {on: [mode], title: locks input, question: "?", worst: no}
  severity: {on: [function], derived: yes, ordered: yes, title: severity, question: "?",
             values: [negligible, minor, serious, critical, catastrophic], worst: catastrophic}
weaknesses:
  open-link: {title: Open link, text: A link that anybody can use., stride: [S], loses: [integrity]}
controls:
  pin: {title: PIN, text: Ask for it., on: [flow], covers: [self],
        parameters: {length: {short: four digits, long: eight digits}}}
  firewall: {title: firewall, text: Put one there., on: [element, boundary], covers: [flows-crossing]}
)";

struct Case {
  diag::Sources sources;
  diag::Diagnostics diagnostics;  // of the model alone
  catalog::Catalog catalog;
  Loaded loaded;

  [[nodiscard]] const Model& model() const { return loaded.model; }
  [[nodiscard]] const lang::Universe& universe() const { return loaded.model.universe; }
  [[nodiscard]] lang::SubjectId id(std::string_view name) const { return model().find(name); }
};

[[nodiscard]] inline catalog::Catalog load_pack(diag::Sources& sources) {
  const diag::SourceId pack = sources.add("<pack>", std::string(kPack));
  diag::Diagnostics unused;  // warnings on what no rule uses
  return catalog::load({{{"pack.yaml", pack}}}, sources, unused);
}

[[nodiscard]] inline Case read(std::string text) {
  Case out;
  out.catalog = load_pack(out.sources);
  out.loaded = load_text("m.yaml", std::move(text), out.catalog, out.sources, out.diagnostics);
  return out;
}

[[nodiscard]] inline Case read(const Fs& fs, const std::string& path) {
  Case out;
  out.catalog = load_pack(out.sources);
  out.loaded = load(fs, path, out.catalog, out.sources, out.diagnostics);
  return out;
}

}  // namespace wardround::model::testing
