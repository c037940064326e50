// A decision about a finding of an assessed model, ready to be written down: what it rests on and
// how great the risk is today.
#pragma once

#include "treatment/judge.h"

namespace wardround::treatment {

// Findings that `target` (`weakness@subject`, perhaps with `*`) speaks of, by index; an id that
// stands behind a finding names it.
[[nodiscard]] std::vector<std::size_t> findings_of(const Case& given, std::string_view target);

// Fills in what the model says today: reach, risk (the greatest of the findings), grounds, and, for
// a wide target, the findings that it is made for.
void take_stock(const Case& given, const std::vector<std::size_t>& findings, Decision& decision);

}  // namespace wardround::treatment
