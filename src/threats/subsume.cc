// Few: one finding per (weakness, subject), and the specific rule speaks for the general one. Along
// `specialises:`, within one status first: the more certain match wins, then the more specific (as
// long as nobody knows what the subject is, among those first that do not presume it), then the
// smaller rule id; whoever loses stays in `also`. An open finding also speaks for cleared matches
// that are more general or of the same weakness; a cleared one never hides an open general one.
#include <algorithm>
#include <map>
#include <numeric>

#include "threats/match.h"

namespace wardround::threats {

namespace {

// Does the condition speak of a type that the subject must have, or of a fact that only some types
// have?
bool presumes_type(const lang::Vocabulary& vocabulary, const lang::Expr& expr) {
  const bool of_subject = expr.path.variable == 0 && expr.path.steps.empty();
  if (expr.kind == lang::Expr::Kind::is_a && of_subject && !expr.negated) return true;
  if (expr.kind == lang::Expr::Kind::fact && of_subject &&
      !vocabulary[expr.fact].applies_to.empty())
    return true;
  if (expr.kind == lang::Expr::Kind::known) return false;  // what nobody is asked for
  return std::ranges::any_of(
      expr.children, [&](const lang::Expr& child) { return presumes_type(vocabulary, child); });
}

Finding make_finding(const catalog::Catalog& catalog, Match match) {
  Finding finding;
  finding.weakness = catalog[match.rule].weakness;
  finding.subject = match.subject;
  finding.rule = match.rule;
  finding.certainty = match.certainty;
  finding.status = match.status;
  finding.brought_by_control = match.brought_by_control;
  finding.why_in_second_pass = match.second_pass;
  finding.cleared_by = std::move(match.cleared_by);
  finding.planned_by = std::move(match.planned_by);
  finding.rule_planned = finding.status == Status::open && !finding.planned_by.empty();
  return finding;
}

// A plan for one of the rules that raise a finding leaves it open, as a control that is built does.
// What is planned against a specific rule is taken to answer the general ones behind it: what they
// say of the time before is no longer stated once it is built.
void judge_plans(const Specialisation& order, Finding& finding) {
  if (finding.planned_by.empty()) return;
  std::ranges::sort(finding.planned_by);
  finding.planned_by.erase(std::ranges::unique(finding.planned_by).begin(),
                           finding.planned_by.end());
  const auto raises = [&](const Also& also) {
    return also.weakness == finding.weakness && also.status == Status::open;
  };
  const std::vector<Also> before = finding.also;
  bool all = finding.rule_planned;
  for (Also& also : finding.also) {
    if (!raises(also)) continue;
    const auto speaks = [&](RuleId rule, Certainty certainty) {
      return certainty >= also.certainty && order.is_above(also.rule, rule);
    };
    also.planned = also.planned ||
                   (finding.rule_planned && speaks(finding.rule, finding.certainty)) ||
                   std::ranges::any_of(before, [&](const Also& one) {
                     return raises(one) && one.planned && speaks(one.rule, one.certainty);
                   });
    all = all && also.planned;
  }
  if (!all) std::swap(finding.planned_by, finding.begun_by);
}

// Does the finding speak for the match?
bool speaks_for(const catalog::Catalog& catalog, const Specialisation& order, const Finding& winner,
                const Match& match) {
  if (catalog[match.rule].weakness == winner.weakness) return true;
  if (order.is_above(match.rule, winner.rule)) return true;
  return match.status == winner.status && order.is_above(winner.rule, match.rule);
}

// Each finding moves once: a model may have 100,000. They come by subject, which is by id but for
// the kinds: what has one weakness, of subjects of one kind, is in order already.
std::vector<Finding> sorted_by_id(const catalog::Catalog& catalog, const model::Model& model,
                                  std::vector<Finding> findings) {
  std::vector<std::size_t> weaknesses(catalog.weaknesses.size());
  std::iota(weaknesses.begin(), weaknesses.end(), std::size_t{0});
  std::ranges::sort(weaknesses, {},
                    [&](std::size_t i) -> std::string_view { return catalog.weaknesses[i].id; });
  std::vector<std::vector<Finding*>> by_weakness(catalog.weaknesses.size());
  for (Finding& finding : findings) by_weakness[finding.weakness.index()].push_back(&finding);
  const auto id = [&](const Finding* finding) -> std::string_view {
    return model.universe.ids[finding->subject.index()];
  };
  std::vector<Finding> sorted;
  sorted.reserve(findings.size());
  for (const std::size_t weakness : weaknesses) {
    std::vector<Finding*>& same = by_weakness[weakness];
    if (!std::ranges::is_sorted(same, {}, id)) std::ranges::stable_sort(same, {}, id);
    for (Finding* const finding : same) sorted.push_back(std::move(*finding));
  }
  return sorted;
}

}  // namespace

Specialisation::Specialisation(const catalog::Catalog& catalog)
    : above_(catalog.rules.size()), family_(catalog.rules.size()) {
  std::iota(family_.begin(), family_.end(), std::size_t{0});
  const auto root = [&](std::size_t rule) {
    while (family_[rule] != rule) rule = family_[rule] = family_[family_[rule]];
    return rule;
  };
  std::map<WeaknessId, std::size_t> first;
  for (std::size_t i = 0; i < catalog.rules.size(); ++i) {
    std::vector<RuleId> open = catalog.rules[i].specialises;
    std::vector<RuleId>& above = above_[i];
    while (!open.empty()) {
      const RuleId next = open.back();
      open.pop_back();
      if (std::ranges::find(above, next) != above.end()) continue;
      above.push_back(next);
      family_[root(i)] = root(next.index());
      const auto& more = catalog[next].specialises;
      open.insert(open.end(), more.begin(), more.end());
    }
    family_[root(i)] = root(first.emplace(catalog.rules[i].weakness, i).first->second);
  }
  for (std::size_t i = 0; i < family_.size(); ++i) family_[i] = root(i);
}

bool Specialisation::is_above(RuleId general, RuleId specific) const {
  const std::vector<RuleId>& above = above_[specific.index()];
  return std::ranges::find(above, general) != above.end();
}

void settle_subject(const catalog::Catalog& catalog, const model::Model& model,
                    const Specialisation& order, std::span<Match> matches,
                    std::vector<Finding>& findings) {
  const SubjectId at = matches.front().subject;
  const bool vague = model.universe.type_open[at.index()] && model.universe.types[at].empty();
  std::ranges::sort(matches, [&](const Match& a, const Match& b) {
    if (a.status != b.status) return a.status < b.status;
    if (a.certainty != b.certainty) return a.certainty > b.certainty;
    if (vague) {
      const bool guess_a = presumes_type(catalog.vocabulary, catalog[a.rule].when.root);
      const bool guess_b = presumes_type(catalog.vocabulary, catalog[b.rule].when.root);
      if (guess_a != guess_b) return guess_b;
    }
    if (order.depth(a.rule) != order.depth(b.rule))
      return order.depth(a.rule) > order.depth(b.rule);
    return a.rule < b.rule;
  });
  const std::size_t first = findings.size();
  for (Match& match : matches) {
    const auto winner =
        std::find_if(findings.begin() + static_cast<std::ptrdiff_t>(first), findings.end(),
                     [&](const Finding& f) { return speaks_for(catalog, order, f, match); });
    if (winner == findings.end()) {
      findings.push_back(make_finding(catalog, std::move(match)));
    } else {
      const catalog::WeaknessId weakness = catalog[match.rule].weakness;
      const bool planned = match.status == Status::open && !match.planned_by.empty();
      winner->also.push_back({match.rule, weakness, match.certainty, match.status, planned});
      if (planned && weakness == winner->weakness && winner->status == Status::open) {
        winner->planned_by.insert(winner->planned_by.end(), match.planned_by.begin(),
                                  match.planned_by.end());
      }
    }
  }
  for (std::size_t i = first; i < findings.size(); ++i) judge_plans(order, findings[i]);
}

std::vector<Finding> reasons(const Finding& finding) {
  std::vector<Finding> all{finding};
  for (const Also& also : finding.also) {
    if (also.weakness != finding.weakness || also.status != Status::open) continue;
    Finding& one = all.emplace_back(finding);
    one.rule = also.rule;
    one.certainty = also.certainty;
    one.rule_planned = also.planned;
  }
  return all;
}

std::vector<Finding> subsume(const catalog::Catalog& catalog, const model::Model& model,
                             std::vector<Match> matches) {
  const Specialisation order(catalog);
  // Only what people found stands behind the rest, out of order.
  if (!std::ranges::is_sorted(matches, {}, &Match::subject))
    std::ranges::stable_sort(matches, {}, &Match::subject);
  std::vector<Finding> findings;
  findings.reserve(matches.size());
  for (auto begin = matches.begin(); begin != matches.end();) {
    const auto end = std::find_if(begin, matches.end(),
                                  [&](const Match& m) { return m.subject != begin->subject; });
    settle_subject(catalog, model, order, {begin, end}, findings);
    begin = end;
  }
  for (Finding& finding : findings) std::ranges::sort(finding.also, {}, &Also::rule);
  return sorted_by_id(catalog, model, std::move(findings));
}

}  // namespace wardround::threats
