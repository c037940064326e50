// What can be decided about a finding, as commands with places to fill in.
#pragma once

#include <vector>

#include "assurance/way.h"
#include "treatment/judge.h"

namespace wardround::assurance {

// Whatever could count, the best first: a change of the design; somebody else who takes care; and,
// where the policy lets people accept this risk, that.
[[nodiscard]] std::vector<Way> ways_without_controls(const treatment::Case& given,
                                                     std::size_t finding);
// The same after the controls of the first alternative of its rule that nobody has declared, if
// there is one.
[[nodiscard]] std::vector<Way> ways_to_decide(const treatment::Case& given, std::size_t finding);

}  // namespace wardround::assurance
