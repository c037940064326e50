// Outlines: the five symbols of DFD3, and wardround's further ones.
#include <cmath>

#include "diagram/scene.h"

namespace wardround::diagram {
namespace {

constexpr double kRound = 0.5523;  // of a quarter circle drawn as one cubic curve

}  // namespace

Outline circle(Point c, double r, const Paint& paint) {
  return box({c.x - r, c.y - r, 2 * r, 2 * r}, r, paint);
}

Outline polygon(const std::vector<Point>& points, const Paint& paint) {
  Outline out;
  out.paint = paint;
  for (std::size_t i = 0; i < points.size(); ++i)
    out.steps.push_back({i == 0 ? 'M' : 'L', {points[i], {}, {}}});
  out.steps.push_back({'Z', {}});
  return out;
}

Outline box(const Rect& b, double r, const Paint& paint) {
  r = std::min({r, b.width / 2, b.height / 2});
  if (r <= 0)
    return polygon({{b.x, b.y}, {b.right(), b.y}, {b.right(), b.bottom()}, {b.x, b.bottom()}},
                   paint);
  const double k = r * (1 - kRound);
  Outline out;
  out.paint = paint;
  const auto line = [&](double x, double y) { out.steps.push_back({'L', {{x, y}, {}, {}}}); };
  const auto turn = [&](Point a, Point c, Point to) { out.steps.push_back({'C', {a, c, to}}); };
  out.steps.push_back({'M', {{b.x + r, b.y}, {}, {}}});
  line(b.right() - r, b.y);
  turn({b.right() - k, b.y}, {b.right(), b.y + k}, {b.right(), b.y + r});
  line(b.right(), b.bottom() - r);
  turn({b.right(), b.bottom() - k}, {b.right() - k, b.bottom()}, {b.right() - r, b.bottom()});
  line(b.x + r, b.bottom());
  turn({b.x + k, b.bottom()}, {b.x, b.bottom() - k}, {b.x, b.bottom() - r});
  line(b.x, b.y + r);
  turn({b.x, b.y + k}, {b.x + k, b.y}, {b.x + r, b.y});
  out.steps.push_back({'Z', {}});
  return out;
}

namespace {

Outline drum(const Rect& b, const Paint& paint, bool lid_only) {
  const double h = std::min(style::kDrum, b.height / 4), kx = b.width / 2 * kRound, ky = h * kRound;
  const double mid = b.x + b.width / 2, top = b.y + h, low = b.bottom() - h;
  Outline out;
  out.paint = paint;
  const auto turn = [&](Point a, Point c, Point to) { out.steps.push_back({'C', {a, c, to}}); };
  out.steps.push_back({'M', {{b.x, top}, {}, {}}});
  if (lid_only) {  // the front rim
    turn({b.x, top + ky}, {mid - kx, top + h}, {mid, top + h});
    turn({mid + kx, top + h}, {b.right(), top + ky}, {b.right(), top});
    return out;
  }
  turn({b.x, top - ky}, {mid - kx, b.y}, {mid, b.y});
  turn({mid + kx, b.y}, {b.right(), top - ky}, {b.right(), top});
  out.steps.push_back({'L', {{b.right(), low}, {}, {}}});
  turn({b.right(), low + ky}, {mid + kx, b.bottom()}, {mid, b.bottom()});
  turn({mid - kx, b.bottom()}, {b.x, low + ky}, {b.x, low});
  out.steps.push_back({'Z', {}});
  return out;
}

}  // namespace

Rect front_of(const Rect& rect, bool folded) {
  if (!folded) return rect;
  return {rect.x, rect.y + style::kSheet, rect.width - style::kSheet, rect.height - style::kSheet};
}

void add_shape(Group& group, Shape shape, const Rect& whole, bool folded) {
  const Rect b = front_of(whole, folded);
  Paint paint{true, true, style::kPaper, style::kInk, 1, 1.2, false};
  const double point = std::min(style::kPoint, b.width / 4);
  const double mid = b.y + b.height / 2;
  if (folded) {  // a second sheet behind
    Rect behind = b;
    behind.x += style::kSheet, behind.y -= style::kSheet;
    Paint pale = paint;
    pale.dashed = shape == Shape::boundary;
    if (pale.dashed) pale.stroke = style::kBoundary;
    group.items.emplace_back(box(behind, shape == Shape::process ? 9 : 2, pale));
  }
  switch (shape) {
    case Shape::process:
      group.items.emplace_back(box(b, 9, paint));
      break;
    case Shape::store:
      group.items.emplace_back(drum(b, paint, false));
      paint.filled = false;
      group.items.emplace_back(drum(b, paint, true));
      break;
    case Shape::external:
      paint.fill = style::kOutside;
      group.items.emplace_back(box(b, 0, paint));
      break;
    case Shape::node: {
      group.items.emplace_back(box(b, 1.5, paint));
      Paint bar{true, false, style::kInk, 0, 1, 0, false};
      group.items.emplace_back(
          box({b.x, b.y, b.width, std::min(style::kHeader, b.height / 3)}, 1, bar));
      break;
    }
    case Shape::port: {
      group.items.emplace_back(box(b, 0, paint));
      const Paint lug{true, false, style::kInk, 0, 1, 0, false};
      const double size = std::min(7.0, b.height / 3);
      for (const double share : {0.3, 0.7})
        group.items.emplace_back(
            box({b.x - size / 2, b.y + share * b.height - size / 2, size, size}, 0, lug));
      break;
    }
    case Shape::bus:
      group.items.emplace_back(polygon({{b.x, mid},
                                        {b.x + point, b.y},
                                        {b.right() - point, b.y},
                                        {b.right(), mid},
                                        {b.right() - point, b.bottom()},
                                        {b.x + point, b.bottom()}},
                                       paint));
      break;
    case Shape::sensor: {
      const double r = std::min(b.height / 2, b.width / 2), k = r * (1 - kRound);
      Outline out;
      out.paint = paint;
      out.steps = {{'M', {{b.right(), b.y}, {}, {}}},
                   {'L', {{b.x + r, b.y}, {}, {}}},
                   {'C', {{b.x + k, b.y}, {b.x, mid - r + k}, {b.x, mid}}},
                   {'C', {{b.x, mid + r - k}, {b.x + k, b.bottom()}, {b.x + r, b.bottom()}}},
                   {'L', {{b.right(), b.bottom()}, {}, {}}},
                   {'Z', {}}};
      group.items.emplace_back(std::move(out));
      break;
    }
    case Shape::actuator:
      group.items.emplace_back(polygon({{b.x, b.y},
                                        {b.right() - point, b.y},
                                        {b.right(), mid},
                                        {b.right() - point, b.bottom()},
                                        {b.x, b.bottom()}},
                                       paint));
      break;
    case Shape::boundary:
      paint.dashed = true;
      paint.stroke = style::kBoundary;
      group.items.emplace_back(box(b, 4, paint));
      break;
    case Shape::unknown_end:
      paint.stroke = style::kFaint;
      group.items.emplace_back(circle(b.centre(), std::min(b.width, b.height) / 2, paint));
      break;
  }
}

void add_badges(Group& group, const Badges& badges, Point at) {
  const auto add = [&](std::size_t count, bool sure) {
    if (count == 0) return;
    const double width = badge_width(count);
    const Paint paint{true, true, sure ? style::kAlarm : style::kPaper, style::kAlarm, 1,
                      1.2,  false};
    group.items.emplace_back(box({at.x, at.y, width, style::kBadge}, style::kBadge / 2, paint));
    group.items.emplace_back(Words{{at.x + width / 2, at.y + style::kBadge / 2 + 3.1},
                                   std::to_string(count),
                                   style::kBadgeSize,
                                   true,
                                   false,
                                   Align::centre,
                                   sure ? style::kPaper : style::kAlarm,
                                   false});
    at.x += width + 2;
  };
  add(badges.sure, true);
  add(badges.unverified, false);
}

void add_head(Group& group, const std::vector<Point>& towards, Head head) {
  if (head == Head::none || towards.size() < 2) return;
  constexpr double kLength = 8, kHalf = 3.2;
  const Point tip = towards.back();
  Point before = towards[towards.size() - 2];
  for (std::size_t i = towards.size() - 1; i-- > 0;) {
    before = towards[i];
    if (std::hypot(tip.x - before.x, tip.y - before.y) >= kLength * 0.8) break;
  }
  const double length = std::max(std::hypot(tip.x - before.x, tip.y - before.y), 1e-6);
  const double dx = (tip.x - before.x) / length, dy = (tip.y - before.y) / length;
  const Point base{tip.x - dx * kLength, tip.y - dy * kLength};
  const Paint paint{true, true, head == Head::data ? style::kLine : style::kPaper, style::kLine, 1,
                    1.1,  false};
  group.items.emplace_back(polygon(
      {tip, {base.x - dy * kHalf, base.y + dx * kHalf}, {base.x + dy * kHalf, base.y - dx * kHalf}},
      paint));
}

}  // namespace wardround::diagram
