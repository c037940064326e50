// Order of dotted versions.
#include <utility>

#include "lang/vocabulary.h"

namespace wardround::lang {
namespace {

// Takes the part before the next dot off `rest`: its leading number, without leading zeros, and
// what follows it.
std::pair<std::string_view, std::string_view> take_part(std::string_view& rest) {
  const std::size_t dot = std::min(rest.find('.'), rest.size());
  std::string_view part = rest.substr(0, dot);
  rest.remove_prefix(std::min(dot + 1, rest.size()));
  part.remove_prefix(std::min(part.find_first_not_of('0'), part.size()));
  const std::size_t digits = std::min(part.find_first_not_of("0123456789"), part.size());
  return {part.substr(0, digits), part.substr(digits)};
}

int sign(int value) {
  return (value > 0) - (value < 0);
}

}  // namespace

int compare_versions(std::string_view a, std::string_view b) {
  while (!a.empty() || !b.empty()) {
    const auto [number_a, tail_a] = take_part(a);
    const auto [number_b, tail_b] = take_part(b);
    if (number_a.size() != number_b.size()) return number_a.size() < number_b.size() ? -1 : 1;
    if (const int order = number_a.compare(number_b); order != 0) return sign(order);
    if (const int order = tail_a.compare(tail_b); order != 0) return sign(order);
  }
  return 0;
}

}  // namespace wardround::lang
