// The first look at a text, before YAML: size, UTF-8, characters that have no place in a text.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "diag/diagnostic.h"

namespace wardround::text {

// What YAML 1.2 does not print, what YAML 1.1 readers take for line breaks, and what makes a line
// show in another order than it reads. Quoted texts may name them by escapes.
[[nodiscard]] bool is_refused_character(char32_t code);

struct CheckedBytes {
  bool readable = true;   // false: not worth handing to a YAML reader
  bool flawed = false;    // something was reported
  std::size_t begin = 0;  // after the byte order mark, if there is one
  std::optional<std::string>
      mended;  // same length as the text, flaws replaced; absent if there are none
};

[[nodiscard]] CheckedBytes check_bytes(const diag::Sources& sources, diag::SourceId source,
                                       diag::Diagnostics& diagnostics);

}  // namespace wardround::text
