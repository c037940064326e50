// What a question says that each answer would do is what a fresh check finds once it is written.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "describe.h"
#include "model/answer.h"
#include "random_model.h"
#include "study/edits.h"
#include "threats/finding.h"

namespace wardround::testing {
namespace {

using threats::Certainty;
using threats::Finding;
using threats::Question;
using threats::Status;

const catalog::Catalog& the_catalog() {
  return embedded_catalog().catalog;
}

struct Look {
  diag::Sources sources;
  diag::Diagnostics diagnostics;
  model::Loaded loaded;
  threats::Result result;

  Look(const Fs& fs, const std::string& path) {
    loaded = model::load(fs, path, the_catalog(), sources, diagnostics);
    if (!diagnostics.has_errors())
      result = threats::evaluate(the_catalog(), loaded.model, diagnostics);
  }
  [[nodiscard]] bool sound() const { return !diagnostics.has_errors(); }
  [[nodiscard]] std::string id(const Finding& finding) const {
    return threats::finding_id(the_catalog(), loaded.model, finding.weakness, finding.subject);
  }
  [[nodiscard]] const Finding* find(const std::string& wanted) const {
    const auto found = std::ranges::find_if(
        result.findings, [&](const Finding& finding) { return id(finding) == wanted; });
    return found == result.findings.end() ? nullptr : &*found;
  }
};

struct Tally {
  std::size_t models = 0, questions = 0, contradictions = 0, confirms = 0, drops = 0, unsaid = 0;
};

// Does any rule still raise the weakness there, be it behind another finding?
bool stands(const Look& look, const std::string& wanted) {
  return std::ranges::any_of(look.result.findings, [&](const Finding& finding) {
    if (finding.status == Status::open && look.id(finding) == wanted) return true;
    return std::ranges::any_of(finding.also, [&](const threats::Also& also) {
      return also.status == Status::open &&
             threats::finding_id(the_catalog(), look.loaded.model, also.weakness,
                                 finding.subject) == wanted;
    });
  });
}

void check_effect(const Look& before, const Look& after, const Question& question,
                  const Question::Effect& effect, bool decides_reach, Tally& tally) {
  for (const std::size_t i : question.findings) {
    const std::string id = before.id(before.result.findings[i]);
    const Finding* now = after.find(id);
    const bool confirmed =
        now != nullptr && now->certainty == Certainty::certain && now->status == Status::open;
    const bool gone = !stands(after, id);
    const bool said_certain = std::ranges::find(effect.confirms, i) != effect.confirms.end();
    const bool said_gone = std::ranges::find(effect.drops, i) != effect.drops.end();
    EXPECT_TRUE(confirmed || !said_certain) << id << " is confirmed";
    EXPECT_TRUE(gone || !said_gone) << id << " is gone";
    if (!decides_reach) {
      EXPECT_TRUE(said_certain || !confirmed) << id << " is confirmed, unsaid";
      EXPECT_TRUE(said_gone || !gone) << id << " is gone, unsaid";
    }
    tally.unsaid += (confirmed && !said_certain) || (gone && !said_gone) ? 1 : 0;
    tally.confirms += confirmed ? 1 : 0;
    tally.drops += gone ? 1 : 0;
  }
}

void check_previews(const Fs& fs, const std::string& path, Tally& tally) {
  const Look before(fs, path);
  ASSERT_TRUE(before.sound());
  ++tally.models;
  for (const Question& question : before.result.questions) {
    if (!question.fact.valid() || question.effects.empty()) continue;
    ++tally.questions;
    const lang::Fact& fact = the_catalog().vocabulary[question.fact];
    const std::string subject = before.loaded.model[question.subject].id;
    for (const Question::Effect& effect : question.effects) {
      const std::string value = fact.values[effect.value].id;
      SCOPED_TRACE(fmt::format("{}: {}.{} {}", path, subject, fact.id, value));
      const auto edit = model::answer_edits(before.loaded, the_catalog(), before.sources,
                                            question.subject, fact.id, value, std::nullopt);
      ASSERT_TRUE(edit) << edit.error().message;
      study::OverlayFs overlay(fs);
      overlay.files = study::edited_texts(before.sources, edit->edits);
      const Look after(overlay, path);
      if (!after.sound()) {
        ++tally.contradictions;
        EXPECT_TRUE(effect.confirms.empty() && effect.drops.empty()) << "cannot be written";
        continue;
      }
      // What follows from who has a node in hand is seen once it is written.
      const bool decides_reach = fact.id == "controlled_by";
      check_effect(before, after, question, effect, decides_reach, tally);
    }
  }
}

TEST(Previews, ComeTrueInExamples) {
  const DiskFs disk;
  Tally tally;
  for (const std::string path : {"amps/amps.model.yaml", "imaging-suite/suite.model.yaml",
                                 "bedside-infusion/infusion.model.yaml"}) {
    check_previews(disk, std::string(WARDROUND_SOURCE_DIR "/examples/") + path, tally);
  }
  EXPECT_GT(tally.questions, 200u);
  EXPECT_GT(tally.confirms, 200u);
  EXPECT_GT(tally.drops, 200u);
}

TEST(Previews, ComeTrueInRandomModels) {
  Tally tally;
  for (uint64_t seed = 0; tally.models < 220; ++seed) {
    MemoryFs fs;
    ModelOptions options;
    options.elements = 2 + seed % 9;
    options.untidy = false;
    fs.files["m.model.yaml"] = random_model(the_catalog(), seed, options);
    if (!Look(fs, "m.model.yaml").sound()) continue;
    SCOPED_TRACE(fmt::format("seed {}", seed));
    check_previews(fs, "m.model.yaml", tally);
  }
  EXPECT_GT(tally.questions, 2000u);
  EXPECT_GT(tally.contradictions, 0u);
  EXPECT_GT(tally.confirms, 500u);
  EXPECT_GT(tally.drops, 3000u);
  EXPECT_LT(tally.unsaid * 100, tally.confirms + tally.drops);
}

}  // namespace
}  // namespace wardround::testing
