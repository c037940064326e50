// Where things stand. Three ways lead there: a program outside (`dot`) whose output is read here,
// and a plain layout of our own that always works; then labels find their places.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "diagram/geometry.h"
#include "diagram/picture.h"

namespace wardround::diagram {

// How large things are; known before the layout.
struct PartSize {
  std::vector<std::string> lines;  // of the name, as broken
  std::string type;                // shortened
  double width = 0, height = 0;    // of a box; of a container: of its title bar, at least
};
struct LabelSize {
  std::vector<std::string> lines;
  double width = 0, height = 0;  // 0: the line has no label; badges included
};
struct Sizes {
  std::vector<PartSize> parts;
  std::vector<LabelSize> labels;
};
[[nodiscard]] Sizes measure(const Picture& picture);

inline constexpr double kTitleBar = 24;  // of containers
inline constexpr double kAnchor = 10;    // the mark inside a container at which flows end

struct Layout {
  Rect area;                          // all of it
  std::vector<Rect> parts;            // by part
  std::vector<Point> anchors;         // by part; of containers that meet flows
  std::vector<Curve> lines;           // by line, in its direction
  std::vector<Rect> labels;           // by line; empty where there is none, or no room (`unplaced`)
  std::vector<std::size_t> unplaced;  // lines whose labels are listed below the picture
};

// The rectangle at which a line ends: of the box, or of the container's mark.
[[nodiscard]] Rect end_rect(const Picture& picture, const Layout& layout, std::size_t part);
// The strip of a container where its name stands.
[[nodiscard]] Rect title_bar(const Picture& picture, const Layout& layout, const Sizes& sizes,
                             std::size_t part);

// ---- by `dot`

enum class Reserve : uint8_t { labels, nothing };  // room for labels, at the cost of time
// What `dot -Tjson0` is to read …
[[nodiscard]] std::string dot_request(const Picture& picture, const Sizes& sizes, Reserve reserve);
// … and its answer, which may be anything: it fails unless every part and line has a place, boxes
// are apart and lie in their containers. Labels have the places that the answer gives them, or
// none.
[[nodiscard]] Result<Layout> read_dot(const Picture& picture, const Sizes& sizes,
                                      std::string_view json);

// ---- by ourselves

[[nodiscard]] Layout plain_layout(const Picture& picture, const Sizes& sizes);

// ---- afterwards

// Moves labels off boxes, titles and each other; what finds no place is `unplaced`.
void place_labels(const Picture& picture, const Sizes& sizes, Layout& layout);

// ---- how good it is

struct Quality {
  std::size_t overlaps =
      0;                    // boxes or containers over each other, or parts outside their container
  std::size_t covered = 0;  // labels over boxes, titles or labels
  std::size_t crossings = 0;  // of lines
  std::size_t through = 0;    // lines that lead through a foreign box
};
[[nodiscard]] std::size_t count_overlaps(const Picture& picture, const Layout& layout);
[[nodiscard]] Quality quality_of(const Picture& picture, const Sizes& sizes, const Layout& layout);

}  // namespace wardround::diagram
