// Routing: the cheapest right-angled way over a grid, where bends, crossings and company cost and
// boxes are closed (A*). The search has a budget for the whole picture; when it is used up, lines
// are straight.
#include <cmath>
#include <numeric>
#include <queue>

#include "diagram/plain_layout.h"

namespace wardround::diagram {
namespace {

constexpr double kCell = 8, kCoarseCell = 12, kRim = 40;  // around the picture, for ways outside
constexpr std::size_t kBudget = 4'000'000;                // cells looked at
constexpr std::size_t kMostCells = 1'500'000;
constexpr uint32_t kStep = 2, kBend = 14, kBendAtBox = 90, kCrossing = 40, kCrossingOfMany = 12,
                   kCompany = 24, kTitle = 10, kForeign = 5, kFrame = 10;
constexpr std::size_t kMany = 200;  // lines: then a good way soon rather than the best
constexpr uint8_t kClosed = 1, kTitled = 2, kAcross = 4, kDown = 8, kFrameAcross = 16,
                  kFrameDown = 32;

class Routing {
 public:
  Routing(const Picture& picture, const Sizes& sizes, Layout& layout)
      : picture_(picture), sizes_(sizes), layout_(layout) {
    if (picture.lines.size() > kMany)
      eagerness_ = 3, crossing_ = kCrossingOfMany, cell_ = kCoarseCell;
    const Rect area = layout.area.grown(kRim);
    origin_ = {area.x, area.y};
    columns_ = static_cast<std::size_t>(area.width / cell_) + 1;
    rows_ = static_cast<std::size_t>(area.height / cell_) + 1;
  }

  void run() {
    layout_.lines.assign(picture_.lines.size(), {});

    if (columns_ * rows_ > kMostCells) {
      for (std::size_t i = 0; i < picture_.lines.size(); ++i) straight(i);
      return;
    }
    mark_obstacles();
    best_.assign(columns_ * rows_ * 2, 0);
    stamp_.assign(columns_ * rows_ * 2, 0);
    came_.assign(columns_ * rows_ * 2, 0);
    for (const std::size_t line : by_distance())
      if (!search(line)) straight(line);
  }

 private:
  struct Cells {
    std::size_t left, top, right, bottom;  // inclusive
  };

  [[nodiscard]] Cells cells_of(const Rect& rect) const {
    const auto cell = [this](double v, std::size_t count) {
      return static_cast<std::size_t>(std::clamp(std::floor(v / cell_), 0.0, double(count - 1)));
    };
    return {cell(rect.x - origin_.x, columns_), cell(rect.y - origin_.y, rows_),
            cell(rect.right() - origin_.x, columns_), cell(rect.bottom() - origin_.y, rows_)};
  }
  template <class Visit>
  void each(const Cells& cells, const Visit& visit) {
    for (std::size_t y = cells.top; y <= cells.bottom; ++y)
      for (std::size_t x = cells.left; x <= cells.right; ++x) visit(y * columns_ + x);
  }
  [[nodiscard]] Point point(std::size_t cell) const {
    const std::size_t row = cell / columns_;
    return {origin_.x + (double(cell % columns_) + 0.5) * cell_,
            origin_.y + (double(row) + 0.5) * cell_};
  }

  void mark_obstacles() {
    flags_.assign(columns_ * rows_, 0);
    owner_.assign(columns_ * rows_, kNowhere);
    inside_.assign(columns_ * rows_, kNowhere);
    welcome_.assign(picture_.parts.size(), 0);
    for (std::size_t i = 0; i < picture_.parts.size(); ++i) {
      const bool container = picture_.parts[i].container;
      if (container) {
        const Cells cells = cells_of(layout_.parts[i]);
        each(cells, [&](std::size_t c) { inside_[c] = i; });
        for (const std::size_t y : {cells.top, cells.bottom})
          each({cells.left, y, cells.right, y}, [&](std::size_t c) { flags_[c] |= kFrameAcross; });
        for (const std::size_t x : {cells.left, cells.right})
          each({x, cells.top, x, cells.bottom}, [&](std::size_t c) { flags_[c] |= kFrameDown; });
        each(cells_of(title_bar(picture_, layout_, sizes_, i)),
             [&](std::size_t c) { flags_[c] |= kTitled; });
      }
      if (container && !picture_.parts[i].meets_flows) continue;
      const Rect rect = end_rect(picture_, layout_, i).grown(container ? 2 : 9);
      each(cells_of(rect), [&](std::size_t c) {
        flags_[c] |= kClosed;
        owner_[c] = i;
      });
    }
  }

