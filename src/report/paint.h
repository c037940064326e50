// Text for terminals: hostile names escaped, colours only where wanted, lines kept to the width.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace wardround::report {

enum class Ink { plain, bold, dim, red, yellow, green, cyan };

// Escapes `text` and, if `colour`, paints it.
[[nodiscard]] std::string paint(std::string_view text, Ink ink, bool colour);

// Escaped text in lines of at most `width` columns: the first begins with `label`, the others are
// indented to it. More than `max_lines` are cut with an ellipsis.
[[nodiscard]] std::vector<std::string> paragraph(std::string_view label, std::string_view text,
                                                 std::size_t width, std::size_t max_lines = 1000);

// `left` and `right` on one line of `width`, the right flush; `left` is cut if both do not fit.
[[nodiscard]] std::string two_ends(std::string_view left, std::string_view right,
                                   std::size_t width);

// At most `width` columns; an ellipsis where something was cut.
[[nodiscard]] std::string cut(std::string_view text, std::size_t width);

}  // namespace wardround::report
