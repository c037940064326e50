// Strings as YAML scalars: plain where every reader sees the same string, in flow and in block
// style.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/utf8.h"
#include "text/byte_check.h"
#include "text/edit.h"

namespace wardround::text {
namespace {

bool is_alphanumeric(char c) {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

// Words that YAML 1.1 readers take for truth values.
bool is_old_boolean(std::string_view text) {
  static constexpr std::array<std::string_view, 6> kWords = {"yes", "no",   "on",
                                                             "off", "true", "false"};
  std::string lower(text);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return std::find(kWords.begin(), kWords.end(), lower) != kWords.end();
}

bool needs_escapes(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t begin = at;
    const char32_t code = next_code_point(text, at);
    if (code < 0x20 || is_refused_character(code)) return true;
    if (code == 0xfffd && at == begin + 1) return true;  // ill-formed
  }
  return false;
}

bool can_be_plain(std::string_view text) {
  const char first = text.front();
  const bool starts_well = is_alphanumeric(first) || first == '_' || first == '/' || first == '.' ||
                           first == '(' || static_cast<signed char>(first) < 0;
  if (!starts_well || text.starts_with("...") || text.back() == ' ' || text.back() == ':') {
    return false;
  }
  if (text.find_first_of(",[]{}?\"'`\\") != std::string_view::npos) return false;
  if (text.find(": ") != std::string_view::npos || text.find(" #") != std::string_view::npos) {
    return false;
  }
  return core_type(text) == Scalar::string && !is_old_boolean(text);
}

std::string double_quoted(std::string_view text) {
  std::string out = "\"";
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t begin = at;
    const auto code = static_cast<uint32_t>(next_code_point(text, at));
    if (code == 0xfffd && at == begin + 1) {
      out += "\\uFFFD";
    } else if (code == '"' || code == '\\') {
      out += '\\';
      out += static_cast<char>(code);
    } else if (code == '\n') {
      out += "\\n";
    } else if (code == '\t') {
      out += "\\t";
    } else if (code == '\r') {
      out += "\\r";
    } else if (is_refused_character(code)) {
      out += code < 0x100 ? fmt::format("\\x{:02X}", code) : fmt::format("\\u{:04X}", code);
    } else {
      out.append(text, begin, at - begin);
    }
  }
  return out + '"';
}

}  // namespace

std::string quote(std::string_view value) {
  if (value.empty()) return "\"\"";
  if (needs_escapes(value)) return double_quoted(value);
  if (can_be_plain(value)) return std::string(value);
  const bool prefers_single = value.find_first_of("\"\\") != std::string_view::npos &&
                              value.find('\'') == std::string_view::npos;
  if (prefers_single) return "'" + std::string(value) + "'";
  return double_quoted(value);
}

}  // namespace wardround::text
