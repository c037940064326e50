// The two gates. That of a pull request looks at what is new against a baseline: a finding that is
// known to hold, undecided, at or above a risk; unknowns never fail it, but an unknown that became
// known is new; what a change of the catalogue alone brought waits for the next
// round of the team. That of a release looks at everything, takes unknowns at their worst case, and
// counts only what evidence verifies.
#pragma once

#include <optional>

#include "risk/policy.h"
#include "threats/finding.h"

namespace wardround::treatment {

// A finding as a gate sees it.
struct Gated {
  threats::Certainty certainty = threats::Certainty::unverified;
  threats::Status status = threats::Status::open;
  bool decided = false;         // nothing more to decide (Treated::decided)
  bool answered = false;        // accepted or transferred by a decision that holds
  bool known_before = false;    // the baseline has it: open, and not unverified
  bool catalogue_only = false;  // a change of the catalogue alone brought it
  std::optional<risk::Word> claimed, verified;
};

struct Gate {
  bool release = false;
  bool baseline = false;
  std::optional<risk::Word> fail_on = risk::Word::high;  // none: the gate is open
};

// Does this finding fail the gate?
[[nodiscard]] bool fails(const Gate& gate, const Gated& finding);

}  // namespace wardround::treatment
