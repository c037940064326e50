// Every label gets a place near its line that no box, title or other label needs; what finds none
// gets a number there, and its text is listed below the picture.
#include <cmath>
#include <optional>
#include <unordered_map>

#include "diagram/layout.h"

namespace wardround::diagram {
namespace {

// Rectangles by the squares of a grid which they touch.
class Squares {
 public:
  void add(const Rect& rect, std::size_t index) {
    each(rect, [&](std::vector<std::size_t>& inside) { inside.push_back(index); });
  }
  template <class Visit>
  void near(const Rect& rect, const Visit& visit) {
    each(rect, [&](const std::vector<std::size_t>& inside) {
      for (const std::size_t index : inside) visit(index);
    });
  }

 private:
  template <class Visit>
  void each(const Rect& rect, const Visit& visit) {
    const auto cell = [](double v) { return static_cast<int32_t>(std::floor(v / 80)); };
    for (int32_t x = cell(rect.x); x <= cell(rect.right()); ++x) {
      for (int32_t y = cell(rect.y); y <= cell(rect.bottom()); ++y) {
        visit(
            at_[static_cast<uint64_t>(static_cast<uint32_t>(x)) << 32 | static_cast<uint32_t>(y)]);
      }
    }
  }
  std::unordered_map<uint64_t, std::vector<std::size_t>> at_;
};

struct Piece {
  Point a, b;
  std::size_t line;
};

Rect box_of(const Piece& piece) {
  const auto [left, right] = std::minmax(piece.a.x, piece.b.x);
  const auto [top, bottom] = std::minmax(piece.a.y, piece.b.y);
  return {left, top, right - left, bottom - top};
}

class Placing {
 public:
  Placing(const Picture& picture, const Sizes& sizes, Layout& layout)
      : sizes_(sizes), layout_(layout) {
    for (std::size_t i = 0; i < picture.parts.size(); ++i) {
      const Part& part = picture.parts[i];
      if (!part.container) {
        add_solid(layout.parts[i].grown(1));
        continue;
      }
      add_solid(title_bar(picture, layout, sizes, i));
      if (part.meets_flows) add_solid(end_rect(picture, layout, i));
      const Rect& r = layout.parts[i];
      for (const Piece& side : {Piece{{r.x, r.y}, {r.right(), r.y}, kNowhere},
                                Piece{{r.x, r.bottom()}, {r.right(), r.bottom()}, kNowhere},
                                Piece{{r.x, r.y}, {r.x, r.bottom()}, kNowhere},
                                Piece{{r.right(), r.y}, {r.right(), r.bottom()}, kNowhere}})
        add_piece(side);
    }
    for (std::size_t i = 0; i < layout.lines.size(); ++i) {
      flattened_.push_back(layout.lines[i].flattened());
      for (std::size_t k = 0; k + 1 < flattened_[i].size(); ++k)
        add_piece({flattened_[i][k], flattened_[i][k + 1], i});
    }
  }

  void run() {
    layout_.unplaced.clear();
    std::vector<std::size_t> without;
    // Short lines before long ones, which have more choice.
    for (const std::size_t line : by_length()) {
      const LabelSize& size = sizes_.labels[line];
      if (size.width <= 0) continue;
      if (!place(line, size.width, size.height)) without.push_back(line);
    }
    std::ranges::sort(without);
    for (const std::size_t line : without) {
      layout_.unplaced.push_back(line);
      const double digits = layout_.unplaced.size() > 99 ? 3 : 2;
      layout_.labels[line] = {};
      (void)place(line, 6 + 6 * digits, 12);
    }
  }

 private:
  void add_solid(const Rect& rect) {
    by_place_.add(rect, solids_.size());
    solids_.push_back(rect);
  }
  void add_piece(const Piece& piece) {
    pieces_by_place_.add(box_of(piece), pieces_.size());
    pieces_.push_back(piece);
  }

  [[nodiscard]] std::vector<std::size_t> by_length() const {
    std::vector<std::pair<double, std::size_t>> order;
    for (std::size_t i = 0; i < flattened_.size(); ++i) {
      double length = 0;
      for (std::size_t k = 0; k + 1 < flattened_[i].size(); ++k)
        length += std::hypot(flattened_[i][k + 1].x - flattened_[i][k].x,
                             flattened_[i][k + 1].y - flattened_[i][k].y);
      order.emplace_back(length, i);
    }
    std::ranges::sort(order);
    std::vector<std::size_t> lines;
    for (const auto& [length, line] : order) lines.push_back(line);
    return lines;
  }

