// Laws of the language, over random expressions and universes: printing and parsing are inverse,
// what is decided stays decided when more becomes known, the normal form means what was written,
// explanations suffice.
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <cstdlib>
#include <functional>
#include <map>

#include "lang/explain.h"
#include "lang/random_cases.h"

namespace wardround::lang {
namespace {

using namespace testing;

// Takes about as many decisions as an expression or a universe needs.
Choices choices() {
  return Choices(*rc::gen::resize(400, rc::gen::arbitrary<std::vector<uint8_t>>()));
}

World world(const Vocabulary& vocabulary, const Universe& universe) {
  World result;
  result.vocabulary = &vocabulary;
  result.universe = &universe;
  return result;
}

// ---- Equality but for spans ----

bool equal(const PathExpr& a, const PathExpr& b) {
  const auto same_step = [](const Step& x, const Step& y) {
    return x.kind == y.kind && x.relation == y.relation && x.type == y.type;
  };
  return a.variable == b.variable && a.kinds == b.kinds && a.single == b.single &&
         std::equal(a.steps.begin(), a.steps.end(), b.steps.begin(), b.steps.end(), same_step);
}
bool equal(const Expr& a, const Expr& b) {
  return a.kind == b.kind && a.negated == b.negated && a.op == b.op && equal(a.path, b.path) &&
         equal(a.path2, b.path2) && a.fact == b.fact && a.fact_by_kind == b.fact_by_kind &&
         a.values == b.values && a.number == b.number && a.text == b.text && a.type == b.type &&
         a.position == b.position && a.variable == b.variable &&
         std::equal(a.children.begin(), a.children.end(), b.children.begin(), b.children.end(),
                    [](const Expr& x, const Expr& y) { return equal(x, y); });
}

// rapidcheck prints its verdict; gtest counts it. RC_PARAMS in the environment wins over the number
// of cases here.
template <class Property>
void holds(const char* law, Property property) {
  setenv("RC_PARAMS", "max_success=2000", 0);
  EXPECT_TRUE(rc::check(law, property));
}

TEST(PropertyTest, PrintIsTheInverseOfParse) {
  const Vocabulary vocabulary = testing::sample_vocabulary();
  holds("parse(print(e)) is e", [&] {
    Choices c = choices();
    const Case one = random_case(vocabulary, c);
    const std::string text = print(one.expression, vocabulary);
    diag::Diagnostics diagnostics;
    const auto again = parse_expression(text, {}, one.kind, vocabulary, diagnostics);
    RC_LOG() << one.written.text << "\n" << text;
    RC_ASSERT(again.has_value());
    RC_ASSERT(equal(again->root, one.expression.root));
    RC_ASSERT(again->variables == one.expression.variables);
    RC_ASSERT(print(*again, vocabulary) == text);
  });
}

TEST(PropertyTest, NormalFormMeansWhatWasWritten) {
  const Vocabulary vocabulary = testing::sample_vocabulary();
  holds("where everything applies, evaluation is Kleene's", [&] {
    Choices c = choices();
    const Case one = random_case(vocabulary, c);
    const testing::UniverseBuilder b = random_universe(vocabulary, c, {.open = true});
    const Universe universe = b.build();
    World w = world(vocabulary, universe);
    w.typical = c.chance(2) ? Typical::as_value : Typical::as_unknown;
    const SubjectId s = b.subject(one.subject);
    Bound bound{{std::string(name(one.kind)), s}, {"system", b.subject("sys")}};
    RC_LOG() << one.subject << ": " << one.written.text;
    RC_ASSERT(evaluate(w, one.expression, s) == one.written.meaning(w, bound));
  });
}

// Makes some of what is unknown known.
Universe refine(const Vocabulary& vocabulary, Universe universe, Choices& c) {
  for (std::size_t f = 0; f < universe.facts.size(); ++f) {
    if (universe.facts[f].codes().empty()) continue;
    for (std::size_t i = 0; i < universe.size(); ++i) {
      Cell cell = universe.cell(FactId(f), SubjectId(i));
      const bool unknown =
          cell.provenance == Provenance::unknown || cell.provenance == Provenance::typical;
      if (!unknown || c.chance(2)) continue;
      const Domain domain = vocabulary.facts[f].domain;
      cell.provenance = Provenance::stated;
      if (domain == Domain::version) {
        cell.value = static_cast<uint32_t>(universe.versions.size());
        universe.versions.push_back(c.of(std::vector<std::string>{"1.0", "4.2", "4.10"}));
      } else {
        const std::size_t values = vocabulary.facts[f].values.size();
        cell.value = static_cast<uint32_t>(c.below(values == 0 ? 4 : values));
      }
      universe.set(vocabulary.facts[f], FactId(f), SubjectId(i), cell);
    }
  }
  for (std::size_t s = 0; s < universe.size(); ++s) {
    if (universe.type_open[s] && c.chance(2)) universe.type_open[s] = false;
    if (universe.exposed[s].unknown && c.chance(2)) {
      universe.exposed[s].yes = c.chance(2) ? universe.exposed[s].unknown : uint16_t{0};
      universe.exposed[s].unknown = 0;
    }
  }
  for (Relations& relation : universe.relations) {
    for (std::size_t s = 0; s < relation.open.size(); ++s) {
      if (c.chance(2)) relation.open[s] = false;
    }
  }
  return universe;
}

TEST(PropertyTest, WhatIsDecidedStaysDecided) {
  const Vocabulary vocabulary = testing::sample_vocabulary();
  holds("knowing more never changes a decided result", [&] {
    Choices c = choices();
    const Case one = random_case(vocabulary, c, false);
    const testing::UniverseBuilder b =
        random_universe(vocabulary, c, {.not_applicable = true, .open = true});
    const Universe before = b.build();
    const Universe after = refine(vocabulary, before, c);
    const SubjectId s = b.subject(one.subject);
    const Truth was = evaluate(world(vocabulary, before), one.expression, s);
    const Truth is = evaluate(world(vocabulary, after), one.expression, s);
    RC_LOG() << one.subject << ": " << one.written.text;
    RC_ASSERT(was == Truth::unknown || is == was);
  });
}

TEST(PropertyTest, ExplanationsSuffice) {
  const Vocabulary vocabulary = testing::sample_vocabulary();
  holds("the facts in an explanation give the same result", [&] {
    Choices c = choices();
    const Case one = random_case(vocabulary, c, false);
    const testing::UniverseBuilder b =
        random_universe(vocabulary, c, {.not_applicable = true, .open = true});
    const Universe universe = b.build();
    const SubjectId s = b.subject(one.subject);
    const Explanation why = explain(world(vocabulary, universe), one.expression, s);
    RC_LOG() << one.subject << ": " << one.written.text;
    RC_ASSERT(why.truth == evaluate(world(vocabulary, universe), one.expression, s));
    RC_ASSERT(!why.literals.empty());
    for (const Literal& literal : why.literals) RC_LOG() << literal.text;
    if (why.truth == Truth::unknown) {
      RC_ASSERT(std::any_of(why.literals.begin(), why.literals.end(),
                            [](const Literal& l) { return l.truth == Truth::unknown; }));
      // Every undecided literal can be asked for, or is an exposure.
      for (const Literal& literal : why.literals) {
        if (literal.truth == Truth::unknown) RC_ASSERT(literal.subject.valid());
      }
      return;
    }
    Universe bare = universe;
    for (std::size_t f = 0; f < bare.facts.size(); ++f) {
      for (std::size_t i = 0; i < bare.size(); ++i) {
        const bool named = std::any_of(
            why.literals.begin(), why.literals.end(),
            [&](const Literal& l) { return l.fact == FactId(f) && l.subject == SubjectId(i); });
        if (!named) bare.set(vocabulary.facts[f], FactId(f), SubjectId(i), Cell{});
      }
    }
    RC_ASSERT(evaluate(world(vocabulary, bare), one.expression, s) == why.truth);
  });
}

TEST(PropertyTest, OneAssumptionIsThatFactStated) {
  const Vocabulary vocabulary = testing::sample_vocabulary();
  holds("evaluating with an override equals stating it", [&] {
    Choices c = choices();
    const Case one = random_case(vocabulary, c);
    testing::UniverseBuilder b =
        random_universe(vocabulary, c, {.not_applicable = true, .open = true});
    const Universe universe = b.build();
    const FactOf& asked = facts()[c.below(5)];
    const std::string id = c.of(ids(asked.kind));
    const std::size_t value = c.below(asked.values.size());
    const FactId fact = vocabulary.find_fact(asked.kind, asked.fact);
    const std::vector<Override> what_if{{fact, b.subject(id), static_cast<uint32_t>(value)}};
    World assumed = world(vocabulary, universe);
    assumed.what_if = &what_if;
    b.set(id + "." + asked.fact, asked.values[value]);
    const Universe stated = b.build();
    const SubjectId s = b.subject(one.subject);
    const Truth then = evaluate(world(vocabulary, stated), one.expression, s);
    RC_ASSERT(evaluate(assumed, one.expression, s) == then);
    // The same from what the parts evaluate to today.
    const World today = world(vocabulary, universe);
    if (evaluate(today, one.expression, s) != Truth::unknown) return;
    Parts parts;
    const auto asked_for =
        explain_truth(today, one.expression, s, Truth::unknown, Detail::undecided, parts);
    RC_ASSERT(parts.known() == Parts::fit(one.expression.root));
    const std::vector<FactId> facts_assumed{fact};
    RC_ASSERT(Assuming(vocabulary, one.expression).evaluate(assumed, s, parts, facts_assumed) ==
              then);
    const auto again =
        explain_truth(today, one.expression, s, Truth::unknown, Detail::undecided, parts);
    RC_ASSERT(std::ranges::equal(again, asked_for, [](const Literal& x, const Literal& y) {
      return x.fact == y.fact && x.subject == y.subject && x.relation == y.relation;
    }));
  });
}

}  // namespace
}  // namespace wardround::lang
