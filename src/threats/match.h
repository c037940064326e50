// Inside of threats/: one rule that holds at one subject, before findings are made of it.
#pragma once

#include <span>
#include <vector>

#include "threats/finding.h"

namespace wardround::threats {

struct Match {
  RuleId rule;
  SubjectId subject;
  Certainty certainty = Certainty::unverified;
  Status status = Status::open;
  bool brought_by_control = false;
  bool second_pass = false;  // `certainty` and explanation come from the universe with controls
  std::vector<std::size_t> cleared_by;
  std::vector<std::size_t> planned_by;
};

// The three universes of an evaluation: as stated; with implemented controls; with planned ones
// too.
struct Worlds {
  const catalog::Catalog* catalog = nullptr;
  const model::Model* model = nullptr;
  const lang::Universe* second = nullptr;  // null if no implemented control implies a fact
  const lang::Universe* third = nullptr;   // null if no planned control implies a fact

  [[nodiscard]] lang::World first(lang::Typical typical = lang::Typical::as_unknown) const {
    return {&catalog->vocabulary, &model->universe, typical, nullptr};
  }
  [[nodiscard]] lang::World with(const lang::Universe& universe,
                                 lang::Typical typical = lang::Typical::as_unknown) const {
    return {&catalog->vocabulary, &universe, typical, nullptr};
  }
};

// The world that a finding's certainty speaks of.
[[nodiscard]] lang::World world_of(const Worlds& worlds, const Finding& finding);
// Why the rule holds there. That it does, and how, is what the finding says; `parts` are its own,
// or will be.
[[nodiscard]] std::vector<lang::Literal> explain(const Worlds& worlds, const Finding& finding,
                                                 lang::Detail detail, lang::Parts& parts);

// Certainty of `expression` at `subject`, by the interpreter: what a plan must agree with. nullopt
// if it is false.
[[nodiscard]] std::optional<Certainty> certainty(lang::World world,
                                                 const lang::Expression& expression,
                                                 SubjectId subject);

// Indices into Model::controls, by control.
using Uses = std::vector<std::vector<std::size_t>>;
[[nodiscard]] Uses index_uses(const catalog::Catalog& catalog, const model::Model& model);

// Fills in what controls do for a match: status, cleared_by, planned_by.
void answer_match(const Worlds& worlds, const Uses& uses, Match& match);

// One finding per (weakness, subject); matches that a more specific or more certain one speaks for
// become `also`.
[[nodiscard]] std::vector<Finding> subsume(const catalog::Catalog& catalog,
                                           const model::Model& model, std::vector<Match> matches);

// Which rules speak for which.
class Specialisation {
 public:
  explicit Specialisation(const catalog::Catalog& catalog);
  [[nodiscard]] bool is_above(RuleId general, RuleId specific) const;
  [[nodiscard]] std::size_t depth(RuleId rule) const { return above_[rule.index()].size(); }
  // The same for rules of which one may speak for the other, perhaps through others.
  [[nodiscard]] std::size_t family(RuleId rule) const { return family_[rule.index()]; }

 private:
  std::vector<std::vector<RuleId>> above_;  // all rules that a rule specialises, directly or not
  std::vector<std::size_t> family_;
};
// The same for one subject, of which there is a match; findings are appended, in no order. The
// matches are sorted, and what they hold goes to the findings.
void settle_subject(const catalog::Catalog& catalog, const model::Model& model,
                    const Specialisation& order, std::span<Match> matches,
                    std::vector<Finding>& findings);

// Makes the questions of all findings and links both ways.
[[nodiscard]] std::vector<Question> ask(const Worlds& worlds, std::vector<Finding>& findings);

}  // namespace wardround::threats