  bool free(const Rect& rect) {
    bool taken = false;
    by_place_.near(rect, [&](std::size_t i) { taken = taken || rect.overlaps(solids_[i]); });
    return !taken;
  }

  // What a label hides: foreign lines and the frames of containers; its own line a little.
  double hidden(const Rect& rect, std::size_t line) {
    double sum = 0;
    std::size_t last = kNowhere;
    pieces_by_place_.near(rect, [&](std::size_t i) {
      if (i == last) return;
      last = i;
      const Piece& piece = pieces_[i];
      sum += length_inside(rect, piece.a, piece.b) * (piece.line == line ? 0.25 : 1);
    });
    return sum;
  }

  // The heads of the own line, and the ring behind one.
  [[nodiscard]] double ends_hidden(const Rect& rect, std::size_t line) const {
    const std::vector<Point>& points = flattened_[line];
    return (rect.grown(8).contains(points.front()) ? 1 : 0) +
           (rect.grown(8).contains(points.back()) ? 1 : 0);
  }

  [[nodiscard]] static double gap(const Rect& rect, const std::vector<Point>& points) {
    double least = 1e9;
    for (const Point p : points) {
      const double dx = std::max({rect.x - p.x, p.x - rect.right(), 0.0});
      const double dy = std::max({rect.y - p.y, p.y - rect.bottom(), 0.0});
      least = std::min(least, std::hypot(dx, dy));
    }
    return least;
  }

  bool place(std::size_t line, double width, double height) {
    const std::vector<Point>& points = flattened_[line];
    std::vector<double> upto{0};
    for (std::size_t k = 0; k + 1 < points.size(); ++k)
      upto.push_back(upto.back() +
                     std::hypot(points[k + 1].x - points[k].x, points[k + 1].y - points[k].y));
    std::optional<Rect> best;
    double least = 0;
    const auto offer = [&](const Rect& rect, double price) {
      if (!free(rect)) return;
      const double cost = price + hidden(rect, line) + 40 * ends_hidden(rect, line);
      if (!best || cost < least) best = rect, least = cost;
    };
    // Where the layout left room, if that is near.
    if (const Rect& reserved = layout_.labels[line]; reserved.width == width)
      offer(reserved, 2 * std::max(0.0, gap(reserved, points) - 5));
    for (int step = 0; step <= 18; ++step) {  // 0.50 0.45 0.55 0.40 …
      const int away = (step + 1) / 2;
      const double share = 0.5 + (step % 2 == 0 ? 0.05 : -0.05) * away;
      const double along = share * upto.back();
      std::size_t k = 0;
      while (k + 2 < points.size() && upto[k + 1] < along) ++k;
      if (k + 1 >= points.size()) return false;
      const double length = std::max(upto[k + 1] - upto[k], 1e-6);
      const double t = std::clamp((along - upto[k]) / length, 0.0, 1.0);
      const Point at{points[k].x + t * (points[k + 1].x - points[k].x),
                     points[k].y + t * (points[k + 1].y - points[k].y)};
      const double dx = (points[k + 1].x - points[k].x) / length;
      const double dy = (points[k + 1].y - points[k].y) / length;
      // Beside the line, so far that the rectangle just clears it; or on it.
      const double aside = (std::abs(dy) * width + std::abs(dx) * height) / 2 + 2;
      for (const double side : {-1.0, 1.0, 0.0}) {
        const Rect rect =
            around({at.x - side * dy * aside, at.y + side * dx * aside}, width, height);
        offer(rect, std::abs(share - 0.5) * 14 + (side == 0 ? 4 : 0));
      }
    }
    if (!best) return false;
    layout_.labels[line] = *best;
    add_solid(*best);
    return true;
  }

  const Sizes& sizes_;
  Layout& layout_;
  std::vector<Rect> solids_;
  Squares by_place_;
  std::vector<Piece> pieces_;
  Squares pieces_by_place_;
  std::vector<std::vector<Point>> flattened_;
};

}  // namespace

void place_labels(const Picture& picture, const Sizes& sizes, Layout& layout) {
  Placing(picture, sizes, layout).run();
  for (const Rect& label : layout.labels)
    if (label.width > 0) layout.area = layout.area.joined(label);
}

}  // namespace wardround::diagram
