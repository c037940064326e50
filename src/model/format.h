// The canonical spelling of a model file, by edits.
#pragma once

#include <vector>

#include "catalog/catalog.h"
#include "model/load.h"

namespace wardround::model {

// `fmt`: what means the same is spelled the same.
//   - two-valued facts and fields: `yes` and `no` for true, True, YES …
//   - a version that YAML reads as a number gets quotes; `a->b` becomes `a -> b`
//   - no blanks at the end of a line, no tabs between values, one blank line at most in a row, none
//     at the end of the file, one line end there
//   - all line ends like the majority of them (LF if even)
// Order, indent, quotes, flow and block style and the words of comments stay. Nothing inside quoted
// and block scalars changes but line ends, which YAML reads alike. A file that ends in a block
// scalar keeps its end, where that is part of the value.
//
// The model that the text means is the same afterwards, and formatting again changes nothing. A
// text that is not valid YAML gets no edits.
[[nodiscard]] std::vector<diag::Edit> format_edits(const Loaded& loaded,
                                                   const catalog::Catalog& catalog,
                                                   const diag::Sources& sources,
                                                   diag::SourceId source);

}  // namespace wardround::model
