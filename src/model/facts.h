// The facts of every subject, each with where it comes from.
#pragma once

#include "model/building.h"

namespace wardround::model {

// Fills Universe::facts and ::origins from `statements`, containment, protocols, types and what
// values imply, in falling order: stated, inherited, implied, type default. Reports statements that
// contradict what is implied.
void fill_facts(Building& building);

// The derived fact `severity` of functions, where the catalogue declares it: the worst harm of its
// situations.
void fill_severity(Building& building);

}  // namespace wardround::model
