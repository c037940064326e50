// The sentences that the screen and the comment of `wardround diff` share. Plain text: each sink
// escapes it in its own way; what stands between backticks is an id.
#pragma once

#include <string>
#include <vector>

#include "report/diff.h"

namespace wardround::report {

// One pair of models with what is needed to speak of its findings.
class PairWords {
 public:
  PairWords(const DiffView& view, const study::PairDiff& diff);
  PairWords(const PairWords&) = delete;  // its views refer to it
  PairWords& operator=(const PairWords&) = delete;

  [[nodiscard]] std::string name() const;  // of the system
  // Open findings of either side: "12 open before, 10 now".
  [[nodiscard]] std::string counts() const;

  // The side on which the finding is looked at: the later one, if it has it.
  [[nodiscard]] const View& view_of(const study::FindingChange& change) const;
  [[nodiscard]] std::size_t index_of(const study::FindingChange& change) const;
  [[nodiscard]] const threats::Finding& finding_of(const study::FindingChange& change) const;
  [[nodiscard]] std::string id(const study::FindingChange& change) const;
  [[nodiscard]] std::string title(const study::FindingChange& change) const;
  // "certain"; altered: "unverified → certain".
  [[nodiscard]] std::string certainty(const study::FindingChange& change) const;
  // "risk high"; altered in it: "risk high → urgent"; empty where nothing is open.
  [[nodiscard]] std::string risk(const study::FindingChange& change) const;
  // Both, and what else is remarkable: "certain, risk high, catalogue-only".
  [[nodiscard]] std::string state(const study::FindingChange& change) const;
  [[nodiscard]] std::string harm(const study::FindingChange& change) const;
  // "`sync.pairing`: passkey → just-works (stated, a.yaml:3:4); …"; empty if there is no reason.
  [[nodiscard]] std::string reasons(const study::FindingChange& change) const;

  [[nodiscard]] const View& before() const { return before_; }
  [[nodiscard]] const View& after() const { return after_; }

 private:
  study::Assessment none_;  // where a model is only on one side
  View before_, after_;
};

[[nodiscard]] std::string reason_text(const study::Reason& reason);
// "flow `sync`"; added or removed ones with type and place: "element `mcu` (rtos-mcu) in `pump`".
[[nodiscard]] std::string subject_text(const study::SubjectChange& change);
// "was `uplink`", "moved from `a` to `b`", "pairing: unknown → passkey", "sends: + a, - b" …
[[nodiscard]] std::vector<std::string> change_texts(const study::SubjectChange& change);
// "+", "-", "~".
[[nodiscard]] std::string_view change_sign(study::SubjectChangeKind kind);
// "2 elements added, 1 flow changed"; empty if nothing did.
[[nodiscard]] std::string design_summary(const study::ModelDiff& diff);

}  // namespace wardround::report
