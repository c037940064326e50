#include "threats/plan_bind.h"

#include <algorithm>
#include <bit>
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

using CodedTypes = std::array<std::vector<lang::TypeId>, lang::kTypeTrees>;  // by code

CodedTypes number_types(Binding& b) {
  const std::span<const lang::TypeId> first = b.universe.types.first();
  CodedTypes coded;
  for (std::vector<lang::TypeId>& types : coded) types.resize(1);
  std::vector<uint8_t> code_of(b.plan.vocabulary->types.size(), 0);
  // Rounded up, so that whole blocks can be read.
  b.type_codes.assign(b.universe.size() + 2 * kBlock, 0);
  for (std::size_t k = 0; k < lang::kKinds; ++k) {
    std::optional<lang::TypeTree>& of_kind = b.trees[k];
    for (std::size_t i = b.ranges[k].begin; i < b.ranges[k].end; ++i) {
      if (b.universe.types.is_list(SubjectId(i))) {
        b.type_codes[i] = kListCode;
      } else if (first[i].valid()) {
        const lang::TypeTree tree = (*b.plan.vocabulary)[first[i]].tree;
        if (!of_kind) of_kind = tree;
        uint8_t& code = code_of[first[i].index()];
        std::vector<lang::TypeId>& types = coded[static_cast<std::size_t>(tree)];
        if (code == 0 && types.size() < kListCode) {
          code = static_cast<uint8_t>(types.size());
          types.push_back(first[i]);
        }
        b.type_codes[i] = code == 0 || tree != *of_kind ? kListCode : code;
      }
    }
  }
  b.types_open = std::ranges::count(b.universe.type_open, true) != 0;
  return coded;
}

lang::KindSet starts_of(const Step& step) {
  return step.kind == Step::Kind::ancestor ? lang::kinds(Kind::element, Kind::boundary)
                                           : lang::info(step.relation).from;
}

// From the subjects of `kinds`: where `where` says.
template <class Where>
Leads lead(const Binding& b, lang::KindSet kinds, Where&& where) {
  Leads leads;
  for (std::size_t k = 0; k < lang::kKinds; ++k) {
    const Range range = b.ranges[k];
    if (!lang::has(kinds, static_cast<Kind>(k)) || range.empty()) continue;
    if (leads.to.empty()) leads.first = range.begin / 64 * 64;
    leads.to.resize(range.end + kBlock - leads.first, kNowhere);
    uint32_t* const to = leads.to.data() - leads.first;
    for (std::size_t i = range.begin; i < range.end; ++i) {
      to[i] = where(static_cast<uint32_t>(i));
      leads.nowhere = leads.nowhere && to[i] == kNowhere;
    }
  }
  return leads;
}

// As lang::ancestor, which would ask what each parent is for each of its children.
Leads find_ancestors(const Binding& b, const Step& step) {
  const lang::World world = b.world(lang::Typical::as_unknown);
  const lang::Relations& parents = b.universe.relation(lang::Relation::parent);
  std::vector<std::optional<lang::Truth>> asked(b.universe.size());
  return lead(b, starts_of(step), [&](uint32_t from) {
    SubjectId at(std::size_t{from});
    for (std::size_t guard = b.universe.size(); guard > 0; --guard) {
      if (parents.is_open(at)) return kOpen;
      if (parents.count(at) == 0) return kNowhere;
      at = *parents.first(at);
      std::optional<lang::Truth>& found = asked[at.index()];
      if (!found) found = lang::is_a(world, at, step.type);
      if (*found == lang::Truth::yes) return at.value;
      if (*found == lang::Truth::unknown) return kOpen;
    }
    return kNowhere;
  });
}

Leads follow(const Binding& b, const Step& step) {
  const lang::Relations& relation = b.relation(step);
  if (relation.targets.empty() && relation.open.empty()) return {};
  return lead(b, starts_of(step), [&](uint32_t from) {
    const SubjectId subject(std::size_t{from});
    if (relation.is_open(subject)) return kOpen;
    return relation.count(subject) == 0 ? kNowhere : relation.first(subject)->value;
  });
}

