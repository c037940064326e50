#include "treatment/gate.h"

namespace wardround::treatment {

bool fails(const Gate& gate, const Gated& finding) {
  if (!gate.fail_on) return false;
  if (gate.release) {
    return finding.verified && *finding.verified >= *gate.fail_on && !finding.answered;
  }
  if (!gate.baseline || finding.known_before || finding.catalogue_only || finding.decided)
    return false;
  if (finding.status == threats::Status::cleared ||
      finding.certainty == threats::Certainty::unverified)
    return false;
  return finding.claimed && *finding.claimed >= *gate.fail_on;
}

}  // namespace wardround::treatment
