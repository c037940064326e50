// Inside of threats/: moves quantifiers inwards, so that each speaks of as few subjects as it can.
#pragma once

#include <optional>

#include "lang/expression.h"

namespace wardround::threats {

// The variables that an expression speaks of and does not bind itself, as a set; those from kTold
// on are not told from each other.
inline constexpr uint32_t kTold = 63;
[[nodiscard]] uint64_t bit_of(uint32_t variable);
[[nodiscard]] uint64_t free_variables(const lang::Expr& expr);

// The same expression with all that the body of a quantifier says of other subjects than its own
// outside of it: `any(f in element.flows: f.open and element.old)` becomes `element.old and
// any(f in element.flows: f.open)`, or perhaps, where there may be flows that nobody knows. Equal
// in all three truths (Kleene's `and` and `or` distribute). None where nothing changes, or where it
// would grow too long.
[[nodiscard]] std::optional<lang::Expr> miniscope(const lang::Expr& expr);

}  // namespace wardround::threats
