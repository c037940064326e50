// Figures of the habit in words: shared by the screen and the page.
#pragma once

#include <string>
#include <vector>

#include "report/habit.h"

namespace wardround::report {

struct HabitLine {
  std::string what;    // "Changed code → model"
  std::string figure;  // "median 2 days, nine in ten within 9"
  bool known = true;   // false: `figure` says why nothing is known
};
// In the order in which they are shown.
[[nodiscard]] std::vector<HabitLine> habit_lines(const HabitOf& one);

// "fresh, 12 of 90 days", "never met".
[[nodiscard]] std::string freshness_text(const HabitOf& one);
// "fresh", "ageing", "stale", "new": nobody has met yet.
[[nodiscard]] std::string state_of(const HabitOf& one);

// Where a practice of a standard is shown, never how well: links, no score.
struct PracticeEvidence {
  std::string practice;              // "IEC 62443-4-1 SR-2"
  std::string text;                  // "threat model, reviewed at least yearly"
  std::vector<std::string> records;  // paths of records; empty: nothing shows it
};
[[nodiscard]] std::vector<PracticeEvidence> practices(const HabitPage& page);

}  // namespace wardround::report
