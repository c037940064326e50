#include "threats/plan_bind.h"

#include <algorithm>

#include "base/result.h"
#include "lang/evaluate.h"

namespace wardround::threats {
namespace {

using lang::Kind;
using lang::Provenance;
using lang::Step;
using lang::SubjectId;

std::array<Range, lang::kKinds> find_ranges(const lang::Universe& universe) {
  std::array<Range, lang::kKinds> ranges;
  WARDROUND_CHECK(std::ranges::is_sorted(universe.kinds));
  for (std::size_t k = 0; k < lang::kKinds; ++k) {
    const auto [begin, end] = std::ranges::equal_range(universe.kinds, static_cast<Kind>(k));
    ranges[k] = {static_cast<std::size_t>(begin - universe.kinds.begin()),
                 static_cast<std::size_t>(end - universe.kinds.begin())};
  }
  return ranges;
}

// The types that are there, numbered so that what is a kind of another has numbers side by side.
class TypeNumbers {
 public:
  TypeNumbers(const lang::Vocabulary& vocabulary, const std::vector<uint8_t>& present)
      : present_(present), children_(vocabulary.types.size()) {
    const std::vector<lang::Type>& types = vocabulary.types;
    for (uint32_t i = 0; i < types.size(); ++i) {
      if (types[i].parent.valid()) children_[types[i].parent.index()].push_back(i);
    }
    codes_.assign(types.size(), kListCode);
    below_.resize(types.size());
    for (std::size_t tree = 0; tree < lang::kTypeTrees; ++tree) {
      next_ = 1;
      for (uint32_t i = 0; i < types.size(); ++i) {
        if (static_cast<std::size_t>(types[i].tree) == tree && !types[i].parent.valid()) number(i);
      }
    }
  }
  [[nodiscard]] uint8_t code(lang::TypeId type) const { return codes_[type.index()]; }
  [[nodiscard]] std::vector<CodeRange> take_ranges() { return std::move(below_); }

 private:
  void number(uint32_t type) {
    below_[type].first = next_;
    if (present_[type] != 0 && next_ < kListCode) codes_[type] = next_++;
    for (const uint32_t child : children_[type]) number(child);
    below_[type].count = static_cast<uint8_t>(next_ - below_[type].first);
  }

