// Arbitrary bytes as one file of a pack, on top of a small pack without mistakes: loading reports,
// and never crashes. Whatever comes out can be looked at: all ids lead somewhere. The same bytes
// are tried as a file of cases.
#include <cstdint>
#include <string>

#include "base/result.h"
#include "catalog/catalog.h"
#include "diag/render.h"

namespace {

using namespace wardround;

constexpr const char* kBase = R"(pack: {id: base, version: 1.0.0}
types:
  process: {title: process}
  node: {title: node}
  port: {title: port}
  network: {title: network}
  app: {is: process, title: app, typical: {checked: yes}}
protocols: {radio: {title: radio}, ble: {is: radio, title: BLE, facts: {wireless: yes}}}
data_kinds: {command: {title: command}, firmware: {title: firmware, towards: node}}
facts:
  checked: {on: [element], applies_to: [process], title: checked, question: "Is {element.name} checked?", worst: no}
  wireless: {on: [flow], title: wireless, question: "Is {flow.name} wireless?", worst: yes}
  encrypted: {on: [flow], title: encrypted, question: "Is {flow.name} encrypted?", worst: no}
  pairing:
    on: [flow]
    applies_to: [ble]
    title: pairing
    question: "How does {flow.from.name} pair?"
    values: {none: {implies: {encrypted: no}}, passkey: {implies: {encrypted: yes}}}
    worst: none
  days: {on: [data], domain: number, title: days kept, question: "How long is {data.name} kept?"}
weaknesses:
  open-link: {title: An open link, text: Anybody can listen., stride: [I], cwe: [319], loses: [confidentiality]}
controls:
  encryption:
    title: Encryption
    text: Encrypt.
    on: [flow]
    covers: [self]
    parameters: {mode: [weak, strong]}
    implies: [{when: {mode: strong}, facts: {encrypted: yes}}]
rules:
  link-open:
    on: flow
    when: |
      flow.encrypted == no and any(d in flow.carries: d.days > 3) and is_a(flow.to, app)
    weakness: open-link
    threat: {actor: Somebody, action: listens to, thing: "{flow.name}"}
    needs: {position: exposed}
    gives: {position: on(flow.to), privilege: user}
    answered_by: [{all: [{use: encryption, mode: strong}]}]
)";

void look_at(const catalog::Catalog& catalog) {
  for (const catalog::Rule& rule : catalog.rules) {
    WARDROUND_CHECK(rule.weakness.index() < catalog.weaknesses.size());
    WARDROUND_CHECK(catalog.find_rule(rule.id).valid());
    for (const catalog::RuleId id : rule.specialises) WARDROUND_CHECK(catalog[id].on == rule.on);
    for (const catalog::Answer& answer : rule.answered_by) {
      WARDROUND_CHECK(!answer.all.empty());
      for (const catalog::Use& use : answer.all) WARDROUND_CHECK(!catalog[use.control].id.empty());
    }
  }
  for (const catalog::TypeDefault& each : catalog.defaults) {
    const lang::Fact& fact = catalog.vocabulary[each.fact];
    WARDROUND_CHECK(fact.domain == lang::Domain::number || each.value < fact.values.size());
    WARDROUND_CHECK(catalog.find_default(each.type, each.fact) != nullptr);
  }
  for (const lang::Fact& fact : catalog.vocabulary.facts) {
    const bool listed = fact.domain == lang::Domain::boolean || fact.domain == lang::Domain::choice;
    WARDROUND_CHECK(!listed || fact.worst < fact.values.size());
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, std::size_t size) {
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  diag::Sources sources;
  diag::Diagnostics diagnostics;
  const catalog::PackFile base{"pack.yaml", sources.add("base", kBase)};
  const catalog::PackFile file{"fuzzed.yaml", sources.add("fuzzed.yaml", bytes)};
  const catalog::PackFile cases{"fuzzed.cases.yaml", sources.add("fuzzed.cases.yaml", bytes)};
  const catalog::Catalog catalog = catalog::load({{base}, {file}}, sources, diagnostics);
  look_at(catalog);
  static_cast<void>(catalog::load_cases({cases}, catalog, sources, true, diagnostics));
  static_cast<void>(diag::render_text(diagnostics, sources, {}));
  return 0;
}
