// The first pass over the texts: which subjects there are, and under which ids.
#pragma once

#include "model/building.h"

namespace wardround::model {

// Fills `declarations` (sorted), `contexts`, `ids`, `former` and `groups`, and the subjects of the
// model.
void declare_subjects(Building& building, const std::vector<SourceText>& texts);

}  // namespace wardround::model
