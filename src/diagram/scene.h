// A finished drawing: groups of outlines and texts with coordinates, ready for any painter.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "diagram/layout.h"
#include "diagram/style.h"

namespace wardround::diagram {

struct Paint {
  bool filled = false, stroked = false;
  style::Colour fill = 0, stroke = 0;
  double opacity = 1;  // of the fill
  double width = 1;    // of the stroke
  bool dashed = false;
};

struct Outline {
  struct Step {
    char verb;  // M, L, C, Z, as in SVG: with 1, 1, 3, 0 points
    Point points[3];
  };
  std::vector<Step> steps;
  Paint paint;
};

enum class Align : uint8_t { left, centre };

struct Words {
  Point at;  // on the base line
  std::string text;
  double size = 10;
  bool bold = false, italic = false;
  Align align = Align::left;
  style::Colour colour = style::kInk;
  bool halo = false;  // a rim of paper, where lines may pass below
};

struct Group {
  std::string id;  // of a part or line; empty: decoration
  std::string kind, title, note;
  std::string inside, from, to;  // ids: of the container; of the ends of a flow
  Rect place;                    // of the box or label, for those who measure
  std::vector<std::variant<Outline, Words>> items;
};

struct Scene {
  double width = 0, height = 0;
  std::string title, note;
  std::vector<Group> groups;
};

[[nodiscard]] Scene scene_of(const Picture& picture, const Sizes& sizes, const Layout& layout);

// Drawing with few words.
[[nodiscard]] Outline box(const Rect& b, double r, const Paint& paint);
[[nodiscard]] Outline circle(Point c, double r, const Paint& paint);
[[nodiscard]] Outline polygon(const std::vector<Point>& points, const Paint& paint);
// Of a folded box: the sheet in front.
[[nodiscard]] Rect front_of(const Rect& rect, bool folded);
// The shape of a part, as it is drawn and as the legend shows it.
void add_shape(Group& group, Shape shape, const Rect& whole, bool folded);
void add_badges(Group& group, const Badges& badges, Point at);
void add_head(Group& group, const std::vector<Point>& towards, Head head);
// Below the picture: what shapes and marks mean, remarks, texts that found no place. Gives its
// height.
[[nodiscard]] double add_legend(Scene& scene, const Picture& picture, const Layout& layout,
                                double top);

}  // namespace wardround::diagram
