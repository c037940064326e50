#include "text/merge.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace wardround::text {
namespace {

using Kind = MergeConflict::Kind;

constexpr std::string_view kBase = R"(wardround: 1   # the language
system: demo

# Parts of the device
elements:
  # runs the motor
  mcu: {type: rtos-mcu, stores: [a, b], in: pump}   # 32 bit
  app: mobile-app

  pump:
    type: infusion-pump
    note: old
    tags:
      - one
      - two

# Channels
flows:
  order: {path: app -> mcu}
)";

std::string changed(std::string_view from, std::string_view to,
                    std::string text = std::string(kBase)) {
  const auto at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return at == std::string::npos ? text : text.replace(at, from.size(), to);
}

struct Clean {
  const char* name;
  std::pair<std::string_view, std::string_view> ours, theirs;
};

class CleanMerge : public testing::TestWithParam<Clean> {};

// Both changes come out, whichever side made them, and nothing else moves.
TEST_P(CleanMerge, TakesBothChanges) {
  const auto& [name, o, t] = GetParam();
  const std::string ours = changed(o.first, o.second), theirs = changed(t.first, t.second);
  const std::string both = changed(t.first, t.second, ours);
  const Merge one = merge(kBase, ours, theirs), other = merge(kBase, theirs, ours);
  EXPECT_TRUE(one.conflicts.empty()) << one.text;
  EXPECT_EQ(one.text, both);
  EXPECT_TRUE(other.conflicts.empty()) << other.text;
  EXPECT_EQ(other.text, both);
}

INSTANTIATE_TEST_SUITE_P(
    Table, CleanMerge,
    testing::Values(
        Clean{
            "entries", {"  app: mobile-app\n", "  app: web-app\n"}, {"app -> mcu", "app -> pump"}},
        Clean{"keys of a flow mapping", {"in: pump}", "in: box}"}, {"type: rtos-mcu", "type: mcu"}},
        Clean{"keys of a block mapping",
              {"note: old", "note: new"},
              {"type: infusion-pump", "type: pump"}},
        Clean{"items of a flow list", {"[a, b]", "[a]"}, {"[a", "[c, a"}},
        Clean{"items of a block list",
              {"      - two\n", ""},
              {"      - one\n", "      - zero\n      - one\n"}},
        Clean{"an added and a removed entry",
              {"  app: mobile-app\n", ""},
              {"  order: {path: app -> mcu}\n",
               "  order: {path: app -> mcu}\n  # more\n  extra: {path: a -> b}\n"}},
        Clean{"an added section",
              {"\n# Channels\n", "\n# Data\ndata: {d: phi}\n\n# Channels\n"},
              {"system: demo", "system: other"}},
        Clean{"comments", {"# runs the motor", "# drives the motor"}, {"# 32 bit", "# 64 bit"}},
        Clean{"a comment and a value", {"# 32 bit", "# 64 bit"}, {"# Channels", "# Links"}},
        Clean{"a removed key and a changed one",
              {"    note: old\n", ""},
              {"type: infusion-pump", "type: pump"}},
        Clean{"a removed key of a flow mapping",
              {", in: pump}", "}"},
              {"type: rtos-mcu", "type: mcu"}},
        Clean{"a key added to a flow mapping",
              {"in: pump}", "in: pump, facts: 1}"},
              {"stores: [a, b]", "stores: [a, b, c]"}}),
    [](const auto& one) {
      std::string name = one.param.name;
      for (char& c : name) {
        if (c == ' ') c = '_';
      }
      return name;
    });

TEST(Merge, BothAddEntriesAtTheSamePlace) {
  const std::string ours = changed("  order: {path: app -> mcu}\n",
                                   "  order: {path: app -> mcu}\n  # ours\n  one: a -> b\n");
  const std::string theirs = changed("  order: {path: app -> mcu}\n",
                                     "  order: {path: app -> mcu}\n  # theirs\n  two: a -> b\n");
  const Merge merged = merge(kBase, ours, theirs);
  EXPECT_TRUE(merged.conflicts.empty());
  EXPECT_THAT(merged.text,
              testing::EndsWith("  # ours\n  one: a -> b\n  # theirs\n  two: a -> b\n"));
}

