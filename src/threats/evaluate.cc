// The pass list of threats/: match every rule, see what controls do, subsume, explain, ask.
#include <algorithm>
#include <numeric>

#include "lang/explain.h"
#include "model/controls.h"
#include "threats/match.h"
#include "threats/plan.h"

namespace wardround::threats {

namespace {

bool any_implies(const catalog::Catalog& catalog, const model::Model& model, model::Status status) {
  return std::ranges::any_of(model.controls, [&](const model::ControlUse& use) {
    return use.status == status && !catalog[use.control].implies.empty();
  });
}

// By subject, then rule. A plan gives the rules of a subject in order already.
std::vector<Hit> sorted_hits(const Plan& plan, const lang::Universe& universe, Workers& workers) {
  const Hits found = run(plan, universe, workers);
  std::vector<uint32_t> next(universe.size() + 1);
  found.each([&](const Hit& hit) { ++next[hit.subject + 1]; });
  std::partial_sum(next.begin(), next.end(), next.begin());
  std::vector<Hit> hits(found.size());
  found.each([&](const Hit& hit) { hits[next[hit.subject]++] = hit; });
  return hits;
}

// What holds without controls and with them: a finding may become certain (a weak mode is a known
// fact) or appear. By subject, then rule. `planned`: which rule each of the plan's is, ascending.
std::vector<Match> match(const Worlds& worlds, const Plan& plan, const std::vector<RuleId>& planned,
                         Workers& workers) {
  const std::vector<Hit> plain = sorted_hits(plan, worlds.model->universe, workers);
  std::vector<Hit> controlled;
  if (worlds.second) controlled = sorted_hits(plan, *worlds.second, workers);
  std::vector<Match> matches;
  matches.reserve(plain.size());
  const auto before = [](const Hit& a, const Hit& b) {
    return a.subject != b.subject ? a.subject < b.subject : a.rule < b.rule;
  };
  auto p = plain.begin();
  auto c = controlled.begin();
  while (p != plain.end() || c != controlled.end()) {
    const bool is_plain = p != plain.end() && (c == controlled.end() || !before(*c, *p));
    const bool is_controlled = c != controlled.end() && (p == plain.end() || !before(*p, *c));
    const Hit& hit = is_plain ? *p : *c;
    Match match;
    match.rule = planned[hit.rule];
    match.subject = SubjectId(std::size_t{hit.subject});
    match.brought_by_control = !is_plain;
    match.second_pass = is_controlled && (!is_plain || c->how != p->how);
    match.certainty = match.second_pass ? c->how : p->how;
    matches.push_back(std::move(match));
    p += is_plain ? 1 : 0;
    c += is_controlled ? 1 : 0;
  }
  return matches;
}

}  // namespace

lang::World world_of(const Worlds& worlds, const Finding& finding) {
  const auto typical =
      finding.certainty == Certainty::assumed ? lang::Typical::as_value : lang::Typical::as_unknown;
  return finding.why_in_second_pass ? worlds.with(*worlds.second, typical) : worlds.first(typical);
}

std::vector<lang::Literal> explain(const Worlds& worlds, const Finding& finding,
                                   lang::Detail detail, lang::Parts& parts) {
  const lang::Truth truth =
      finding.certainty == Certainty::unverified ? lang::Truth::unknown : lang::Truth::yes;
  return lang::explain_truth(world_of(worlds, finding), (*worlds.catalog)[finding.rule].when,
                             finding.subject, truth, detail, parts);
}

std::vector<lang::Literal> why(const catalog::Catalog& catalog, const model::Model& model,
                               const Result& result, const Finding& finding) {
  const catalog::Rule& rule = catalog[finding.rule];
  if (rule.manual) {
    lang::Literal said;
    said.truth = lang::Truth::yes;
    said.text = rule.when_text;
    return {std::move(said)};
  }
  const Worlds worlds{&catalog, &model, &result.second, nullptr};
  lang::Parts parts = finding.parts;
  return explain(worlds, finding, lang::Detail::whole, parts);
}

std::optional<Certainty> certainty(lang::World world, const lang::Expression& expression,
                                   SubjectId subject) {
  world.typical = lang::Typical::as_unknown;
  switch (lang::evaluate(world, expression, subject)) {
    case lang::Truth::no:
      return std::nullopt;
    case lang::Truth::yes:
      return Certainty::certain;
    case lang::Truth::unknown:
      break;
  }
  world.typical = lang::Typical::as_value;
  return lang::evaluate(world, expression, subject) == lang::Truth::yes ? Certainty::assumed
                                                                        : Certainty::unverified;
}

Result evaluate(const catalog::Catalog& catalog, const model::Model& model,
                diag::Diagnostics& diagnostics, std::vector<Stated> stated) {
  Result result;
  result.stated = std::move(stated);
  lang::Universe third;
  Worlds worlds{&catalog, &model, nullptr, nullptr};
  if (any_implies(catalog, model, model::Status::implemented)) {
    result.second = model::with_controls(model, catalog, model::Status::implemented, diagnostics);
    worlds.second = &result.second;
  }
  if (any_implies(catalog, model, model::Status::planned)) {
    diag::Diagnostics planned_only;  // a plan that contradicts today's facts is no mistake
    third = model::with_controls(model, catalog, model::Status::planned, planned_only);
    worlds.third = &third;
  }

  result.uses = index_uses(catalog, model);
  std::vector<RuleToPlan> rules;
  rules.reserve(catalog.rules.size());
  std::vector<RuleId> planned;
  planned.reserve(catalog.rules.size());
  for (std::size_t i = 0; i < catalog.rules.size(); ++i) {
    const catalog::Rule& rule = catalog.rules[i];
    if (rule.manual) continue;
    rules.push_back({&rule.when, rule.on});
    planned.emplace_back(i);
  }
  const Plan plan = compile(catalog.vocabulary, rules);
  OneWorker worker;
  std::vector<Match> matches = match(worlds, plan, planned, worker);
  for (const Stated& one : result.stated) {
    Match& by_hand = matches.emplace_back();
    by_hand.rule = one.rule;
    by_hand.subject = one.subject;
    by_hand.certainty = Certainty::certain;
  }
  for (Match& one : matches) answer_match(worlds, result.uses, one);
  result.findings = subsume(catalog, model, std::move(matches));
  result.questions = ask(worlds, result.findings);
  return result;
}

}  // namespace wardround::threats
