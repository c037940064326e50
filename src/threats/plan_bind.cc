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

using CodedTypes = std::array<std::vector<lang::TypeId>, lang::kTypeTrees>;  // by code

CodedTypes number_types(Binding& b) {
  const std::span<const lang::TypeId> first = b.universe.types.first();
  CodedTypes coded;
  for (std::vector<lang::TypeId>& types : coded) types.resize(1);
  std::vector<uint8_t> code_of(b.plan.vocabulary->types.size(), 0);
  // Rounded up, so that whole blocks can be read.
  b.type_codes.assign(b.universe.size() + kPadding, 0);
  for (std::size_t k = 0; k < lang::kKinds; ++k) {
    std::optional<lang::TypeTree>& of_kind = b.trees[k];
    std::vector<uint8_t> here(code_of.size(), 0);  // by type: its code for this kind
    const auto number = [&](lang::TypeId type) -> uint8_t {
      const lang::TypeTree tree = (*b.plan.vocabulary)[type].tree;
      if (!of_kind) of_kind = tree;
      uint8_t& code = code_of[type.index()];
      std::vector<lang::TypeId>& types = coded[static_cast<std::size_t>(tree)];
      if (code == 0 && types.size() < kListCode) {
        code = static_cast<uint8_t>(types.size());
        types.push_back(type);
      }
      return code == 0 || tree != *of_kind ? kListCode : code;
    };
    for (std::size_t i = b.ranges[k].begin; i < b.ranges[k].end; ++i) {
      if (b.universe.types.is_list(SubjectId(i))) {
        b.type_codes[i] = kListCode;
      } else if (first[i].valid()) {
        uint8_t& code = here[first[i].index()];
        if (code == 0) code = number(first[i]);
        b.type_codes[i] = code;
      }
      if (b.type_codes[i] == kListCode) b.listed.push_back(static_cast<uint32_t>(i));
    }
  }
  b.types_open = std::ranges::count(b.universe.type_open, true) != 0;
  return coded;
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

}  // namespace

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
            .listed = {},
            .trees = {},
            .needs = {}};
  b.ranges = find_ranges(universe);
  const CodedTypes coded = number_types(b);
  follow_paths(b);
  prepare_nodes(b, coded);
  lay_out_rows(b);
  return b;
}

}  // namespace wardround::threats