TEST(Merge, TheSameAdditionStandsOnce) {
  const std::string ours = changed("flows:\n", "flows:\n  one: {path: a -> b}\n");
  const std::string theirs =
      changed("flows:\n", "flows:\n  one: {path: 'a -> b'}\n", changed("demo", "other"));
  const Merge merged = merge(kBase, ours, theirs);
  EXPECT_TRUE(merged.conflicts.empty());
  EXPECT_EQ(merged.text, changed("demo", "other", ours));
}

TEST(Merge, AConflictShowsTheSmallestEntryThreeTimes) {
  const std::string ours = changed("note: old", "note: red", changed("demo", "other"));
  const std::string theirs =
      changed("note: old", "note: blue   # why", changed("mobile-app", "web-app"));
  const Merge merged = merge(kBase, ours, theirs);
  ASSERT_EQ(merged.conflicts.size(), 1u);
  EXPECT_EQ(merged.conflicts[0].kind, Kind::changed_both);
  EXPECT_EQ(merged.conflicts[0].path, "elements.pump.note");
  EXPECT_EQ(merged.conflicts[0].line, 12u);
  EXPECT_EQ(merged.text, changed("    note: red\n",
                                 "<<<<<<< ours\n    note: red\n||||||| base\n    note: old\n"
                                 "=======\n    note: blue   # why\n>>>>>>> theirs\n",
                                 changed("mobile-app", "web-app", ours)));
}

TEST(Merge, AConflictInsideALineShowsTheLine) {
  const std::string ours = changed("[a, b]", "[b, a]"), theirs = changed("[a, b]", "x");
  const Merge merged = merge(kBase, ours, theirs);
  ASSERT_EQ(merged.conflicts.size(), 1u);
  EXPECT_EQ(merged.conflicts[0].path, "elements.mcu");
  EXPECT_THAT(merged.text,
              testing::HasSubstr(
                  "  # runs the motor\n<<<<<<< ours\n  mcu: {type: rtos-mcu, stores: [b, a]"));
}

TEST(Merge, WhatOneRemovedAndTheOtherChangedIsAConflict) {
  const std::string removed = changed("  app: mobile-app\n", "");
  const std::string kept = changed("mobile-app", "web-app");
  const Merge one = merge(kBase, removed, kept), other = merge(kBase, kept, removed);
  ASSERT_EQ(one.conflicts.size(), 1u);
  ASSERT_EQ(other.conflicts.size(), 1u);
  EXPECT_EQ(one.conflicts[0].kind, Kind::removed_ours);
  EXPECT_EQ(other.conflicts[0].kind, Kind::removed_theirs);
  EXPECT_THAT(one.text,
              testing::HasSubstr("<<<<<<< ours\n||||||| base\n  app: mobile-app\n=======\n  app: "
                                 "web-app\n>>>>>>> theirs\n"));
}

TEST(Merge, ARemovedEntryWithANewCommentIsAConflict) {
  const Merge merged = merge(kBase, changed("  app: mobile-app\n", ""),
                             changed("mobile-app", "mobile-app   # keep me"));
  EXPECT_EQ(merged.conflicts.size(), 1u);
  EXPECT_THAT(merged.text, testing::HasSubstr("keep me"));
}

TEST(Merge, BothAddTheSameKeyWithDifferentValues) {
  const Merge merged = merge(kBase, changed("flows:\n", "flows:\n  one: a -> b\n"),
                             changed("flows:\n", "flows:\n  one: b -> a\n"));
  ASSERT_EQ(merged.conflicts.size(), 1u);
  EXPECT_EQ(merged.conflicts[0].kind, Kind::added_both);
  EXPECT_THAT(
      merged.text,
      testing::HasSubstr("<<<<<<< ours\n  one: a -> b\n=======\n  one: b -> a\n>>>>>>> theirs\n"));
}