  [[nodiscard]] std::vector<std::size_t> by_distance() const {
    std::vector<std::pair<double, std::size_t>> order;
    for (std::size_t i = 0; i < picture_.lines.size(); ++i) {
      const Point a = end_rect(picture_, layout_, picture_.lines[i].from).centre();
      const Point b = end_rect(picture_, layout_, picture_.lines[i].to).centre();
      order.emplace_back(std::abs(a.x - b.x) + std::abs(a.y - b.y), i);
    }
    std::ranges::sort(order);
    std::vector<std::size_t> lines;
    for (const auto& [distance, line] : order) lines.push_back(line);
    return lines;
  }

  // Where a line may start or end: the inside of the box, but for its corners.
  [[nodiscard]] Cells gate(std::size_t part) const {
    const Rect rect = end_rect(picture_, layout_, part);
    // Middles of cells must lie inside: half a cell less on every side.
    const double x = std::min(10 + cell_ / 2, rect.width / 2);
    const double y = std::min(6 + cell_ / 2, rect.height / 2);
    return cells_of({rect.x + x, rect.y + y, rect.width - 2 * x, rect.height - 2 * y});
  }

  bool search(std::size_t line) {
    const std::size_t from = picture_.lines[line].from, to = picture_.lines[line].to;
    const Cells start = gate(from), goal = gate(to);
    ++round_;
    for (const std::size_t end : {from, to})
      for (std::size_t at = end; at != kNowhere; at = picture_.parts[at].parent)
        welcome_[at] = round_;
    using Entry = std::pair<uint32_t, std::size_t>;  // estimate, state = cell * 2 + down
    std::priority_queue<Entry, std::vector<Entry>, std::greater<>> open;
    const auto reach = [&](std::size_t state, uint32_t cost, std::size_t by) {
      if (stamp_[state] == round_ && best_[state] <= cost) return;
      stamp_[state] = round_, best_[state] = cost, came_[state] = static_cast<uint32_t>(by);
      open.emplace(cost + distance(state / 2, goal) * kStep * eagerness_, state);
    };
    each(start, [&](std::size_t cell) {
      for (const std::size_t down : {0u, 1u}) reach(cell * 2 + down, 0, cell * 2 + down);
    });
    while (!open.empty() && used_ < kBudget) {
      const auto [estimate, state] = open.top();
      open.pop();
      const std::size_t cell = state / 2;
      const uint32_t rest = distance(cell, goal) * kStep * eagerness_;
      if (estimate > best_[state] + rest) continue;  // found cheaper since
      if (rest == 0) {
        finish(line, state);
        return true;
      }
      ++used_;
      for (const std::size_t down : {0u, 1u}) {
        for (const int towards : {-1, 1}) {
          const std::size_t next = neighbour(cell, down != 0, towards);
          if (next == kNowhere) continue;
          const uint32_t price = price_of(next, down != 0, from, to);
          if (price == 0) continue;
          // Out of a box straight on, so that there is room for an arrow head.
          const bool at_box = (flags_[cell] & kClosed) != 0;
          const uint32_t bend = (state & 1) == down ? 0 : at_box ? kBendAtBox : kBend;
          reach(next * 2 + down, best_[state] + price + bend, state);
        }
      }
    }
    return false;
  }

  [[nodiscard]] std::size_t neighbour(std::size_t cell, bool down, int towards) const {
    const std::size_t x = cell % columns_, y = cell / columns_;
    if (down) {
      if (towards < 0 ? y == 0 : y + 1 == rows_) return kNowhere;
      return towards < 0 ? cell - columns_ : cell + columns_;
    }
    if (towards < 0 ? x == 0 : x + 1 == columns_) return kNowhere;
    return towards < 0 ? cell - 1 : cell + 1;
  }

