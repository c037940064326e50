// What a model would say if one more question were answered, as cells beside its universe.
#pragma once

#include <optional>
#include <vector>

#include "threats/match.h"

namespace wardround::threats {

// Every cell that `model::answer_edits` would change, by writing `value` at `subject`: the fact
// itself, of all subjects that the same text stands for and of all that inherit it, and what
// follows there; sorted. Nullopt if the model contradicts the answer, so that it cannot be written.
// Who gets at what (`exposed_to`) is not worked out anew.
[[nodiscard]] std::optional<std::vector<lang::Override>> answered(const Worlds& worlds,
                                                                  const lang::Universe& universe,
                                                                  const lang::Override& answer);

}  // namespace wardround::threats
