// `controls:` of a subject: the decisions to mitigate that are written down in the model.
#pragma once

#include "model/building.h"

namespace wardround::model {

void read_controls(Building& building, SubjectId subject, View value);

}  // namespace wardround::model
