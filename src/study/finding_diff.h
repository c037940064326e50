// What a change of the design, of the facts or of the catalogue brought and settled: findings new,
// gone and altered, each with what made the difference; questions asked and settled. Turned round,
// it says the opposite.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "study/model_diff.h"
#include "study/watched.h"

namespace wardround::study {

// One of the two looks.
struct LookSide {
  const diag::Sources& sources;
  const catalog::Catalog& catalog;
  const Assessment& assessment;

  [[nodiscard]] DesignSide design() const { return {sources, catalog, assessment.model()}; }
};

// What makes the difference between the side where a finding stands open and the other.
enum class Cause : uint8_t {
  subject,    // is only on one side
  control,    // clears it on one side, or brings it there
  fact,       // has another value
  structure,  // what lies where, what flows where
  rule,       // only one catalogue has it, or it reads differently
  standing,   // another finding of the same subject speaks for it on one side
  found,      // a person wrote it down on one side
};
[[nodiscard]] std::string_view name(Cause cause);

struct Reason {
  Cause cause = Cause::fact;
  std::string subject;  // fact, control: whose; subject: which
  std::string what;     // fact: its id; control, rule: its id; standing: the other finding
  // fact: its values; control: what is declared; structure: a sentence; rule: its condition; where
  // a side has nothing, empty.
  Said before, after;
  bool operator==(const Reason&) const = default;
};

enum class FindingChangeKind : uint8_t {
  added,    // open now
  gone,     // was open: not there any more, or cleared
  altered,  // in certainty or risk; or cleared without ever having been open
};
[[nodiscard]] std::string_view name(FindingChangeKind kind);

struct FindingChange {
  FindingChangeKind kind = FindingChangeKind::added;
  std::optional<std::size_t> before, after;  // into the sides' result.findings
  std::vector<Reason> reasons;
};

// A question that only one side asks.
struct QuestionChange {
  std::size_t index = 0;  // into the result.questions of the side that asks
  Said answer;            // of the other side; empty where the subject or the need is gone
};

struct FindingDiff {
  // Added and altered ones in the later order of findings, gone ones in the earlier one.
  std::vector<FindingChange> added, gone, altered;
  std::vector<QuestionChange> asked, settled;
  [[nodiscard]] bool empty() const {
    return added.empty() && gone.empty() && altered.empty() && asked.empty() && settled.empty();
  }
};

[[nodiscard]] FindingDiff diff_findings(const LookSide& before, const LookSide& after,
                                        const Matching& matching);

// Two models that are looked at as one, earlier and later. Where a model is only on one side, the
// other is an empty one.
struct ModelPair {
  std::optional<std::size_t> before, after;  // into Study::assessments
};
// One model on either side: these two. Else by the id of the system, else by path, else by the name
// of the file.
[[nodiscard]] std::vector<ModelPair> pair_models(const Study& before, const Study& after);

// The whole comparison of one pair.
struct PairDiff {
  ModelPair pair;
  ModelDiff design;
  FindingDiff findings;
  std::vector<WatchedChange> watched = {};  // what `diff_pair` does not know: code
  [[nodiscard]] bool empty() const { return design.empty() && findings.empty() && watched.empty(); }
};
[[nodiscard]] PairDiff diff_pair(const Study& before, const Study& after, const ModelPair& pair);

}  // namespace wardround::study
