#include "sitting/splice.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "base/utf8.h"

namespace wardround::sitting {
namespace {

TEST(Splice, IsTheLeastBetweenTwoTexts) {
  const Splice splice = make_splice("f", "a: one\nb: two\n", "a: one\nb: three\n");
  EXPECT_EQ(splice.at, 11u);
  EXPECT_EQ(splice.removed, "wo");
  EXPECT_EQ(splice.inserted, "hree");
}

TEST(Splice, KeepsCodePointsWhole) {
  const Splice splice = make_splice("f", "xäy", "xöy");
  EXPECT_EQ(splice.removed, "ä");
  EXPECT_EQ(splice.inserted, "ö");
}

std::optional<std::string> maybe(bool there, const std::string& text) {
  return there ? std::optional(text) : std::nullopt;
}

RC_GTEST_PROP(Splice, GoesThereAndBack,
              (const std::string& common, const std::string& a, const std::string& b, bool old,
               bool fresh)) {
  RC_PRE(old || fresh);
  const std::string before = common + a + common, after = common + b + common;
  MemoryFs fs;
  if (old) fs.files["d/f"] = before;
  const std::vector<Splice> splices = {make_splice("f", maybe(old, before), maybe(fresh, after))};
  RC_ASSERT(carry_out(fs, "d", splices).has_value());
  RC_ASSERT(fs.is_file("d/f") == fresh);
  if (fresh) RC_ASSERT(fs.files["d/f"] == after);
  RC_ASSERT(state_of(fs, "d", splices).done == Done::all);
  RC_ASSERT(carry_out(fs, "d", inverse(splices)).has_value());
  RC_ASSERT(fs.is_file("d/f") == old);
  if (old) RC_ASSERT(fs.files["d/f"] == before);
}

TEST(Splice, TouchesNothingThatIsOtherwise) {
  MemoryFs fs;
  fs.files = {{"a", "1"}, {"b", "x"}};
  const std::vector<Splice> splices = {make_splice("a", "1", "2"), make_splice("b", "1", "2")};
  const auto state = state_of(fs, "", splices);
  EXPECT_EQ(state.done, Done::otherwise);
  EXPECT_EQ(state.other, "b");
  EXPECT_FALSE(carry_out(fs, "", splices));
  EXPECT_EQ(fs.files["a"], "1");
  fs.files["b"] = "2";
  EXPECT_EQ(state_of(fs, "", splices).done, Done::partly);
  EXPECT_TRUE(carry_out(fs, "", splices));
  EXPECT_EQ(fs.files["a"], "2");
}

}  // namespace
}  // namespace wardround::sitting