// The first decisions on two branches: there was no file, or an empty list.
TEST(Merge, BothBeginAFileOrASection) {
  const std::string head = "wardround: 1\ndecisions:\n";
  const std::string ours = head + "  a@b: {disposition: accept, reason: x}\n",
                    theirs = head + "  c@d: {disposition: transfer}\n";
  for (const std::string base :
       {"", "wardround: 1\ndecisions: {}\n", "wardround: 1\ndecisions:\n"}) {
    const Merge merged = merge(base, ours, theirs);
    EXPECT_TRUE(merged.conflicts.empty()) << base << merged.text;
    EXPECT_EQ(merged.text, ours + "  c@d: {disposition: transfer}\n");
  }
}

TEST(Merge, EntriesMoveToOurColumn) {
  const std::string base = "a:\n  x: 1\n", ours = "a:\n  x: 1\n  y: 2\n";
  const std::string theirs = "a:\n    x: 1\n    # three\n    z:\n        - |\n          text\n";
  const Merge merged = merge(base, ours, theirs);
  EXPECT_TRUE(merged.conflicts.empty());
  EXPECT_EQ(merged.text, "a:\n  x: 1\n  y: 2\n  # three\n  z:\n      - |\n        text\n");
}

TEST(Merge, LineEndingsAndTheByteOrderMarkAreOurs) {
  const Merge merged = merge("a: 1\nb: 2\n",
                             "\xef\xbb\xbf"
                             "a: 3\r\nb: 2\r\n",
                             "a: 1\nb: 2\nc: 4\n");
  EXPECT_TRUE(merged.conflicts.empty());
  EXPECT_EQ(merged.text,
            "\xef\xbb\xbf"
            "a: 3\r\nb: 2\r\nc: 4\r\n");
}

TEST(Merge, ALastLineWithoutABreak) {
  EXPECT_EQ(merge("a: 1\nb: 2", "a: 3\nb: 2", "a: 1\nb: 2\nc: 4").text, "a: 3\nb: 2\nc: 4");
  EXPECT_EQ(merge("a: 1\nb: 2\n", "a: 3\nb: 2\n", "a: 1\nb: 2\nc: 4").text, "a: 3\nb: 2\nc: 4");
}

TEST(Merge, WhatCannotBeReadConflictsAsAWhole) {
  for (const std::string_view broken : {"a: [1", "- a\n- b\n", "a: 1\na: 2\n", "just words\n"}) {
    const Merge merged = merge("a: 1\n", "a: 2\n", broken);
    ASSERT_EQ(merged.conflicts.size(), 1u) << broken;
    EXPECT_EQ(merged.conflicts[0].kind, Kind::unreadable);
    EXPECT_THAT(merged.text, testing::HasSubstr(std::string(broken)));
    EXPECT_THAT(merged.text,
                testing::StartsWith("<<<<<<< ours\na: 2\n||||||| base\na: 1\n=======\n"));
  }
}

// An alias of theirs would mean something else, or nothing, in our text.
TEST(Merge, AliasesNeverChangeTheirMeaning) {
  const std::string base = "a: &x [1, 2]\nb: 1\nc: 1\n", ours = "a: 5\nb: 1\nc: 1\n",
                    theirs = "a: &x [1, 2]\nb: *x\nc: 1\n";
  const Merge merged = merge(base, ours, theirs);
  ASSERT_EQ(merged.conflicts.size(), 1u);
  EXPECT_EQ(merged.conflicts[0].kind, Kind::not_expressible);
}

TEST(Merge, Laws) {
  const std::string base(kBase), a = changed("note: old", "note: red"), x = "not: [yaml";
  for (const std::string& one : {base, a, x}) {
    for (const std::string& other : {base, a, x}) {
      EXPECT_EQ(merge(one, other, other).text, other);
      EXPECT_EQ(merge(one, one, other).text, other);
      EXPECT_EQ(merge(one, other, one).text, other);
    }
  }
}

}  // namespace
}  // namespace wardround::text
