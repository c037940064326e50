// The core schema of YAML 1.2: which plain scalars are not strings.
#include <charconv>

#include "text/tree.h"

namespace wardround::text {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// Removes leading decimal digits and says whether there was one.
bool skip_digits(std::string_view& text) {
  const std::size_t before = text.size();
  while (!text.empty() && is_digit(text.front())) text.remove_prefix(1);
  return text.size() != before;
}

void skip_sign(std::string_view& text) {
  if (!text.empty() && (text.front() == '-' || text.front() == '+')) text.remove_prefix(1);
}

bool is_null(std::string_view text) {
  return text.empty() || text == "~" || text == "null" || text == "Null" || text == "NULL";
}

bool is_boolean(std::string_view text) {
  return text == "true" || text == "True" || text == "TRUE" || text == "false" || text == "False" ||
         text == "FALSE";
}

int radix(std::string_view text) {
  if (text.starts_with("0o")) return 8;
  if (text.starts_with("0x")) return 16;
  return 10;
}

bool is_integer(std::string_view text) {
  const int base = radix(text);
  if (base == 10) {
    skip_sign(text);
    return skip_digits(text) && text.empty();
  }
  const std::string_view allowed = base == 8 ? "01234567" : "0123456789abcdefABCDEF";
  text.remove_prefix(2);
  return !text.empty() && text.find_first_not_of(allowed) == std::string_view::npos;
}

bool is_floating(std::string_view text) {
  if (text == ".nan" || text == ".NaN" || text == ".NAN") return true;
  skip_sign(text);
  if (text == ".inf" || text == ".Inf" || text == ".INF") return true;
  bool digits = skip_digits(text);
  if (!text.empty() && text.front() == '.') {
    text.remove_prefix(1);
    digits = skip_digits(text) || digits;
  }
  if (!digits) return false;
  if (text.empty()) return true;
  if (text.front() != 'e' && text.front() != 'E') return false;
  text.remove_prefix(1);
  skip_sign(text);
  return skip_digits(text) && text.empty();
}

}  // namespace

Scalar core_type(std::string_view plain) {
  if (is_null(plain)) return Scalar::null;
  if (is_boolean(plain)) return Scalar::boolean;
  if (is_integer(plain)) return Scalar::integer;
  return is_floating(plain) ? Scalar::floating : Scalar::string;
}

Scalar core_type(const Tree& tree, NodeId id) {
  const Node& node = tree[id];
  if (node.shape != Shape::scalar || node.style != Style::plain) return Scalar::string;
  return core_type(tree.scalar(id));
}

std::optional<bool> as_bool(const Tree& tree, NodeId id) {
  if (tree[id].shape != Shape::scalar) return std::nullopt;
  const std::string_view text = tree.scalar(id);
  if (text == "yes" || text == "true") return true;
  if (text == "no" || text == "false") return false;
  return std::nullopt;
}

std::optional<int64_t> as_integer(const Tree& tree, NodeId id) {
  if (tree[id].shape != Shape::scalar || core_type(tree, id) != Scalar::integer)
    return std::nullopt;
  std::string_view text = tree.scalar(id);
  const int base = radix(text);
  if (base != 10) text.remove_prefix(2);
  if (text.starts_with('+')) text.remove_prefix(1);
  int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace wardround::text