  // Of a step into the cell; 0: closed.
  [[nodiscard]] uint32_t price_of(std::size_t cell, bool down, std::size_t from,
                                  std::size_t to) const {
    const uint8_t flags = flags_[cell];
    uint32_t price = kStep;
    if (flags & kClosed) {
      if (owner_[cell] != from && owner_[cell] != to) return 0;
    }
    if (flags & kTitled) price += kTitle;
    // Through containers that have nothing to do with the flow only if the way around is long.
    if (inside_[cell] != kNowhere && welcome_[inside_[cell]] != round_) price += kForeign;
    if (flags & (down ? kDown : kAcross)) price += kCompany;
    if (flags & (down ? kFrameDown : kFrameAcross)) price += kFrame;
    if (flags & (down ? kAcross : kDown)) price += crossing_;
    return price;
  }

  [[nodiscard]] uint32_t distance(std::size_t cell, const Cells& goal) const {
    const std::size_t x = cell % columns_, y = cell / columns_;
    const std::size_t dx = x < goal.left ? goal.left - x : x > goal.right ? x - goal.right : 0;
    const std::size_t dy = y < goal.top ? goal.top - y : y > goal.bottom ? y - goal.bottom : 0;
    return static_cast<uint32_t>(dx + dy);
  }

  void finish(std::size_t line, std::size_t state) {
    std::vector<std::size_t> states{state};
    while (came_[states.back()] != states.back()) states.push_back(came_[states.back()]);
    std::ranges::reverse(states);
    std::vector<Point> way;
    for (std::size_t i = 0; i < states.size(); ++i) {
      const std::size_t cell = states[i] / 2;
      flags_[cell] |= (states[i] & 1) ? kDown : kAcross;
      const Point p = point(cell);
      if (way.size() >= 2) {
        const Point &a = way[way.size() - 2], &b = way.back();
        if ((a.x == b.x && b.x == p.x) || (a.y == b.y && b.y == p.y)) way.pop_back();
      }
      way.push_back(p);
    }
    if (way.size() == 1) way.push_back(way[0]);
    const Rect from = end_rect(picture_, layout_, picture_.lines[line].from);
    const Rect to = end_rect(picture_, layout_, picture_.lines[line].to);
    trim(way, from, to.width == kAnchor);
    std::ranges::reverse(way);
    trim(way, to, from.width == kAnchor);
    std::ranges::reverse(way);
    layout_.lines[line].points = std::move(way);
  }

  // Cuts off what of a way lies inside the box where it begins; at a mark, leads it to the middle.
  static void trim(std::vector<Point>& way, const Rect& box, bool other_is_mark) {
    if (box.width == kAnchor) {
      const Point middle = box.centre();
      const bool across = way[0].y == way[1].y;
      // The next point follows, so that the line stays straight, unless the other end needs it.
      if (way.size() > 2 || !other_is_mark)
        (across ? way[1].y : way[1].x) = across ? middle.y : middle.x;
      (across ? way[0].y : way[0].x) = across ? middle.y : middle.x;
    }
    std::size_t last = 0;
    while (last + 2 < way.size() && box.contains(way[last + 1])) ++last;
    way.erase(way.begin(), way.begin() + static_cast<std::ptrdiff_t>(last));
    if (box.contains(way[0])) way[0] = border_point(box, way[0], way[1]);
  }

  void straight(std::size_t line) {
    const Rect from = end_rect(picture_, layout_, picture_.lines[line].from);
    const Rect to = end_rect(picture_, layout_, picture_.lines[line].to);
    layout_.lines[line].points = {border_point(from, from.centre(), to.centre()),
                                  border_point(to, to.centre(), from.centre())};
  }

  const Picture& picture_;
  const Sizes& sizes_;
  Layout& layout_;
  Point origin_;
  std::size_t columns_ = 0, rows_ = 0, used_ = 0;
  std::vector<uint8_t> flags_;                 // by cell
  std::vector<std::size_t> owner_;             // by cell: the box that closes it
  std::vector<uint32_t> best_, stamp_, came_;  // by state
  std::vector<std::size_t> inside_;            // by cell: the innermost container
  std::vector<uint32_t> welcome_;              // by part: the last search in which it held an end
  uint32_t round_ = 0;
  double cell_ = kCell;
  uint32_t eagerness_ = 1, crossing_ = kCrossing;
};

}  // namespace

void route(const Picture& picture, const Sizes& sizes, Layout& layout) {
  Routing(picture, sizes, layout).run();
}

}  // namespace wardround::diagram
