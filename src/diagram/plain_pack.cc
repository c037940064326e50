// Packing: in every container, and on the whole, what flows connect stands in columns from left to
// right; what nothing connects fills rows below. Inside out, so that a container knows its
// contents' size.
#include <cmath>
#include <map>
#include <numeric>

#include "diagram/plain_layout.h"

namespace wardround::diagram {
namespace {

constexpr double kGapY = 30, kPadding = 18, kTop = kTitleBar + 14;
constexpr int kSweeps = 6;

// What is packed inside one container: its children, and perhaps its own mark.
struct Item {
  std::size_t part;
  bool anchor = false;
  double width = 0, height = 0;
  std::size_t column = 0;
  double place = 0;  // in its column: the order counts
  Point corner;      // relative to the container
};
using Edges = std::vector<std::pair<std::size_t, std::size_t>>;  // items; who opens comes first

struct Block {
  std::vector<Item> items;
  Edges edges;
};

// Longest way from an item that nothing leads to; edges that close a circle are left out.
void assign_columns(Block& block) {
  const std::size_t count = block.items.size();
  std::vector<std::vector<std::size_t>> out(count);
  std::vector<std::size_t> incoming(count, 0);
  for (const auto& [from, to] : block.edges) out[from].push_back(to), ++incoming[to];
  std::vector<std::size_t> roots(count);
  std::iota(roots.begin(), roots.end(), std::size_t{0});
  std::ranges::stable_sort(roots, {}, [&](std::size_t i) { return incoming[i]; });
  enum class Mark : uint8_t { fresh, open, done };
  std::vector<Mark> marks(count, Mark::fresh);
  std::vector<std::size_t> finished;
  std::vector<std::pair<std::size_t, std::size_t>> work;  // item, next of its edges
  std::vector<std::vector<std::size_t>> kept(count);
  for (const std::size_t root : roots) {
    if (marks[root] != Mark::fresh) continue;
    marks[root] = Mark::open;
    work.emplace_back(root, 0);
    while (!work.empty()) {
      const std::size_t item = work.back().first;
      if (work.back().second == out[item].size()) {
        marks[item] = Mark::done;
        finished.push_back(item);
        work.pop_back();
        continue;
      }
      const std::size_t next = out[item][work.back().second++];
      if (marks[next] == Mark::open) continue;
      kept[item].push_back(next);
      if (marks[next] == Mark::done) continue;
      marks[next] = Mark::open;
      work.emplace_back(next, 0);
    }
  }
  for (auto item = finished.rbegin(); item != finished.rend(); ++item)
    for (const std::size_t next : kept[*item])
      block.items[next].column = std::max(block.items[next].column, block.items[*item].column + 1);
  // Sources move next to what they lead to.
  for (const std::size_t item : finished) {
    if (incoming[item] > 0 || kept[item].empty()) continue;
    std::size_t nearest = kNowhere;
    for (const std::size_t next : kept[item]) nearest = std::min(nearest, block.items[next].column);
    block.items[item].column = nearest - 1;
  }
}

// Columns of items, ordered so that neighbours stand near each other.
std::vector<std::vector<std::size_t>> ordered_columns(Block& block,
                                                      const std::vector<bool>& connected) {
  std::vector<std::vector<std::size_t>> columns;
  for (std::size_t i = 0; i < block.items.size(); ++i) {
    if (!connected[i]) continue;
    const std::size_t column = block.items[i].column;
    if (columns.size() <= column) columns.resize(column + 1);
    block.items[i].place = double(columns[column].size());
    columns[column].push_back(i);
  }
  std::erase_if(columns, [](const auto& column) { return column.empty(); });
  std::vector<std::vector<std::size_t>> near(block.items.size());
  for (const auto& [from, to] : block.edges) near[from].push_back(to), near[to].push_back(from);
  for (int sweep = 0; sweep < kSweeps; ++sweep) {
    for (std::size_t k = 0; k < columns.size(); ++k) {
      auto& column = columns[sweep % 2 == 0 ? k : columns.size() - 1 - k];
      std::vector<std::pair<double, std::size_t>> order;
      for (const std::size_t item : column) {
        double sum = block.items[item].place * 0.01;
        for (const std::size_t other : near[item]) sum += block.items[other].place;
        order.emplace_back(
            near[item].empty() ? block.items[item].place : sum / double(near[item].size()), item);
      }
      std::ranges::stable_sort(order, {}, [](const auto& pair) { return pair.first; });
      const double middle = (double(column.size()) - 1) / 2;
      for (std::size_t i = 0; i < order.size(); ++i) {
        column[i] = order[i].second;
        block.items[column[i]].place = double(i) - middle;
      }
    }
  }
  return columns;
}

// A column that is too high becomes several.
std::vector<std::vector<std::size_t>> split(const Block& block,
                                            const std::vector<std::vector<std::size_t>>& columns) {
  double area = 0, highest = 0;
  for (const auto& column : columns)
    for (const std::size_t i : column) {
      area += (block.items[i].width + 60) * (block.items[i].height + kGapY);
      highest = std::max(highest, block.items[i].height);
    }
  const double most = std::max(highest, std::sqrt(area));
  std::vector<std::vector<std::size_t>> out;
  for (const auto& column : columns) {
    double height = 0;
    for (const std::size_t i : column) height += block.items[i].height + kGapY;
    const double parts = std::ceil(height / most - 0.3);
    const double each = height / std::max(parts, 1.0);
    double used = 0;
    out.emplace_back();
    for (const std::size_t i : column) {
      if (used >= each && !out.back().empty()) out.emplace_back(), used = 0;
      out.back().push_back(i);
      used += block.items[i].height + kGapY;
    }
  }
  return out;
}

double gap_after(const Block& block, const std::vector<std::size_t>& column_of,
                 std::size_t column) {
  double passing = 0;
  for (const auto& [from, to] : block.edges) {
    const auto [left, right] = std::minmax(column_of[from], column_of[to]);
    if (left <= column && column < right) ++passing;
  }
  return std::clamp(44 + 6 * passing, 50.0, 150.0);
}

// Gives every item its corner; returns the size of all.
Point place(Block& block) {
  std::vector<bool> connected(block.items.size(), false);
  for (const auto& [from, to] : block.edges) connected[from] = connected[to] = true;
  assign_columns(block);
  const auto columns = split(block, ordered_columns(block, connected));
  std::vector<std::size_t> column_of(block.items.size(), 0);
  double highest = 0;
  std::vector<double> heights;
  for (std::size_t k = 0; k < columns.size(); ++k) {
    double height = -kGapY;
    for (const std::size_t i : columns[k]) {
      column_of[i] = k;
      height += block.items[i].height + kGapY;
    }
    heights.push_back(height);
    highest = std::max(highest, height);
  }
  double x = 0;
  for (std::size_t k = 0; k < columns.size(); ++k) {
    double width = 0;
    for (const std::size_t i : columns[k]) width = std::max(width, block.items[i].width);
    double y = (highest - heights[k]) / 2;
    for (const std::size_t i : columns[k]) {
      Item& item = block.items[i];
      item.corner = {x + (width - item.width) / 2, y};
      y += item.height + kGapY;
    }
    x += width + (k + 1 < columns.size() ? gap_after(block, column_of, k) : 0);
  }
  // Rows of what stands alone.
  double alone = 0;
  for (std::size_t i = 0; i < block.items.size(); ++i)
    if (!connected[i]) alone += (block.items[i].width + kGapY) * (block.items[i].height + kGapY);
  const double room = std::max(x, std::sqrt(alone * 1.6));
  double y = columns.empty() ? 0 : highest + kGapY + 10, row = 0, widest = x, left = 0;
  for (std::size_t i = 0; i < block.items.size(); ++i) {
    if (connected[i]) continue;
    Item& item = block.items[i];
    if (left > 0 && left + item.width > room) left = 0, y += row + kGapY, row = 0;
    item.corner = {left, y};
    left += item.width + kGapY;
    widest = std::max(widest, left - kGapY);
    row = std::max(row, item.height);
  }
  const double bottom = row > 0 ? y + row : highest;
  return {widest, bottom};
}

class Packing {
 public:
  Packing(const Picture& picture, const Sizes& sizes, Layout& layout)
      : picture_(picture), sizes_(sizes), layout_(layout), blocks_(picture.parts.size() + 1) {}

