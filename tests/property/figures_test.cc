// Laws of what a model's figures say: nothing that is added makes the rest look better, and no
// control clears what it does not cover. Over random models and the whole catalogue.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <map>

#include "catalog/embedded.h"
#include "model/controls.h"
#include "random_model.h"
#include "study/study.h"
#include "text/edit.h"

namespace wardround::testing {
namespace {

using threats::Finding;
using threats::Status;

constexpr uint64_t kModels = 1500;

const catalog::Catalog& the_catalog() {
  static const catalog::Catalog kCatalog = [] {
    static diag::Sources sources;
    diag::Diagnostics diagnostics;
    return catalog::load_embedded(sources, diagnostics);
  }();
  return kCatalog;
}

struct Look {
  diag::Sources sources;
  diag::Diagnostics diagnostics;
  study::Assessment assessment;

  explicit Look(const std::string& text) {
    assessment.loaded = model::load_text("m.yaml", text, the_catalog(), sources, diagnostics);
    study::assess(the_catalog(), risk::Policy{}, assessment, diagnostics);
  }
  [[nodiscard]] const model::Model& model() const { return assessment.model(); }
  [[nodiscard]] const std::vector<Finding>& findings() const { return assessment.result.findings; }
};

std::string random_text(uint64_t seed) {
  ModelOptions options;
  options.elements = 10;
  options.untidy = false;
  return random_model(the_catalog(), seed, options);
}

// Risk words of the open findings, by finding.
std::map<std::string, risk::Word> words(const Look& look) {
  std::map<std::string, risk::Word> all;
  for (std::size_t i = 0; i < look.findings().size(); ++i) {
    const Finding& finding = look.findings()[i];
    if (finding.status == Status::cleared) continue;
    all[threats::finding_id(the_catalog(), look.model(), finding.weakness, finding.subject)] =
        look.assessment.ratings[i].word;
  }
  return all;
}

// `text` with one more element, of a type that has nothing to do with the others.
std::string with_element(const Look& look, const std::string& type) {
  const model::SourceText& text = look.assessment.loaded.texts[0];
  const auto edits = text::set_value(look.sources, text.tree, text.source,
                                     {"elements", "one-more-thing"}, "{type: " + type + "}");
  return edits ? text::apply(look.sources.text(text.source), *edits).text : std::string();
}

TEST(Figures, OneMoreElementMakesNothingElseLookBetter) {
  std::vector<std::string> types;
  for (const lang::Type& type : the_catalog().vocabulary.types) {
    if (type.tree == lang::TypeTree::element) types.push_back(type.id);
  }
  std::size_t tried = 0, brought = 0;
  for (uint64_t seed = 0; seed < kModels; ++seed) {
    const Look before(random_text(seed));
    if (before.diagnostics.has_errors()) continue;
    Random random(seed);
    const std::string& type = random.pick(types);
    const std::string text = with_element(before, type);
    if (text.empty()) continue;
    const Look after(text);
    if (after.diagnostics.has_errors()) continue;
    ++tried;
    const auto now = words(after);
    std::array<std::size_t, risk::kWords> counts_before{}, counts_now{};
    for (const auto& [id, word] : words(before)) {
      const auto found = now.find(id);
      ASSERT_TRUE(found != now.end()) << "seed " << seed << ": a " << type << " hides " << id;
      EXPECT_GE(found->second, word) << "seed " << seed << ": a " << type << " lowers " << id;
      ++counts_before[static_cast<std::size_t>(word)];
    }
    for (const auto& [id, word] : now) ++counts_now[static_cast<std::size_t>(word)];
    std::size_t at_least_before = 0, at_least_now = 0;
    for (std::size_t w = risk::kWords; w-- > 0;) {
      at_least_before += counts_before[w];
      at_least_now += counts_now[w];
      EXPECT_GE(at_least_now, at_least_before) << "seed " << seed;
    }
    brought += at_least_now > at_least_before ? 1 : 0;
  }
  EXPECT_GT(tried, kModels / 3);
  EXPECT_GT(brought, tried / 20);  // some of what was added has findings of its own
}

// Does an alternative of the rule ask for this control at the subject itself?
bool asked_for_here(const catalog::Rule& rule, catalog::ControlId control) {
  return std::ranges::any_of(rule.answered_by, [&](const catalog::Answer& answer) {
    return std::ranges::any_of(answer.all, [&](const catalog::Use& use) {
      return use.control == control && !use.at.path && !use.at.every_witness;
    });
  });
}
bool asked_for_elsewhere(const catalog::Rule& rule, catalog::ControlId control) {
  return std::ranges::any_of(rule.answered_by, [&](const catalog::Answer& answer) {
    return std::ranges::any_of(answer.all, [&](const catalog::Use& use) {
      return use.control == control && (use.at.path || use.at.every_witness);
    });
  });
}

TEST(Figures, NoControlClearsWhatItDoesNotCover) {
  std::size_t cleared = 0;
  for (uint64_t seed = 0; seed < kModels; ++seed) {
    const Look look(random_text(seed));
    if (look.diagnostics.has_errors()) continue;
    for (const Finding& finding : look.findings()) {
      if (finding.status != Status::cleared) {
        EXPECT_TRUE(finding.cleared_by.empty());
        continue;
      }
      ASSERT_FALSE(finding.cleared_by.empty()) << "seed " << seed << ": cleared by nothing";
      for (const std::size_t i : finding.cleared_by) {
        const model::ControlUse& use = look.model().controls[i];
        const catalog::Rule& rule = the_catalog()[finding.rule];
        EXPECT_EQ(use.status, model::Status::implemented);
        EXPECT_TRUE(asked_for_here(rule, use.control) || asked_for_elsewhere(rule, use.control))
            << rule.id << " by " << the_catalog()[use.control].id;
        if (asked_for_elsewhere(rule, use.control)) continue;
        ++cleared;
        EXPECT_TRUE(model::covers(look.model(), the_catalog(), use, finding.subject))
            << "seed " << seed << ": " << rule.id << " at " << look.model()[finding.subject].id;
      }
    }
  }
  EXPECT_GT(cleared, 40u);
}

}  // namespace
}  // namespace wardround::testing
