// What base/date.h promises.
#include "base/date.h"

#include <gtest/gtest.h>

namespace wardround {
namespace {

TEST(Date, ReadsOnlyDaysThatExist) {
  for (const char* good :
       {"1970-01-01", "2026-12-05", "2024-02-29", "2000-02-29", "9999-12-31", "0001-01-01"}) {
    const auto date = parse_date(good);
    ASSERT_TRUE(date.has_value()) << good;
    EXPECT_EQ(to_string(*date), good);
  }
  for (const char* bad : {"", "2026-12-5", "2026-13-01", "2026-00-01", "2026-01-00", "2026-02-29",
                          "1900-02-29", "2026-04-31", "2026/12/05", "2026-12-05 ", " 2026-12-05",
                          "+026-12-05", "2026-1a-05", "0000-01-01", "2026-12-05T00:00:00Z"}) {
    EXPECT_FALSE(parse_date(bad).has_value()) << bad;
  }
}

TEST(Date, ComesFromUnixTime) {
  const std::pair<int64_t, const char*> cases[] = {
      {0, "1970-01-01"},          {86399, "1970-01-01"},      {86400, "1970-01-02"},
      {-1, "1969-12-31"},         {951782400, "2000-02-29"},  {951868800, "2000-03-01"},
      {4107542400, "2100-03-01"}, {1795392000, "2026-11-23"}, {253402300799, "9999-12-31"},
      {INT64_MAX, "9999-12-31"},  {INT64_MIN, "0001-01-01"},  {-62135596800, "0001-01-01"},
  };
  for (const auto& [seconds, date] : cases)
    EXPECT_EQ(to_string(date_of_unix_time(seconds)), date) << seconds;
}

TEST(Date, EveryDayFollowsTheOneBefore) {
  Date last = date_of_unix_time(-86400LL * 800000 / 2);
  for (int64_t day = -400000 + 1; day < 400000; ++day) {
    const Date date = date_of_unix_time(day * 86400);
    ASSERT_LT(last, date);
    ASSERT_EQ(parse_date(to_string(date)), date);
    const bool next_day = date.day == last.day + 1 || date.day == 1;
    ASSERT_TRUE(next_day) << to_string(date);
    last = date;
  }
}

TEST(Date, Compares) {
  EXPECT_LT((Date{2025, 12, 31}), (Date{2026, 1, 1}));
  EXPECT_LT((Date{2026, 1, 31}), (Date{2026, 2, 1}));
  EXPECT_EQ((Date{2026, 2, 1}), (Date{2026, 2, 1}));
}

TEST(Date, DaysBetweenAndAfter) {
  EXPECT_EQ(days_between({2026, 11, 24}, {2027, 11, 24}), 365);
  EXPECT_EQ(days_between({2028, 3, 1}, {2028, 2, 28}), -2);
  EXPECT_EQ(add_days({2026, 12, 31}, 1), (Date{2027, 1, 1}));
  EXPECT_EQ(add_days({2028, 2, 28}, 1), (Date{2028, 2, 29}));
}

}  // namespace
}  // namespace wardround
