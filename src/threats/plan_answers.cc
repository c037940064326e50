// Which pass writes an export, which exports are fetched together, where each stands among the
// answers to a fetch, and how many passes read it.
#include <algorithm>
#include <bit>
#include <map>
#include <tuple>
#include <utility>

#include "threats/plan_bind.h"

namespace wardround::threats {

using lang::Kind;

Answers::Answers(lang::KindSet kinds, const Range& subjects, unsigned bits)
    : kinds_(kinds),
      first_(subjects.begin),
      count_(subjects.end - subjects.begin),
      bits_(bits),
      width_(std::bit_ceil((bits + 7u) / 8u)),
      memory_(zeroed_words(kHeader + ((count_ + 2) * width_ + 7) / 8)) {}

void Answers::say(std::size_t at, uint64_t bits) {
  numbers([&]<class T>(T* from) { from[at] = static_cast<T>(from[at] | bits); });
}

namespace {

uint64_t bits_of(const Slot& slot) {
  return ((uint64_t{1} << slot.shape) - 1) << slot.shift;
}

// What can be fetched together but for when.
using Source = std::tuple<Node::Kind, PathId, uint32_t, lang::KindSet>;
Source source_of(const Plan& plan, const Node& node) {
  const uint32_t step = (static_cast<uint32_t>(node.step.relation) << 2) +
                        static_cast<uint32_t>(node.step.kind) + (node.step.type.value << 16);
  return {node.kind, node.kind == Node::Kind::via ? node.path : 0, step,
          plan.exports[node.target].kinds};
}

// When everything is asked for: backwards from the rules, for who asks stands behind what it asks.
// As late as may be, so that what the rules themselves ask of others is written in one pass; but
// what can be there when something of the same source is first fetched is, and comes with it.
class Schedule {
 public:
  explicit Schedule(Binding& b)
      : b_(b), plan_(b.plan), heights_(plan_.nodes.size()), sources_(plan_.nodes.size()) {
    std::map<Source, uint32_t> known;
    for (NodeId id = 0; id < plan_.nodes.size(); ++id) {
      const Node& node = plan_.nodes[id];
      if (b_.settled[id] != Settled::varies) continue;
      heights_[id] = height_of(id, node);
      if (!asks_others(node)) continue;
      const auto next = static_cast<uint32_t>(known.size());
      sources_[id] = known.emplace(source_of(plan_, node), next).first->second;
    }
    b_.first_asked.assign(known.size(), kNever);
    for (const PlannedRule& rule : plan_.rules) {
      if (is_live(rule)) b_.levels = std::max(b_.levels, heights_[rule.root]);
    }
  }

  void run() {
    std::vector<uint16_t> before;
    do {
      before = b_.first_asked;
      sweep();
    } while (before != b_.first_asked);
    b_.sources = std::move(sources_);
  }

 private:
  [[nodiscard]] bool is_live(const PlannedRule& rule) const {
    return !b_.ranges[static_cast<std::size_t>(rule.on)].empty() &&
           b_.settled[rule.root] == Settled::varies;
  }

  // The first pass in which it can be evaluated. What a node is made of stands before it.
  [[nodiscard]] uint16_t height_of(NodeId id, const Node& node) const {
    uint16_t height = 0;
    const auto here = [&](NodeId part) { height = std::max(height, heights_[part]); };
    const auto there = [&](ExportId part) {
      height = std::max<uint16_t>(height, heights_[plan_.exports[part].node] + 1);
    };
    for (const NodeId child : b_.children_of(id)) here(child);
    if (asks_others(node)) there(node.target);
    if (node.kind != Node::Kind::walk) return height;
    here(node.guard);
    for (const Walk::Part& part : plan_.walks[node.walk].parts) {
      if (part.kind == Walk::Part::Kind::here) here(part.node);
      if (part.kind == Walk::Part::Kind::there) there(part.target);
    }
    return height;
  }

