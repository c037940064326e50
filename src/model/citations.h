// Whether the standards that a model cites have what it cites.
#pragma once

#include "model/building.h"

namespace wardround::model {

// Warns of codes of harms that are no health effects of the IMDRF terminology, and of requirements
// that name an item of a known standard which it does not have. Standards are read only if the
// model cites any.
void check_citations(Building& b);

}  // namespace wardround::model
