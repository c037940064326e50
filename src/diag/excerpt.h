// One line of a source with a caret line under a span, made safe for a terminal and cut to a width.
#pragma once

#include <string>

#include "diag/source.h"

namespace wardround::diag {

struct Excerpt {
  std::string line;   // escaped, tabs expanded
  std::string caret;  // spaces, then ^~~~ under the span as far as it lies on this line
};

// `width` columns for the text itself (without the gutter).
[[nodiscard]] Excerpt excerpt(const Sources& sources, Span span, std::size_t width);

}  // namespace wardround::diag
