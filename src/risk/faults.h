// A fault of the design needs no attacker and loses no named property of data: the function that
// it sits in goes wrong by itself. Which functions those are, and which deviations a loss means.
#pragma once

#include <vector>

#include "catalog/catalog.h"
#include "model/model.h"

namespace wardround::risk {

// The functions that go wrong when the design is faulty at `subject`; sorted.
[[nodiscard]] std::vector<lang::SubjectId> functions_at_fault(const lang::Universe& universe,
                                                              lang::SubjectId subject);

// Can a loss of these properties show as this deviation? An unknown one may be any.
[[nodiscard]] bool shows_as(catalog::PropertySet loses, model::Deviation deviation);

}  // namespace wardround::risk
