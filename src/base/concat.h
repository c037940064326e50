// Texts put together at once: what is said of every finding is made without reading a format.
#pragma once

#include <algorithm>
#include <initializer_list>
#include <string>
#include <string_view>

namespace wardround {

[[nodiscard]] inline std::string concat(std::initializer_list<std::string_view> parts) {
  std::size_t size = 0;
  for (const std::string_view part : parts) size += part.size();
  std::string whole(size, '\0');
  char* at = whole.data();
  for (const std::string_view part : parts) at = std::copy(part.begin(), part.end(), at);
  return whole;
}

}  // namespace wardround
