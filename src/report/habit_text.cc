#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "base/utf8.h"
#include "report/escapes.h"
#include "report/habit.h"
#include "report/habit_words.h"
#include "report/paint.h"
#include "report/view.h"

namespace wardround::report {
namespace {

using assurance::Habit;
using assurance::QuarterFigures;

constexpr std::size_t kWidth = 80;
constexpr std::size_t kRows = 20;  // of the portfolio; the page and JSON have all

Ink ink_of(std::string_view state) {
  if (state == "fresh") return Ink::green;
  if (state == "ageing") return Ink::yellow;
  return state == "stale" ? Ink::red : Ink::dim;
}

// One character a quarter, of its height in eighths; `·`: nothing is known.
std::string sparkline(const std::vector<std::optional<std::size_t>>& values) {
  constexpr std::array<std::string_view, 8> kBars{"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
  std::size_t most = 1;
  for (const auto& value : values) most = std::max(most, value.value_or(0));
  std::string out;
  for (const auto& value : values) out += value ? kBars[*value * 7 / most] : "·";
  return out;
}

template <class Take>
std::string history(const Habit& habit, Take take) {
  std::vector<std::optional<std::size_t>> values;
  for (const QuarterFigures& quarter : habit.quarters) values.push_back(take(quarter));
  return sparkline(values);
}

std::string spark_for(const HabitOf& one, std::string_view what) {
  const Habit& habit = one.habit;
  if (habit.quarters.size() < 2) return "";
  using Number = std::optional<std::size_t>;
  if (what == "Rounds")
    return history(habit, [](const QuarterFigures& q) { return Number(q.rounds); });
  if (what == "Found → decided")
    return history(habit, [](const QuarterFigures& q) { return q.undecided; });
  if (what == "Found → gone") return history(habit, [](const QuarterFigures& q) { return q.open; });
  if (what == "Controls verified") {
    return history(habit, [](const QuarterFigures& q) {
      return q.verified_percent ? Number(static_cast<std::size_t>(*q.verified_percent)) : Number();
    });
  }
  return "";
}

std::string one_project(const HabitOf& one, bool colour) {
  const std::string state = state_of(one);
  std::string out = fmt::format("{}  {}\n{}\n\n", paint(one.project, Ink::bold, colour),
                                paint(state, ink_of(state), colour),
                                freshness_text(one) + fmt::format(" (every {} days)", one.cadence));
  const Habit& habit = one.habit;
  if (habit.undecided_urgent) {
    out += fmt::format("  {:<21} {}\n", "Undecided harm",
                       fmt::format("{} urgent, {} high", *habit.undecided_urgent,
                                   habit.undecided_high.value_or(0)));
  }
  for (const HabitLine& line : habit_lines(one)) {
    const std::string spark = spark_for(one, line.what);
    const std::string figure = line.figure + (spark.empty() ? "" : "  " + spark);
    for (const std::string& text :
         paragraph(fmt::format("  {:<{}} ", line.what, 21), figure, kWidth)) {
      out += line.known ? text : paint(text, Ink::dim, colour);
      out += '\n';
    }
  }
  if (habit.quarters.size() >= 2)
    out += fmt::format("\n  Lines go from {} Q{} to {} Q{}, a quarter each.\n",
                       habit.quarters.front().quarter.year, habit.quarters.front().quarter.quarter,
                       habit.quarters.back().quarter.year, habit.quarters.back().quarter.quarter);
  return out;
}

std::string portfolio(const HabitPage& page, bool colour) {
  std::array<std::size_t, 4> states{};
  constexpr std::array<std::string_view, 4> kStates{"fresh", "ageing", "stale", "new"};
  for (const HabitOf& one : page.projects) {
    const auto at = std::ranges::find(kStates, state_of(one));
    ++states[static_cast<std::size_t>(at - kStates.begin())];
  }
  std::string out = counted(page.projects.size(), "project") + ":";
  for (std::size_t i = 0; i < kStates.size(); ++i) {
    if (states[i] > 0)
      out += fmt::format("{} {} {}", out.ends_with(':') ? "" : ",", states[i],
                         paint(kStates[i], ink_of(kStates[i]), colour));
  }
  out += "\n\n  state   project                        last round  undecided harm  verified\n";
  std::vector<const HabitOf*> shown;
  for (const HabitOf& one : page.projects) shown.push_back(&one);
  // What waits longest against its own cadence first; those of which nothing is known last.
  std::ranges::stable_sort(shown, [](const HabitOf* a, const HabitOf* b) {
    const auto late = [](const HabitOf& one) {
      return one.habit.days_since ? *one.habit.days_since - one.cadence : -100'000;
    };
    return late(*a) > late(*b);
  });
  for (std::size_t i = 0; i < shown.size() && i < kRows; ++i) {
    const HabitOf& one = *shown[i];
    const Habit& habit = one.habit;
    const std::string harm = habit.undecided_urgent
                                 ? fmt::format("{} urgent {} high", *habit.undecided_urgent,
                                               habit.undecided_high.value_or(0))
                                 : "no data";
    const std::string state = state_of(one);
    out += fmt::format("  {}{} {:<30} {:<11} {:<15} {}\n", paint(state, ink_of(state), colour),
                       std::string(7 - state.size(), ' '), cut(for_screen(one.project), 30),
                       habit.last_round ? to_string(*habit.last_round) : "never", harm,
                       verified_text(habit));
  }
  if (shown.size() > kRows)
    out += fmt::format("  … and {} more: -o habit.html has all\n", shown.size() - kRows);
  return out;
}

}  // namespace

std::string habit_text(const HabitPage& page, bool colour) {
  const bool alone = page.projects.size() == 1;
  std::string out = alone ? one_project(page.projects.front(), colour) : portfolio(page, colour);
  const auto next = nudges(page);
  if (next.empty()) {
    out += "\nNothing waits. Well done.\n";
    return out;
  }
  out += alone ? "" : "\nOne thing for each team:\n";
  for (const Nudge& nudge : next) {
    if (alone) {
      std::string why = for_screen(nudge.why);
      if (!why.empty() && why[0] >= 'a' && why[0] <= 'z')
        why[0] = static_cast<char>(why[0] - 'a' + 'A');
      out += fmt::format("\n{}.\nNext: {}\n", why, for_screen(nudge.command));
      continue;
    }
    const std::string label = fmt::format("  {}  ", for_screen(nudge.team));
    for (const std::string& line : paragraph(label, nudge.why, kWidth)) out += line + "\n";
    out += std::string(label.size(), ' ') + for_screen(nudge.command) + "\n";
  }
  return out;
}

}  // namespace wardround::report
