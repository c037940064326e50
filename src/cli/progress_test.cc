#include "cli/progress.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/utf8.h"

namespace wardround::cli {
namespace {

using std::chrono::milliseconds;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

TEST(ProgressBar, IsSilentForASecond) {
  ProgressBar bar;
  EXPECT_THAT(bar.draw(milliseconds(5000)), IsEmpty()) << "nothing has begun";
  bar.step("reading", 0, 4);
  EXPECT_THAT(bar.draw(milliseconds(999)), IsEmpty());
  EXPECT_THAT(bar.erase(), IsEmpty()) << "nothing to erase";
  EXPECT_THAT(bar.draw(milliseconds(1000)), HasSubstr("reading"));
}

TEST(ProgressBar, GrowsAndVanishesWithoutEscapeSequences) {
  ProgressBar bar;
  bar.step("evaluating pump.model.yaml", 1, 4);
  const std::string quarter = bar.draw(milliseconds(1200));
  EXPECT_THAT(quarter, HasSubstr("[######                  ] 1 of 4, 1 s: evaluating"));
  bar.step("writing", 4, 4);
  const std::string all = bar.draw(milliseconds(3400));
  EXPECT_THAT(all, HasSubstr("[########################] 4 of 4, 3 s: writing"));
  EXPECT_EQ(all.size(), quarter.size()) << "what stood there is overwritten";
  const std::string erased = bar.erase();
  EXPECT_EQ(erased.find_first_not_of("\r "), std::string::npos);
  EXPECT_GE(erased.size(),
            std::string_view("[########################] 4 of 4, 3 s: writing").size());
  EXPECT_THAT(quarter + all + erased, Not(HasSubstr("\x1b")));
  EXPECT_THAT(bar.erase(), IsEmpty());
}

TEST(ProgressBar, FitsOneLineWhateverIsRead) {
  ProgressBar bar;
  for (const std::string& name : {std::string(300, 'x'), std::string("\x1b[2J\n\xe2\x80\xae"),
                                  std::string("\xe6\xbc\xa2\xe6\xbc\xa2") + std::string(70, 'y')}) {
    bar.step("reading " + name, 9, 4);
    const std::string line = bar.draw(milliseconds(2000)).substr(1);
    EXPECT_LE(display_width(line), 79u);
    EXPECT_EQ(line, escape_for_terminal(line));
  }
}

TEST(Progress, MayEndBeforeItBegins) {
  Progress progress;
  progress.end();
  progress.step("reading", 0, 2);
  progress.step("evaluating", 1, 2);
  progress.end();
  progress.step("again", 0, 2);
}

}  // namespace
}  // namespace wardround::cli
