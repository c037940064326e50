// Types of subjects: of elements and boundaries one, of data any number, of flows their protocol.
#pragma once

#include <string>

#include "model/building.h"

namespace wardround::model {

// Reads a type or a list of types; mistakes leave the type open. Gives the text, joined with ", ".
[[nodiscard]] std::string read_types(Building& building, SubjectId subject, const FieldInfo& field,
                                     View value);
// The subject says nothing about its type: then it is unknown. Of a boundary: a plain one.
void set_type_left_out(Building& building, SubjectId subject);

}  // namespace wardround::model
