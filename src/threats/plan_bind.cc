#include "threats/plan_bind.h"

#include <algorithm>
#include <map>

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

void number_types(Binding& b) {
  const std::span<const lang::TypeId> first = b.universe.types.first();
  std::vector<uint8_t> code_of(b.plan.vocabulary->types.size(), 0);
  b.coded_types.resize(1);
  // Rounded up, so that whole blocks can be read.
  b.type_codes.assign(b.universe.size() + 2 * kBlock, 0);
  for (std::size_t i = 0; i < first.size(); ++i) {
    if (b.universe.types.is_list(SubjectId(i))) {
      b.type_codes[i] = kListCode;
    } else if (first[i].valid()) {
      uint8_t& code = code_of[first[i].index()];
      if (code == 0 && b.coded_types.size() < kListCode) {
        code = static_cast<uint8_t>(b.coded_types.size());
        b.coded_types.push_back(first[i]);
      }
      b.type_codes[i] = code == 0 ? kListCode : code;
    }
  }
  b.types_open = std::ranges::find(b.universe.type_open, true) != b.universe.type_open.end();
}

void walk_ancestors(Binding& b, const Step& step) {
  if (step.kind != Step::Kind::ancestor) return;
  for (const auto& [known, column] : b.ancestors) {
    if (known.type == step.type) return;
  }
  std::vector<uint32_t> column(b.universe.size(), kNowhere);
  const lang::World world = b.world(lang::Typical::as_unknown);
  for (const Kind kind : {Kind::element, Kind::boundary}) {
    const Range range = b.ranges[static_cast<std::size_t>(kind)];
    for (std::size_t i = range.begin; i < range.end; ++i) {
      const lang::Destination found = lang::ancestor(world, SubjectId(i), step.type);
      if (found.open) column[i] = kOpen;
      if (found.subject.valid()) column[i] = found.subject.value;
    }
  }
  b.ancestors.emplace_back(step, std::move(column));
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

std::array<uint8_t, 256> types_of(const Binding& b, const Node& node) {
  std::array<uint8_t, 256> table{};
  for (std::size_t code = 1; code < b.coded_types.size(); ++code) {
    table[code] = b.plan.vocabulary->is_a(b.coded_types[code], node.type) ? 0xff : 0;
  }
  return table;
}

// Not 2 for what is merely possible: a typical default may make it false, and counting would need
// to know.
Shape shape_of_bits(uint8_t bits) {
  return bits == 0 || bits == (kYesBit | kAssumedBit | kPossibleBit) ? 1 : 3;
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

Shape shape_of(const Binding& b, const Node& node) {
  const auto target = [&] { return b.shapes[b.plan.exports[node.target].node]; };
  switch (node.kind) {
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
      for (const NodeId child : node.children) shape = std::max(shape, b.shapes[child]);
      return shape;
    }
  }
  return 3;
}

void prepare_nodes(Binding& b) {
  const std::size_t nodes = b.plan.nodes.size();
  b.fact_tables.resize(nodes);
  b.type_tables.resize(nodes);
  b.constants.resize(nodes);
  b.fetches_of.resize(nodes);
  for (std::size_t i = 0; i < nodes; ++i) {
    const Node& node = b.plan.nodes[i];
    if (node.kind == Node::Kind::fact) b.fact_tables[i] = table_of(b, node);
    if (node.kind == Node::Kind::is_a) b.type_tables[i] = types_of(b, node);
    b.shapes.push_back(shape_of(b, node));
    if (node.kind == Node::Kind::constant) {
      b.constants[i] = ask_interpreter(b, node, SubjectId(0));
      b.shapes[i] = shape_of_bits(b.constants[i]);
    }
  }
}

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
    uint64_t* const nowhere = rows.bits.get() + rows.count * rows.words + slot.word;
    uint64_t* const open = nowhere + rows.words;
    if (b.plan.exports[id].nowhere) *nowhere |= bits_of(slot);
    // Bits of a slot from the lowest: possible, yes, assumed.
    *open |= uint64_t{1} << slot.shift;
  }
}

