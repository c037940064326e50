// What is odd about a model that could be read: things that hang in the air, or contradict how such
// things are used.
#pragma once

#include "model/building.h"

namespace wardround::model {

void check_model(Building& building);

}  // namespace wardround::model
