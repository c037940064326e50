#include "study/finding_diff.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

namespace wardround::study {
namespace {

using catalog::RuleId;
using catalog::WeaknessId;
using lang::FactId;
using lang::SubjectId;
using threats::Finding;
using threats::Status;

constexpr uint64_t kOnlyBefore = 1ull << 32;  // beside the number of what only the earlier side has

// Which weakness or rule of the one catalogue is which of the other, by id, else by former ids of
// either.
template <class Thing>
class CatalogMatching {
 public:
  CatalogMatching(const std::vector<Thing>& before, const std::vector<Thing>& after)
      : after_(before.size(), kNone), before_(after.size(), kNone) {
    std::map<std::string_view, std::size_t> ids_before, ids_after;
    for (std::size_t i = 0; i < before.size(); ++i) ids_before[before[i].id] = i;
    for (std::size_t i = 0; i < after.size(); ++i) ids_after[after[i].id] = i;
    for (const auto& [id, i] : ids_after) {
      if (const auto same = ids_before.find(id); same != ids_before.end()) join(same->second, i);
    }
    for (std::size_t i = 0; i < after.size(); ++i) {
      for (const std::string& was : after[i].was) {
        if (const auto one = ids_before.find(was); one != ids_before.end()) join(one->second, i);
      }
    }
    for (std::size_t i = 0; i < before.size(); ++i) {
      for (const std::string& was : before[i].was) {
        if (const auto one = ids_after.find(was); one != ids_after.end()) join(i, one->second);
      }
    }
  }
  static constexpr std::size_t kNone = SIZE_MAX;
  [[nodiscard]] std::size_t after(std::size_t before) const { return after_[before]; }
  [[nodiscard]] std::size_t before(std::size_t after) const { return before_[after]; }

 private:
  void join(std::size_t one, std::size_t other) {
    if (after_[one] != kNone || before_[other] != kNone) return;
    after_[one] = other;
    before_[other] = one;
  }
  std::vector<std::size_t> after_, before_;
};

// A finding, or the subject of a question, as both sides know it.
using Key = std::pair<uint64_t, uint64_t>;

std::string control_text(const model::ControlUse& use) {
  std::string text = use.status == model::Status::implemented ? "implemented" : "planned";
  for (const auto& [name, value] : use.parameters) text += ", " + name + " " + value;
  return text;
}

class Comparison {
 public:
  Comparison(const LookSide& before, const LookSide& after, const Matching& matching)
      : before_(before),
        after_(after),
        matching_(matching),
        weaknesses_(before.catalog.weaknesses, after.catalog.weaknesses),
        rules_(before.catalog.rules, after.catalog.rules) {}

  FindingDiff run() {
    const auto earlier = keys(before_), later = keys(after_);
    for (const std::size_t i : after_.assessment.finding_order) {
      const auto found = earlier.find(key(after_, finding(after_, i)));
      compare(found == earlier.end() ? std::nullopt : std::optional(found->second), i);
    }
    for (const std::size_t i : before_.assessment.finding_order) {
      if (!later.contains(key(before_, finding(before_, i)))) compare(i, std::nullopt);
    }
    order_gone();
    questions();
    return std::move(out_);
  }

 private:
  static const Finding& finding(const LookSide& side, std::size_t index) {
    return side.assessment.result.findings[index];
  }
  [[nodiscard]] bool is_before(const LookSide& side) const { return &side == &before_; }
  [[nodiscard]] const LookSide& other(const LookSide& side) const {
    return is_before(side) ? after_ : before_;
  }
  // The same subject on the other side; invalid if there is none.
  [[nodiscard]] SubjectId across(const LookSide& side, SubjectId subject) const {
    return is_before(side) ? matching_.after(subject) : matching_.before(subject);
  }
  [[nodiscard]] RuleId across(const LookSide& side, RuleId rule) const {
    const std::size_t found =
        is_before(side) ? rules_.after(rule.index()) : rules_.before(rule.index());
    return found == rules_.kNone ? RuleId() : RuleId(found);
  }
  [[nodiscard]] WeaknessId across(const LookSide& side, WeaknessId weakness) const {
    const std::size_t found = is_before(side) ? weaknesses_.after(weakness.index())
                                              : weaknesses_.before(weakness.index());
    return found == weaknesses_.kNone ? WeaknessId() : WeaknessId(found);
  }