  void run() {
    layout_.parts.assign(picture_.parts.size(), {});
    layout_.anchors.assign(picture_.parts.size(), {});
    collect();
    // Children stand after their parents: backwards is inside out.
    for (std::size_t i = picture_.parts.size(); i-- > 0;) {
      if (!picture_.parts[i].container) {
        layout_.parts[i].width = sizes_.parts[i].width;
        layout_.parts[i].height = sizes_.parts[i].height;
        continue;
      }
      const Point size = place_block(i);
      layout_.parts[i].width = std::max(size.x, sizes_.parts[i].width - kPadding) + 2 * kPadding;
      layout_.parts[i].height = size.y + kTop + kPadding;
    }
    const Point size = place_block(picture_.parts.size());
    layout_.area = {0, 0, size.x, size.y};
    settle(picture_.parts.size(), {0, 0});
    for (std::size_t i = 0; i < picture_.parts.size(); ++i) {
      const Rect& rect = layout_.parts[i];
      if (picture_.parts[i].container) settle(i, {rect.x + kPadding, rect.y + kTop});
    }
  }

 private:
  [[nodiscard]] std::size_t block_of(std::size_t part) const {
    return picture_.parts[part].parent == kNowhere ? picture_.parts.size()
                                                   : picture_.parts[part].parent;
  }

