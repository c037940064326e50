// The JSON Schema of a model file, for editors and for other programs that write models.
#pragma once

#include <string>

#include "catalog/catalog.h"

namespace wardround::model {

// A draft 2020-12 schema, from the field table (fields.h) and the catalogue's facts, types, kinds
// and controls. It says what may stand where: keys, words, forms of ids. What needs the whole model
// (does this id exist, is the fact applicable here) is for `check` to say. Values that YAML may
// read as a boolean (`yes`, `true`) are allowed as word and as boolean, since readers differ.
[[nodiscard]] std::string json_schema(const catalog::Catalog& catalog);

}  // namespace wardround::model
