// Positions are found by binary search in a table of line starts that is built at the first
// question. A line ends at "\n", "\r\n" or a lone "\r", as in editors.
#include "diag/source.h"

#include <algorithm>

#include "base/result.h"
#include "base/utf8.h"

namespace wardround::diag {
namespace {

uint32_t count_code_points(std::string_view text) {
  return static_cast<uint32_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xc0) != 0x80;
  }));
}

}  // namespace

SourceId Sources::add(std::string name, std::string text) {
  WARDROUND_CHECK(text.size() < UINT32_MAX);
  sources_.push_back(std::make_unique<Source>(Source{std::move(name), std::move(text), {}}));
  return SourceId(sources_.size() - 1);
}

const Sources::Source& Sources::source(SourceId id) const {
  WARDROUND_CHECK(id.index() < sources_.size());
  return *sources_[id.index()];
}

std::string_view Sources::name(SourceId id) const {
  return source(id).name;
}

std::string_view Sources::text(SourceId id) const {
  return source(id).text;
}

std::string_view Sources::text(Span span) const {
  if (!span.valid()) return {};
  const std::string_view whole = source(span.source).text;
  const std::size_t begin = std::min<std::size_t>(span.begin, whole.size());
  const std::size_t end = std::clamp<std::size_t>(span.end, begin, whole.size());
  return whole.substr(begin, end - begin);
}

const std::vector<uint32_t>& Sources::line_starts(const Source& source) const {
  std::vector<uint32_t>& starts = source.line_starts;
  if (!starts.empty()) return starts;
  // A byte order mark takes no column.
  starts.push_back(source.text.starts_with("\xef\xbb\xbf") ? 3 : 0);
  const std::string_view text = source.text;
  if (text.find('\r') == std::string_view::npos) {  // as most: looking for one byte is quick
    for (std::size_t at = text.find('\n'); at != std::string_view::npos;
         at = text.find('\n', at + 1))
      starts.push_back(static_cast<uint32_t>(at + 1));
    return starts;
  }
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool lone_return = text[i] == '\r' && (i + 1 == text.size() || text[i + 1] != '\n');
    if (text[i] == '\n' || lone_return) starts.push_back(static_cast<uint32_t>(i + 1));
  }
  return starts;
}

Position Sources::position(SourceId id, uint32_t offset) const {
  const Source& from = source(id);
  const std::vector<uint32_t>& starts = line_starts(from);
  offset = std::clamp(offset, starts.front(), static_cast<uint32_t>(from.text.size()));
  const auto after = std::upper_bound(starts.begin(), starts.end(), offset);
  const uint32_t start = *(after - 1);
  const std::string_view before = std::string_view(from.text).substr(start, offset - start);
  const auto line = static_cast<uint32_t>(after - starts.begin());
  // Most lines: counting is then done before it begins.
  if (is_ascii(before)) return {line, offset - start + 1, offset - start + 1};
  return {line, count_code_points(before) + 1, static_cast<uint32_t>(utf16_length(before)) + 1};
}

std::string_view Sources::line(SourceId id, uint32_t line) const {
  const Source& from = source(id);
  const std::vector<uint32_t>& starts = line_starts(from);
  if (line == 0 || line > starts.size()) return {};
  const std::size_t begin = starts[line - 1];
  std::size_t end = line < starts.size() ? starts[line] : from.text.size();
  while (end > begin && (from.text[end - 1] == '\n' || from.text[end - 1] == '\r')) --end;
  return std::string_view(from.text).substr(begin, end - begin);
}

std::string Sources::location(Span span) const {
  if (!span.valid()) return "";
  const Position at = begin(span);
  return std::string(name(span.source)) + ":" + std::to_string(at.line) + ":" +
         std::to_string(at.column);
}

}  // namespace wardround::diag
