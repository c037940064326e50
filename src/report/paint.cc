#include "report/paint.h"

#include "base/utf8.h"
#include "report/escapes.h"

namespace wardround::report {

std::string paint(std::string_view text, Ink ink, bool colour) {
  std::string safe = for_screen(text);
  if (!colour || ink == Ink::plain) return safe;
  const char* code = "0";
  switch (ink) {
    case Ink::plain:
      break;
    case Ink::bold:
      code = "1";
      break;
    case Ink::dim:
      code = "2";
      break;
    case Ink::red:
      code = "31";
      break;
    case Ink::yellow:
      code = "33";
      break;
    case Ink::green:
      code = "32";
      break;
    case Ink::cyan:
      code = "36";
      break;
  }
  return std::string("\x1b[") + code + "m" + safe + "\x1b[0m";
}

std::string cut(std::string_view text, std::size_t width) {
  const std::string safe = for_screen(text);
  if (display_width(safe) <= width) return safe;
  std::string kept;
  for (std::size_t at = 0; at < safe.size();) {
    const std::size_t begin = at;
    (void)next_code_point(safe, at);
    const std::string_view piece = std::string_view(safe).substr(begin, at - begin);
    if (display_width(kept) + display_width(piece) + 1 > width) break;
    kept += piece;
  }
  return kept + "…";
}

std::vector<std::string> paragraph(std::string_view label, std::string_view text, std::size_t width,
                                   std::size_t max_lines) {
  const std::string indent(display_width(label), ' ');
  const std::string body =
      wrap(for_screen(text), width > indent.size() ? width - indent.size() : 1, "");
  std::vector<std::string> lines;
  for (std::size_t begin = 0; begin <= body.size();) {
    std::size_t end = body.find('\n', begin);
    if (end == std::string::npos) end = body.size();
    const std::string_view line = std::string_view(body).substr(begin, end - begin);
    begin = end + 1;
    if (line.empty() && !lines.empty()) continue;
    if (lines.size() == max_lines) {
      lines.back() = cut(lines.back() + " …", width);
      if (!lines.back().ends_with("…")) lines.back() += "…";
      break;
    }
    lines.push_back((lines.empty() ? std::string(label) : indent) +
                    cut(line, width - indent.size()));
  }
  return lines;
}

std::string two_ends(std::string_view left, std::string_view right, std::size_t width) {
  const std::string end = for_screen(right);
  const std::size_t end_width = display_width(end);
  if (end_width == 0) return cut(left, width);
  const std::string begin = cut(left, width > end_width + 2 ? width - end_width - 2 : 1);
  const std::size_t used = display_width(begin) + end_width;
  return begin + std::string(used < width ? width - used : 1, ' ') + end;
}

}  // namespace wardround::report
