// Where exports stand in rows, which of their words are fetched together, and which pass asks for
// which of them.
#include <algorithm>
#include <bit>
#include <map>
#include <optional>

#include "threats/plan_bind.h"

namespace wardround::threats {
namespace {

using lang::Kind;

std::size_t rows_for(Binding& b, lang::KindSet kinds) {
  for (std::size_t i = 0; i < b.rows.size(); ++i) {
    if (b.rows[i].kinds == kinds) return i;
  }
  Rows rows;
  rows.kinds = kinds;
  std::size_t end = 0;
  rows.first = b.universe.size();
  for (std::size_t k = 0; k < lang::kKinds; ++k) {
    if (!lang::has(kinds, static_cast<Kind>(k)) || b.ranges[k].empty()) continue;
    rows.first = std::min(rows.first, b.ranges[k].begin);
    end = std::max(end, b.ranges[k].end);
  }
  rows.count = end > rows.first ? end - rows.first : 0;
  b.rows.push_back(std::move(rows));
  return b.rows.size() - 1;
}

// Bits of one level never share a word with those of another: a level writes whole words.
void place_exports(Binding& b) {
  const Plan& plan = b.plan;
  std::vector<Shape> shapes;
  for (const Export& one : plan.exports) shapes.push_back(b.shapes[one.node]);
  for (const Node& node : plan.nodes) {
    if (node.kind != Node::Kind::via || !b.may_be_open(node.path)) continue;
    shapes[node.target] = std::max<Shape>(shapes[node.target], 2);
  }
  std::vector<ExportId> order(plan.exports.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = static_cast<ExportId>(i);
  const auto level = [&](ExportId id) { return plan.nodes[plan.exports[id].node].level; };
  std::ranges::stable_sort(order, [&](ExportId x, ExportId y) {
    const Export &a = plan.exports[x], &c = plan.exports[y];
    if (a.kinds != c.kinds) return a.kinds < c.kinds;
    if (level(x) != level(y)) return level(x) < level(y);
    return a.first_path < c.first_path;
  });
  b.slots.resize(plan.exports.size());
  std::optional<ExportId> before;
  unsigned used = 64;
  for (const ExportId id : order) {
    const std::size_t index = rows_for(b, plan.exports[id].kinds);
    Rows& rows = b.rows[index];
    const bool fresh = !before || plan.exports[*before].kinds != plan.exports[id].kinds ||
                       level(*before) != level(id) || used + shapes[id] > 64;
    if (fresh) {
      ++rows.words;
      used = 0;
    }
    b.slots[id] = {index, rows.words - 1, used, shapes[id]};
    used += shapes[id];
    before = id;
    b.levels = std::max<uint16_t>(b.levels, static_cast<uint16_t>(level(id) + 1));
  }
}

uint64_t bits_of(const Slot& slot) {
  return ((uint64_t{1} << slot.shape) - 1) << slot.shift;
}

void allocate_rows(Binding& b) {
  for (Rows& rows : b.rows) {
    rows.bits = zeroed_words((rows.count + 2) * rows.words);
    rows.ever = zeroed_words(rows.words);
    rows.never = zeroed_words(rows.words);
  }
  for (std::size_t id = 0; id < b.slots.size(); ++id) {
    const Slot& slot = b.slots[id];
    const Rows& rows = b.rows[slot.rows];
    uint64_t* const nowhere = rows.column(slot.word) + rows.count;
    uint64_t* const open = nowhere + 1;
    if (b.plan.exports[id].nowhere) *nowhere |= bits_of(slot);
    // Bits of a slot from the lowest: possible, yes, assumed.
    *open |= uint64_t{1} << slot.shift;
  }
}

bool fetches(const Node& node) {
  return node.kind == Node::Kind::via || node.kind == Node::Kind::any ||
         node.kind == Node::Kind::all;
}

void gather_fetches(Binding& b) {
  using Which = std::tuple<Node::Kind, PathId, uint32_t, std::size_t>;
  std::map<Which, uint32_t> known;
  for (std::size_t i = 0; i < b.plan.nodes.size(); ++i) {
    const Node& node = b.plan.nodes[i];
    if (!fetches(node)) continue;
    const bool via = node.kind == Node::Kind::via;
    const Slot& slot = b.slots[node.target];
    const auto step = via ? 0
                          : (static_cast<uint32_t>(node.step.relation) << 2) +
                                static_cast<uint32_t>(node.step.kind) +
                                (node.step.type.value << 16);
    const auto [found, is_new] =
        known.emplace(Which{node.kind, via ? node.path : 0, step, slot.rows},
                      static_cast<uint32_t>(b.fetches.size()));
    if (is_new) b.fetches.push_back({node.kind, node.path, node.step, slot.rows, {}, 0});
    Reading& reading = b.readings[i];
    reading.fetch = found->second;
    std::vector<Fetch::Word>& words = b.fetches[found->second].words;
    auto word = std::ranges::find(words, slot.word, &Fetch::Word::word);
    if (word == words.end()) {
      const uint16_t level = b.plan.nodes[b.plan.exports[node.target].node].level;
      word = words.insert(words.end(), {slot.word, level, 0});
    }
    word->wanted |= bits_of(slot);
    reading.word = static_cast<uint32_t>(word - words.begin());
  }
  for (std::size_t i = 0; i < b.plan.nodes.size(); ++i) {
    if (!fetches(b.plan.nodes[i])) continue;
    Reading& reading = b.readings[i];
    const uint64_t below = (uint64_t{1} << b.slots[b.plan.nodes[i].target].shift) - 1;
    const uint64_t wanted = b.fetches[reading.fetch].words[reading.word].wanted;
    reading.first = static_cast<uint32_t>(std::popcount(wanted & below));
  }
  for (Fetch& fetch : b.fetches) {
    fetch.first = b.fetched_words;
    b.fetched_words += fetch.words.size();
  }
}

// The words that nodes ask for themselves and by what they are made of, as bits.
class Asked {
 public:
  explicit Asked(const Binding& b) : words_((b.fetched_words + 63) / 64) {
    bits_.resize(words_ * b.plan.nodes.size());
    // What a node is made of stands before it.
    for (NodeId id = 0; id < b.plan.nodes.size(); ++id) {
      const Node& node = b.plan.nodes[id];
      for (const NodeId child : node.children) join(of(id), child);
      if (node.kind == Node::Kind::walk) {
        join(of(id), node.guard);
        for (const Walk::Part& part : b.plan.walks[node.walk].parts) {
          if (part.kind == Walk::Part::Kind::here) join(of(id), part.node);
        }
      }
      if (!fetches(node)) continue;
      const std::size_t number = b.number_of(b.readings[id]);
      of(id)[number / 64] |= uint64_t{1} << (number % 64);
    }
  }
  void join(uint64_t* into, NodeId id) {
    for (std::size_t w = 0; w < words_; ++w) into[w] |= of(id)[w];
  }
  [[nodiscard]] std::size_t words() const { return words_; }

 private:
  [[nodiscard]] uint64_t* of(NodeId id) { return bits_.data() + id * words_; }
  std::size_t words_;
  std::vector<uint64_t> bits_;
};

void find_needs(Binding& b) {
  Asked asked(b);
  for (auto& of_kind : b.needs) {
    of_kind.assign(b.levels + 1u, std::vector<uint64_t>(asked.words()));
  }
  for (const Export& one : b.plan.exports) {
    const uint16_t level = b.plan.nodes[one.node].level;
    for (std::size_t k = 0; k < lang::kKinds; ++k) {
      if (lang::has(one.kinds, static_cast<Kind>(k)))
        asked.join(b.needs[k][level].data(), one.node);
    }
  }
  for (const PlannedRule& rule : b.plan.rules) {
    asked.join(b.needs[static_cast<std::size_t>(rule.on)][b.levels].data(), rule.root);
  }
}

}  // namespace

bool Binding::is_needed(lang::Kind kind, std::size_t level, std::size_t number) const {
  return ((needs[static_cast<std::size_t>(kind)][level][number / 64] >> (number % 64)) & 1u) != 0;
}

void lay_out_rows(Binding& b) {
  place_exports(b);
  allocate_rows(b);
  gather_fetches(b);
  find_needs(b);
}

}  // namespace wardround::threats
