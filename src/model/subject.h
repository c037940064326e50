// The second pass: the keys of every subject become texts, relations and statements.
#pragma once

#include "model/building.h"

namespace wardround::model {

// Fills the subjects of the model, their types, `edges`, `statements`, harms, situations and
// controls.
void read_subjects(Building& building);

}  // namespace wardround::model
