// Packing: in every container, and on the whole, what flows connect stands in columns from left to
// right; what nothing connects fills rows below. Inside out, so that a container knows its
// contents' size.
#include <cmath>
#include <map>
#include <numeric>

#include "diagram/plain_layout.h"

namespace wardround::diagram {
namespace {

constexpr double kPadding = 18, kTop = kTitleBar + 14;
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
struct Edge {
  std::size_t from, to;  // items; who opens comes first
  double label;          // its width
  std::size_t
      ends[2];  // the parts that the line connects, inside the items or the items themselves
  double height[2] = {0, 0};  // of these ends, from the tops of the items
};
using Edges = std::vector<Edge>;

struct Block {
  std::vector<Item> items;
  Edges edges;
  double gap = 34;  // below items; wider where lines are many
};

// Longest way from an item that nothing leads to; edges that close a circle are left out.
void assign_columns(Block& block) {
  const std::size_t count = block.items.size();
  std::vector<std::vector<std::size_t>> out(count);
  std::vector<std::size_t> incoming(count, 0);
  for (const Edge& edge : block.edges) out[edge.from].push_back(edge.to), ++incoming[edge.to];
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
  for (const Edge& edge : block.edges) {
    near[edge.from].push_back(edge.to);
    near[edge.to].push_back(edge.from);
  }
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
      area += (block.items[i].width + 60) * (block.items[i].height + block.gap);
      highest = std::max(highest, block.items[i].height);
    }
  const double most = std::max(highest, std::sqrt(area));
  std::vector<std::vector<std::size_t>> out;
  for (const auto& column : columns) {
    double height = 0;
    for (const std::size_t i : column) height += block.items[i].height + block.gap;
    const double parts = std::ceil(height / most - 0.3);
    const double each = height / std::max(parts, 1.0);
    double used = 0;
    out.emplace_back();
    for (const std::size_t i : column) {
      if (used >= each && !out.back().empty()) out.emplace_back(), used = 0;
      out.back().push_back(i);
      used += block.items[i].height + block.gap;
    }
  }
  return out;
}

double gap_after(const Block& block, const std::vector<std::size_t>& column_of,
                 std::size_t column) {
  double passing = 0, label = 0;
  for (const Edge& edge : block.edges) {
    const auto [left, right] = std::minmax(column_of[edge.from], column_of[edge.to]);
    if (left > column || column >= right) continue;
    ++passing;
    if (right == left + 1) label = std::max(label, edge.label);
  }
  return std::max(std::clamp(44 + 6 * passing, 50.0, 150.0), std::min(label + 30, 200.0));
}

// Columns next to each other; a long row of them is broken into bands.
struct Band {
  std::size_t first = 0, last = 0;  // columns, one after the last
  double width = 0, height = 0;
};

struct Columns {
  std::vector<std::vector<std::size_t>> items;
  std::vector<double> width, height, gap;  // the gap after the column
};

std::vector<Band> bands_of(const Columns& columns, double most_width) {
  std::vector<Band> bands;
  for (std::size_t k = 0; k < columns.items.size(); ++k) {
    const double longer =
        bands.empty() ? 0 : bands.back().width + columns.gap[k - 1] + columns.width[k];
    if (bands.empty() || longer > most_width) {
      bands.push_back({k, k + 1, columns.width[k], columns.height[k]});
    } else {
      bands.back().last = k + 1;
      bands.back().width = longer;
      bands.back().height = std::max(bands.back().height, columns.height[k]);
    }
  }
  return bands;
}

Point size_of(const std::vector<Band>& bands, double gap) {
  Point size{0, bands.empty() ? 0 : -gap};
  for (const Band& band : bands) size.x = std::max(size.x, band.width), size.y += band.height + gap;
  return size;
}

// As many bands as bring the whole nearest to the shape of a sheet of paper.
std::vector<Band> chosen_bands(const Columns& columns, double gap) {
  constexpr double kWide = 1100, kLong = 2.2, kSheet = 1.5;
  constexpr int kMostBands = 8;
  std::vector<Band> best = bands_of(columns, 1e9);
  const Point whole = size_of(best, gap);
  if (whole.x < kWide || whole.x < kLong * whole.y) return best;
  const auto distance = [&](Point size) { return std::abs(std::log(size.x / size.y / kSheet)); };
  double least = distance(whole);
  for (int count = 2; count <= kMostBands; ++count) {
    auto bands = bands_of(columns, whole.x / count * 1.08);
    if (const double d = distance(size_of(bands, gap)); d < least)
      least = d, best = std::move(bands);
  }
  return best;
}

Columns columns_of(Block& block, const std::vector<bool>& connected,
                   std::vector<std::size_t>& column_of) {
  Columns columns;
  columns.items = split(block, ordered_columns(block, connected));
  for (std::size_t k = 0; k < columns.items.size(); ++k) {
    double width = 0, height = -block.gap;
    for (const std::size_t i : columns.items[k]) {
      column_of[i] = k;
      width = std::max(width, block.items[i].width);
      height += block.items[i].height + block.gap;
    }
    columns.width.push_back(width);
    columns.height.push_back(height);
  }
  for (std::size_t k = 0; k < columns.items.size(); ++k)
    columns.gap.push_back(gap_after(block, column_of, k));
  return columns;
}

// Moves the items of a column up and down to where their lines become straight, as far as the band
// and their order allow: least squares under separation (pooling of adjacent violators).
void align_column(Block& block, const std::vector<std::size_t>& column, const Band& band,
                  double top,
                  const std::vector<std::vector<std::pair<std::size_t, int>>>& edges_of) {
  struct Pool {
    double sum, weight;
    std::size_t items;
    [[nodiscard]] double mean() const { return sum / weight; }
  };
  std::vector<Pool> pools;
  std::vector<double> offsets;
  double offset = 0;
  for (const std::size_t i : column) {
    const Item& item = block.items[i];
    double sum = 0, weight = 0;
    for (const auto& [edge, side] : edges_of[i]) {
      const Edge& e = block.edges[edge];
      const std::size_t other = side == 0 ? e.to : e.from;
      sum += block.items[other].corner.y + e.height[1 - side] - e.height[side];
      weight += 1;
    }
    // What nothing pulls stays where it is, without insisting.
    if (weight == 0) sum = item.corner.y * 0.05, weight = 0.05;
    offsets.push_back(offset);
    pools.push_back({sum - weight * offset, weight, 1});
    while (pools.size() > 1 && pools[pools.size() - 2].mean() > pools.back().mean()) {
      const Pool last = pools.back();
      pools.pop_back();
      pools.back().sum += last.sum, pools.back().weight += last.weight;
      pools.back().items += last.items;
    }
    offset += item.height + block.gap;
  }
  const double most = top + band.height - (offset - block.gap);
  std::size_t at = 0;
  for (const Pool& pool : pools) {
    const double y = std::clamp(pool.mean(), top, std::max(top, most));
    for (std::size_t k = 0; k < pool.items; ++k, ++at)
      block.items[column[at]].corner.y = y + offsets[at];
  }
}

void align(Block& block, const Columns& columns, const Band& band, double top) {
  std::vector<std::size_t> column_of(block.items.size(), kNowhere);
  for (std::size_t k = band.first; k < band.last; ++k)
    for (const std::size_t i : columns.items[k]) column_of[i] = k;
  std::vector<std::vector<std::pair<std::size_t, int>>> edges_of(block.items.size());
  for (std::size_t i = 0; i < block.edges.size(); ++i) {
    const Edge& edge = block.edges[i];
    const std::size_t a = column_of[edge.from], b = column_of[edge.to];
    if (a == kNowhere || b == kNowhere || a == b) continue;
    edges_of[edge.from].emplace_back(i, 0);
    edges_of[edge.to].emplace_back(i, 1);
  }
  const std::size_t count = band.last - band.first;
  for (int sweep = 0; sweep < kSweeps; ++sweep) {
    for (std::size_t k = 0; k < count; ++k) {
      const std::size_t column = sweep % 2 == 0 ? band.first + k : band.last - 1 - k;
      align_column(block, columns.items[column], band, top, edges_of);
    }
  }
}

// Gives every item its corner; returns the size of all.
Point place(Block& block) {
  std::vector<bool> connected(block.items.size(), false);
  for (const Edge& edge : block.edges) connected[edge.from] = connected[edge.to] = true;
  assign_columns(block);
  std::vector<std::size_t> column_of(block.items.size(), 0);
  const Columns columns = columns_of(block, connected, column_of);
  const double between = std::clamp(36 + 3 * double(block.edges.size()), 48.0, 120.0);
  const std::vector<Band> bands = chosen_bands(columns, between);
  const Point main = size_of(bands, between);
  double top = 0;
  for (const Band& band : bands) {
    double x = 0;
    for (std::size_t k = band.first; k < band.last; ++k) {
      double y = top + (band.height - columns.height[k]) / 2;
      for (const std::size_t i : columns.items[k]) {
        Item& item = block.items[i];
        item.corner = {x + (columns.width[k] - item.width) / 2, y};
        y += item.height + block.gap;
      }
      x += columns.width[k] + columns.gap[k];
    }
    align(block, columns, band, top);
    top += band.height + between;
  }
  // Rows of what stands alone.
  double alone = 0;
  for (std::size_t i = 0; i < block.items.size(); ++i)
    if (!connected[i])
      alone += (block.items[i].width + block.gap) * (block.items[i].height + block.gap);
  const double room = std::max(main.x, std::sqrt(alone * 1.6));
  double y = bands.empty() ? 0 : main.y + block.gap + 10, row = 0, widest = main.x, left = 0;
  for (std::size_t i = 0; i < block.items.size(); ++i) {
    if (connected[i]) continue;
    Item& item = block.items[i];
    if (left > 0 && left + item.width > room) left = 0, y += row + block.gap, row = 0;
    item.corner = {left, y};
    left += item.width + block.gap;
    widest = std::max(widest, left - block.gap);
    row = std::max(row, item.height);
  }
  return {widest, row > 0 ? y + row : main.y};
}

class Packing {
 public:
  Packing(const Picture& picture, const Sizes& sizes, Layout& layout)
      : picture_(picture), sizes_(sizes), layout_(layout), blocks_(picture.parts.size() + 1) {}

