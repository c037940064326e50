// The habit of one team or of many, on a screen, as a page, as JSON. Nobody is ranked; what nothing
// is known of says so.
#pragma once

#include <string>
#include <vector>

#include "assurance/habit.h"

namespace wardround::report {

struct HabitOf {
  std::string project;  // its name
  std::string path;     // as a command takes it
  std::string team;     // may be empty
  int cadence = 0;      // days
  std::string no_git;   // why nothing is known of its history; empty: it is
  assurance::Habit habit;
  std::string newest_record;  // its path; empty: none
};
struct HabitPage {
  std::vector<HabitOf> projects;  // by name, then path
  Date today;
  std::string tool;
};

// One thing worth doing for a team: the command, and why.
struct Nudge {
  std::string team, why, command;
};
// One for each team, by name; projects without one stand for themselves.
[[nodiscard]] std::vector<Nudge> nudges(const HabitPage& page);

[[nodiscard]] std::string habit_text(const HabitPage& page, bool colour);
[[nodiscard]] std::string habit_json(const HabitPage& page);
[[nodiscard]] std::string habit_html(const HabitPage& page);

}  // namespace wardround::report
