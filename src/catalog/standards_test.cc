#include "catalog/standards.h"

#include <algorithm>
#include <set>

#include "catalog/embedded.h"
#include "diag/render.h"
#include "fmt/format.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace wardround::catalog {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

Catalog embedded() {
  diag::Sources sources;
  diag::Diagnostics diagnostics;
  return load_embedded(sources, diagnostics);
}

std::vector<std::string> found(const ItemFinder& finder, std::string_view text) {
  std::vector<std::string> names;
  for (const ItemFinder::Found& item : finder.find(text)) {
    const Standard& standard = finder.standards()[item.standard];
    names.push_back(cited_as(standard, standard.items[item.item].id));
  }
  return names;
}

// Whoever starts the program does not check this again.
TEST(Standards, WhatTheCorePackCitesExists) {
  diag::Sources sources;
  diag::Diagnostics diagnostics;
  const auto core = read_pack(DiskFs(), WARDROUND_SOURCE_DIR "/catalog/core", CaseFiles::left_out,
                              sources, diagnostics);
  const Catalog catalog = load({core}, sources, diagnostics);
  EXPECT_TRUE(diagnostics.empty()) << diag::render_text(diagnostics, sources, {});
  EXPECT_EQ(catalog.built_in, nullptr);
  ASSERT_FALSE(catalog.standards.empty());

  // Read from the disk with all checks or out of the program with none, they are the same.
  const Catalog built_in = embedded();
  const std::vector<Standard> all = all_standards(built_in);
  ASSERT_EQ(all.size(), catalog.standards.size());
  for (std::size_t i = 0; i < all.size(); ++i) {
    const Standard& a = all[i];
    const Standard& b = catalog.standards[i];
    EXPECT_EQ(std::tie(a.id, a.name, a.title, a.edition, a.publisher, a.terms, a.partial),
              std::tie(b.id, b.name, b.title, b.edition, b.publisher, b.terms, b.partial));
    ASSERT_EQ(a.items.size(), b.items.size()) << a.id;
    for (std::size_t item = 0; item < a.items.size(); ++item) {
      EXPECT_EQ(a.items[item].id, b.items[item].id);
      EXPECT_EQ(a.items[item].title, b.items[item].title) << a.items[item].id;
    }
  }
}

TEST(Standards, EachSaysWhatItIsAndWhatMayBeShown) {
  for (const Standard& standard : all_standards(embedded())) {
    EXPECT_FALSE(standard.publisher.empty()) << standard.id;
    EXPECT_FALSE(standard.terms.empty()) << standard.id;
    EXPECT_FALSE(standard.items.empty()) << standard.id;
    std::set<std::string> ids;
    for (const StandardItem& item : standard.items) {
      EXPECT_TRUE(ids.insert(item.id).second) << standard.id << " " << item.id;
      EXPECT_EQ(item.title.empty(), standard.id == "emb3d") << standard.id << " " << item.id;
    }
  }
}

// Whatever of the core pack answers a threat names what it answers to, but for these: nothing here
// asks for them.
TEST(Standards, EachControlCitesWhatAsksForIt) {
  std::vector<std::string> nothing;
  for (const Control& control : embedded().controls) {
    if (control.cites.empty()) nothing.push_back(control.id);
  }
  EXPECT_THAT(nothing, ElementsAre("changing-address", "consented-use", "neutral-advertising",
                                   "no-tracking", "reduced-answers"));
}

TEST(Standards, ItemsAreFoundAsPeopleWriteThem) {
  const ItemFinder finder(all_standards(embedded()));
  for (const std::string_view text : {"IEC 62443-4-2 CR 1.1", "iec-62443-4-2:CR 1.1",
                                      "iec 62443-4-2 cr1.1", "IEC 62443-4-2:2019 CR 1.1"})
    EXPECT_THAT(found(finder, text), ElementsAre("IEC 62443-4-2 CR 1.1")) << text;
  EXPECT_THAT(found(finder, "CWE-306"), ElementsAre("CWE-306"));
  EXPECT_THAT(found(finder, "cwe-306"), ElementsAre("CWE-306"));
  EXPECT_THAT(found(finder, "F13"), ElementsAre("IMDRF F13"));
  EXPECT_THAT(found(finder, "IMDRF F13"), ElementsAre("IMDRF F13"));
  EXPECT_THAT(found(finder, "f13"), IsEmpty()) << "it may be an id of a model";
  EXPECT_THAT(found(finder, "CR 1.1"), ElementsAre("IEC 62443-4-2 CR 1.1"));
  EXPECT_THAT(found(finder, "IEC 62443-4-2 CR 1.1 RE(1)"),
              ElementsAre("IEC 62443-4-2 CR 1.1 RE(1)"));
  EXPECT_THAT(found(finder, "IEC 62443-4-2 CR 1.19"), IsEmpty());
  EXPECT_THAT(found(finder, ""), IsEmpty());
  EXPECT_THAT(found(finder, "IEC 62443-4-2"), IsEmpty());
}

// The item that a text names and its standard does not have; empty if there is none.
std::string missing(const ItemFinder& finder, std::string_view text) {
  const auto missing = finder.missing(text);
  if (!missing) return "";
  const std::string near = finder.nearest(*missing);
  return missing->item + (near.empty() ? "" : " -> " + near);
}

TEST(Standards, WhatLooksLikeAnItemAndIsNoneIsMissing) {
  const ItemFinder finder(all_standards(embedded()));
  EXPECT_EQ(missing(finder, "IEC 62443-4-2 CR 1.1"), "");
  EXPECT_EQ(missing(finder, "IEC 62443-4-2 CR 1.19"), "cr1.19 -> IEC 62443-4-2 CR 1.1");
  EXPECT_EQ(missing(finder, "IEC 62443-4-2:2019 CR 1.19"), "cr1.19 -> IEC 62443-4-2 CR 1.1");
  EXPECT_EQ(missing(finder, "CWE-3066"), "cwe3066 -> CWE-306");
  EXPECT_EQ(missing(finder, "IEC 62443-4-2, as our process reads it"), "");
  EXPECT_EQ(missing(finder, "IEC 62443-4-2"), "");
  EXPECT_EQ(missing(finder, "user need 7"), "");
  EXPECT_EQ(missing(finder, ""), "");
}

TEST(Standards, NoneAreReadThatNobodyAsksFor) {
  const Catalog catalog = embedded();
  for (const Standard& standard : catalog.standards) EXPECT_THAT(standard.items, IsEmpty());
  for (const Pack& pack : catalog.packs) EXPECT_THAT(pack.files, testing::Not(IsEmpty()));
  EXPECT_TRUE(is_standard_file("standards/cwe.yaml"));
  EXPECT_FALSE(is_standard_file("standards/.yaml"));
  EXPECT_FALSE(is_standard_file("rules/standards.yaml"));
  EXPECT_FALSE(find_standard(catalog, "cw").has_value());
  const std::optional<Standard> cwe = find_standard(catalog, kCwe);
  ASSERT_TRUE(cwe.has_value());
  EXPECT_TRUE(cwe->partial);
}

}  // namespace
}  // namespace wardround::catalog
