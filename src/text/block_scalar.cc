// See block_scalar.h. The indent is not noted anywhere: it is what the first line that is not blank
// has more in the file than in the value.
#include "text/block_scalar.h"

#include <algorithm>

namespace wardround::text {
namespace {

std::size_t line_end(std::string_view text, std::size_t at) {
  const std::size_t end = text.find_first_of("\r\n", at);
  return end == std::string_view::npos ? text.size() : end;
}

std::size_t after_break(std::string_view text, std::size_t at) {
  if (at >= text.size()) return at;
  const bool two = text.substr(at, 2) == "\r\n";
  return at + (two ? 2 : 1);
}

std::size_t count_spaces(std::string_view line) {
  return std::min(line.find_first_not_of(' '), line.size());
}

// Leading spaces of the first line that holds something else.
std::size_t first_indent(std::string_view lines) {
  for (std::size_t at = 0; at < lines.size();) {
    const std::size_t end = line_end(lines, at);
    const std::string_view line = lines.substr(at, end - at);
    const std::size_t spaces = count_spaces(line);
    if (spaces < line.size()) return spaces;
    at = after_break(lines, end);
  }
  return 0;
}

struct Layout {
  std::size_t first_line;  // offset
  std::size_t indent;
  bool keeps;  // `+`
};

Layout layout(std::string_view text, std::size_t begin, std::size_t reached,
              std::string_view decoded) {
  const std::size_t header_end = line_end(text, begin);
  const std::string_view header = text.substr(begin, header_end - begin);
  const std::string_view indicators = header.substr(0, header.find_first_of(" \t#"));
  const std::size_t first = std::min(after_break(text, header_end), reached);
  const std::size_t in_file = first_indent(text.substr(first, reached - first));
  const std::size_t in_value = first_indent(decoded);
  return {first, in_file - std::min(in_file, in_value),
          indicators.find('+') != std::string_view::npos};
}

}  // namespace

uint32_t block_scalar_end(std::string_view text, uint32_t begin, uint32_t reached,
                          std::string_view decoded) {
  const Layout at = layout(text, begin, std::max(begin, reached), decoded);
  const bool only_blank = decoded.find_first_not_of('\n') == std::string_view::npos;
  std::size_t end = begin + 1;
  while (end < reached &&
         (text[end] == '+' || text[end] == '-' || (text[end] >= '0' && text[end] <= '9'))) {
    ++end;
  }
  for (std::size_t line = at.first_line; line < reached;) {
    const std::size_t stop = std::min<std::size_t>(line_end(text, line), reached);
    const std::string_view content = text.substr(line, stop - line);
    const bool blank =
        count_spaces(content) == content.size() && (only_blank || content.size() <= at.indent);
    if (!blank || (at.keeps && stop < reached)) end = stop;
    line = after_break(text, stop);
  }
  return static_cast<uint32_t>(end);
}

std::vector<BlockLine> block_scalar_lines(std::string_view text, uint32_t begin, uint32_t end,
                                          std::string_view decoded) {
  const Layout at = layout(text, begin, end, decoded);
  std::vector<BlockLine> lines;
  for (std::size_t line = at.first_line; line < end;) {
    const std::size_t stop = std::min<std::size_t>(line_end(text, line), end);
    lines.push_back(
        {static_cast<uint32_t>(std::min(line + at.indent, stop)), static_cast<uint32_t>(stop)});
    line = after_break(text, stop);
  }
  return lines;
}

}  // namespace wardround::text
