#include "catalog/step_sources.h"

#include "catalog/declare.h"
#include "catalog/embedded.h"
#include "diag/render.h"
#include "gtest/gtest.h"

namespace wardround::catalog {
namespace {

// What is said of steps with these sources.
std::string said(const std::string& sources, StepsOf whose) {
  diag::Sources texts;
  diag::Diagnostics diagnostics;
  const Catalog catalog = load_embedded(texts, diagnostics);
  const diag::SourceId source =
      texts.add("p.yaml", "steps:\n  one:\n    sources: " + sources + "\n");
  std::size_t budget = 1000;
  const text::Tree tree = text::parse(texts, source, budget, diagnostics);
  const View root{&tree, tree.root()};
  check_step_sources({texts, diagnostics}, catalog, root.find("steps"), whose);
  return diag::render_text(diagnostics, texts, {false, 100});
}

TEST(StepSources, ItemsAreFine) {
  EXPECT_EQ(said("[IEC 62443-4-1 SR-2 a, ISO 14971 5.4]", StepsOf::program), "");
  EXPECT_EQ(said("FDA premarket V.A.1", StepsOf::program), "");
}

TEST(StepSources, WhatIsNoneIsReportedWhereItStands) {
  const std::string text = said("[ISO 14971 5.4, IEC 62443-4-1 SR-22]", StepsOf::project);
  EXPECT_TRUE(
      text.starts_with("p.yaml:3:30: warning[WR0259]: `IEC 62443-4-1 SR-22` is no item of "
                       "IEC 62443-4-1 (2018)"))
      << text;
  EXPECT_NE(text.find("did you mean `IEC 62443-4-1 SR-2`?"), std::string::npos) << text;
}

// Nobody corrects the program's own steps later.
TEST(StepSources, TheProgramKnowsEachOfItsOwn) {
  EXPECT_EQ(said("[House rule 7]", StepsOf::project), "");
  EXPECT_NE(said("[House rule 7]", StepsOf::program).find("no item of any standard"),
            std::string::npos);
  EXPECT_NE(said("FDA premarkt V.C", StepsOf::program).find("did you mean `FDA premarket V.C`?"),
            std::string::npos);
}

}  // namespace
}  // namespace wardround::catalog
