// What moves a rule's hash and what does not, and locks as text.
#include "catalog/lock.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "catalog/embedded.h"
#include "diag/render.h"

namespace wardround::catalog {
namespace {

constexpr const char* kPack = R"pack(
pack: {id: test, version: 1.0.0, title: Test}
types:
  process: {title: process}
  node: {title: node, typical: {worn: yes}}
facts:
  broken: {on: [element], title: broken, question: "Is it broken?", worst: yes}
  worn: {on: [element], title: worn, question: "Is it worn?", worst: yes}
  old: {on: [element], title: old, question: "Is it old?", worst: yes}
weaknesses:
  breaks: {title: Breaks, text: t, stride: [T], cwe: [1], loses: [integrity]}
controls:
  glue:
    {title: Glue, text: Glue it., on: [element], covers: [self], implies: [{facts: {broken: no}}]}
rules:
  broken:
    on: element
    when: "element.broken == yes and element.worn == yes"
    weakness: breaks
    threat: {actor: it, action: breaks}
    needs: {position: physical-touch, privilege: none}
    answered_by: [{all: [{use: glue}]}]
  aged:
    on: element
    when: "element.old == yes and is_a(element, process)"
    weakness: breaks
    threat: {actor: it, action: ages}
    needs: {position: physical-touch, privilege: none}
)pack";

struct Loaded {
  diag::Sources sources;
  diag::Diagnostics diagnostics;
  Catalog catalog;
  Lock lock;

  explicit Loaded(const std::string& text) {
    catalog = load({{{"pack.yaml", sources.add("pack.yaml", text)}}}, sources, diagnostics);
    EXPECT_FALSE(diagnostics.has_errors()) << diag::render_text(diagnostics, sources, {});
    lock = lock_of(catalog, sources);
  }
};

std::string with(std::string_view from, std::string_view to) {
  std::string text = kPack;
  const std::size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return text.replace(at, from.size(), to);
}

TEST(Lock, OnlyWhatDecidesMovesARule) {
  const Loaded before(kPack);
  const struct {
    const char *what, *from, *to;
    bool broken, aged;  // moved
  } cases[] = {
      {"nothing", "Test}", "Test}", false, false},
      {"the title of the pack", "title: Test}", "title: Try}", false, false},
      {"a text", "text: t,", "text: other,", false, false},
      {"how a condition is written", "element.broken == yes and element.worn",
       "  element.broken   ==  yes   and  element.worn", false, false},
      {"a scenario", "action: breaks", "action: bursts", false, false},
      {"a condition", "element.worn == yes\"", "element.worn != no\"", true, false},
      {"what is lost", "loses: [integrity]", "loses: [availability]", true, true},
      {"a family", "text: t,", "text: t, family: f,", true, true},
      {"where the attacker stands", "ages}\n    needs: {position: physical-touch",
       "ages}\n    needs: {position: internet", false, true},
      {"what a control implies", "broken: no", "worn: no", true, false},
      {"what a control covers", "covers: [self]", "covers: [self, contents]", true, false},
      {"no answer any more", "\n    answered_by: [{all: [{use: glue}]}]", "", true, false},
      {"a default of a fact", "typical: {worn: yes}", "facts: {worn: yes}", true, false},
      {"the worst value of a fact", "\"Is it old?\", worst: yes", "\"Is it old?\", worst: no",
       false, true},
      {"a type that is one, too", "node: {title: node,", "node: {title: node, is: process,", false,
       true},
  };
  for (const auto& c : cases) {
    const Loaded after(with(c.from, c.to));
    const std::vector<bool> moved = moved_rules(before.lock, after.catalog);
    ASSERT_EQ(moved.size(), 2u) << c.what;
    EXPECT_EQ(moved[0], c.aged) << c.what;
    EXPECT_EQ(moved[1], c.broken) << c.what;
    const bool same = std::string_view(c.from) == c.to;
    EXPECT_EQ(same_packs(before.lock, after.catalog, after.sources), same) << c.what;
    EXPECT_EQ(changes_since(before.lock, after.catalog, after.sources).empty(), same) << c.what;
  }
}

TEST(Lock, CountsWhatIsNewChangedAndGone) {
  const Loaded before(kPack);
  const Loaded after(with("  aged:\n", "  stale:\n"));
  const auto changes = changes_since(before.lock, after.catalog, after.sources);
  ASSERT_EQ(changes.size(), 1u);
  EXPECT_EQ(changes[0].added, 1u);
  EXPECT_EQ(changes[0].changed, 0u);
  EXPECT_EQ(changes[0].gone, 1u);
  const Loaded renamed(with("  aged:\n    on", "  stale:\n    was: [aged]\n    on"));
  const auto same = changes_since(before.lock, renamed.catalog, renamed.sources);
  ASSERT_EQ(same.size(), 1u);
  EXPECT_EQ(same[0].added + same[0].changed + same[0].gone, 0u) << "a rule keeps its history";
}

TEST(Lock, ReadsBackWhatItWrites) {
  diag::Sources sources;
  diag::Diagnostics diagnostics;
  const Catalog catalog = load_embedded(sources, diagnostics);
  const Lock lock = lock_of(catalog, sources);
  EXPECT_EQ(lock.packs.at("core").rules.size(), catalog.rules.size());
  const std::string text = lock_text(lock);
  const Lock read = read_lock(sources, sources.add("wardround.lock", text), diagnostics);
  EXPECT_FALSE(diagnostics.has_errors()) << diag::render_text(diagnostics, sources, {});
  EXPECT_EQ(read, lock);
  EXPECT_TRUE(same_packs(read, catalog, sources));
  EXPECT_THAT(moved_rules(read, catalog), testing::Each(false));
}

}  // namespace
}  // namespace wardround::catalog
