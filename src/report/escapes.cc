#include "report/escapes.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "base/utf8.h"

namespace wardround::report {

namespace {

constexpr std::string_view kZeroWidthSpace = "\xe2\x80\x8b";

bool is_alphanumeric(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool one_of(char c, std::string_view set) {
  return set.find(c) != std::string_view::npos;
}

// An invisible space behind what would begin a reference: `@user`, `#12`, `!12`, `~label`; or
// behind the `@` of what would read as an address for mail.
bool begins_reference(std::string_view text, std::size_t at) {
  if (!one_of(text[at], "@#!~%$&^") || at + 1 >= text.size()) return false;
  const bool goes_on = is_alphanumeric(text[at + 1]) || text[at + 1] == '"' || text[at + 1] == '_';
  if (!goes_on) return false;
  if (at == 0 || !is_alphanumeric(text[at - 1]) || text[at] != '@') return true;
  const std::string_view word = text.substr(at, text.find(' ', at) - at);
  return word.find('.') != std::string_view::npos;
}

std::string_view entity(char c) {
  switch (c) {
    case '&':
      return "&amp;";
    case '<':
      return "&lt;";
    case '>':
      return "&gt;";
    case '"':
      return "&quot;";
    case '\'':
      return "&#39;";
    default:
      return {};
  }
}

// `www` begins an address where a dot follows.
bool ends_www(std::string_view text, std::size_t at) {
  return text[at] == '.' && at >= 3 && text.substr(at - 3, 3) == "www";
}

// The longest run of backticks.
std::size_t backticks(std::string_view text) {
  std::size_t longest = 0, run = 0;
  for (const char c : text) {
    run = c == '`' ? run + 1 : 0;
    longest = std::max(longest, run);
  }
  return longest;
}

std::string percent_encoded(std::string_view text, std::string_view what) {
  std::string out;
  for (const char c : text) {
    if (one_of(c, what)) {
      out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    } else {
      out += c;
    }
  }
  return out;
}

}  // namespace

std::string for_screen(std::string_view text) {
  std::string safe = escape_for_terminal(text);
  for (std::size_t at = safe.find("##["); at != std::string::npos; at = safe.find("##[", at))
    safe.replace(at, 1, "\\x23");
  const std::size_t first = safe.find_first_not_of(' ');
  if (first != std::string::npos && safe.compare(first, 2, "::") == 0)
    safe.replace(first, 1, "\\x3a");
  return safe;
}

std::string for_markdown(std::string_view text) {
  const std::string safe = escape_for_terminal(text);
  const std::size_t digits = std::min(safe.find_first_not_of("0123456789"), safe.size());
  std::string out;
  for (std::size_t at = 0; at < safe.size(); ++at) {
    const char c = safe[at];
    const std::string_view rest = std::string_view(safe).substr(at);
    // What means something only where a line begins: a heading, a list, a rule.
    const bool begins_block =
        (at == 0 && one_of(c, "#-+=")) || (at > 0 && at == digits && one_of(c, ".)"));
    if (const std::string_view html = entity(c); !html.empty() && c != '\'') {
      out += html;
    } else if (one_of(c, "\\`*_[]|~$^") || begins_block || rest.starts_with("://") ||
               rest.starts_with("![")) {
      out += '\\';
      out += c;
    } else {
      out += c;
    }
    if (begins_reference(safe, at) || ends_www(safe, at)) out += kZeroWidthSpace;
  }
  return out;
}

std::string for_markdown_with_code(std::string_view text) {
  std::string out;
  while (true) {
    const std::size_t begin = text.find('`');
    const std::size_t end = begin == std::string_view::npos ? begin : text.find('`', begin + 1);
    out += for_markdown(end == std::string_view::npos ? text : text.substr(0, begin));
    if (end == std::string_view::npos) return out;
    out += code_span(text.substr(begin + 1, end - begin - 1));
    text.remove_prefix(end + 1);
  }
}

std::string for_html(std::string_view text) {
  const std::string safe = escape_for_terminal(text);
  std::string out;
  for (std::size_t at = 0; at < safe.size(); ++at) {
    const std::string_view html = safe[at] == '\'' ? "" : entity(safe[at]);
    out += html.empty() ? std::string_view(safe).substr(at, 1) : html;
    const bool scheme = std::string_view(safe).substr(at).starts_with("://");
    if (begins_reference(safe, at) || ends_www(safe, at) || scheme) out += kZeroWidthSpace;
  }
  return out;
}

std::string code_span(std::string_view text) {
  const std::string safe = escape_for_terminal(text);
  const std::string fence(backticks(safe) + 1, '`');
  const std::string_view space = safe.empty() || fence.size() > 1 ? " " : "";
  return fmt::format("{}{}{}{}{}", fence, space, safe, space, fence);
}

std::string code_block(std::string_view text) {
  const std::string safe = escape_for_terminal(text);
  const std::string fence(std::max<std::size_t>(3, backticks(safe) + 1), '`');
  return fmt::format("{}\n{}\n{}\n", fence, safe, fence);
}

std::string for_xml(std::string_view text) {
  const std::string safe = escape_for_terminal(text);
  std::string out;
  for (std::size_t at = 0; at < safe.size();) {
    const std::size_t begin = at;
    const char32_t code = next_code_point(safe, at);
    if (const std::string_view name = code < 0x80 ? entity(safe[begin]) : ""; !name.empty()) {
      out += name;
    } else if (code == 0xfffe || code == 0xffff) {  // not a character of XML 1.0
      out += fmt::format("\\u{:04x}", static_cast<unsigned>(code));
    } else {
      out.append(safe, begin, at - begin);
    }
  }
  return out;
}

std::string for_csv(std::string_view text) {
  static constexpr std::array<std::string_view, 4> kWide = {"\xef\xbc\x9d", "\xef\xbc\x8b",
                                                            "\xef\xbc\x8d", "\xef\xbc\xa0"};
  std::string safe = escape_for_terminal(text);
  // A spreadsheet may skip spaces before it looks for a formula.
  const std::string_view seen =
      std::string_view(safe).substr(std::min(safe.find_first_not_of(' '), safe.size()));
  // Also where the text began with a tab or a line break, which is visible by now.
  const bool formula =
      (!seen.empty() && one_of(seen[0], "=+-@")) ||
      std::ranges::any_of(kWide, [&](std::string_view sign) { return seen.starts_with(sign); }) ||
      (!text.empty() && one_of(text[0], "\t\r\n"));
  if (formula) safe.insert(0, 1, '\'');
  const bool quote = safe.find_first_of(",;\"'") != std::string::npos || safe.starts_with(' ') ||
                     safe.ends_with(' ');
  if (!quote) return safe;
  std::string out = "\"";
  for (const char c : safe) out += c == '"' ? "\"\"" : std::string(1, c);
  return out + '"';
}

std::string for_workflow_message(std::string_view text) {
  return percent_encoded(escape_for_terminal(text), "%\r\n");
}

std::string for_workflow_property(std::string_view text) {
  return percent_encoded(escape_for_terminal(text), "%\r\n:,");
}

std::string for_sarif(std::string_view text) {
  const std::string safe = escape_for_terminal(text);
  if (safe.find("](") == std::string::npos) return safe;
  std::string out;
  for (const char c : safe) {
    if (one_of(c, "[]\\")) out += '\\';
    out += c;
  }
  return out;
}

std::string uri_path(std::string_view path) {
  std::string out;
  for (const char c : path) {
    if (is_alphanumeric(c) || one_of(c, "-._~/")) {
      out += c;
    } else {
      out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
  }
  return out;
}

std::string shortened(std::string_view text, std::size_t bytes) {
  static constexpr std::string_view kEllipsis = "…";
  if (text.size() <= bytes) return std::string(text);
  std::size_t end = bytes > kEllipsis.size() ? bytes - kEllipsis.size() : 0;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;
  return std::string(text.substr(0, end)).append(kEllipsis);
}

}  // namespace wardround::report
