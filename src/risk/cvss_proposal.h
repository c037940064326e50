// CVSS vectors proposed for a security finding, with the reason for each metric: what somebody who
// knows the device starts from, instead of an empty form. What nothing says takes the worse value
// and is marked so. A fault of the design has no attacker and no vector; neither has a weakness by
// which neither confidentiality nor integrity nor availability is lost.
//
// Two proposals: 4.0 from the rule's attacker, what is lost and whom it reaches; 3.1 by the
// questions of MITRE's rubric for medical devices, which the FDA has qualified as a tool. The
// questions stand here in words of our own, with where their answer comes from.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "risk/cvss.h"
#include "risk/harm.h"

namespace wardround::risk {

// A finding with everything that a proposal looks at.
struct Grounds {
  const catalog::Catalog& catalog;
  const model::Model& model;
  const threats::Result& result;
  const threats::Finding& finding;
  const Reach& reach;
};

struct CvssChoice {
  std::string_view metric;  // "AV"
  std::string_view value;   // "A"
  std::string reason;       // "within reach of the radio"; names of the model in backticks
  bool unknown = false;     // nothing says it: the worse value
};
struct CvssProposal {
  cvss::Vector vector;
  std::vector<CvssChoice> choices;  // in the order of the version's metrics
};
// Base metrics, and Safety (MSI:S, MSA:S) where a serious harm or worse is reached.
[[nodiscard]] std::optional<CvssProposal> propose_cvss4(const Grounds& grounds);

struct RubricQuestion {
  std::string_view id;        // "XAVN", as the rubric names it
  std::string_view metric;    // of 3.1
  std::string_view question;  // in our words
  std::string_view source;    // where the answer comes from; "" if nothing in a model says it
};
[[nodiscard]] std::span<const RubricQuestion> rubric();

enum class RubricAnswer : uint8_t { no, yes, none, low, high, unknown };
[[nodiscard]] std::string_view name(RubricAnswer answer);
struct RubricLine {
  std::string_view id;  // only questions that were reached
  RubricAnswer answer = RubricAnswer::unknown;
  std::string because;
};
struct RubricProposal {
  cvss::Vector vector;  // 3.1
  std::vector<RubricLine> answers;
};
[[nodiscard]] std::optional<RubricProposal> propose_by_rubric(const Grounds& grounds);

}  // namespace wardround::risk