  void collect() {
    item_of_.assign(picture_.parts.size(), 0);
    anchor_of_.assign(picture_.parts.size(), 0);
    for (std::size_t i = 0; i < picture_.parts.size(); ++i) {
      auto& items = blocks_[block_of(i)].items;
      item_of_[i] = items.size();
      items.emplace_back().part = i;
    }
    for (std::size_t i = 0; i < picture_.parts.size(); ++i) {
      if (!picture_.parts[i].container || !picture_.parts[i].meets_flows) continue;
      anchor_of_[i] = blocks_[i].items.size();
      Item mark;
      mark.part = i, mark.anchor = true;
      mark.width = mark.height = kAnchor;
      blocks_[i].items.push_back(mark);
    }
    for (const Line& line : picture_.lines) connect(line);
  }

  // A line connects, in the innermost container that holds both ends, what holds each.
  void connect(const Line& line) {
    const auto way_up = [&](std::size_t part) {
      std::vector<std::pair<std::size_t, std::size_t>> way;  // block, item in it
      if (picture_.parts[part].container) way.emplace_back(part, anchor_of_[part]);
      for (std::size_t at = part; at != kNowhere; at = picture_.parts[at].parent)
        way.emplace_back(block_of(at), item_of_[at]);
      return way;
    };
    const auto from = way_up(line.from), to = way_up(line.to);
    for (const auto& [block, item] : from) {
      const auto same = std::ranges::find(to, block, [](const auto& step) { return step.first; });
      if (same == to.end()) continue;
      if (item != same->second) blocks_[block].edges.emplace_back(item, same->second);
      return;
    }
  }

  Point place_block(std::size_t at) {
    Block& block = blocks_[at];
    for (Item& item : block.items) {
      if (item.anchor) continue;
      item.width = layout_.parts[item.part].width;
      item.height = layout_.parts[item.part].height;
    }
    return place(block);
  }

  void settle(std::size_t at, Point corner) {
    for (const Item& item : blocks_[at].items) {
      const Point p{corner.x + item.corner.x, corner.y + item.corner.y};
      if (item.anchor)
        layout_.anchors[item.part] = {p.x + kAnchor / 2, p.y + kAnchor / 2};
      else
        layout_.parts[item.part].x = p.x, layout_.parts[item.part].y = p.y;
    }
  }

  const Picture& picture_;
  const Sizes& sizes_;
  Layout& layout_;
  std::vector<Block> blocks_;           // by part; the last: the whole
  std::vector<std::size_t> item_of_;    // by part: its item in its container's block
  std::vector<std::size_t> anchor_of_;  // by part: the item of its mark in its own block
};

}  // namespace

void pack(const Picture& picture, const Sizes& sizes, Layout& layout) {
  Packing(picture, sizes, layout).run();
}

Layout plain_layout(const Picture& picture, const Sizes& sizes) {
  Layout layout;
  layout.labels.resize(picture.lines.size());
  pack(picture, sizes, layout);
  route(picture, sizes, layout);
  for (const Curve& line : layout.lines)
    for (const Point p : line.points) layout.area = layout.area.joined({p.x, p.y, 0, 0});
  return layout;
}

}  // namespace wardround::diagram
