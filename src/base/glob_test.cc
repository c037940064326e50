#include "base/glob.h"

#include <gtest/gtest.h>

#include <string>

namespace wardround {
namespace {

TEST(MatchesGlob, StarsStandForAnyRun) {
  EXPECT_TRUE(matches_glob("", ""));
  EXPECT_TRUE(matches_glob("*", ""));
  EXPECT_TRUE(matches_glob("a*c", "abbbc"));
  EXPECT_TRUE(matches_glob("*link*", "open-link"));
  EXPECT_TRUE(matches_glob("a**b", "ab"));
  EXPECT_FALSE(matches_glob("a*c", "abcd"));
  EXPECT_FALSE(matches_glob("abc", "ab"));
  EXPECT_FALSE(matches_glob("", "a"));
}

TEST(MatchesGlob, ManyStarsTakeNoLongerThanTheProduct) {
  std::string glob, text(2000, 'a');
  for (int i = 0; i < 1000; ++i) glob += "*a";
  EXPECT_TRUE(matches_glob(glob, text));
  EXPECT_FALSE(matches_glob(glob + "b", text));
}

}  // namespace
}  // namespace wardround
