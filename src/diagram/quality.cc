// What can be measured of a layout: overlaps, covered labels, crossings.
#include <map>

#include "diagram/layout.h"

namespace wardround::diagram {

Rect end_rect(const Picture& picture, const Layout& layout, std::size_t part) {
  if (!picture.parts[part].container) return layout.parts[part];
  return around(layout.anchors[part], kAnchor, kAnchor);
}

Rect title_bar(const Picture& picture, const Layout& layout, const Sizes& sizes, std::size_t part) {
  const Rect& rect = layout.parts[part];
  const bool bar = picture.parts[part].shape != Shape::boundary;
  return {rect.x, rect.y, bar ? rect.width : std::min(rect.width, sizes.parts[part].width),
          kTitleBar};
}

std::size_t count_overlaps(const Picture& picture, const Layout& layout) {
  constexpr double kSlack = 0.5;
  std::size_t count = 0;
  for (const auto& siblings : picture.children()) {
    for (std::size_t i = 0; i < siblings.size(); ++i) {
      const Rect& rect = layout.parts[siblings[i]];
      const std::size_t parent = picture.parts[siblings[i]].parent;
      if (parent != kNowhere) {
        Rect inside = layout.parts[parent];
        inside.y += kTitleBar, inside.height -= kTitleBar;
        if (!inside.contains(rect, kSlack)) ++count;
        if (picture.parts[parent].meets_flows &&
            rect.overlaps(end_rect(picture, layout, parent), kSlack))
          ++count;
      }
      for (std::size_t k = i + 1; k < siblings.size(); ++k)
        if (rect.overlaps(layout.parts[siblings[k]], kSlack)) ++count;
    }
  }
  return count;
}

namespace {

struct Piece {
  Point a, b;
  std::size_t line;
};

// Pieces by the squares of a grid through which they may lead.
class Squares {
 public:
  using Square = std::pair<long, long>;

  void add(std::size_t piece, const Piece& p) {
    each(p, [&](Square square) { at_[square].push_back(piece); });
  }
  template <class Visit>
  static void each(const Piece& p, const Visit& visit) {
    const auto cell = [](double v) { return static_cast<long>(v / 64); };
    const auto [left, right] = std::minmax(p.a.x, p.b.x);
    const auto [top, bottom] = std::minmax(p.a.y, p.b.y);
    for (long x = cell(left); x <= cell(right); ++x)
      for (long y = cell(top); y <= cell(bottom); ++y) visit(Square(x, y));
  }
  [[nodiscard]] const std::map<Square, std::vector<std::size_t>>& all() const { return at_; }

 private:
  std::map<Square, std::vector<std::size_t>> at_;
};

bool meet(const Line& a, const Line& b) {
  return a.from == b.from || a.from == b.to || a.to == b.from || a.to == b.to;
}

// Pairs of pieces; lines that end at the same box do not count near it, for there they must meet.
std::size_t count_crossings(const Picture& picture, const Layout& layout) {
  std::vector<Piece> pieces;
  Squares squares;
  for (std::size_t i = 0; i < layout.lines.size(); ++i) {
    const auto points = layout.lines[i].flattened();
    for (std::size_t k = 0; k + 1 < points.size(); ++k) {
      pieces.push_back({points[k], points[k + 1], i});
      squares.add(pieces.size() - 1, pieces.back());
    }
  }
  std::vector<std::pair<std::size_t, std::size_t>> found;
  for (const auto& [square, inside] : squares.all()) {
    for (std::size_t i = 0; i < inside.size(); ++i) {
      for (std::size_t k = i + 1; k < inside.size(); ++k) {
        const Piece &a = pieces[inside[i]], &b = pieces[inside[k]];
        if (a.line == b.line || meet(picture.lines[a.line], picture.lines[b.line])) continue;
        if (cross(a.a, a.b, b.a, b.b)) found.emplace_back(inside[i], inside[k]);
      }
    }
  }
  std::ranges::sort(found);
  const auto doubled = std::ranges::unique(found);
  return found.size() - static_cast<std::size_t>(doubled.size());
}

std::size_t count_covered(const Picture& picture, const Sizes& sizes, const Layout& layout) {
  constexpr double kSlack = 0.5;
  std::size_t count = 0;
  for (std::size_t i = 0; i < layout.labels.size(); ++i) {
    const Rect& label = layout.labels[i];
    if (label.width <= 0) continue;
    for (std::size_t part = 0; part < picture.parts.size(); ++part) {
      const Rect solid = picture.parts[part].container ? title_bar(picture, layout, sizes, part)
                                                       : layout.parts[part];
      if (label.overlaps(solid, kSlack)) ++count;
    }
    for (std::size_t k = i + 1; k < layout.labels.size(); ++k)
      if (layout.labels[k].width > 0 && label.overlaps(layout.labels[k], kSlack)) ++count;
  }
  return count;
}

std::size_t count_through(const Picture& picture, const Layout& layout) {
  constexpr double kTouch = 3;  // a corner that is only brushed
  std::size_t count = 0;
  for (std::size_t i = 0; i < layout.lines.size(); ++i) {
    const auto points = layout.lines[i].flattened();
    for (std::size_t part = 0; part < picture.parts.size(); ++part) {
      const bool own = part == picture.lines[i].from || part == picture.lines[i].to;
      if (picture.parts[part].container || own) continue;
      double inside = 0;
      for (std::size_t k = 0; k + 1 < points.size(); ++k)
        inside += length_inside(layout.parts[part], points[k], points[k + 1]);
      if (inside > kTouch) ++count;
    }
  }
  return count;
}

}  // namespace

Quality quality_of(const Picture& picture, const Sizes& sizes, const Layout& layout) {
  return {count_overlaps(picture, layout), count_covered(picture, sizes, layout),
          count_crossings(picture, layout), count_through(picture, layout)};
}

}  // namespace wardround::diagram
