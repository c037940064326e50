// Measuring and breaking text without asking any font: layouts are the same on every machine.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace wardround::diagram {

// Width of well-formed text in units of the picture.
[[nodiscard]] double text_width(std::string_view text, double size, bool bold);
// At most `most` wide; what is cut off is marked by an ellipsis.
[[nodiscard]] std::string shortened(std::string_view text, double size, bool bold, double most);
// Broken at spaces, and after hyphens and slashes, into at most `most_lines` lines; at least one
// line, which may be empty.
[[nodiscard]] std::vector<std::string> wrapped(std::string_view text, double size, bool bold,
                                               double most, std::size_t most_lines);

}  // namespace wardround::diagram
