// The type checker of expressions.
#pragma once

#include "lang/resolve.h"

namespace wardround::lang {

// Of use only if nothing was reported.
[[nodiscard]] Expression check_expression(const Syntax& syntax, Kind subject,
                                          const Vocabulary& vocabulary, Reporter& reporter);

}  // namespace wardround::lang
