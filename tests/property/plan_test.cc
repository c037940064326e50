// The compiled plan and the naive interpreter agree on random models and the whole catalogue, with
// and without controls.
#include "threats/plan.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <tuple>

#include "catalog/embedded.h"
#include "model/controls.h"
#include "model/load.h"
#include "random_model.h"
#include "threats/match.h"

namespace wardround {
namespace {

using threats::Hit;

// Rule, subject, certainty.
using Row = std::tuple<uint32_t, uint32_t, uint32_t>;

std::vector<Row> by_interpreter(const catalog::Catalog& catalog, const lang::Universe& universe) {
  std::vector<Row> rows;
  const lang::World world{&catalog.vocabulary, &universe, lang::Typical::as_unknown, nullptr};
  for (uint32_t r = 0; r < catalog.rules.size(); ++r) {
    for (uint32_t s = 0; s < universe.size(); ++s) {
      if (universe.kinds[s] != catalog.rules[r].on) continue;
      const auto how =
          threats::certainty(world, catalog.rules[r].when, lang::SubjectId(std::size_t{s}));
      if (how) rows.emplace_back(r, s, static_cast<uint32_t>(*how));
    }
  }
  return rows;
}

std::vector<Row> by_plan(const threats::Plan& plan, const lang::Universe& universe) {
  OneWorker worker;
  std::vector<Row> rows;
  threats::run(plan, universe, worker).each([&](const Hit& hit) {
    rows.emplace_back(hit.rule, hit.subject, static_cast<uint32_t>(hit.how));
  });
  std::ranges::sort(rows);
  return rows;
}

TEST(PlanProperty, AgreesWithTheInterpreterOnTheWholeCatalogue) {
  diag::Sources sources;
  diag::Diagnostics diagnostics;
  const catalog::Catalog catalog = catalog::load_embedded(sources, diagnostics);
  std::vector<threats::RuleToPlan> rules;
  for (const catalog::Rule& rule : catalog.rules) rules.push_back({&rule.when, rule.on});
  const threats::Plan plan = threats::compile(catalog.vocabulary, rules);
  std::size_t hits = 0;
  for (uint64_t seed = 0; seed < 1000; ++seed) {
    testing::ModelOptions options;
    options.elements = 4 + seed % 20;
    const std::string text = testing::random_model(catalog, seed, options);
    diag::Sources model_sources;
    diag::Diagnostics ignored;
    const model::Loaded loaded = model::load_text("m.yaml", text, catalog, model_sources, ignored);
    const lang::Universe second =
        model::with_controls(loaded.model, catalog, model::Status::implemented, ignored);
    for (const lang::Universe* universe : {&loaded.model.universe, &second}) {
      const auto expected = by_interpreter(catalog, *universe);
      const auto found = by_plan(plan, *universe);
      hits += expected.size();
      std::vector<Row> odd;
      std::ranges::set_symmetric_difference(expected, found, std::back_inserter(odd));
      for (const auto& [rule, subject, how] : odd) {
        ADD_FAILURE() << catalog.rules[rule].id << "@" << universe->ids[subject] << ", seed "
                      << seed;
      }
      if (!odd.empty()) return;
    }
  }
  EXPECT_GT(hits, 20'000u);
}

}  // namespace
}  // namespace wardround