void gather_fetches(Binding& b) {
  using Which = std::tuple<Node::Kind, PathId, uint32_t, std::size_t>;
  std::map<Which, uint32_t> known;
  for (std::size_t i = 0; i < b.plan.nodes.size(); ++i) {
    const Node& node = b.plan.nodes[i];
    const bool via = node.kind == Node::Kind::via;
    if (!via && node.kind != Node::Kind::any && node.kind != Node::Kind::all) continue;
    const Slot& slot = b.slots[node.target];
    const auto step = via ? 0
                          : (static_cast<uint32_t>(node.step.relation) << 2) +
                                static_cast<uint32_t>(node.step.kind) +
                                (node.step.type.value << 16);
    const auto [found, is_new] =
        known.emplace(Which{node.kind, via ? node.path : 0, step, slot.rows},
                      static_cast<uint32_t>(b.fetches.size()));
    if (is_new) b.fetches.push_back({node.kind, node.path, node.step, slot.rows, {}, 0});
    b.fetches_of[i] = found->second;
    std::vector<Fetch::Word>& words = b.fetches[found->second].words;
    auto word = std::ranges::find(words, slot.word, &Fetch::Word::word);
    if (word == words.end()) {
      const uint16_t level = b.plan.nodes[b.plan.exports[node.target].node].level;
      word = words.insert(words.end(), {slot.word, level, 0, 0});
    }
    word->bits = std::max(word->bits, slot.shift + slot.shape);
    word->wanted |= bits_of(slot);
  }
  for (Fetch& fetch : b.fetches) {
    std::ranges::sort(fetch.words, {}, &Fetch::Word::word);
    fetch.first = b.fetched_words;
    b.fetched_words += fetch.words.size();
  }
}

}  // namespace

const std::vector<uint32_t>* Binding::ancestors_by(const Step& step) const {
  if (step.kind != Step::Kind::ancestor) return nullptr;
  const auto same_type = [&](const auto& each) { return each.first.type == step.type; };
  return &std::ranges::find_if(ancestors, same_type)->second;
}

void Binding::follow(const Step& step, std::span<uint32_t> each) const {
  if (const std::vector<uint32_t>* const column = ancestors_by(step)) {
    for (uint32_t& at : each) at = at < kNowhere ? (*column)[at] : at;
    return;
  }
  const lang::Relations& targets = relation(step);
  if (targets.begin.empty() || !targets.open.empty()) {
    for (uint32_t& at : each) at = at < kNowhere ? follow(step, at) : at;
    return;
  }
  for (uint32_t& at : each) {
    if (at >= kNowhere) continue;
    const uint32_t first = targets.begin[at];
    at = first == targets.begin[at + 1] ? kNowhere : targets.targets[first].value;
  }
}

uint32_t Binding::follow(const Step& step, uint32_t from) const {
  if (const std::vector<uint32_t>* const column = ancestors_by(step)) return (*column)[from];
  const lang::Relations& targets = relation(step);
  const SubjectId s(std::size_t{from});
  if (targets.is_open(s)) return kOpen;
  return targets.count(s) == 0 ? kNowhere : targets.first(s)->value;
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
  Binding b{.plan = plan,
            .universe = universe,
            .kernels = kernels(isa),
            .ranges = {},
            .shapes = {},
            .fact_tables = {},
            .type_tables = {},
            .constants = {},
            .fetches_of = {},
            .slots = {},
            .rows = {},
            .fetches = {},
            .ancestors = {},
            .type_codes = {},
            .coded_types = {}};
  b.ranges = find_ranges(universe);
  number_types(b);
  for (const auto& path : plan.paths) {
    for (const Step& step : path) walk_ancestors(b, step);
  }
  for (const Node& node : plan.nodes) walk_ancestors(b, node.step);
  for (const Walk& walk : plan.walks) {
    for (const Walk::Part& part : walk.parts) walk_ancestors(b, part.step);
  }
  prepare_nodes(b);
  place_exports(b);
  allocate_rows(b);
  gather_fetches(b);
  return b;
}

}  // namespace wardround::threats
