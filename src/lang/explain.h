// The parts of an explanation, for those who ask for one after another and need not all of it.
#pragma once

#include "lang/interpreter.h"
#include "lang/parts.h"

namespace wardround::lang {

// The literals alone, by somebody who knows already what the expression evaluates to there. Of what
// is unknown: with its parts, if they are known; else they are afterwards.
[[nodiscard]] std::vector<Literal> explain_truth(const World& world, const Expression& expression,
                                                 SubjectId subject, Truth truth, Detail detail,
                                                 Parts& parts);
// The witnesses alone, likewise by somebody who knows that the expression is not false there:
// sorted, each once.
[[nodiscard]] std::vector<Witness> witnesses(const World& world, const Expression& expression,
                                             SubjectId subject);

}  // namespace wardround::lang
