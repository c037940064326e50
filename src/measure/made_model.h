// Models of any size to measure with, the same for the same size: one part in ten of the elements
// is outside, six are processes, three are stores; three flows an element, which carry one to three
// data each way; boundaries nested in each other. Types, protocols and facts are drawn from the
// catalogue.
#pragma once

#include <string>

#include "model/draft.h"

namespace wardround::measure {

[[nodiscard]] model::Draft made_model(const catalog::Catalog& catalog, std::size_t elements);
// The same as the text of a model.
[[nodiscard]] std::string as_text(const model::Draft& draft, const catalog::Catalog& catalog);

}  // namespace wardround::measure
