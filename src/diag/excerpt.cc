// See excerpt.h. Only the bytes near the span are looked at: a line may be megabytes long.
#include "diag/excerpt.h"

#include <algorithm>
#include <vector>

#include "base/utf8.h"

namespace wardround::diag {
namespace {

constexpr std::size_t kTab = 4;
constexpr std::size_t kBytesPerColumn = 8;  // generous: combining marks take bytes but no columns
constexpr std::string_view kCut = "…";

struct Cell {
  std::string text;
  std::size_t width;
  std::size_t byte;  // where it begins in the line
};

bool is_continuation(char c) {
  return (static_cast<unsigned char>(c) & 0xc0) == 0x80;
}

std::vector<Cell> cells_of(std::string_view line, std::size_t first, std::size_t last) {
  std::vector<Cell> cells;
  std::size_t column = 0;
  for (std::size_t at = first; at < last;) {
    const std::size_t begin = at;
    (void)next_code_point(line, at);
    std::string text = line[begin] == '\t' ? std::string(kTab - column % kTab, ' ')
                                           : escape_for_terminal(line.substr(begin, at - begin));
    const std::size_t width = display_width(text);
    column += width;
    cells.push_back({std::move(text), width, begin});
  }
  return cells;
}

}  // namespace

Excerpt excerpt(const Sources& sources, Span span, std::size_t width) {
  width = std::max<std::size_t>(width, 20);
  const Position position = sources.begin(span);
  const std::string_view line = sources.line(span.source, position.line);
  const std::string_view text = sources.text(span.source);
  const auto line_begin = static_cast<std::size_t>(line.data() - text.data());
  const std::size_t begin = std::min<std::size_t>(
      span.begin - std::min<std::size_t>(line_begin, span.begin), line.size());
  const std::size_t length = span.end > span.begin ? span.end - span.begin : 0;
  const std::size_t end = std::min(begin + length, line.size());

  const std::size_t reach = width * kBytesPerColumn;
  std::size_t first = begin > reach ? begin - reach : 0;
  while (first > 0 && is_continuation(line[first])) --first;
  const std::size_t last = std::min(line.size(), begin + reach);
  const std::vector<Cell> cells = cells_of(line, first, last);

  std::size_t total = 0;
  std::size_t caret_column = 0;
  for (const Cell& cell : cells) {
    if (cell.byte < begin) caret_column += cell.width;
    total += cell.width;
  }
  if (begin == line.size()) caret_column = total;

  // The window keeps a third of its width before the caret.
  std::size_t window = 0;
  if (total >= width && caret_column + 1 > width * 2 / 3) window = caret_column - width / 3;
  const bool cut_left = window > 0 || first > 0;

  Excerpt out;
  std::size_t column = 0;
  std::size_t shown = 0;
  std::size_t caret_at = 0;
  std::size_t caret_width = 0;
  if (cut_left) {
    out.line = kCut;
    shown = 1;
    caret_at = 1;
  }
  bool cut_right = last < line.size();
  for (const Cell& cell : cells) {
    const std::size_t here = column;
    column += cell.width;
    if (here < window) continue;
    if (shown + cell.width + 1 > width) {
      cut_right = true;
      break;
    }
    out.line += cell.text;
    shown += cell.width;
    if (cell.byte < begin) {
      caret_at += cell.width;
    } else if (cell.byte < end) {
      caret_width += cell.width;
    }
  }
  if (cut_right) out.line += kCut;
  out.caret = std::string(caret_at, ' ') + '^';
  if (caret_width > 1) out.caret.append(caret_width - 1, '~');
  return out;
}

}  // namespace wardround::diag