  [[nodiscard]] uint64_t subject_key(const LookSide& side, SubjectId subject) const {
    if (!is_before(side)) return subject.index();
    const SubjectId later = across(side, subject);
    return later.valid() ? later.index() : kOnlyBefore + subject.index();
  }
  [[nodiscard]] Key key(const LookSide& side, WeaknessId weakness, SubjectId subject) const {
    uint64_t what = weakness.index();
    if (is_before(side)) {
      const WeaknessId later = across(side, weakness);
      what = later.valid() ? later.index() : kOnlyBefore + weakness.index();
    }
    return {what, subject_key(side, subject)};
  }
  [[nodiscard]] Key key(const LookSide& side, const Finding& finding) const {
    return key(side, finding.weakness, finding.subject);
  }
  [[nodiscard]] std::map<Key, std::size_t> keys(const LookSide& side) const {
    std::map<Key, std::size_t> all;
    const auto& findings = side.assessment.result.findings;
    for (std::size_t i = 0; i < findings.size(); ++i) all[key(side, findings[i])] = i;
    return all;
  }

  void compare(std::optional<std::size_t> before, std::optional<std::size_t> after) {
    const auto is_open = [](const LookSide& side, const std::optional<std::size_t>& i) {
      return i && finding(side, *i).status == Status::open;
    };
    const bool was_open = is_open(before_, before), open = is_open(after_, after);
    FindingChange change{FindingChangeKind::altered, before, after, {}};
    if (open && !was_open) {
      change.kind = FindingChangeKind::added;
      change.reasons = reasons(after_, after.value_or(0), before);
      out_.added.push_back(std::move(change));
    } else if (was_open && !open) {
      change.kind = FindingChangeKind::gone;
      change.reasons = reasons(before_, before.value_or(0), after);
      out_.gone.push_back(std::move(change));
    } else if (before && after && !alike(*before, *after)) {
      facts_of(before_, *before, change.reasons);
      facts_of(after_, *after, change.reasons);
      out_.altered.push_back(std::move(change));
    } else if (before.has_value() != after.has_value()) {
      out_.altered.push_back(std::move(change));
    }
  }

  [[nodiscard]] bool alike(std::size_t before, std::size_t after) const {
    return finding(before_, before).certainty == finding(after_, after).certainty &&
           before_.assessment.ratings[before].claimed_word ==
               after_.assessment.ratings[after].claimed_word;
  }

  void order_gone() {
    std::vector<std::size_t> rank(before_.assessment.result.findings.size());
    const auto& order = before_.assessment.finding_order;
    for (std::size_t i = 0; i < order.size(); ++i) rank[order[i]] = i;
    std::ranges::sort(out_.gone, {},
                      [&](const FindingChange& change) { return rank[*change.before]; });
  }

  // ---- Why

  // What makes the difference between `side`, where the finding is open, and the other one, where
  // it is cleared (`elsewhere`) or not there.
  std::vector<Reason> reasons(const LookSide& side, std::size_t index,
                              std::optional<std::size_t> elsewhere) const {
    const Finding& here = finding(side, index);
    const LookSide& there = other(side);
    const model::Model& model = side.assessment.model();
    std::vector<Reason> all;
    const SubjectId subject = across(side, here.subject);
    if (!subject.valid()) {
      const std::string& id = model[here.subject].id;
      add(all, side, {Cause::subject, id, "", {}, {}},
          {id, {}, {}, side.sources.location(model[here.subject].span)}, {});
      return all;
    }
    if (elsewhere) {
      for (const std::size_t use : finding(there, *elsewhere).cleared_by) {
        control(side, there.assessment.model().controls[use], there, all);
      }
      return all;
    }
    const RuleId rule = across(side, here.rule);
    const std::string& rule_id = side.catalog[here.rule].id;
    if (side.catalog[here.rule].manual) {
      add(all, side, {Cause::found, model[here.subject].id, rule_id, {}, {}},
          {side.catalog[here.rule].when_text,
           {},
           {},
           side.sources.location(side.catalog[here.rule].span)},
          {});
      return all;
    }
    if (!rule.valid()) {
      add(all, side, {Cause::rule, "", rule_id, {}, {}},
          {side.catalog[here.rule].when_text, {}, {}, {}}, {});
      return all;
    }
    if (const std::string speaker = speaker_of(side, here, subject); !speaker.empty()) {
      add(all, side, {Cause::standing, "", speaker, {}, {}}, {}, {speaker, {}, {}, {}});
    }
    if (here.brought_by_control) brought(side, index, all);
    facts_of(side, index, all);
    structure(side, index, rule, subject, all);
    const std::string& one = side.catalog[here.rule].when_text;
    const std::string& two = there.catalog[rule].when_text;
    if (one != two)
      add(all, side, {Cause::rule, "", rule_id, {}, {}}, {one, {}, {}, {}}, {two, {}, {}, {}});
    return all;
  }

