// The canonical spelling of a model file, by edits.
#pragma once

#include <vector>

#include "catalog/catalog.h"
#include "model/load.h"

namespace wardround::model {

// `fmt`: safe canonical spelling, by edits: true/false to yes/no in facts, sections in the order of
// the schema stay as they are; trailing spaces, tabs, line ends, final newline. Idempotent.
[[nodiscard]] std::vector<diag::Edit> format_edits(const Loaded& loaded,
                                                   const catalog::Catalog& catalog,
                                                   const diag::Sources& sources,
                                                   diag::SourceId source);

}  // namespace wardround::model
