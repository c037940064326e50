// Made-up models are what they say, the same every time, and the same as text and in memory.
#include "measure/made_model.h"

#include <gtest/gtest.h>

#include <set>

#include "catalog/embedded.h"
#include "measure/engine.h"
#include "study/study.h"

namespace wardround::measure {
namespace {

const catalog::Catalog& the_catalog() {
  static const catalog::Catalog kCatalog = [] {
    static diag::Sources sources;
    diag::Diagnostics diagnostics;
    return catalog::load_embedded(sources, diagnostics);
  }();
  return kCatalog;
}

std::string findings(const study::Assessment& assessment) {
  std::string all;
  for (const threats::Finding& finding : assessment.result.findings) {
    all +=
        threats::finding_id(the_catalog(), assessment.model(), finding.weakness, finding.subject) +
        " " + std::string(threats::name(finding.certainty)) + "\n";
  }
  return all;
}

TEST(MadeModel, HasTheShapeThatIsAskedFor) {
  const model::Draft draft = made_model(the_catalog(), 400);
  diag::Sources sources;
  diag::Diagnostics diagnostics;
  const model::Loaded loaded = model::assemble(draft, the_catalog(), sources, diagnostics);
  const model::Counts counts = loaded.model.counts();
  EXPECT_EQ(counts.elements, 400u);
  EXPECT_EQ(counts.flows, 1200u);
  EXPECT_EQ(counts.boundaries, 20u);
  EXPECT_EQ(counts.data, 40u);
  std::size_t outside = 0, stores = 0, nested = 0;
  const lang::Vocabulary& vocabulary = the_catalog().vocabulary;
  for (const model::Draft::Part& part : draft.parts) {
    if (part.kind == lang::Kind::boundary) nested += part.in != model::Draft::kNone;
    if (part.kind != lang::Kind::element) continue;
    const auto root = [&](std::string_view id) {
      return vocabulary.is_a(part.type, vocabulary.find_type(lang::TypeTree::element, id));
    };
    outside += root("external");
    stores += root("store");
  }
  EXPECT_EQ(outside, 40u);
  EXPECT_EQ(stores, 120u);
  EXPECT_GT(nested, 5u);
  EXPECT_EQ(as_text(draft, the_catalog()), as_text(made_model(the_catalog(), 400), the_catalog()));
}

TEST(MadeModel, TextAndMemoryGiveTheSameFindings) {
  const model::Draft draft = made_model(the_catalog(), 120);
  diag::Sources sources;
  diag::Diagnostics diagnostics;
  study::Assessment read, made;
  std::string text = as_text(draft, the_catalog());
  // The text names a function that the draft leaves out.
  const std::size_t harms = text.find("harms:");
  text.erase(harms, text.find("data:\n") - harms);
  read.loaded = model::load_text("m.yaml", text, the_catalog(), sources, diagnostics);
  made.loaded = model::assemble(draft, the_catalog(), sources, diagnostics);
  study::assess(the_catalog(), risk::Policy{}, read, diagnostics);
  study::assess(the_catalog(), risk::Policy{}, made, diagnostics);
  EXPECT_FALSE(diagnostics.has_errors());
  EXPECT_EQ(findings(read), findings(made));
  EXPECT_GE(made.result.findings.size(), 4 * 120u);
}

TEST(VariedRules, AreAsManyAsAskedForAndDifferent) {
  const VariedRules varied = vary_rules(the_catalog(), 300);
  EXPECT_EQ(varied.rules.size(), 300u);
  const threats::Plan plan = threats::compile(the_catalog().vocabulary, varied.rules);
  std::set<threats::NodeId> roots;
  for (const threats::PlannedRule& rule : plan.rules) roots.insert(rule.root);
  EXPECT_GT(roots.size(), 250u);
}

}  // namespace
}  // namespace wardround::measure
