// Facts as stated in a model.
#pragma once

#include <string_view>
#include <utility>
#include <vector>

#include "model/building.h"

namespace wardround::model {

// What one subject states, with the place of each statement.
using Stated = std::vector<std::pair<lang::FactId, Span>>;

// Reads `value` as a value of the fact `id`. Everything wrong with it is reported.
void read_fact(Building& building, SubjectId subject, lang::FactId id, View value, Stated& stated);

// Reports the number that stands where a version must be: 4.10 would be read as 4.1. True if it was
// one.
bool report_unquoted_version(Report& report, View value);

}  // namespace wardround::model