  const std::vector<uint8_t>& present_;          // by type: 1 where it is
  std::vector<std::vector<uint32_t>> children_;  // by type
  std::vector<uint8_t> codes_;
  std::vector<CodeRange> below_;
  uint8_t next_ = 1;
};

// By type, and for no type before them: its code among those of a kind's tree.
std::vector<uint8_t> codes_in(const lang::Vocabulary& vocabulary, const TypeNumbers& numbers,
                              lang::TypeTree tree) {
  std::vector<uint8_t> codes{0};
  for (std::size_t i = 0; i < vocabulary.types.size(); ++i) {
    const bool mine = vocabulary.types[i].tree == tree;
    codes.push_back(mine ? numbers.code(lang::TypeId(i)) : kListCode);
  }
  return codes;
}

void number_types(Binding& b) {
  const std::span<const lang::TypeId> first = b.universe.types.first();
  const lang::Vocabulary& vocabulary = *b.plan.vocabulary;
  const auto after_none = [](lang::TypeId type) { return std::size_t{type.value + 1u}; };
  std::vector<uint8_t> present(vocabulary.types.size() + 1, 0);
  for (const lang::TypeId type : first) present[after_none(type)] = 1;
  present.erase(present.begin());
  TypeNumbers numbers(vocabulary, present);
  // Rounded up, so that whole blocks can be read.
  b.type_codes.assign(b.universe.size() + kPadding, 0);
  for (std::size_t k = 0; k < lang::kKinds; ++k) {
    const Range range = b.ranges[k];
    std::size_t i = range.begin;
    while (i < range.end && !first[i].valid()) ++i;
    if (i == range.end) continue;
    b.trees[k] = vocabulary[first[i]].tree;
    const std::vector<uint8_t> codes = codes_in(vocabulary, numbers, *b.trees[k]);
    for (; i < range.end; ++i) b.type_codes[i] = codes[after_none(first[i])];
    for (i = range.begin; b.universe.types.has_lists() && i < range.end; ++i) {
      if (b.universe.types.is_list(SubjectId(i))) b.type_codes[i] = kListCode;
    }
  }
  const auto codes = b.type_codes.begin(), end = b.type_codes.end();
  for (auto at = std::find(codes, end, kListCode); at != end;
       at = std::find(at + 1, end, kListCode)) {
    b.listed.push_back(static_cast<uint32_t>(at - codes));
  }
  b.type_ranges = numbers.take_ranges();
  b.types_open = std::ranges::find(b.universe.type_open, 1) != b.universe.type_open.end();
}

FactTable table_of(const Binding& b, const Node& node) {
  FactTable table;
  const lang::Fact& fact = (*b.plan.vocabulary)[node.expr->fact];
  if (!lang::is_wide(fact)) {
    for (uint32_t value = 0; value < lang::Column::kValues; ++value) {
      const bool in = value < fact.values.size() &&
                      lang::satisfies(b.world(lang::Typical::as_value), *node.expr, fact, value);
      table.in_set[value] = in ? 0xff : 0;
    }
  }
  const auto set = [](uint8_t* by, Provenance provenance) {
    by[static_cast<std::size_t>(provenance)] = 0xff;
  };
  for (const Provenance known : {Provenance::fixed, Provenance::implied, Provenance::inherited,
                                 Provenance::stated, Provenance::controlled}) {
    set(table.yes, known);
    set(table.assumed, known);
    set(table.possible, known);
  }
  set(table.assumed, Provenance::typical);
  set(table.always, Provenance::typical);
  set(table.always, Provenance::unknown);
  return table;
}

bool has_typical(const Binding& b, const Node& node) {
  const auto typical = [&](lang::FactId fact) {
    return fact.valid() && (b.universe.facts[fact.index()].present() >>
                            static_cast<unsigned>(Provenance::typical)) &
                               1u;
  };
  if (node.expr->fact_by_kind.empty()) return typical(node.expr->fact);
  return std::ranges::any_of(node.expr->fact_by_kind, typical);
}

Shape shape_of(const Binding& b, NodeId id) {
  if (b.settled[id] != Settled::varies) return 1;
  const Node& node = b.plan.nodes[id];
  const auto target = [&] { return b.shapes[b.plan.exports[node.target].node]; };
  switch (node.kind) {
    // A typical default may make false what is merely possible.
    case Node::Kind::constant:
      return 3;
    case Node::Kind::fact:
      return has_typical(b, node) ? 3 : 2;
    case Node::Kind::is_a:
      return b.types_open ? 2 : 1;
    case Node::Kind::exposed:
    case Node::Kind::reachable:
      return 2;
    case Node::Kind::same:
      return b.may_be_open(node.path) || b.may_be_open(node.path2) ? 2 : 1;
    case Node::Kind::via:
      return std::max<Shape>(target(), b.may_be_open(node.path) ? 2 : 1);
    case Node::Kind::any:
    case Node::Kind::all:
    case Node::Kind::count:
      return std::max<Shape>(target(), b.may_be_open(node.step) ? 2 : 1);
    case Node::Kind::walk:
    case Node::Kind::naive:
      return 3;
    case Node::Kind::known:
      return 1;
    case Node::Kind::all_of:
    case Node::Kind::any_of: {
      Shape shape = 1;
      for (const NodeId child : b.children_of(id)) shape = std::max(shape, b.shapes[child]);
      return shape;
    }
  }
  return 3;
}

void find_constants(Binding& b) {
  b.constants.resize(b.plan.nodes.size());
  for (std::size_t i = 0; i < b.constants.size(); ++i) {
    const Node& node = b.plan.nodes[i];
    if (node.kind == Node::Kind::constant) b.constants[i] = ask_interpreter(b, node, SubjectId(0));
  }
}

void prepare_nodes(Binding& b) {
  const auto nodes = static_cast<NodeId>(b.plan.nodes.size());
  b.tables_of.resize(nodes);
  b.shapes.resize(nodes);
  for (NodeId id = 0; id < nodes; ++id) {
    b.shapes[id] = shape_of(b, id);
    const Node& node = b.plan.nodes[id];
    if (node.kind != Node::Kind::fact || b.asked_in[id] == kNever) continue;
    b.tables_of[id] = static_cast<uint32_t>(b.fact_tables.size());
    b.fact_tables.push_back(table_of(b, node));
  }
}

}  // namespace

Range subjects_of(const Binding& b, lang::KindSet kinds) {
  Range all;
  for (std::size_t k = 0; k < lang::kKinds; ++k) {
    const Range& range = b.ranges[k];
    if (!lang::has(kinds, static_cast<Kind>(k)) || range.empty()) continue;
    all =
        all.empty() ? range : Range{std::min(all.begin, range.begin), std::max(all.end, range.end)};
  }
  return all;
}

bool Binding::may_be_open(const Step& step) const {
  if (step.kind == Step::Kind::ancestor) {
    return types_open || !universe.relation(lang::Relation::parent).open.empty();
  }
  return !relation(step).open.empty();
}

bool Binding::may_be_open(PathId path) const {
  return std::ranges::any_of(plan.paths[path], [&](const Step& step) { return may_be_open(step); });
}

uint8_t ask_interpreter(const Binding& binding, const Node& node, SubjectId subject) {
  lang::VariableStore store(*node.expression, subject);
  const std::span<SubjectId> variables = store.all();
  variables[node.variable] = subject;
  variables[1] = SubjectId(std::size_t{0});
  const lang::World unknown = binding.world(lang::Typical::as_unknown);
  switch (lang::evaluate(lang::Frame{unknown, variables}, *node.expr)) {
    case lang::Truth::yes:
      return kYesBit | kAssumedBit | kPossibleBit;
    case lang::Truth::no:
      return 0;
    case lang::Truth::unknown:
      break;
  }
  const lang::World value = binding.world(lang::Typical::as_value);
  const bool assumed =
      lang::evaluate(lang::Frame{value, variables}, *node.expr) == lang::Truth::yes;
  return assumed ? kAssumedBit | kPossibleBit : kPossibleBit;
}

Binding bind(const Plan& plan, const lang::Universe& universe, Isa isa) {
  Binding b(plan, universe, kernels(isa));
  b.ranges = find_ranges(universe);
  number_types(b);
  follow_paths(b);
  find_constants(b);
  settle(b);
  schedule(b);
  prepare_nodes(b);
  lay_out(b);
  return b;
}

}  // namespace wardround::threats
