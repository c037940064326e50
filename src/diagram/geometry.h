// Points, rectangles, and whether things meet. The y axis points down; units are pixels at scale 1.
#pragma once

#include <algorithm>
#include <vector>

namespace wardround::diagram {

struct Point {
  double x = 0, y = 0;
};

struct Rect {
  double x = 0, y = 0, width = 0, height = 0;

  [[nodiscard]] double right() const { return x + width; }
  [[nodiscard]] double bottom() const { return y + height; }
  [[nodiscard]] Point centre() const { return {x + width / 2, y + height / 2}; }
  [[nodiscard]] Rect grown(double by) const {
    return {x - by, y - by, width + 2 * by, height + 2 * by};
  }
  [[nodiscard]] bool contains(Point p) const {
    return p.x >= x && p.x <= right() && p.y >= y && p.y <= bottom();
  }
  [[nodiscard]] bool contains(const Rect& other, double slack = 0) const {
    return other.x >= x - slack && other.y >= y - slack && other.right() <= right() + slack &&
           other.bottom() <= bottom() + slack;
  }
  [[nodiscard]] bool overlaps(const Rect& other, double slack = 0) const {
    return x + slack < other.right() && other.x + slack < right() && y + slack < other.bottom() &&
           other.y + slack < bottom();
  }
  [[nodiscard]] Rect joined(const Rect& other) const {
    const double left = std::min(x, other.x), top = std::min(y, other.y);
    return {left, top, std::max(right(), other.right()) - left,
            std::max(bottom(), other.bottom()) - top};
  }
};

[[nodiscard]] inline Rect around(Point centre, double width, double height) {
  return {centre.x - width / 2, centre.y - height / 2, width, height};
}

// Straight pieces, or cubic Bézier curves: 1 + 3n points.
struct Curve {
  std::vector<Point> points;
  bool bezier = false;

  [[nodiscard]] std::vector<Point> flattened() const;  // as straight pieces
};

// The length of the part of a piece of line that lies in a rectangle.
[[nodiscard]] double length_inside(const Rect& rect, Point a, Point b);
// The point where the piece from inside to outside leaves the rectangle.
[[nodiscard]] Point border_point(const Rect& rect, Point inside, Point outside);
[[nodiscard]] bool cross(Point a, Point b, Point c, Point d);

}  // namespace wardround::diagram