bool same_step(const Step& a, const Step& c) {
  return a.kind == c.kind && a.relation == c.relation && a.type == c.type;
}

uint32_t add_step(Binding& b, const Step& step) {
  for (const auto& [known, leads] : b.step_leads) {
    if (same_step(known, step)) return leads;
  }
  const auto index = static_cast<uint32_t>(b.leads.size());
  b.leads.push_back(step.kind == Step::Kind::ancestor ? find_ancestors(b, step) : follow(b, step));
  b.step_leads.emplace_back(step, index);
  return index;
}

void follow_paths(Binding& b) {
  const auto add_ancestors = [&](const Step& step) {
    if (step.kind == Step::Kind::ancestor) (void)add_step(b, step);
  };
  for (const Node& node : b.plan.nodes) add_ancestors(node.step);
  for (const Walk& walk : b.plan.walks) {
    for (const Walk::Part& part : walk.parts) add_ancestors(part.step);
  }
  for (const auto& path : b.plan.paths) {
    uint32_t so_far = 0;  // nobody asks where a path of no step leads
    for (const Step& step : path) {
      const uint32_t last = add_step(b, step);
      if (&step == &path.front()) {
        so_far = last;
        continue;
      }
      Leads both = lead(b, starts_of(path.front()), [&](uint32_t from) {
        const uint32_t at = b.leads[so_far](from);
        return at == kOpen ? kOpen : b.leads[last](at);
      });
      so_far = static_cast<uint32_t>(b.leads.size());
      b.leads.push_back(std::move(both));
    }
    b.path_leads.push_back(so_far);
  }
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

std::array<uint8_t, 256> types_of(const Binding& b, const CodedTypes& coded, lang::TypeId type) {
  std::array<uint8_t, 256> table{};
  const lang::TypeTree tree = (*b.plan.vocabulary)[type].tree;
  const std::vector<lang::TypeId>& types = coded[static_cast<std::size_t>(tree)];
  for (std::size_t code = 1; code < types.size(); ++code) {
    table[code] = b.plan.vocabulary->is_a(types[code], type) ? 0xff : 0;
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

void prepare_nodes(Binding& b, const CodedTypes& coded) {
  const std::size_t nodes = b.plan.nodes.size();
  b.tables_of.resize(nodes);
  b.type_tables.resize(1);
  b.constants.resize(nodes);
  b.readings.resize(nodes);
  for (std::size_t i = 0; i < nodes; ++i) {
    const Node& node = b.plan.nodes[i];
    if (node.kind == Node::Kind::fact) {
      b.tables_of[i] = static_cast<uint32_t>(b.fact_tables.size());
      b.fact_tables.push_back(table_of(b, node));
    }
    if (node.kind == Node::Kind::is_a) {
      b.type_tables.push_back(types_of(b, coded, node.type));
      if (b.type_tables.back() == b.type_tables.front()) {
        b.type_tables.pop_back();
      } else {
        b.tables_of[i] = static_cast<uint32_t>(b.type_tables.size() - 1);
      }
    }
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

const Leads& Binding::ancestors_by(const Step& step) const {
  const auto same = [&](const auto& each) { return same_step(each.first, step); };
  return leads[std::ranges::find_if(step_leads, same)->second];
}

bool Binding::is_needed(lang::Kind kind, std::size_t level, std::size_t number) const {
  return ((needs[static_cast<std::size_t>(kind)][level][number / 64] >> (number % 64)) & 1u) != 0;
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
            .tables_of = {},
            .fact_tables = {},
            .type_tables = {},
            .constants = {},
            .readings = {},
            .slots = {},
            .rows = {},
            .fetches = {},
            .leads = {},
            .path_leads = {},
            .step_leads = {},
            .type_codes = {},
            .trees = {},
            .needs = {}};
  b.ranges = find_ranges(universe);
  const CodedTypes coded = number_types(b);
  follow_paths(b);
  prepare_nodes(b, coded);
  place_exports(b);
  allocate_rows(b);
  gather_fetches(b);
  find_needs(b);
  return b;
}

}  // namespace wardround::threats
