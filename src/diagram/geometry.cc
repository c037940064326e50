#include "diagram/geometry.h"

#include <cmath>

namespace wardround::diagram {

std::vector<Point> Curve::flattened() const {
  if (!bezier || points.size() < 4) return points;
  constexpr int kSteps = 8;
  std::vector<Point> out{points[0]};
  for (std::size_t i = 0; i + 3 < points.size(); i += 3) {
    for (int step = 1; step <= kSteps; ++step) {
      const double t = step / double(kSteps), u = 1 - t;
      const double a = u * u * u, b = 3 * u * u * t, c = 3 * u * t * t, d = t * t * t;
      out.push_back(
          {a * points[i].x + b * points[i + 1].x + c * points[i + 2].x + d * points[i + 3].x,
           a * points[i].y + b * points[i + 1].y + c * points[i + 2].y + d * points[i + 3].y});
    }
  }
  return out;
}

double length_inside(const Rect& rect, Point a, Point b) {
  // Liang-Barsky: the interval of the piece that satisfies all four sides.
  double from = 0, to = 1;
  const double dx = b.x - a.x, dy = b.y - a.y;
  const double p[] = {-dx, dx, -dy, dy};
  const double q[] = {a.x - rect.x, rect.right() - a.x, a.y - rect.y, rect.bottom() - a.y};
  for (int i = 0; i < 4; ++i) {
    if (p[i] == 0) {
      if (q[i] < 0) return 0;
    } else if (p[i] < 0) {
      from = std::max(from, q[i] / p[i]);
    } else {
      to = std::min(to, q[i] / p[i]);
    }
  }
  return from < to ? (to - from) * std::hypot(dx, dy) : 0;
}

Point border_point(const Rect& rect, Point inside, Point outside) {
  double t = 1;
  const double dx = outside.x - inside.x, dy = outside.y - inside.y;
  if (dx > 0) t = std::min(t, (rect.right() - inside.x) / dx);
  if (dx < 0) t = std::min(t, (rect.x - inside.x) / dx);
  if (dy > 0) t = std::min(t, (rect.bottom() - inside.y) / dy);
  if (dy < 0) t = std::min(t, (rect.y - inside.y) / dy);
  return {inside.x + t * dx, inside.y + t * dy};
}

bool cross(Point a, Point b, Point c, Point d) {
  const auto side = [](Point p, Point q, Point r) {
    return (q.x - p.x) * (r.y - p.y) - (q.y - p.y) * (r.x - p.x);
  };
  const double s1 = side(a, b, c), s2 = side(a, b, d), s3 = side(c, d, a), s4 = side(c, d, b);
  return ((s1 > 0 && s2 < 0) || (s1 < 0 && s2 > 0)) && ((s3 > 0 && s4 < 0) || (s3 < 0 && s4 > 0));
}

}  // namespace wardround::diagram