  void sweep() {
    b_.asked_in.assign(plan_.nodes.size(), kNever);
    b_.written_in.assign(plan_.exports.size(), kNever);
    for (const PlannedRule& rule : plan_.rules) {
      if (is_live(rule)) ask(rule.root, b_.levels);
    }
    for (NodeId id = static_cast<NodeId>(plan_.nodes.size()); id-- > 0;) {
      const uint16_t pass = b_.asked_in[id];
      if (pass == kNever || b_.settled[id] != Settled::varies) continue;
      const Node& node = plan_.nodes[id];
      for (const NodeId child : b_.children_of(id)) ask(child, pass);
      if (asks_others(node)) {
        uint16_t& first = b_.first_asked[sources_[id]];
        const bool early = first < pass && heights_[plan_.exports[node.target].node] < first;
        write(node.target, early ? first : pass);
        first = std::min(first, pass);
      }
      if (node.kind != Node::Kind::walk) continue;
      ask(node.guard, pass);
      for (const Walk::Part& part : plan_.walks[node.walk].parts) {
        if (part.kind == Walk::Part::Kind::here) ask(part.node, pass);
        if (part.kind == Walk::Part::Kind::there) write(part.target, pass);
      }
    }
  }
  void ask(NodeId id, uint16_t pass) { b_.asked_in[id] = std::min(b_.asked_in[id], pass); }
  // In time for `pass`.
  void write(ExportId id, uint16_t pass) {
    b_.written_in[id] = std::min(b_.written_in[id], static_cast<uint16_t>(pass - 1));
    ask(plan_.exports[id].node, b_.written_in[id]);
  }

  Binding& b_;
  const Plan& plan_;
  std::vector<uint16_t> heights_;  // by node
  std::vector<uint32_t> sources_;  // by node that asks others
};

class Layout {
 public:
  explicit Layout(Binding& b) : b_(b), plan_(b.plan) {}

  void run() {
    b_.slots.resize(plan_.nodes.size());
    b_.walk_slots.resize(plan_.exports.size());
    std::vector<bool> walked(plan_.exports.size());
    for (NodeId id = 0; id < plan_.nodes.size(); ++id) {
      if (b_.asked_in[id] == kNever || b_.settled[id] != Settled::varies) continue;
      const Node& node = plan_.nodes[id];
      if (asks_others(node)) b_.slots[id] = place(node, fetched_in(id));
      if (node.kind != Node::Kind::walk) continue;
      for (const Walk::Part& part : plan_.walks[node.walk].parts) {
        if (part.kind != Walk::Part::Kind::there || walked[part.target]) continue;
        walked[part.target] = true;
        Node asking;
        asking.kind = node.kind;
        asking.target = part.target;
        b_.walk_slots[part.target] = place(asking, kNever);
      }
    }
    for (std::size_t i = 0; i < wanted_.size(); ++i) fill(static_cast<uint32_t>(i));
  }

 private:
  // Exports wanted by one fetch.
  struct Wanted {
    lang::KindSet kinds = 0;
    unsigned bits = 0;
    std::vector<std::pair<ExportId, Slot>> exports;
  };

  // What is written in time for the first pass that asks the same source comes with what that asks.
  [[nodiscard]] uint16_t fetched_in(NodeId id) const {
    const uint16_t first = b_.first_asked[b_.sources[id]];
    return b_.written_in[plan_.nodes[id].target] < first ? first : b_.asked_in[id];
  }

  // `pass`: that fetches it first.
  Slot place(const Node& node, uint16_t pass) {
    const Export& wanted = plan_.exports[node.target];
    const bool via = node.kind == Node::Kind::via;
    const auto [found, is_new] = known_.emplace(std::pair(source_of(plan_, node), pass),
                                                static_cast<uint32_t>(wanted_.size()));
    Shape shape = b_.shapes[wanted.node];
    if (via && b_.may_be_open(node.path)) shape = std::max<Shape>(shape, 2);
    if (is_new || wanted_[found->second].bits + shape > 64) {
      found->second = static_cast<uint32_t>(wanted_.size());
      wanted_.push_back({wanted.kinds, 0, {}});
      b_.fetches.push_back({node.kind, node.path, node.step, {}});
    }
    Wanted& all = wanted_[found->second];
    const Slot slot{found->second, static_cast<uint8_t>(all.bits), shape};
    all.bits += shape;
    all.exports.emplace_back(node.target, slot);
    return slot;
  }

