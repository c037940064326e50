// Arbitrary bytes as a file of decisions: read or refused with a position, judged, never a crash.
// A decision that is written into it reads back, and every other one stays what it was.
#include <algorithm>
#include <cstdint>
#include <string_view>

#include "base/result.h"
#include "model/load.h"
#include "treatment/judge.h"
#include "treatment/record.h"

namespace {

using namespace wardround;

constexpr const char* kPack = R"pack(
pack: {id: test, version: 1.0.0, title: Test}
types:
  process: {title: process}
facts:
  broken: {on: [element], title: broken, question: "Is it broken?", worst: yes}
weaknesses:
  breaks: {title: Breaks, text: t, stride: [T], cwe: [1], loses: [integrity], was: [cracks]}
controls:
  glue: {title: Glue, text: Glue it., on: [element], covers: [self]}
rules:
  broken: {on: element, when: "element.broken == yes", weakness: breaks, threat: {actor: it, action: breaks}, needs: {position: physical-touch, privilege: none}, answered_by: [{all: [{use: glue}]}]}
)pack";
constexpr const char* kModel =
    "wardround: 1\nsystem: test\nelements:\n  a: {type: process, broken: yes, was: [old]}\n"
    "  b: {type: process}\n";

struct Read {
  treatment::Decisions decisions;
  bool good = false;
};
Read read(const catalog::Catalog& catalog, const model::Model& model, std::string text,
          diag::Sources& sources) {
  diag::Diagnostics diagnostics;
  MemoryFs fs;
  fs.files["m.decisions.yaml"] = std::move(text);
  Read out;
  out.decisions = treatment::open_decisions(fs, "m.model.yaml", sources, diagnostics);
  catalog::Catalog with_findings = catalog;
  catalog::Reading reading{{sources, diagnostics}, with_findings};
  std::vector<catalog::Manual> manual = treatment::read_findings(out.decisions, reading);
  std::vector<catalog::Manual*> all;
  for (catalog::Manual& one : manual) all.push_back(&one);
  catalog::add_manual(reading, all);
  auto stated = threats::place({sources, diagnostics}, model, manual);
  const auto result = threats::evaluate(with_findings, model, diagnostics, std::move(stated));
  WARDROUND_CHECK(risk::reach_harms(with_findings, model, result, {}).size() ==
                  result.findings.size());
  treatment::read_decisions(out.decisions, catalog, sources, diagnostics);
  for (const diag::Diagnostic& one : diagnostics.sorted(sources)) {
    WARDROUND_CHECK(!sources.location(one.span).empty() && !one.message().empty());
  }
  out.good = !diagnostics.has_errors();
  return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  diag::Sources sources;
  diag::Diagnostics diagnostics;
  const auto pack = sources.add("pack.yaml", kPack);
  const auto catalog = catalog::load({{{"pack.yaml", pack}}}, sources, diagnostics);
  const auto loaded = model::load_text("m.model.yaml", kModel, catalog, sources, diagnostics);
  WARDROUND_CHECK(!diagnostics.has_errors());
  const auto result = threats::evaluate(catalog, loaded.model, diagnostics);
  const risk::Policy policy;
  const auto reach = risk::reach_harms(catalog, loaded.model, result, policy);
  const auto ratings = risk::rate(catalog, loaded.model, result, reach, policy);
  const treatment::Case given{catalog, loaded.model,      result, reach, ratings,
                              policy,  Date{2026, 11, 24}};
  const Read before = read(catalog, loaded.model, text, sources);
  const auto judged = treatment::judge(given, before.decisions, diagnostics);
  WARDROUND_CHECK(judged.findings.size() == result.findings.size());
  if (!before.good) return 0;

  treatment::Decision decision;
  decision.target = "breaks@a";
  decision.disposition = treatment::Disposition::eliminate;
  decision.by = "Ana: #1";
  decision.role = "security";
  decision.reason = "it is \"glued\"";
  decision.date = Date{2026, 11, 24};
  const auto written = treatment::with_decision(text, decision);
  if (!written) {
    WARDROUND_CHECK(!written.error().message.empty());
    return 0;
  }
  const Read after = read(catalog, loaded.model, *written, sources);
  WARDROUND_CHECK(after.good);
  const auto find = [](const Read& in, std::string_view target) {
    const auto& all = in.decisions.all;
    const auto found = std::ranges::find(all, target, &treatment::Decision::target);
    return found == all.end() ? nullptr : &*found;
  };
  const treatment::Decision* back = find(after, decision.target);
  WARDROUND_CHECK(back != nullptr && back->by == decision.by && back->reason == decision.reason);
  for (const treatment::Decision& old : before.decisions.all) {
    if (old.target == decision.target) continue;
    const treatment::Decision* still = find(after, old.target);
    WARDROUND_CHECK(still != nullptr && still->reason == old.reason && still->by == old.by);
    WARDROUND_CHECK(still->disposition == old.disposition && still->matched == old.matched);
  }
  return 0;
}
