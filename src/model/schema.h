// The JSON Schema of a model file, for editors.
#pragma once

#include <string>

#include "catalog/catalog.h"

namespace wardround::model {

// JSON Schema (draft 2020-12) of a model file, from the field table and the catalogue's facts,
// types and controls.
[[nodiscard]] std::string json_schema(const catalog::Catalog& catalog);

}  // namespace wardround::model