  // Puts what `side` says and what the other one says where they belong.
  void add(std::vector<Reason>& all, const LookSide& side, Reason reason, Said here,
           Said there) const {
    if (!is_before(side)) std::swap(here, there);
    reason.before = std::move(here);
    reason.after = std::move(there);
    if (std::ranges::find(all, reason) == all.end()) all.push_back(std::move(reason));
  }

  // A use of a control on `where`, and what `side` says of the same control at the same place.
  void control(const LookSide& side, const model::ControlUse& use, const LookSide& where,
               std::vector<Reason>& all) const {
    const model::Model& model = where.assessment.model();
    const std::string& id = where.catalog[use.control].id;
    const Said stands{control_text(use), {}, {}, where.sources.location(use.span)};
    Said opposite;
    const LookSide& others = other(where);
    const SubjectId at = across(where, use.at);
    for (const model::ControlUse& one : others.assessment.model().controls) {
      if (at.valid() && one.at == at && others.catalog[one.control].id == id)
        opposite = {control_text(one), {}, {}, others.sources.location(one.span)};
    }
    const bool here = &where == &side;
    add(all, side, {Cause::control, model[use.at].id, id, {}, {}}, here ? stands : opposite,
        here ? opposite : stands);
  }

  void brought(const LookSide& side, std::size_t index, std::vector<Reason>& all) const {
    const Assessment& assessment = side.assessment;
    for (const lang::Literal& literal : why(side, index)) {
      if (literal.provenance != lang::Provenance::controlled) continue;
      const auto& origins = universe_of(side, index).origins;
      if (literal.origin >= origins.size()) continue;
      const uint32_t use = origins[literal.origin].control;
      if (use < assessment.model().controls.size())
        control(side, assessment.model().controls[use], side, all);
    }
  }

  // The finding that speaks for this one on the other side; empty if none does.
  std::string speaker_of(const LookSide& side, const Finding& here, SubjectId subject) const {
    const LookSide& there = other(side);
    const WeaknessId weakness = across(side, here.weakness);
    if (!weakness.valid()) return {};
    for (const Finding& one : there.assessment.result.findings) {
      if (one.subject != subject) continue;
      for (const threats::Also& also : one.also) {
        if (also.weakness == weakness)
          return threats::finding_id(there.catalog, there.assessment.model(), one.weakness,
                                     one.subject);
      }
    }
    return {};
  }

  static std::vector<lang::Literal> why(const LookSide& side, std::size_t index) {
    return threats::why(side.catalog, side.assessment.model(), side.assessment.result,
                        finding(side, index));
  }
  static const lang::Universe& universe_of(const LookSide& side, std::size_t index) {
    return finding(side, index).why_in_second_pass ? side.assessment.result.second
                                                   : side.assessment.model().universe;
  }

  // The facts that decide the finding on `side`, as far as they are others on the other one.
  void facts_of(const LookSide& side, std::size_t index, std::vector<Reason>& all) const {
    for (const lang::Literal& literal : why(side, index)) {
      if (literal.fact.valid()) fact(side, literal.fact, literal.subject, all);
    }
  }