  void fill(uint32_t fetch) {
    const Wanted& wanted = wanted_[fetch];
    Answers& answers = b_.fetches[fetch].answers;
    answers = Answers(wanted.kinds, subjects_of(b_, wanted.kinds), wanted.bits);
    b_.writings.resize(b_.levels);
    for (const auto& [id, slot] : wanted.exports) {
      if (plan_.exports[id].nowhere) answers.say_nowhere(bits_of(slot));
      answers.say_open(uint64_t{1} << slot.shift);
      std::vector<Writing>& written = b_.writings[b_.written_in[id]];
      if (written.empty() || written.back().fetch != fetch) written.push_back({fetch, {}});
      written.back().exports.emplace_back(id, slot);
    }
  }

  Binding& b_;
  const Plan& plan_;
  std::map<std::pair<Source, uint16_t>, uint32_t> known_;  // the last fetch of its kind
  std::vector<Wanted> wanted_;                             // by fetch
};

// The fetches that nodes ask for themselves and by what they are made of, as bits.
class Asked {
 public:
  explicit Asked(const Binding& b) : words_((b.fetches.size() + 63) / 64) {
    bits_.resize(words_ * b.plan.nodes.size());
    // What a node is made of stands before it.
    for (NodeId id = 0; id < b.plan.nodes.size(); ++id) {
      if (b.asked_in[id] == kNever || b.settled[id] != Settled::varies) continue;
      const Node& node = b.plan.nodes[id];
      for (const NodeId child : b.children_of(id)) join(of(id), child);
      if (node.kind == Node::Kind::walk) {
        join(of(id), node.guard);
        for (const Walk::Part& part : b.plan.walks[node.walk].parts) {
          if (part.kind == Walk::Part::Kind::here) join(of(id), part.node);
        }
      }
      if (!asks_others(node) || node.kind == Node::Kind::count) continue;
      const uint32_t fetch = b.slots[id].fetch;
      of(id)[fetch / 64] |= uint64_t{1} << (fetch % 64);
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

void count_readers(Binding& b) {
  if (b.fetches.empty()) return;
  Asked asked(b);
  const std::size_t words = asked.words();
  for (std::size_t k = 0; k < lang::kKinds; ++k) {
    b.readers[k].assign(b.fetches.size(), 0);
    if (b.ranges[k].empty()) continue;
    const auto kind = static_cast<Kind>(k);
    std::vector<uint64_t> by_pass((b.levels + 1u) * words);
    for (std::size_t i = 0; i < b.plan.exports.size(); ++i) {
      const Export& one = b.plan.exports[i];
      if (b.written_in[i] != kNever && lang::has(one.kinds, kind))
        asked.join(&by_pass[b.written_in[i] * words], one.node);
    }
    for (const PlannedRule& rule : b.plan.rules) {
      if (rule.on == kind) asked.join(&by_pass[b.levels * words], rule.root);
    }
    for (std::size_t fetch = 0; fetch < b.fetches.size(); ++fetch) {
      for (std::size_t pass = 0; pass <= b.levels; ++pass) {
        const bool reads = ((by_pass[pass * words + fetch / 64] >> (fetch % 64)) & 1u) != 0;
        if (reads) ++b.readers[k][fetch];
      }
    }
  }
}

}  // namespace

void schedule(Binding& b) {
  Schedule(b).run();
}

void lay_out(Binding& b) {
  Layout(b).run();
  count_readers(b);
}

}  // namespace wardround::threats
