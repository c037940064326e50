// Does the habit live? Figures of one project, out of its records and of what git knows of its
// files; nothing is evaluated. They speak of the team, never of people; how many findings there are
// is no success; what nothing is known of is absent, not zero.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "assurance/chain.h"
#include "base/date.h"

namespace wardround::assurance {

// ---- What is known

// A commit, as far as it concerns a project.
struct Commit {
  std::string id;
  Date date;                         // of the commit, UTC
  std::vector<std::size_t> parents;  // into the history
  bool watched = false;              // code that the project watches changed
  bool answered = false;             // its model, decisions, evidence or records changed
};
// Children before parents.
using History = std::vector<Commit>;

struct HabitCase {
  const Chain& chain;
  const History* history = nullptr;  // none: no git, or the project is in no repository
  int cadence = 180;                 // days between rounds
  Date today;
};

// ---- What comes of it

enum class Freshness : uint8_t {
  fresh,   // within the cadence
  ageing,  // within half as much again
  stale,
};
[[nodiscard]] std::string_view name(Freshness freshness);

// Days; medians and 90th percentiles by the nearest-rank method.
struct Spread {
  std::size_t count = 0;
  int median = 0, p90 = 0;
  bool operator==(const Spread&) const = default;
};
[[nodiscard]] std::optional<Spread> spread(std::vector<int> days);

// A quarter of a calendar year.
struct Quarter {
  int year = 0, quarter = 1;
  auto operator<=>(const Quarter&) const = default;
};
[[nodiscard]] Quarter quarter_of(Date date);

struct QuarterFigures {
  Quarter quarter;
  std::size_t rounds = 0;   // meaningful ones
  std::size_t roles = 0;    // different roles that took part
  std::size_t arrived = 0;  // findings that its records have and the one before had not
  std::size_t settled = 0;  // findings that its records have no more, or decided
  std::optional<std::size_t> open, undecided;  // at its last record
  std::optional<int> verified_percent;         // of declared controls, likewise
};

struct Habit {
  // Meaningful: somebody answered or decided something. The others are looked at, not counted.
  std::size_t rounds = 0, meaningful_rounds = 0;
  std::optional<Date> last_round, next_round;  // meaningful; none: never
  std::optional<int> days_since;
  std::optional<Freshness> freshness;

  // From a change of watched code to the next change of model, decisions or records on the same
  // line of history. None without git, or where nothing is watched.
  std::optional<Spread> trigger_response;
  std::size_t triggers = 0, unanswered_triggers = 0;
  std::optional<int> oldest_unanswered;  // days

  // By finding, in the grain of records: how long it stood undecided, how long it stood open. Those
  // that still do are counted apart, with their age.
  std::optional<Spread> wait, burn_down, waiting, burning;
  std::optional<Spread> question_age;  // of those open at the last record
  std::optional<std::size_t> undecided_urgent, undecided_high;

  std::optional<std::size_t> predicted, escaped;           // at the last record
  std::optional<std::size_t> controls, verified_controls;  // likewise

  std::size_t no_impact = 0;        // how often it was said …
  std::size_t no_impact_wrong = 0;  // … and the same part of the design changed within 90 days
  std::vector<std::string> wrong;   // the records of those, by path

  std::vector<QuarterFigures> quarters;  // from the first record to today, at most 12, oldest first
  // Quarters in a row with a meaningful round, up to now. One without is forgiven between two with;
  // the running quarter breaks nothing.
  std::size_t streak = 0;
};

[[nodiscard]] Habit habit_of(const HabitCase& given);

inline constexpr int kContradictionDays = 90;

}  // namespace wardround::assurance
