// Harms and hazardous situations: the fields from which the harm chain is made.
#pragma once

#include "model/building.h"
#include "model/references.h"

namespace wardround::model {

// Starts the entry of `subject` in Model::harms or Model::situations, if it is one.
void begin_harm_or_situation(Building& building, SubjectId subject);
// Takes what a field of the harm or situation begun last says.
void take_choice(Building& building, Kind kind, std::string_view field, std::string_view word);
void take_texts(Building& building, Kind kind, std::string_view field, View value);
void take_references(Building& building, std::string_view field, const Resolved& resolved);
void read_causes(Building& building, const FieldInfo& field, View value);

}  // namespace wardround::model
