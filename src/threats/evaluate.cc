// The pass list of threats/: match every rule, see what controls do, subsume, explain, ask.
#include <algorithm>

#include "model/controls.h"
#include "threats/match.h"

namespace wardround::threats {

namespace {

bool any_implies(const catalog::Catalog& catalog, const model::Model& model, model::Status status) {
  return std::ranges::any_of(model.controls, [&](const model::ControlUse& use) {
    return use.status == status && !catalog[use.control].implies.empty();
  });
}

std::vector<SubjectId> subjects_of(const model::Model& model, lang::Kind kind) {
  std::vector<SubjectId> found;
  for (std::size_t i = 0; i < model.universe.size(); ++i) {
    if (model.universe.kinds[i] == kind) found.emplace_back(i);
  }
  return found;
}

std::vector<std::vector<std::size_t>> index_uses(const catalog::Catalog& catalog,
                                                 const model::Model& model) {
  std::vector<std::vector<std::size_t>> by_control(catalog.controls.size());
  for (std::size_t i = 0; i < model.controls.size(); ++i) {
    by_control[model.controls[i].control.index()].push_back(i);
  }
  return by_control;
}

// Without controls first; with them, a finding may become certain (a weak mode is a known fact) or
// appear.
std::optional<Match> match(const Worlds& worlds, const catalog::Rule& rule, RuleId id,
                           SubjectId subject) {
  const auto plain = certainty(worlds.first(), rule.when, subject);
  std::optional<Certainty> controlled;
  if (worlds.second) controlled = certainty(worlds.with(*worlds.second), rule.when, subject);
  if (!plain && !controlled) return std::nullopt;
  Match match;
  match.rule = id;
  match.subject = subject;
  match.brought_by_control = !plain;
  match.second_pass = controlled && (!plain || *controlled != *plain);
  match.certainty = match.second_pass ? *controlled : *plain;
  return match;
}

void explain_finding(const Worlds& worlds, const catalog::Catalog& catalog, Finding& finding) {
  const auto typical =
      finding.certainty == Certainty::assumed ? lang::Typical::as_value : lang::Typical::as_unknown;
  const auto world =
      finding.why_in_second_pass ? worlds.with(*worlds.second, typical) : worlds.first(typical);
  finding.why = lang::explain(world, catalog[finding.rule].when, finding.subject).literals;
}

}  // namespace

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
                diag::Diagnostics& diagnostics) {
  Result result;
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

  const auto uses = index_uses(catalog, model);
  std::vector<std::vector<SubjectId>> subjects(lang::kRuleKinds);
  for (std::size_t kind = 0; kind < lang::kRuleKinds; ++kind) {
    subjects[kind] = subjects_of(model, static_cast<lang::Kind>(kind));
  }
  std::vector<Match> matches;
  for (std::size_t i = 0; i < catalog.rules.size(); ++i) {
    const catalog::Rule& rule = catalog.rules[i];
    for (const SubjectId subject : subjects[static_cast<std::size_t>(rule.on)]) {
      auto found = match(worlds, rule, RuleId(i), subject);
      if (!found) continue;
      answer_match(worlds, uses, *found);
      matches.push_back(std::move(*found));
    }
  }
  result.findings = subsume(catalog, model, std::move(matches));
  for (Finding& finding : result.findings) explain_finding(worlds, catalog, finding);
  result.questions = ask(worlds, result.findings);
  return result;
}

}  // namespace wardround::threats
