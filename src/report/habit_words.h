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
// "3 of 4", or "no data".
[[nodiscard]] std::string verified_text(const assurance::Habit& habit);

// What waits in a project, the gravest first.
enum class Waits : uint8_t { decision, round, first_round, answer, nothing };
[[nodiscard]] Waits waits_for(const HabitOf& one);
// Does `a` matter more: first harm that waits, then age, then changes of watched code.
[[nodiscard]] bool matters_more(const HabitOf& a, const HabitOf& b);

// Where a practice of a standard is shown, never how well: links, no score.
struct PracticeEvidence {
  std::string practice;              // "IEC 62443-4-1 SR-2"
  std::string text;                  // "threat model, reviewed at least yearly"
  std::vector<std::string> records;  // paths of records; empty: nothing shows it
};
[[nodiscard]] std::vector<PracticeEvidence> practices(const HabitPage& page);

}  // namespace wardround::report
