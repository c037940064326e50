// Laws of findings (ARCHITECTURE.md, "What a finding is"), over random models and the whole
// catalogue.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <regex>
#include <set>

#include "catalog/embedded.h"
#include "model/answer.h"
#include "random_model.h"
#include "study/change.h"
#include "text/edit.h"

namespace wardround {
namespace {

using threats::Certainty;
using threats::Finding;
using threats::Status;

const catalog::Catalog& the_catalog() {
  static const catalog::Catalog kCatalog = [] {
    static diag::Sources sources;
    diag::Diagnostics diagnostics;
    return catalog::load_embedded(sources, diagnostics);
  }();
  return kCatalog;
}

// A model text, loaded and assessed.
struct Look {
  diag::Sources sources;
  diag::Diagnostics diagnostics;
  study::Assessment assessment;

  explicit Look(const std::string& text) {
    assessment.loaded = model::load_text("m.yaml", text, the_catalog(), sources, diagnostics);
    study::assess(the_catalog(), risk::Policy{}, assessment, diagnostics);
  }
  Look(const Fs& fs, const std::string& path) {
    assessment.loaded = model::load(fs, path, the_catalog(), sources, diagnostics);
    study::assess(the_catalog(), risk::Policy{}, assessment, diagnostics);
  }
  [[nodiscard]] bool sound() const { return !diagnostics.has_errors(); }
  [[nodiscard]] const model::Model& model() const { return assessment.model(); }
};

// Every rule that holds, as winner or in `also`: "rule@subject" → certainty and status.
std::map<std::string, std::pair<Certainty, Status>> matches(const Look& look) {
  std::map<std::string, std::pair<Certainty, Status>> all;
  const auto id = [&](catalog::RuleId rule, lang::SubjectId subject) {
    return the_catalog()[rule].id + "@" + look.model()[subject].id;
  };
  for (const Finding& finding : look.assessment.result.findings) {
    all[id(finding.rule, finding.subject)] = {finding.certainty, finding.status};
    for (const threats::Also& also : finding.also)
      all[id(also.rule, finding.subject)] = {also.certainty, also.status};
  }
  return all;
}

std::string describe(const Look& look) {
  std::string text;
  for (const auto& [id, state] : matches(look)) {
    text +=
        id + " " + std::string(name(state.first)) + " " + std::string(name(state.second)) + "\n";
  }
  for (const threats::Question& question : look.assessment.result.questions) {
    text += "? " + threats::question_id(the_catalog(), look.model(), question) + "\n";
  }
  return text;
}

std::string applied(const Look& look, const std::vector<diag::Edit>& edits) {
  return text::apply(look.sources.text(look.assessment.loaded.texts[0].source), edits).text;
}

constexpr uint64_t kModels = 1500;

std::string random_text(uint64_t seed, bool controls = true) {
  testing::ModelOptions options;
  options.elements = 10;
  options.controls = controls;
  options.untidy = false;
  return testing::random_model(the_catalog(), seed, options);
}

TEST(Semantics, StatingAnUnknownFactNeverAddsAnUnverifiedMatch) {
  std::size_t tried = 0, decided = 0;
  for (uint64_t seed = 0; seed < kModels; ++seed) {
    const Look before(random_text(seed));
    if (!before.sound()) continue;
    testing::Random random(seed);
    for (const threats::Question& question : before.assessment.result.questions) {
      if (!question.fact.valid() || question.assumed || !random.chance(40)) continue;
      const auto values = model::answer_values(before.model(), the_catalog(), question.subject,
                                               the_catalog().vocabulary[question.fact].id);
      if (values.empty()) continue;
      const std::string value = random.pick(values);
      if (value == "unknown") continue;
      const auto edit = model::answer_edits(
          before.assessment.loaded, the_catalog(), before.sources, question.subject,
          the_catalog().vocabulary[question.fact].id, value, std::nullopt);
      if (!edit) continue;
      const Look after(applied(before, edit->edits));
      if (!after.sound()) continue;  // the answer contradicts what the model states elsewhere
      ++tried;
      const auto earlier = matches(before);
      for (const auto& [id, state] : matches(after)) {
        if (state.second != Status::open || state.first != Certainty::unverified) continue;
        const auto found = earlier.find(id);
        ASSERT_TRUE(found != earlier.end() && found->second.first != Certainty::certain)
            << "seed " << seed << ": "
            << threats::question_id(the_catalog(), before.model(), question) << " = " << value
            << " added " << id;
      }
      decided += earlier.size() != matches(after).size();
    }
  }
  EXPECT_GT(tried, 200u);
  EXPECT_GT(decided, 20u);
}

// Declares `control` implemented at `place`, with the first parameter values that the alternative
// takes.
std::optional<std::string> with_control(const Look& look, catalog::ControlId control,
                                        lang::SubjectId place, const Finding& finding) {
  std::string use = "[{use: " + the_catalog()[control].id + ", status: implemented";
  for (const catalog::Answer& answer : the_catalog()[finding.rule].answered_by) {
    for (const catalog::Use& wanted : answer.all) {
      if (wanted.control != control) continue;
      for (const auto& [parameter, values] : wanted.parameters)
        use += ", " + parameter + ": " + values.front();
    }
    if (use.find(", status: implemented,") != std::string::npos) break;
  }
  text::Path path = look.model()[place].path;
  path.push_back("controls");
  const auto& source = look.assessment.loaded.texts[0];
  if (const auto old = source.tree.find(source.tree.root(), path[0]); old.valid()) {
    // A subject that has controls already keeps them: only subjects without are tried.
    const auto subject = source.tree.find(old, path[1]);
    if (subject.valid() && source.tree.find(subject, "controls").valid()) return std::nullopt;
  }
  const auto edits =
      text::set_value(look.sources, source.tree, source.source, path, use + "}]", {"", "", "type"});
  if (!edits) return std::nullopt;
  return applied(look, *edits);
}

TEST(Semantics, AnImplementedControlNeverReopensOrStrengthensWhatItAnswers) {
  std::size_t tried = 0, cleared = 0;
  for (uint64_t seed = 0; seed < kModels; ++seed) {
    const Look before(random_text(seed, seed % 2 == 0));
    if (!before.sound()) continue;
    testing::Random random(seed);
    for (const Finding& finding : before.assessment.result.findings) {
      if (!random.chance(25)) continue;
      for (const threats::ControlNote& note :
           threats::controls(the_catalog(), before.model(), before.assessment.result, finding)) {
        if (note.effect == catalog::Effect::none || note.places.size() != 1) continue;
        if (before.model()[note.places[0]].generated ||
            before.model()[note.places[0]].path.size() != 2)
          continue;
        const auto text = with_control(before, note.control, note.places[0], finding);
        if (!text) continue;
        const Look after(*text);
        if (!after.sound()) continue;
        ++tried;
        const std::string id =
            the_catalog()[finding.rule].id + "@" + before.model()[finding.subject].id;
        const auto now = matches(after);
        const auto found = now.find(id);
        if (found == now.end()) continue;
        if (finding.status == Status::cleared) {
          EXPECT_EQ(found->second.second, Status::cleared) << "seed " << seed << ": " << id;
        } else if (found->second.second == Status::open) {
          EXPECT_LE(found->second.first, finding.certainty) << "seed " << seed << ": " << id;
        } else {
          ++cleared;
        }
      }
    }
  }
  EXPECT_GT(tried, 100u);
  EXPECT_GT(cleared, 50u);
}

// The lines of a text that begin a top-level section, with what belongs to each.
std::vector<std::string> sections_of(const std::string& text) {
  std::vector<std::string> sections(1);
  for (std::size_t begin = 0; begin < text.size();) {
    std::size_t end = text.find('\n', begin);
    end = end == std::string::npos ? text.size() : end + 1;
    const std::string line = text.substr(begin, end - begin);
    if (line[0] >= 'a' && line[0] <= 'z') sections.emplace_back();
    sections.back() += line;
    begin = end;
  }
  return sections;
}

TEST(Semantics, OrderOfSectionsAndFilesNeverMatters) {
  std::size_t tried = 0;
  for (uint64_t seed = 0; seed < kModels; ++seed) {
    const std::string text = random_text(seed);
    if (text.find('&') != std::string::npos || text.find('\r') != std::string::npos)
      continue;  // anchors must precede aliases
    const Look as_is(text);
    if (!as_is.sound()) continue;
    ++tried;
    testing::Random random(seed);
    std::vector<std::string> sections = sections_of(text);
    if (sections.back().back() != '\n') sections.back() += '\n';
    const std::string preamble = sections.front();  // comments, `---`
    sections.erase(sections.begin());
    random.shuffle(sections);
    std::string shuffled = preamble;
    for (const std::string& section : sections) shuffled += section;
    ASSERT_EQ(describe(Look(shuffled)), describe(as_is)) << "seed " << seed;

    MemoryFs fs;
    fs.files["main.yaml"] = preamble + "include: [b.yaml, a.yaml]\n";
    for (const std::string& section : sections) {
      const bool stays = section.starts_with("wardround:") || section.starts_with("system:");
      fs.files[stays ? "main.yaml" : random.chance(50) ? "a.yaml" : "b.yaml"] += section;
    }
    fs.files["a.yaml"] += "\n", fs.files["b.yaml"] += "\n";
    const Look split(fs, "main.yaml");
    ASSERT_EQ(describe(split), describe(as_is)) << "seed " << seed;
  }
  EXPECT_GT(tried, 80u);
}

TEST(Semantics, RenamingWithWasKeepsHistory) {
  std::size_t tried = 0;
  for (uint64_t seed = 0; seed < kModels; ++seed) {
    const std::string text = random_text(seed);
    const Look before(text);
    if (!before.sound() || before.assessment.result.findings.empty()) continue;
    testing::Random random(seed);
    const Finding& finding =
        before.assessment.result.findings[random.below(before.assessment.result.findings.size())];
    const model::Subject& subject = before.model()[finding.subject];
    if (subject.kind == lang::Kind::system || subject.generated || subject.path.size() != 2)
      continue;
    const std::string id = subject.id;
    const std::regex word("(^|[^A-Za-z0-9_.-])" + id + "(?![A-Za-z0-9_-])");
    const std::string renamed = std::regex_replace(
        std::regex_replace(text, word, "$1renamed-thing"), word, "$1renamed-thing");
    diag::Sources sources;
    diag::Diagnostics diagnostics;
    const auto source = sources.add("m.yaml", renamed);
    std::size_t budget = 1'000'000;
    const auto tree = text::parse(sources, source, budget, diagnostics);
    const auto edits = text::set_value(
        sources, tree, source, {subject.path[0], "renamed-thing", "was"}, "[" + id + "]",
        {"", "", subject.kind == lang::Kind::flow ? "path" : "type"});
    if (!edits) continue;
    const Look after(text::apply(renamed, *edits).text);
    if (!after.sound()) continue;
    ++tried;
    const auto change = study::compare(the_catalog(), after.assessment,
                                       study::snapshot(the_catalog(), before.assessment),
                                       study::snapshot(the_catalog(), after.assessment));
    EXPECT_TRUE(change.added.empty() && change.gone.empty() && change.altered.empty() &&
                change.asked.empty() && change.settled.empty())
        << "seed " << seed << ": " << id << "\n"
        << text;
    EXPECT_EQ(after.model().find(id), after.model().find("renamed-thing"));
  }
  EXPECT_GT(tried, 60u);
}

}  // namespace
}  // namespace wardround
