// What declared controls do: where they work, and the facts that they make true there.
#pragma once

#include "catalog/catalog.h"
#include "diag/diagnostic.h"
#include "model/model.h"

namespace wardround::model {

// Facts that implemented controls imply where they work: the universe of the second pass.
// Reports a stated fact that contradicts an implemented control.
[[nodiscard]] lang::Universe with_controls(const Model& model, const catalog::Catalog& catalog,
                                           diag::Diagnostics& diagnostics);
// Does `use`, declared at `use.at`, work at `place`? By the control's `covers:` and the use's
// `not_on:`.
[[nodiscard]] bool covers(const Model& model, const catalog::Catalog& catalog,
                          const ControlUse& use, SubjectId place);

}  // namespace wardround::model
