// Q2, what can go wrong? What the evaluation of a catalogue over a model yields: findings with
// their proof, and the questions whose answers would settle them (DESIGN: identity, certainty,
// effect of controls, subsumption).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/date.h"
#include "catalog/catalog.h"
#include "catalog/manual.h"
#include "lang/interpreter.h"
#include "lang/parts.h"
#include "model/model.h"

namespace wardround::threats {

using catalog::RuleId;
using catalog::WeaknessId;
using lang::SubjectId;

enum class Certainty : uint8_t {
  unverified,  // some deciding fact is unknown
  assumed,     // rests on a typical default of a type
  certain,     // holds with typical defaults taken as unknown
};
[[nodiscard]] std::string_view name(Certainty certainty);

enum class Status : uint8_t { open, cleared };
[[nodiscard]] std::string_view name(Status status);

// What a declared control does for a finding.
enum class Answering : uint8_t {
  implemented,   // part of what clears (or weakens) it
  planned,       // would, once it is implemented
  insufficient,  // looks as if it did, and `because` says why it does not
  absent,        // would clear it; nobody declared it
};
[[nodiscard]] std::string_view name(Answering answering);

// One control of one alternative, seen from a finding.
struct ControlNote {
  catalog::ControlId control;
  Answering answering = Answering::absent;
  catalog::Effect effect = catalog::Effect::clears;
  int weakens = 0;
  std::size_t alternative = 0;    // controls of one alternative work together
  std::vector<SubjectId> places;  // where it must work
  std::string parameters;         // "mode passkey or oob"; may be empty
  std::vector<std::size_t> uses;  // into Model::controls: what is declared
  std::string because;
};

// A rule that holds at the same subject and stands behind the finding that speaks for it.
struct Also {
  RuleId rule;
  WeaknessId weakness;
  Certainty certainty = Certainty::unverified;
  Status status = Status::open;
  bool planned = false;  // open, and planned controls clear it
};

struct Finding {
  WeaknessId weakness;
  SubjectId subject;
  RuleId rule;
  Certainty certainty = Certainty::unverified;
  Status status = Status::open;
  bool brought_by_control = false;      // holds only because of what a control implies
  bool why_in_second_pass = false;      // `why` speaks of the universe with controls
  lang::Parts parts;                    // of the rule's condition, where something asks about it
  std::vector<std::size_t> questions;   // into Result::questions, ascending
  std::vector<std::size_t> cleared_by;  // into Model::controls
  std::vector<std::size_t> planned_by;  // open, and these clear it: whatever rule raises it
  std::vector<std::size_t> begun_by;    // planned, for some of the rules that raise it alone
  bool rule_planned = false;            // `rule` alone would be cleared
  std::vector<Also> also;
};

// The finding as each rule of its weakness raises it that holds now, its own first: `rule`,
// `certainty` and `rule_planned` are of that rule.
[[nodiscard]] std::vector<Finding> reasons(const Finding& finding);

// What must be answered: a fact of a subject, or a part of its structure that was written
// `unknown`.
struct Question {
  SubjectId subject;  // where to answer it
  lang::FactId fact;  // valid, or …
  std::optional<lang::Relation> relation;
  bool type = false;     // the subject's type (of a flow: its protocol)
  bool assumed = false;  // not unknown but assumed by a type's typical default; asked to be sure
  std::vector<std::size_t> findings;  // that wait for it, ascending
  // What each value would do to them, by value of the fact (boolean and choice only).
  struct Effect {
    uint32_t value = 0;
    std::vector<std::size_t> confirms;  // become certain
    std::vector<std::size_t> drops;     // fall away
  };
  std::vector<Effect> effects;
  std::vector<std::size_t>
      settles;  // findings that at least one answer decides on its own, ascending
};

// A finding that a person made (catalog/manual.h), at its subject of this model.
struct Stated {
  RuleId rule;
  SubjectId subject;
  std::vector<SubjectId> leads_to;  // harms and hazardous situations, as they were named
  bool leads_only = false;          // to these alone: nobody said what is lost
  std::string by, role, reason, report;
  std::optional<Date> date;
  diag::Span span;
};

struct Result {
  std::vector<Finding> findings;    // sorted by weakness id, subject id
  std::vector<Question> questions;  // sorted by subject, fact
  lang::Universe second;  // with what implemented controls imply; empty if none implies anything
  std::vector<std::vector<std::size_t>> uses;  // by control: indices into Model::controls
  std::vector<Stated> stated;                  // what people found themselves
};

// The one behind a finding; null if a rule raised it.
[[nodiscard]] const Stated* stated_of(const Result& result, const Finding& finding);

[[nodiscard]] std::string finding_id(const catalog::Catalog& catalog, const model::Model& model,
                                     WeaknessId weakness, SubjectId subject);

// Evaluates every rule over every subject, and takes what people found beside it: `stated`, one for
// each manual rule that speaks of this model. Pure; the order of rules and subjects in their files
// does not matter.
[[nodiscard]] Result evaluate(const catalog::Catalog& catalog, const model::Model& model,
                              diag::Diagnostics& diagnostics, std::vector<Stated> stated = {});
// Where manual findings stand in a model. What they name and the model does not have is reported,
// and left out.
[[nodiscard]] std::vector<Stated> place(catalog::Reporting reporting, const model::Model& model,
                                        const std::vector<catalog::Manual>& manual);

// Why a finding holds: what decided, in the order of its rule's expression. Worked out when asked
// for: few of many findings are ever looked at. Origins are those of the universe that
// `why_in_second_pass` names.
[[nodiscard]] std::vector<lang::Literal> why(const catalog::Catalog& catalog,
                                             const model::Model& model, const Result& result,
                                             const Finding& finding);
// What each control does for it, by alternative; likewise.
[[nodiscard]] std::vector<ControlNote> controls(const catalog::Catalog& catalog,
                                                const model::Model& model, const Result& result,
                                                const Finding& finding);

// What a finding is, by the lists that others keep: as its rule says, else its weakness.
[[nodiscard]] const std::vector<catalog::Stride>& stride_of(const catalog::Catalog& catalog,
                                                            const Finding& finding);
[[nodiscard]] const std::vector<uint32_t>& cwe_of(const catalog::Catalog& catalog,
                                                  const Finding& finding);
[[nodiscard]] const std::vector<std::string>& imdrf_of(const catalog::Catalog& catalog,
                                                       const Finding& finding);

// Texts, filled in for one finding.
[[nodiscard]] std::string title(const catalog::Catalog& catalog, const model::Model& model,
                                const Finding& finding);
[[nodiscard]] std::string scenario(const catalog::Catalog& catalog, const model::Model& model,
                                   const Finding& finding);
[[nodiscard]] std::string question_text(const catalog::Catalog& catalog, const model::Model& model,
                                        const Question& question);
// "pairing": what the question is about, as `answer` spells it.
[[nodiscard]] std::string_view question_word(const catalog::Catalog& catalog,
                                             const model::Model& model, const Question& question);
// "sync.pairing": what `answer` takes.
[[nodiscard]] std::string question_id(const catalog::Catalog& catalog, const model::Model& model,
                                      const Question& question);

}  // namespace wardround::threats
