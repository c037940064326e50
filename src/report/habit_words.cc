#include "report/habit_words.h"

#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <optional>

#include "report/view.h"

namespace wardround::report {
namespace {

using assurance::Habit;
using assurance::Spread;

std::string days_text(int days) {
  return counted(static_cast<std::size_t>(days), "day");
}
std::string spread_text(const Spread& spread) {
  return spread.count < 2 ? days_text(spread.median)
                          : fmt::format("median {}, nine in ten within {}",
                                        days_text(spread.median), days_text(spread.p90));
}

// What has come to an end, and what has not.
HabitLine time_line(std::string what, const std::optional<Spread>& done,
                    const std::optional<Spread>& open, std::string_view still) {
  if (!done && !open) return {std::move(what), "no data: no record has a finding", false};
  std::string text;
  if (done) text = fmt::format("{} ({})", spread_text(*done), done->count);
  if (open)
    text += fmt::format("{}{} still {}, median age {}", done ? "; " : "", open->count, still,
                        days_text(open->median));
  return {std::move(what), std::move(text), true};
}

HabitLine trigger_line(const HabitOf& one) {
  const Habit& habit = one.habit;
  HabitLine line{"Code → model", "", true};
  if (!one.no_git.empty()) {
    line.figure = "no data: " + one.no_git;
    line.known = false;
  } else if (habit.triggers == 0) {
    line.figure = "no data: no watched code changed (`watch:`)";
    line.known = false;
  } else {
    if (habit.trigger_response) line.figure = spread_text(*habit.trigger_response);
    if (habit.unanswered_triggers > 0)
      line.figure +=
          fmt::format("{}{} of {} unanswered, the oldest for {}", line.figure.empty() ? "" : "; ",
                      habit.unanswered_triggers, counted(habit.triggers, "change"),
                      days_text(habit.oldest_unanswered.value_or(0)));
  }
  return line;
}

std::string nudge_why(const HabitOf& one) {
  const Habit& habit = one.habit;
  if (!habit.last_round) return "the first round: fifteen minutes, five cards";
  const std::size_t harm = habit.undecided_urgent.value_or(0) + habit.undecided_high.value_or(0);
  std::string why;
  if (habit.freshness != assurance::Freshness::fresh)
    why = fmt::format("the last round was {} ago", days_text(habit.days_since.value_or(0)));
  if (harm > 0)
    why += fmt::format("{}{} {} for a decision", why.empty() ? "" : ", ",
                       counted(harm, "urgent or high finding"), harm == 1 ? "waits" : "wait");
  if (why.empty() && habit.unanswered_triggers > 0)
    why =
        fmt::format("{} of watched code unanswered", counted(habit.unanswered_triggers, "change"));
  return why;
}

// How much it matters: first harm that waits, then age.
auto urgency(const HabitOf& one) {
  const Habit& habit = one.habit;
  return std::tuple(habit.undecided_urgent.value_or(0), habit.undecided_high.value_or(0),
                    habit.last_round ? habit.days_since.value_or(0) - one.cadence : 0,
                    habit.unanswered_triggers);
}

}  // namespace

std::string state_of(const HabitOf& one) {
  return one.habit.freshness ? std::string(assurance::name(*one.habit.freshness)) : "new";
}

std::string verified_text(const Habit& habit) {
  return habit.controls
             ? fmt::format("{} of {}", habit.verified_controls.value_or(0), *habit.controls)
             : "no data";
}

Waits waits_for(const HabitOf& one) {
  const Habit& habit = one.habit;
  if (habit.undecided_urgent.value_or(0) + habit.undecided_high.value_or(0) > 0)
    return Waits::decision;
  if (!habit.last_round) return Waits::first_round;
  if (habit.freshness != assurance::Freshness::fresh) return Waits::round;
  return habit.unanswered_triggers > 0 ? Waits::answer : Waits::nothing;
}

bool matters_more(const HabitOf& a, const HabitOf& b) {
  return urgency(a) > urgency(b);
}

std::string freshness_text(const HabitOf& one) {
  const Habit& habit = one.habit;
  if (!habit.last_round)
    return habit.rounds > 0 ? "no round yet in which something was settled" : "no round yet";
  return fmt::format("last round {}, {} ago; the next by {}", to_string(*habit.last_round),
                     days_text(habit.days_since.value_or(0)),
                     habit.next_round ? to_string(*habit.next_round) : "");
}

std::vector<HabitLine> habit_lines(const HabitOf& one) {
  const Habit& habit = one.habit;
  std::vector<HabitLine> lines;
  if (habit.rounds == 0) {
    lines.push_back({"Rounds", "no data: nobody has sat down yet", false});
  } else {
    lines.push_back({"Rounds",
                     fmt::format("{}, {} of them settled something; {} in a row", habit.rounds,
                                 habit.meaningful_rounds, counted(habit.streak, "quarter")),
                     true});
  }
  lines.push_back(trigger_line(one));
  lines.push_back(time_line("Found → decided", habit.wait, habit.waiting, "undecided"));
  lines.push_back(time_line("Found → gone", habit.burn_down, habit.burning, "open"));
  if (habit.question_age) {
    lines.push_back({"Questions",
                     fmt::format("{} open, median age {}", habit.question_age->count,
                                 days_text(habit.question_age->median)),
                     true});
  } else if (habit.rounds == 0) {
    lines.push_back({"Questions", "no data: no record", false});
  } else {
    lines.push_back({"Questions", "none open at the last record", true});
  }
  if (habit.controls) {
    const std::size_t verified = habit.verified_controls.value_or(0);
    lines.push_back({"Controls verified",
                     fmt::format("{} of {} ({} %)", verified, *habit.controls,
                                 100 * verified / *habit.controls),
                     true});
  } else {
    lines.push_back({"Controls verified", "no data: no record has a control", false});
  }
  if (habit.escaped) {
    lines.push_back(
        {"Reports from outside",
         fmt::format("{} predicted, {} escaped", habit.predicted.value_or(0), *habit.escaped),
         true});
  } else {
    lines.push_back({"Reports from outside", "no data: none was recorded", false});
  }
  if (habit.no_impact > 0) {
    lines.push_back(
        {"\"No impact\"",
         fmt::format("said {}, {} contradicted within {} days", counted(habit.no_impact, "time"),
                     habit.no_impact_wrong, assurance::kContradictionDays),
         true});
  } else {
    lines.push_back({"\"No impact\"", "never said", true});
  }
  return lines;
}

std::vector<Nudge> nudges(const HabitPage& page) {
  std::map<std::string, const HabitOf*> best;
  for (const HabitOf& one : page.projects) {
    if (nudge_why(one).empty()) continue;
    const HabitOf*& now = best[one.team.empty() ? one.project : one.team];
    if (now == nullptr || matters_more(one, *now)) now = &one;
  }
  std::vector<Nudge> all;
  for (const auto& [team, one] : best) {
    std::string why = nudge_why(*one);
    if (!one->team.empty()) why = one->project + ": " + why;
    all.push_back({team, std::move(why),
                   one->path == "." ? "wardround round" : "wardround round " + one->path});
  }
  return all;
}

std::vector<PracticeEvidence> practices(const HabitPage& page) {
  PracticeEvidence model{"SAMM Threat Assessment, threat modelling",
                         "a model is kept, and somebody sits down with it",
                         {}};
  PracticeEvidence review{"IEC 62443-4-1 SR-2", "the threat model was reviewed within a year", {}};
  PracticeEvidence verified{
      "IEC 62443-4-1 SVV-2", "controls are tested, and tried to be defeated", {}};
  PracticeEvidence issues{
      "IEC 62443-4-1 DM-1 to DM-4", "reports from outside are held against the model", {}};
  for (const HabitOf& one : page.projects) {
    const Habit& habit = one.habit;
    if (one.newest_record.empty()) continue;
    if (habit.meaningful_rounds > 0) model.records.push_back(one.newest_record);
    if (habit.days_since && *habit.days_since <= 365) review.records.push_back(one.newest_record);
    if (habit.verified_controls.value_or(0) > 0) verified.records.push_back(one.newest_record);
    if (habit.escaped) issues.records.push_back(one.newest_record);
  }
  return {std::move(model), std::move(review), std::move(verified), std::move(issues)};
}

}  // namespace wardround::report
