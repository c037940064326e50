// A small catalogue and models read with it, for the tests of this folder.
#pragma once

#include <string>

#include "catalog/catalog.h"
#include "diag/diagnostic.h"
#include "model/load.h"

namespace wardround::model {

inline constexpr std::string_view kSamplePack = R"(
pack: {id: sample, version: 1.0.0, title: sample}
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
  device: {is: node, title: device}
  app: {is: process, title: app}
  disk: {is: store, title: disk}
  internet: {is: network, title: internet}
protocols:
  radio: {title: radio link}
  ble: {is: radio, title: Bluetooth LE}
  http: {title: HTTP, facts: {encrypted: no}}
data_kinds:
  confidential: {title: confidential}
  phi: {is: confidential, title: health data}
  firmware: {title: firmware}
facts:
  encrypted:
    on: [flow]
    title: encrypted
    question: "Is {flow.name} encrypted?"
    worst: no
  authenticated: {on: [flow], title: authenticated, question: "?", worst: no}
  pairing:
    on: [flow]
    applies_to: [ble]
    title: pairing
    question: "How does {flow.from.name} pair with {flow.to.name}?"
    values:
      none: {title: none, implies: {encrypted: no, authenticated: no}}
      just-works: {title: Just Works, implies: {encrypted: yes, authenticated: no}}
      passkey: {title: passkey, implies: {encrypted: yes, authenticated: yes}}
    worst: none
  at_rest: {on: [element], title: encrypted at rest, question: "?", worst: no}
  level: {on: [element, flow], title: level, question: "?", ordered: yes, values: [low, mid, high], worst: low}
  retention: {on: [data], domain: number, title: retention, question: "?"}
  release: {on: [flow], domain: version, title: release, question: "?"}
  kind: {on: [credential], title: kind, question: "?", values: [password, key], worst: password}
  locked: {on: [credential, system], title: locked, question: "?", worst: no}
  wide: {on: [system, element], title: wide, question: "?", worst: yes}
controls:
  firewall: {title: firewall, text: t, on: [element, boundary], covers: [flows-crossing],
             implies: [{facts: {level: mid}}]}
  shell: {title: shell, text: t, on: [element, boundary], covers: [self, contents],
          implies: [{facts: {at_rest: yes}}]}
  tunnel: {title: tunnel, text: t, on: [element, boundary], covers: [flows-touching],
           implies: [{facts: {encrypted: yes}}]}
  pairing-mode:
    title: pairing
    text: t
    on: [flow]
    covers: [self]
    parameters: {mode: {weak: weak, strong: strong}}
    implies:
      - {when: {mode: [weak]}, facts: {pairing: just-works}}
      - {when: {mode: [strong]}, facts: {pairing: passkey}}
  grade:
    title: grade
    text: t
    on: [element, flow]
    covers: [self, contents]
    parameters: {to: {low: low, mid: mid, high: high}}
    implies:
      - {when: {to: [low]}, facts: {level: low}}
      - {when: {to: [mid]}, facts: {level: mid}}
      - {when: {to: [high]}, facts: {level: high}}
  policy: {title: policy, text: t, on: [system], covers: [system], implies: [{facts: {locked: yes}}]}
)";

struct Sample {
  diag::Sources sources;
  diag::Diagnostics diagnostics;
  catalog::Catalog catalog;
  Loaded loaded;

  [[nodiscard]] const Model& model() const { return loaded.model; }
  [[nodiscard]] SubjectId id(std::string_view name) const { return model().find(name); }
  // Every diagnostic, one a line, with its place and notes.
  [[nodiscard]] std::string messages() const {
    std::string all;
    for (const diag::Diagnostic& one : diagnostics.sorted(sources)) {
      all += sources.location(one.span) + " " + one.message() + "\n";
      for (const diag::Note& note : one.notes) {
        all +=
            "  " + (note.span.valid() ? sources.location(note.span) + " " : "") + note.text + "\n";
      }
    }
    return all;
  }
  [[nodiscard]] std::string errors() const {
    std::string all;
    for (const diag::Diagnostic& one : diagnostics.sorted(sources)) {
      if (diag::info(one.kind).severity == diag::Severity::error) all += one.message() + "\n";
    }
    return all;
  }
};

inline Sample read_sample(const std::string& text) {
  Sample sample;
  const diag::SourceId pack = sample.sources.add("<pack>", std::string(kSamplePack));
  sample.catalog = catalog::load({{{"pack.yaml", pack}}}, sample.sources, sample.diagnostics);
  diag::Diagnostics unused;  // what nothing uses in the pack is of no interest here
  if (!sample.diagnostics.has_errors()) sample.diagnostics = unused;
  sample.loaded = load_text("m.yaml", text, sample.catalog, sample.sources, sample.diagnostics);
  return sample;
}

}  // namespace wardround::model
