// A calendar date in UTC, without a time: the only notion of "today" that wardround has.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace wardround {

struct Date {
  int year = 1970;  // 1..9999
  int month = 1;    // 1..12
  int day = 1;      // 1..31, valid for the month

  auto operator<=>(const Date&) const = default;
};

// "2026-12-05", exactly; nullopt for anything else, including days that do not exist.
[[nodiscard]] std::optional<Date> parse_date(std::string_view text);
[[nodiscard]] std::string to_string(Date date);
// Seconds since 1970-01-01T00:00:00Z to the UTC date.
[[nodiscard]] Date date_of_unix_time(int64_t seconds);
// Whole days from one date to another; negative if `to` comes first.
[[nodiscard]] int64_t days_between(Date from, Date to);
[[nodiscard]] Date add_days(Date date, int days);

class Clock {
 public:
  virtual ~Clock() = default;
  [[nodiscard]] virtual Date today() const = 0;
};

}  // namespace wardround
