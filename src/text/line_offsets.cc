// Lines of a decoded value back to their places in the file, for whoever reads a language inside a
// scalar.
#include <algorithm>

#include "base/result.h"
#include "text/block_scalar.h"
#include "text/tree.h"

namespace wardround::text {
namespace {

// The lines of a plain or quoted scalar: blanks around each line are layout.
std::vector<BlockLine> flow_lines(std::string_view text, uint32_t begin, uint32_t end) {
  const auto is_blank = [&](uint32_t at) { return text[at] == ' ' || text[at] == '\t'; };
  std::vector<BlockLine> lines;
  for (uint32_t at = begin; at <= end;) {
    uint32_t stop = at;
    while (stop < end && text[stop] != '\n' && text[stop] != '\r') ++stop;
    const uint32_t next = stop + (stop + 1 < end && text[stop] == '\r' && text[stop + 1] == '\n');
    while (!lines.empty() && at < stop && is_blank(at)) ++at;
    uint32_t last = stop;
    while (stop < end && last > at && is_blank(last - 1)) --last;
    lines.push_back({at, last});
    at = next + 1;
  }
  return lines;
}

// Finds the source line where each decoded line begins: folding has joined some of them by a space.
std::vector<uint32_t> unfold(const std::vector<BlockLine>& lines, std::string_view decoded,
                             uint32_t begin, uint32_t end) {
  std::vector<uint32_t> offsets;
  std::size_t line = 0;
  const auto size = [&](std::size_t i) { return lines[i].end - lines[i].begin; };
  for (std::size_t at = 0; at <= decoded.size();) {
    const std::size_t stop = std::min(decoded.find('\n', at), decoded.size());
    std::size_t rest = stop - at;
    if (rest != 0) {
      while (line < lines.size() && size(line) == 0) ++line;
    }
    offsets.push_back(line < lines.size() ? lines[line].begin : (offsets.empty() ? begin : end));
    if (rest == 0 && line < lines.size() && size(line) == 0) ++line;
    while (rest != 0 && line < lines.size()) {
      const std::size_t used = size(line++);
      rest -= std::min(rest, used + 1);
    }
    at = stop + 1;
  }
  return offsets;
}

}  // namespace

std::vector<uint32_t> line_offsets(const diag::Sources& sources, const Tree& tree, NodeId id) {
  const Node& node = tree[id];
  WARDROUND_CHECK(node.shape == Shape::scalar);
  const std::string_view text = sources.text(node.span.source);
  const std::string_view decoded = tree.scalar(id);
  const uint32_t begin = node.span.begin;
  const uint32_t end = node.span.end;
  switch (node.style) {
    case Style::literal: {
      std::vector<uint32_t> offsets;
      for (const BlockLine& line : block_scalar_lines(text, begin, end, decoded)) {
        offsets.push_back(line.begin);
      }
      const auto breaks = std::count(decoded.begin(), decoded.end(), '\n');
      offsets.resize(static_cast<std::size_t>(breaks) + 1, end);
      return offsets;
    }
    case Style::folded:
      return unfold(block_scalar_lines(text, begin, end, decoded), decoded, begin, end);
    case Style::single_quoted:
    case Style::double_quoted:
      if (end - begin < 2) return unfold({}, decoded, begin, end);  // cut off by a syntax error
      return unfold(flow_lines(text, begin + 1, end - 1), decoded, begin + 1, end - 1);
    default:
      return unfold(flow_lines(text, begin, end), decoded, begin, end);
  }
}

}  // namespace wardround::text
