// The packs inside the binary load without a single mistake, and so do their cases.
#include "catalog/embedded.h"

#include <algorithm>
#include <chrono>

#include "base/limits.h"
#include "catalog/packed_catalog.h"
#include "diag/render.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "text/packed_tree.h"
#include "text/testing.h"

namespace wardround::catalog {
namespace {

std::string rendered(const diag::Diagnostics& diagnostics, const diag::Sources& sources) {
  return diag::render_text(diagnostics, sources, {});
}

TEST(Embedded, FilesAreSortedAndNamedByPack) {
  const std::vector<EmbeddedFile>& files = embedded_files();
  EXPECT_TRUE(
      std::is_sorted(files.begin(), files.end(),
                     [](const EmbeddedFile& a, const EmbeddedFile& b) { return a.path < b.path; }));
  for (const EmbeddedFile& file : files)
    EXPECT_NE(file.path.find('/'), std::string_view::npos) << file.path;
}

TEST(Embedded, TreesAreThoseOfTheTexts) {
  for (const EmbeddedFile& file : embedded_files()) {
    diag::Sources sources;
    diag::Diagnostics diagnostics;
    std::size_t budget = limits::kYamlNodes;
    const diag::SourceId source = sources.add(std::string(file.path), std::string(file.text));
    const text::Tree parsed = text::parse(sources, source, budget, diagnostics);
    ASSERT_FALSE(file.tree.empty()) << file.path;
    EXPECT_EQ(text::difference(text::unpack_tree(file.tree, source), parsed), "") << file.path;
  }
}

// The build packed it; here it is read again from the texts that are embedded and from the disk.
TEST(Embedded, CatalogueIsThatOfTheTexts) {
  diag::Sources sources;
  diag::Diagnostics diagnostics;
  const Catalog of_texts =
      load(embedded_packs(sources, CaseFiles::left_out), sources, diagnostics, &embedded_files());
  EXPECT_TRUE(diagnostics.empty()) << rendered(diagnostics, sources);
  EXPECT_TRUE(pack_catalog(of_texts) == embedded_catalog());
}

TEST(Embedded, CatalogueIsThatOfTheDisk) {
  diag::Sources sources;
  diag::Diagnostics diagnostics;
  const Catalog of_disk = load({read_pack(DiskFs(), WARDROUND_SOURCE_DIR "/catalog/core",
                                          CaseFiles::left_out, sources, diagnostics)},
                               sources, diagnostics);
  EXPECT_TRUE(pack_catalog(of_disk) == embedded_catalog());
}

TEST(Embedded, WhatWasPackedComesBack) {
  diag::Sources sources;
  diag::Diagnostics diagnostics;
  const Catalog catalog = load_embedded(sources, diagnostics);
  EXPECT_TRUE(pack_catalog(catalog) == embedded_catalog());
  const Contents in_short = contents(embedded_catalog());
  EXPECT_EQ(in_short.packs.front().version, catalog.packs.front().version);
  EXPECT_EQ(in_short.rules, catalog.rules.size());
  EXPECT_EQ(in_short.controls, catalog.controls.size());
  EXPECT_EQ(in_short.facts, catalog.vocabulary.facts.size());
}

// Other texts may stand before those of the catalogue.
TEST(Embedded, SpansAreThoseOfTheSources) {
  diag::Sources sources;
  (void)sources.add("first.yaml", "");
  diag::Diagnostics diagnostics;
  const Catalog catalog = load_embedded(sources, diagnostics);
  for (const Rule& rule : catalog.rules) EXPECT_EQ(sources.text(rule.span), rule.id);
  for (const diag::SourceId file : catalog.packs.front().files)
    EXPECT_TRUE(sources.name(file).starts_with("<catalog>/core/")) << sources.name(file);
}

TEST(Embedded, WhatWasNotPackedIsABug) {
  EXPECT_DEATH((void)unpack_catalog("", diag::SourceId(std::size_t{0})), "size");
  EXPECT_DEATH(
      (void)unpack_catalog(embedded_catalog().substr(0, 1000), diag::SourceId(std::size_t{0})),
      "size");
}

TEST(Embedded, CatalogueIsThere) {
  diag::Sources sources;
  diag::Diagnostics diagnostics;
  const Catalog catalog = load_embedded(sources, diagnostics);
  ASSERT_FALSE(catalog.packs.empty());
  EXPECT_EQ(catalog.packs.front().id, "core");
  EXPECT_FALSE(catalog.rules.empty());
}

// What a control asks for can be measured, tested and attacked; where the place has a name, the
// text uses it.
TEST(Embedded, EachControlHasItsRequirement) {
  diag::Sources sources;
  diag::Diagnostics diagnostics;
  const Catalog catalog = load_embedded(sources, diagnostics);
  ASSERT_GE(catalog.controls.size(), 84u);
  for (const Control& control : catalog.controls) {
    ASSERT_TRUE(control.requirement.has_value()) << control.id;
    const auto& parts = control.requirement->text->parts;
    EXPECT_TRUE(std::any_of(parts.begin(), parts.end(), [](const lang::Template::Part& part) {
      return part.path.has_value();
    })) << control.id;
  }
}

// Where a control can be set up in several ways, some of them ask for something else.
TEST(Embedded, WaysOfAControlAskForTheirOwn) {
  diag::Sources sources;
  diag::Diagnostics diagnostics;
  const Catalog catalog = load_embedded(sources, diagnostics);
  const auto modes =
      std::count_if(catalog.controls.begin(), catalog.controls.end(),
                    [](const Control& control) { return !control.requirement_modes.empty(); });
  EXPECT_GE(modes, 15);
}

TEST(Embedded, EveryFactCanBeAnswered) {
  diag::Sources sources;
  diag::Diagnostics diagnostics;
  const Catalog catalog = load_embedded(sources, diagnostics);
  for (const lang::Fact& fact : catalog.vocabulary.facts) {
    EXPECT_FALSE(fact.question.empty()) << fact.id;
    EXPECT_FALSE(fact.find_out.empty()) << fact.id;
    const bool listed = fact.domain == lang::Domain::boolean || fact.domain == lang::Domain::choice;
    if (listed) {
      EXPECT_LT(fact.worst, fact.values.size()) << fact.id;
    }
  }
}

TEST(Embedded, EveryTypeHasATitleAndAPlace) {
  diag::Sources sources;
  diag::Diagnostics diagnostics;
  const Catalog catalog = load_embedded(sources, diagnostics);
  const std::vector<std::string> roots = {"process", "store",  "external", "node",     "port",
                                          "bus",     "sensor", "actuator", "boundary", "radio",
                                          "ip",      "wired",  "local"};
  for (const lang::Type& type : catalog.vocabulary.types) {
    EXPECT_FALSE(type.title.empty()) << type.id;
    if (type.tree == lang::TypeTree::data || type.parent.valid()) continue;
    EXPECT_THAT(roots, testing::Contains(type.id));
  }
}

TEST(Embedded, EveryModeSaysWhatTheLinkProtects) {
  diag::Sources sources;
  diag::Diagnostics diagnostics;
  const Catalog catalog = load_embedded(sources, diagnostics);
  EXPECT_GE(catalog.modes.size(), 40u);
  for (const ProtocolMode& mode : catalog.modes) {
    for (const lang::Value& value : catalog.vocabulary[mode.fact].values) {
      EXPECT_FALSE(value.implies.empty()) << catalog.vocabulary[mode.fact].id << " " << value.id;
      EXPECT_FALSE(value.title.empty()) << catalog.vocabulary[mode.fact].id << " " << value.id;
    }
  }
}

TEST(Embedded, CasesLoadWithoutMistakes) {
  diag::Sources sources;
  diag::Diagnostics diagnostics;
  const Catalog catalog = load_embedded(sources, diagnostics);
  diag::Diagnostics of_cases;
  std::vector<PackFile> files;
  for (const std::vector<PackFile>& pack : embedded_packs(sources, CaseFiles::only)) {
    files.insert(files.end(), pack.begin(), pack.end());
  }
  const std::vector<Case> cases = load_cases(files, catalog, sources, true, of_cases);
  EXPECT_TRUE(of_cases.empty()) << rendered(of_cases, sources);
  EXPECT_GE(cases.size(), 3 * catalog.rules.size());
}

}  // namespace
}  // namespace wardround::catalog
