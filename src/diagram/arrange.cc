// Chooses who lays out, within a time that grows with the picture.
#include <fmt/core.h>

#include "diagram/diagram.h"

namespace wardround::diagram {
namespace {

// `dot` needs many seconds for more lines than these (and nobody can follow them): then the plain
// layout is taken at once.
constexpr std::size_t kMostLines = 240;
// Room for labels makes it slow where lines are many; there labels take what place is left.
constexpr std::size_t kMostWithRoom = 200;  // lines
constexpr int kMillisecondsPerStep = 2000, kMostMilliseconds = 8000;

int time_for(const Picture& picture) {
  const std::size_t steps = 1 + (picture.parts.size() + picture.lines.size() / 3) / 150;
  return std::min<int>(kMostMilliseconds, static_cast<int>(steps) * kMillisecondsPerStep);
}

Result<Layout> by_program(const Picture& picture, const Sizes& sizes, LayoutProgram& program) {
  const bool room = picture.lines.size() <= kMostWithRoom;
  const auto answer = program.run(
      dot_request(picture, sizes, room ? Reserve::labels : Reserve::nothing), time_for(picture));
  if (!answer) return tl::unexpected(answer.error());
  return read_dot(picture, sizes, *answer);
}

}  // namespace

Arranged arrange(const Picture& picture, const Sizes& sizes, LayoutProgram* program) {
  Arranged arranged;
  bool done = false;
  if (program && !picture.parts.empty() && picture.lines.size() <= kMostLines) {
    auto layout = by_program(picture, sizes, *program);
    done = layout.has_value();
    if (done)
      arranged.layout = std::move(*layout);
    else
      arranged.note = layout.error().message;
  }
  if (!done) arranged.layout = plain_layout(picture, sizes);
  place_labels(picture, sizes, arranged.layout);
  return arranged;
}

std::optional<Format> parse_format(std::string_view word) {
  for (const Format format : {Format::svg, Format::png, Format::dot, Format::mermaid})
    if (word == name(format)) return format;
  return std::nullopt;
}

std::string_view name(Format format) {
  switch (format) {
    case Format::svg:
      return "svg";
    case Format::png:
      return "png";
    case Format::dot:
      return "dot";
    case Format::mermaid:
      return "mermaid";
  }
  return {};
}

}  // namespace wardround::diagram
