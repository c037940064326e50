// The relations of a model: those that its fields state, and those that follow from the structure.
#pragma once

#include "model/building.h"

namespace wardround::model {

// Fills Universe::relations from `edges`. Reports containment that goes round or too deep, and cuts
// it there.
void fill_relations(Building& building);

// The parts, in the order in which they build on each other.
void fill_containment(Building& building);     // parent … ports
void fill_flow_relations(Building& building);  // ends, direction, crossing
void fill_data_relations(Building& building);  // who handles which data
void fill_other_relations(Building& building);

}  // namespace wardround::model
