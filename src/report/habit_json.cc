#include "base/json_writer.h"
#include "report/check_json.h"
#include "report/habit.h"
#include "report/habit_words.h"

namespace wardround::report {
namespace {

using assurance::Habit;
using assurance::Spread;

constexpr int kSchemaVersion = 1;
constexpr std::size_t kOpenDepth = 4;

// What is not known is left out: no data is not zero.
template <class T>
void put(JsonWriter& json, std::string_view key, const std::optional<T>& value) {
  if (value) json.integer(key, *value);
}
void put(JsonWriter& json, std::string_view key, const std::optional<Date>& value) {
  if (value) json.string(key, to_string(*value));
}
void put(JsonWriter& json, std::string_view key, const std::optional<Spread>& value) {
  if (!value) return;
  json.begin_object(key);
  json.integer("count", value->count);
  json.integer("median_days", value->median);
  json.integer("p90_days", value->p90);
  json.end_object();
}

void write_habit(JsonWriter& json, const HabitOf& one) {
  const Habit& habit = one.habit;
  json.begin_object();
  json.string("project", one.project);
  json.string("path", one.path);
  if (!one.team.empty()) json.string("team", one.team);
  json.string("state", state_of(one));
  json.integer("cadence_days", one.cadence);
  json.integer("rounds", habit.rounds);
  json.integer("meaningful_rounds", habit.meaningful_rounds);
  json.integer("streak_quarters", habit.streak);
  put(json, "last_round", habit.last_round);
  put(json, "next_round", habit.next_round);
  put(json, "days_since", habit.days_since);
  if (!one.no_git.empty()) {
    json.string("no_git", one.no_git);
  } else {
    json.begin_object("triggers");
    json.integer("count", habit.triggers);
    json.integer("unanswered", habit.unanswered_triggers);
    put(json, "oldest_unanswered_days", habit.oldest_unanswered);
    put(json, "response", habit.trigger_response);
    json.end_object();
  }
  put(json, "wait", habit.wait);
  put(json, "waiting", habit.waiting);
  put(json, "burn_down", habit.burn_down);
  put(json, "burning", habit.burning);
  put(json, "question_age", habit.question_age);
  put(json, "undecided_urgent", habit.undecided_urgent);
  put(json, "undecided_high", habit.undecided_high);
  put(json, "predicted", habit.predicted);
  put(json, "escaped", habit.escaped);
  put(json, "controls", habit.controls);
  put(json, "verified_controls", habit.verified_controls);
  json.begin_object("no_impact");
  json.integer("said", habit.no_impact);
  json.integer("contradicted", habit.no_impact_wrong);
  json.begin_array("records");
  for (const std::string& path : habit.wrong) json.string(path);
  json.end_array();
  json.end_object();
  json.begin_array("quarters");
  for (const assurance::QuarterFigures& quarter : habit.quarters) {
    json.begin_object();
    json.integer("year", quarter.quarter.year);
    json.integer("quarter", quarter.quarter.quarter);
    json.integer("rounds", quarter.rounds);
    json.integer("roles", quarter.roles);
    json.integer("arrived", quarter.arrived);
    json.integer("settled", quarter.settled);
    put(json, "open", quarter.open);
    put(json, "undecided", quarter.undecided);
    put(json, "verified_percent", quarter.verified_percent);
    json.end_object();
  }
  json.end_array();
  json.end_object();
}

}  // namespace

std::string habit_json(const HabitPage& page) {
  JsonWriter json(kOpenDepth);
  json.begin_object();
  json.integer("schema_version", kSchemaVersion);
  json.string("tool", page.tool);
  json.string("as_of", to_string(page.today));
  json.begin_array("projects");
  for (const HabitOf& one : page.projects) write_habit(json, one);
  json.end_array();
  json.begin_array("nudges");
  for (const Nudge& nudge : nudges(page)) {
    json.begin_object();
    json.string("team", nudge.team);
    json.string("why", nudge.why);
    json.string("command", nudge.command);
    json.end_object();
  }
  json.end_array();
  json.begin_array("practices");
  for (const PracticeEvidence& practice : practices(page)) {
    json.begin_object();
    json.string("practice", practice.practice);
    json.string("text", practice.text);
    json.begin_array("records");
    for (const std::string& path : practice.records) json.string(path);
    json.end_array();
    json.end_object();
  }
  json.end_array();
  json.end_object();
  return json.take();
}

}  // namespace wardround::report