  void run() {
    layout_.parts.assign(picture_.parts.size(), {});
    layout_.anchors.assign(picture_.parts.size(), {});
    const double density = double(picture_.lines.size()) / double(picture_.boxes() + 1);
    for (Block& block : blocks_) block.gap += std::clamp((density - 1.4) * 20, 0.0, 30.0);
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
    for (std::size_t i = 0; i < picture_.lines.size(); ++i)
      connect(picture_.lines[i], sizes_.labels[i].width);
  }

  // A line connects, in the innermost container that holds both ends, what holds each.
  void connect(const Line& line, double label) {
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
      if (item != same->second)
        blocks_[block].edges.push_back({item, same->second, label, {line.from, line.to}});
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
    for (Edge& edge : block.edges) {
      edge.height[0] = inner_height(edge.ends[0], block.items[edge.from]);
      edge.height[1] = inner_height(edge.ends[1], block.items[edge.to]);
    }
    return place(block);
  }

  // From the top of an item to the middle of the part inside it at which a line ends.
  [[nodiscard]] double inner_height(std::size_t part, const Item& item) const {
    if (item.anchor) return kAnchor / 2;
    double height = 0;
    if (picture_.parts[part].container)
      height = kTop + blocks_[part].items[anchor_of_[part]].corner.y + kAnchor / 2;
    else
      height = layout_.parts[part].height / 2;
    for (std::size_t at = part; at != item.part; at = picture_.parts[at].parent)
      height += kTop + blocks_[block_of(at)].items[item_of_[at]].corner.y;
    return height;
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
