// The parts of an explanation, for those who ask for one after another and need not all of it.
#pragma once

#include "lang/interpreter.h"

namespace wardround::lang {

// The literals alone, by somebody who knows already what the expression evaluates to there.
[[nodiscard]] std::vector<Literal> explain_truth(const World& world, const Expression& expression,
                                                 SubjectId subject, Truth truth, Detail detail);
// The witnesses alone: sorted, each once.
[[nodiscard]] std::vector<Witness> witnesses(const World& world, const Expression& expression,
                                             SubjectId subject);

}  // namespace wardround::lang
