// The compiled plan says just what the naive interpreter says, whatever the machine and however
// many threads.
#include "threats/plan.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>
#include <random>

#include "lang/random_cases.h"
#include "threats/match.h"
#include "threats/plan_scope.h"

namespace wardround::threats {
namespace {

using lang::Kind;
using lang::Relation;
using lang::SubjectId;
namespace lt = lang::testing;

lt::Choices seeded(uint64_t seed, std::size_t bytes) {
  std::mt19937_64 random(seed);
  std::vector<uint8_t> all(bytes);
  for (uint8_t& byte : all) byte = static_cast<uint8_t>(random() >> 24);
  return lt::Choices(std::move(all));
}

struct Written {
  std::string text;
  Kind on;
  lang::Expression when;
};

Written written(const lang::Vocabulary& vocabulary, std::string text, Kind on) {
  diag::Diagnostics diagnostics;
  auto parsed = lang::parse_expression(text, {}, on, vocabulary, diagnostics);
  EXPECT_TRUE(parsed) << text << ": "
                      << (diagnostics.empty() ? "" : diagnostics.unsorted()[0].message());
  return {std::move(text), on, parsed ? std::move(*parsed) : lang::Expression{}};
}

std::vector<Hit> naive(const lang::Vocabulary& vocabulary, const lang::Universe& universe,
                       const std::vector<Written>& rules) {
  std::vector<Hit> hits;
  const lang::World world{&vocabulary, &universe, lang::Typical::as_unknown, nullptr};
  for (std::size_t r = 0; r < rules.size(); ++r) {
    for (std::size_t s = 0; s < universe.size(); ++s) {
      if (universe.kinds[s] != rules[r].on) continue;
      const auto how = certainty(world, rules[r].when, SubjectId(s));
      if (how) {
        hits.push_back({static_cast<uint32_t>(r), static_cast<uint32_t>(s), *how});
      }
    }
  }
  return hits;
}

void sort(std::vector<Hit>& hits) {
  std::ranges::sort(hits, [](const Hit& a, const Hit& b) {
    return std::pair(a.rule, a.subject) < std::pair(b.rule, b.subject);
  });
}

std::vector<Hit> flat(const Hits& found) {
  std::vector<Hit> hits;
  found.each([&](const Hit& hit) { hits.push_back(hit); });
  EXPECT_EQ(hits.size(), found.size());
  return hits;
}

// Every rule at every subject, on each set of instructions, on one thread and on two. Returns how
// many hits there were.
std::size_t expect_equal(const lang::Vocabulary& vocabulary, const lang::Universe& universe,
                         const std::vector<Written>& rules) {
  const std::vector<Hit> expected = naive(vocabulary, universe, rules);
  std::vector<RuleToPlan> all;
  for (const Written& rule : rules) all.push_back({&rule.when, rule.on});
  const Plan plan = compile(vocabulary, all);
  OneWorker one;
  ThreadWorkers two(2);
  std::vector<Hit> first;
  for (const Isa isa : {Isa::portable, Isa::avx2}) {
    if (!supported(isa)) continue;
    std::vector<Hit> hits = flat(run(plan, universe, one, isa));
    EXPECT_EQ(hits, flat(run(plan, universe, two, isa))) << "threads change the result";
    if (isa == Isa::portable) first = hits;
    EXPECT_EQ(hits, first) << "instructions change the result";
    sort(hits);
    for (std::size_t i = 0; i < std::max(hits.size(), expected.size()); ++i) {
      if (i < hits.size() && i < expected.size() && hits[i] == expected[i]) continue;
      const Hit& odd = i < hits.size() && (i >= expected.size() ||
                                           std::pair(hits[i].rule, hits[i].subject) <
                                               std::pair(expected[i].rule, expected[i].subject))
                           ? hits[i]
                           : expected[i];
      ADD_FAILURE() << "at " << universe.ids[odd.subject] << ": " << rules[odd.rule].text;
      return expected.size();
    }
  }
  return expected.size();
}

lang::Universe nested(const lang::Vocabulary& vocabulary, lt::Choices& c, lt::Shape shape) {
  lt::UniverseBuilder b = lt::random_universe(vocabulary, c, shape);
  const auto elements = lt::ids(Kind::element, shape.of_each);
  for (std::size_t i = 1; i < elements.size(); ++i) {
    if (shape.open && c.chance(8)) {
      b.open(elements[i], Relation::parent);
    } else if (!c.chance(4)) {
      b.link(elements[i], Relation::parent, {elements[c.below(i)]});
    }
  }
  return b.build();
}

TEST(PlanTest, RandomRulesOverRandomUniverses) {
  const lang::Vocabulary vocabulary = lt::sample_vocabulary();
  std::size_t hits = 0;
  for (uint64_t seed = 0; seed < 1000; ++seed) {
    lt::Choices c = seeded(seed, 20'000);
    std::vector<Written> rules;
    for (int i = 0; i < 12; ++i) {
      lt::Case one = lt::random_case(vocabulary, c);
      rules.push_back({one.written.text, one.kind, std::move(one.expression)});
    }
    const lt::Shape shape{.not_applicable = c.chance(2),
                          .open = !c.chance(3),
                          .of_each = 3 + c.below(seed % 10 == 0 ? 90 : 8)};
    hits += expect_equal(vocabulary, nested(vocabulary, c, shape), rules);
    if (HasFailure()) FAIL() << "seed " << seed;
  }
  EXPECT_GT(hits, 20'000u);
}

// What random expressions do not reach: longer paths, sets over sets, filters, ancestors.
const std::vector<std::pair<const char*, Kind>>& constructs() {
  static const std::vector<std::pair<const char*, Kind>> all = {
      {"any(d in element.opens.sends: is_a(d, phi))", Kind::element},
      {"all(d in element.opens.sends: is_a(d, phi) or d.backed_up == yes)", Kind::element},
      {"any(d in element.opens.sends(firmware): d.backed_up == yes)", Kind::element},
      {"all(d in element.opens.sends(code): d.backed_up == yes)", Kind::element},
      {"count(d in element.opens.sends: d.backed_up == yes) > 1", Kind::element},
      {"count(d in flow.sends(code): d.backed_up == yes) >= 1", Kind::flow},
      {"count(d in flow.sends) == 2", Kind::flow},
      {"count(f in element.opens: f.from.hot == yes) < 2", Kind::element},
      {"element.ancestor(app).hot == yes", Kind::element},
      {"is_a(element.ancestor(process), app)", Kind::element},
      {"not is_a(element.ancestor(process), phone-app)", Kind::element},
      {"element.parent.parent.hot != yes", Kind::element},
      {"flow.from.ancestor(process) == flow.to.ancestor(process)", Kind::flow},
      {"flow.from.parent != flow.to.parent", Kind::flow},
      {"flow.from.parent == none", Kind::flow},
      {"flow.from.parent != none", Kind::flow},
      {"flow.sends == none", Kind::flow},
      {"flow.sends != none and flow.returns == none", Kind::flow},
      {"flow.sends(phi) or not flow.returns(code)", Kind::flow},
      {"any(f in flow.from.opens: f.encrypted == no)", Kind::flow},
      {"all(f in flow.from.parent.opens: f.encrypted == no)", Kind::flow},
      {"any(f in flow.from.opens: f == flow)", Kind::flow},
      {"any(f in flow.from.opens: f.encrypted == no and f != flow)", Kind::flow},
      {"any(f in element.flows_in: f.strength >= medium and f.from == element.parent)",
       Kind::element},
      {"all(f in element.flows_in: f.from == element or f.encrypted == yes)", Kind::element},
      {"any(e in system.elements: e.hot == yes and is_a(e, app))", Kind::flow},
      {"any(e in system.elements: e.hot == yes) and flow.version < 4.10", Kind::flow},
      {"any(e in system.elements: any(f in e.opens: f.version >= 4.2))", Kind::system},
      {"element.cores > 1 and not (element.hot == yes or element.exposed_to(internet))",
       Kind::element},
      {"all(f in element.opens: count(d in f.sends: is_a(d, phi)) <= 1)", Kind::element},
      {"any(f in element.opens: any(d in f.sends: d.backed_up == yes and is_a(f.to, app)))",
       Kind::element},
      {"any(f in element.opens: (element.hot == yes and f.encrypted == no) or (f.strength >= "
       "medium "
       "and element.hot != yes))",
       Kind::element},
      {"all(f in element.opens: f.to.parent == element.parent or element.hot == yes)",
       Kind::element},
      {"any(f in element.flows_in: any(g in f.from.opens: g.to == element and g.encrypted == no))",
       Kind::element},
      {"all(f in element.flows_in: all(g in f.from.opens: g.to != element or g == f))",
       Kind::element},
      {"any(d in element.opens.sends: d.backed_up == yes and element.hot == yes)", Kind::element},
      {"any(d in flow.sends(code): d.backed_up == yes and flow.encrypted == no)", Kind::flow},
      {"all(d in flow.sends(code): d.backed_up == yes or flow.encrypted == no)", Kind::flow},
      {"any(f in element.opens: f.encrypted == no and count(g in f.to.opens: g.authenticated == "
       "no) <= 1 "
       "and "
       "f.to.parent == element.parent)",
       Kind::element},
      {"count(f in flow.from.opens: f.encrypted == no) <= 1", Kind::flow},
      {"count(f in flow.from.parent.opens: f.encrypted == no) != 1", Kind::flow},
      {"count(f in element.parent.opens: f.encrypted == no) >= 0", Kind::element},
      {"count(f in element.opens: f.to.parent == element.parent) == 1", Kind::element},
      {"element.stores != none and any(d in element.stores: not is_a(d, code))", Kind::element},
      {"system.cyber_device == yes", Kind::data},
      {"data.backed_up in [no]", Kind::data},
  };
  return all;
}

TEST(PlanTest, EveryConstruct) {
  const lang::Vocabulary vocabulary = lt::sample_vocabulary();
  std::vector<Written> rules;
  for (const auto& [text, on] : constructs()) rules.push_back(written(vocabulary, text, on));
  ASSERT_FALSE(HasFailure());
  std::vector<std::size_t> seen(rules.size());
  for (uint64_t seed = 0; seed < 300; ++seed) {
    lt::Choices c = seeded(seed, 60'000);
    const lt::Shape shape{.not_applicable = c.chance(2),
                          .open = !c.chance(3),
                          .of_each = 3 + c.below(seed % 7 == 0 ? 200 : 12)};
    const lang::Universe universe = nested(vocabulary, c, shape);
    expect_equal(vocabulary, universe, rules);
    if (HasFailure()) FAIL() << "seed " << seed;
    for (const Hit& hit : naive(vocabulary, universe, rules)) ++seen[hit.rule];
  }
  for (std::size_t i = 0; i < rules.size(); ++i) EXPECT_GT(seen[i], 0u) << rules[i].text;
}

// More subjects than one block holds, and kinds that begin in the middle of a word.
TEST(PlanTest, SeveralBlocks) {
  const lang::Vocabulary vocabulary = lt::sample_vocabulary();
  std::vector<Written> rules;
  for (const auto& [text, on] : constructs()) {
    if (on != Kind::system) rules.push_back(written(vocabulary, text, on));
  }
  lt::Choices c = seeded(1, 3'000'000);
  const lang::Universe universe =
      nested(vocabulary, c, {.not_applicable = true, .open = true, .of_each = kBlock + 77});
  EXPECT_GT(expect_equal(vocabulary, universe, rules), 10'000u);
}

// By the interpreter alone: what is moved out of a quantifier changes nothing.
TEST(ScopeTest, MovingOutKeepsTheTruth) {
  const lang::Vocabulary vocabulary = lt::sample_vocabulary();
  std::vector<Written> rules, narrow;
  const auto add = [&](Written rule) {
    std::optional<lang::Expr> root = miniscope(rule.when.root);
    if (!root) return;
    rules.push_back(rule);
    rule.when.root = std::move(*root);
    narrow.push_back(std::move(rule));
  };
  for (const auto& [text, on] : constructs()) add(written(vocabulary, text, on));
  EXPECT_GE(rules.size(), 5u);
  for (uint64_t seed = 0; seed < 2000; ++seed) {
    lt::Choices c = seeded(seed, 2'000);
    lt::Case one = lt::random_case(vocabulary, c);
    add({one.written.text, one.kind, std::move(one.expression)});
  }
  EXPECT_GE(rules.size(), 40u);
  std::size_t hits = 0;
  for (uint64_t seed = 0; seed < 30; ++seed) {
    lt::Choices c = seeded(seed, 20'000);
    const lang::Universe universe =
        nested(vocabulary, c, {.not_applicable = true, .open = true, .of_each = 8});
    const std::vector<Hit> expected = naive(vocabulary, universe, rules);
    EXPECT_EQ(expected, naive(vocabulary, universe, narrow)) << "seed " << seed;
    hits += expected.size();
  }
  EXPECT_GT(hits, 2'000u);
}

TEST(ScopeTest, OnlyWhatComparesSubjectsIsWalked) {
  const lang::Vocabulary vocabulary = lt::sample_vocabulary();
  const auto walks = [&](const char* text) {
    const Written rule = written(vocabulary, text, Kind::element);
    return compile(vocabulary, {{&rule.when, rule.on}}).walks.size();
  };
  EXPECT_EQ(walks("any(f in element.opens: f.encrypted == no and element.hot == yes)"), 0u);
  EXPECT_EQ(walks("all(f in element.opens: f.encrypted == yes or element.hot != yes)"), 0u);
  EXPECT_EQ(walks("any(f in element.opens: any(d in f.sends: d.backed_up == no and "
                  "(f.encrypted == no or element.hot == yes)))"),
            0u);
  EXPECT_EQ(walks("any(f in element.opens: f.to.parent == element.parent)"), 1u);
}

TEST(PlanTest, EqualPredicatesAreOneAtom) {
  const lang::Vocabulary vocabulary = lt::sample_vocabulary();
  const std::vector<Written> rules = {
      written(vocabulary, "flow.encrypted == no and flow.from.hot == yes", Kind::flow),
      written(vocabulary, "flow.from.hot == yes and not flow.encrypted != no", Kind::flow),
      written(vocabulary, "flow.from.hot == yes or flow.authenticated == no", Kind::flow)};
  std::vector<RuleToPlan> all;
  for (const Written& rule : rules) all.push_back({&rule.when, rule.on});
  const Plan plan = compile(vocabulary, all);
  EXPECT_EQ(plan.rules[0].root, plan.rules[1].root);
  // encrypted, authenticated, hot of an element, hot of a flow's end.
  EXPECT_EQ(plan.atoms(), 4u);
  EXPECT_EQ(plan.exports.size(), 1u);
}

TEST(PlanTest, RulesAboutNothingAreSettled) {
  const lang::Vocabulary vocabulary = lt::sample_vocabulary();
  const std::vector<Written> rules = {
      written(vocabulary, "any(f in element.opens: f.encrypted == no)", Kind::element),
      written(vocabulary, "any(d in element.stores: d.backed_up == no)", Kind::element),
      written(vocabulary, "is_a(element, store) and element.hot == yes", Kind::element),
      written(vocabulary, "element.stores == none", Kind::element)};
  std::vector<RuleToPlan> all;
  for (const Written& rule : rules) all.push_back({&rule.when, rule.on});
  const Plan plan = compile(vocabulary, all);
  lt::UniverseBuilder b(vocabulary);
  b.add(Kind::element, "e", {"app"}).add(Kind::flow, "f", {"ble"});
  b.link("e", Relation::opens, {"f"});
  EXPECT_EQ(settled_rules(plan, b.build()), 2u) << "nothing is stored, nothing is a store";
  expect_equal(vocabulary, b.build(), rules);
  b.open("e", Relation::stores);
  EXPECT_EQ(settled_rules(plan, b.build()), 1u) << "perhaps something is stored";
  expect_equal(vocabulary, b.build(), rules);
}

// More than a byte holds, just as many, and fewer.
TEST(PlanTest, CountsOfMany) {
  const lang::Vocabulary vocabulary = lt::sample_vocabulary();
  std::vector<Written> rules;
  for (const char* const op : {"==", "!=", "<", "<=", ">", ">="}) {
    for (const char* const n : {"0", "1", "253", "254", "255", "256", "300"}) {
      rules.push_back(written(
          vocabulary, fmt::format("count(f in element.opens: f.encrypted == yes) {} {}", op, n),
          Kind::element));
    }
  }
  for (const bool open : {false, true}) {
    lt::UniverseBuilder b(vocabulary);
    std::vector<std::string> flows;
    for (int i = 0; i < 300; ++i) flows.push_back(fmt::format("f{}", i));
    const std::vector<std::size_t> many = {0, 1, 253, 254, 255, 256, 300};
    for (const std::size_t n : many) b.add(Kind::element, fmt::format("e{}", n), {"app"});
    for (const std::string& flow : flows) b.add(Kind::flow, flow, {"ble"});
    for (const std::size_t n : many) {
      const auto end = flows.begin() + static_cast<std::ptrdiff_t>(n);
      b.link(fmt::format("e{}", n), Relation::opens, {flows.begin(), end});
      if (open && n % 2 == 0) b.open(fmt::format("e{}", n), Relation::opens);
    }
    for (std::size_t i = 0; i < flows.size(); ++i) {
      if (!open || i % 50 != 0) b.set(flows[i] + ".encrypted", i % 100 == 99 ? "no" : "yes");
    }
    EXPECT_GT(expect_equal(vocabulary, b.build(), rules), 50u);
  }
}

TEST(PlanesTest, KernelsAgree) {
  if (!supported(Isa::avx2)) GTEST_SKIP() << "this machine has no AVX2";
  const Kernels& a = kernels(Isa::portable);
  const Kernels& b = kernels(Isa::avx2);
  std::mt19937_64 random(7);
  for (int round = 0; round < 200; ++round) {
    for (const std::size_t width : {1u, 2u, 4u, 8u}) {
      uint64_t square[64], mine[64], again[64];
      for (uint64_t& word : square) word = random();
      std::copy_n(square, 64, mine);
      std::copy_n(square, 64, again);
      a.weave(mine, width);
      b.weave(again, width);
      ASSERT_EQ(std::memcmp(mine, again, 64 * width), 0) << width;
      const auto* const numbers = reinterpret_cast<const uint8_t*>(mine);
      for (unsigned i = 0; i < 64; ++i) {
        for (unsigned j = 0; j < 8 * width; ++j) {
          ASSERT_EQ((square[j] >> i) & 1u, (numbers[i * width + j / 8] >> (j % 8)) & 1u) << width;
        }
      }
      // Few bits and many, which the kernels do in different ways.
      const auto bits = static_cast<unsigned>(1 + random() % (8 * width));
      std::vector<uint64_t> picked(3 * bits), again_picked(3 * bits);
      a.pick(mine, width, bits, picked.data(), 3);
      b.pick(mine, width, bits, again_picked.data(), 3);
      ASSERT_EQ(picked, again_picked) << width;
      for (unsigned bit = 0; bit < bits; ++bit) ASSERT_EQ(picked[3 * bit], square[bit]) << width;
    }
    std::vector<uint8_t> codes(512);
    for (uint8_t& code : codes) code = static_cast<uint8_t>(random() >> 13);
    FactTable table;
    for (uint8_t& entry : table.in_set) entry = random() & 1u ? 0xff : 0;
    for (uint8_t* row : {table.yes, table.assumed, table.possible, table.always}) {
      for (unsigned i = 0; i < 8; ++i) row[i] = random() & 1u ? 0xff : 0;
    }
    uint64_t x[2][3][8];
    a.facts(codes.data(), table, 8, x[0][0], x[0][1], x[0][2]);
    b.facts(codes.data(), table, 8, x[1][0], x[1][1], x[1][2]);
    const auto first = static_cast<uint8_t>(random());
    const auto count = static_cast<uint8_t>(1 + random() % 255);
    uint64_t y[2][8];
    a.between(codes.data(), first, count, 8, y[0]);
    b.between(codes.data(), first, count, 8, y[1]);
    for (std::size_t i = 0; i < codes.size(); ++i) {
      const bool in = static_cast<uint8_t>(codes[i] - first) < count;
      ASSERT_EQ((y[0][i / 64] >> (i % 64)) & 1u, in ? 1u : 0u);
    }
    std::vector<lang::Exposure> exposures(512);
    for (lang::Exposure& one : exposures)
      one = {static_cast<uint16_t>(random()), static_cast<uint16_t>(random())};
    uint64_t z[2][2][8];
    const auto position = static_cast<unsigned>(round % lang::kPositions);
    a.exposure(exposures.data(), position, 8, z[0][0], z[0][1]);
    b.exposure(exposures.data(), position, 8, z[1][0], z[1][1]);
    ASSERT_TRUE(std::equal(&x[0][0][0], &x[1][0][0], &x[1][0][0]));
    ASSERT_TRUE(std::equal(y[0], y[1], y[1]));
    ASSERT_TRUE(std::equal(&z[0][0][0], &z[1][0][0], &z[1][0][0]));
  }
}

}  // namespace
}  // namespace wardround::threats
