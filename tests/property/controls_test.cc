// Controls on random models: where they work, and that what they bring never takes away what is
// known to be better.
#include "model/controls.h"

#include <gtest/gtest.h>

#include "describe.h"
#include "random_model.h"

namespace wardround::testing {
namespace {

using lang::Cell;
using lang::FactId;
using lang::Provenance;
using model::SubjectId;

constexpr uint64_t kModels = 400;

void check_places(const model::Model& model, const catalog::Catalog& catalog) {
  for (const model::ControlUse& use : model.controls) {
    std::vector<SubjectId> expected;
    for (std::size_t i = 0; i < model.subjects.size(); ++i) {
      if (model::covers(model, catalog, use, SubjectId(i))) expected.emplace_back(i);
    }
    EXPECT_EQ(model::covered(model, catalog, use), expected) << catalog[use.control].id;
  }
}

bool is_worst(const lang::Fact& fact, uint32_t value) {
  return fact.domain != lang::Domain::number && fact.domain != lang::Domain::version &&
         value == fact.worst;
}

// Returns how many cells the controls changed.
std::size_t check_cells(const model::Model& model, const catalog::Catalog& catalog,
                        const lang::Universe& second) {
  std::size_t changed = 0;
  for (std::size_t f = 0; f < catalog.vocabulary.facts.size(); ++f) {
    const lang::Fact& fact = catalog.vocabulary.facts[f];
    for (std::size_t s = 0; s < model.subjects.size(); ++s) {
      const SubjectId subject(s);
      const Cell& before = model.universe.cell(FactId(f), subject);
      const Cell& after = second.cell(FactId(f), subject);
      const std::string what = model.subjects[s].id + "." + fact.id;
      if (after.provenance != Provenance::controlled) {
        EXPECT_EQ(before.provenance, after.provenance) << what;
        EXPECT_EQ(before.value, after.value) << what;
        continue;
      }
      ++changed;
      EXPECT_TRUE(lang::has(fact.subjects, model.subjects[s].kind)) << what;
      EXPECT_NE(before.provenance, Provenance::not_applicable) << what;
      EXPECT_NE(before.provenance, Provenance::stated) << what;
      EXPECT_NE(before.provenance, Provenance::inherited) << what;
      const bool known =
          before.provenance == Provenance::implied || before.provenance == Provenance::fixed;
      EXPECT_FALSE(known && is_worst(fact, after.value)) << what << " was made worse";
      EXPECT_LT(after.origin, second.origins.size()) << what;
      if (after.origin >= second.origins.size()) continue;
      const uint32_t control = second.origins[after.origin].control;
      EXPECT_LT(control, model.controls.size()) << what;
      if (control >= model.controls.size()) continue;
      EXPECT_EQ(model.controls[control].status, model::Status::implemented) << what;
      EXPECT_TRUE(model::covers(model, catalog, model.controls[control], subject)) << what;
    }
  }
  return changed;
}

TEST(Controls, WorkWhereTheyCoverAndBringNothingWorse) {
  const catalog::Catalog& catalog = embedded_catalog().catalog;
  std::size_t controls = 0;
  std::size_t changed = 0;
  ModelOptions options;
  options.elements = 12;
  for (uint64_t seed = 0; seed < kModels; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    const Reading reading = read_model(catalog, random_model(catalog, seed, options));
    const model::Model& model = reading.model();
    const std::string before = describe(model, catalog);
    diag::Diagnostics diagnostics;
    const lang::Universe second =
        model::with_controls(model, catalog, model::Status::implemented, diagnostics);
    EXPECT_EQ(describe(model, catalog), before);
    check_places(model, catalog);
    changed += check_cells(model, catalog, second);
    controls += model.controls.size();
    for (const diag::Diagnostic& one : diagnostics.unsorted()) {
      EXPECT_EQ(one.kind, diag::Kind::control_contradicts);
      EXPECT_TRUE(one.span.valid());
    }
    if (HasFailure()) break;
  }
  EXPECT_GT(controls, kModels);
  EXPECT_GT(changed, kModels / 10);
}

}  // namespace
}  // namespace wardround::testing