  void fact(const LookSide& side, FactId fact, SubjectId subject, std::vector<Reason>& all) const {
    const LookSide& there = other(side);
    const model::Model& model = side.assessment.model();
    const Said here = said_fact(side.design(), model.universe, fact, subject);
    const SubjectId twin = across(side, subject);
    const std::string& fact_id = side.catalog.vocabulary[fact].id;
    Said said;
    if (twin.valid()) {
      const FactId same = same_fact(side.catalog, fact, there.catalog, model[subject].kind);
      if (same.valid())
        said = said_fact(there.design(), there.assessment.model().universe, same, twin);
      const bool assumed = here.provenance == lang::Provenance::typical;
      if (said.text == here.text && assumed == (said.provenance == lang::Provenance::typical))
        return;
    }
    // Under the later id, where there are two.
    const std::string& id =
        is_before(side) && twin.valid() ? there.assessment.model()[twin].id : model[subject].id;
    add(all, side, {Cause::fact, id, fact_id, {}, {}}, here, said);
  }

  // What makes the rule's condition false on the other side: facts that are others here, and what
  // the structure does not say here.
  void structure(const LookSide& side, std::size_t index, RuleId rule, SubjectId subject,
                 std::vector<Reason>& all) const {
    const LookSide& there = other(side);
    const lang::World world{&there.catalog.vocabulary, &there.assessment.model().universe,
                            lang::Typical::as_unknown, nullptr};
    const lang::Explanation explanation = lang::explain(world, there.catalog[rule].when, subject);
    if (explanation.truth != lang::Truth::no) return;
    std::set<std::string> known;
    for (const lang::Literal& literal : why(side, index)) known.insert(literal.text);
    for (const lang::Literal& literal : explanation.literals) {
      if (literal.fact.valid()) {
        fact(there, literal.fact, literal.subject, all);
      } else if (!known.contains(literal.text)) {
        add(all, side, {Cause::structure, there.assessment.model()[subject].id, "", {}, {}}, {},
            {literal.text, {}, {}, {}});
      }
    }
  }

  // ---- Questions

  using Asked = std::map<std::pair<uint64_t, std::string>, std::size_t>;
  [[nodiscard]] Asked asked(const LookSide& side) const {
    Asked all;
    const auto& list = side.assessment.result.questions;
    for (std::size_t i = 0; i < list.size(); ++i) all[question_key(side, list[i])] = i;
    return all;
  }
  [[nodiscard]] std::pair<uint64_t, std::string> question_key(
      const LookSide& side, const threats::Question& question) const {
    const std::string id = threats::question_id(side.catalog, side.assessment.model(), question);
    return {subject_key(side, question.subject), id.substr(id.rfind('.') + 1)};
  }

  void questions() {
    only(after_, asked(before_), out_.asked);
    only(before_, asked(after_), out_.settled);
  }
  void only(const LookSide& side, const Asked& others, std::vector<QuestionChange>& out) const {
    for (const std::size_t i : side.assessment.question_order) {
      const threats::Question& question = side.assessment.result.questions[i];
      if (!others.contains(question_key(side, question)))
        out.push_back({i, answer(side, question)});
    }
  }
  [[nodiscard]] Said answer(const LookSide& side, const threats::Question& question) const {
    const SubjectId twin = across(side, question.subject);
    if (!twin.valid() || !question.fact.valid()) return {};
    const LookSide& there = other(side);
    const FactId fact = same_fact(side.catalog, question.fact, there.catalog,
                                  side.assessment.model()[question.subject].kind);
    if (!fact.valid()) return {};
    return said_fact(there.design(), there.assessment.model().universe, fact, twin);
  }

  const LookSide before_, after_;  // copies: a model may be compared with itself
  const Matching& matching_;
  CatalogMatching<catalog::Weakness> weaknesses_;
  CatalogMatching<catalog::Rule> rules_;
  FindingDiff out_;
};

}  // namespace

std::string_view name(Cause cause) {
  switch (cause) {
    case Cause::subject:
      return "subject";
    case Cause::control:
      return "control";
    case Cause::fact:
      return "fact";
    case Cause::structure:
      return "structure";
    case Cause::rule:
      return "rule";
    case Cause::standing:
      return "standing";
    case Cause::found:
      return "found";
  }
  return "";
}

std::string_view name(FindingChangeKind kind) {
  switch (kind) {
    case FindingChangeKind::added:
      return "added";
    case FindingChangeKind::gone:
      return "gone";
    case FindingChangeKind::altered:
      return "altered";
  }
  return "";
}

FindingDiff diff_findings(const LookSide& before, const LookSide& after, const Matching& matching) {
  return Comparison(before, after, matching).run();
}

}  // namespace wardround::study
