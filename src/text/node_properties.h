// What may stand before a value: `&anchor`, `!tag`.
#pragma once

#include <cstdint>
#include <string_view>

namespace wardround::text {

struct NodeProperties {
  uint32_t value;  // where the value itself begins
  uint32_t tag_begin = 0;
  uint32_t tag_end = 0;
};

// Reads them from [begin, end), over blanks, line breaks and comments.
[[nodiscard]] NodeProperties read_properties(std::string_view text, uint32_t begin, uint32_t end);

}  // namespace wardround::text
