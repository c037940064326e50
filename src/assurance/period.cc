#include "assurance/period.h"

#include <charconv>

namespace wardround::assurance {

std::optional<int> parse_period(std::string_view text) {
  constexpr int kMost = 3650;
  int number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end == text.data() || end + 1 != text.data() + text.size() ||
      number <= 0 || number > kMost)
    return std::nullopt;
  const int days = *end == 'd' ? 1 : *end == 'w' ? 7 : *end == 'm' ? 30 : *end == 'y' ? 365 : 0;
  if (days == 0 || number * days > kMost) return std::nullopt;
  return number * days;
}

}  // namespace wardround::assurance
