#include "assurance/habit.h"

#include <algorithm>
#include <map>
#include <set>

#include "assurance/asked.h"

namespace wardround::assurance {
namespace {

constexpr std::size_t kQuarters = 12;
// What came of a card that somebody did something about.
constexpr std::string_view kSettling[] = {"answered",    "mitigated",     "accepted",
                                          "transferred", "eliminated",    "handed-over",
                                          "attested",    "not-applicable"};

int days(Date from, Date to) {
  return static_cast<int>(days_between(from, to));
}

bool is_meaningful(const Record& record) {
  if (record.kind != RecordKind::round) return false;
  return std::ranges::any_of(record.models, [](const RecordedModel& model) {
    return std::ranges::any_of(model.agenda, [](const RecordedItem& item) {
      return std::ranges::find(kSettling, item.outcome) != std::end(kSettling);
    });
  });
}

Quarter next(Quarter quarter) {
  return quarter.quarter == 4 ? Quarter{quarter.year + 1, 1}
                              : Quarter{quarter.year, quarter.quarter + 1};
}
Quarter previous(Quarter quarter) {
  return quarter.quarter == 1 ? Quarter{quarter.year - 1, 4}
                              : Quarter{quarter.year, quarter.quarter - 1};
}

// Records form a graph, and what one of them knows it has from its parents: a finding is as old as
// the oldest of them says, whatever branch it was found on, and comes to an end only once.
class Telling {
 public:
  explicit Telling(const HabitCase& given) : given_(given) {}

  Habit tell() {
    for (const ChainedRecord& one : given_.chain.records) take(one);
    close();
    freshness();
    triggers();
    contradictions();
    streak();
    return std::move(out_);
  }

 private:
  struct Standing {
    Date since;
    std::optional<Date> decided;
  };
  using Key = std::pair<std::string, std::string>;  // system, finding
  // What was open when a record was written.
  struct State {
    std::map<Key, Standing> findings;
  };

  QuarterFigures& at(Quarter quarter) {
    auto& one = quarters_[quarter];
    one.quarter = quarter;
    return one;
  }

  void take(const ChainedRecord& one) {
    const Record& record = one.record;
    QuarterFigures& quarter = at(quarter_of(record.date));
    if (record.kind == RecordKind::round) {
      ++out_.rounds;
      if (is_meaningful(record)) {
        ++out_.meaningful_rounds;
        ++quarter.rounds;
        if (!out_.last_round || *out_.last_round < record.date) out_.last_round = record.date;
      }
      for (const Participant& person : record.participants) {
        if (!person.role.empty()) roles_[quarter.quarter].insert(person.role);
      }
    } else {
      ++out_.no_impact;
    }
    State state = of_parents(record);
    for (const RecordedModel& model : record.models) {
      findings(record.date, model, quarter, state.findings);
      last_[model.system] = {&model, one.sha256};
    }
    measure(quarter);
    states_.emplace(one.sha256, std::move(state));
  }

  [[nodiscard]] State of_parents(const Record& record) const {
    State state;
    for (const std::string& parent : record.parents) {
      const auto found = states_.find(parent);
      if (found == states_.end()) continue;
      for (const auto& [key, standing] : found->second.findings) {
        const auto [at, fresh] = state.findings.emplace(key, standing);
        if (fresh) continue;
        at->second.since = std::min(at->second.since, standing.since);
        if (standing.decided && (!at->second.decided || standing.decided < at->second.decided))
          at->second.decided = standing.decided;
      }
    }
    return state;
  }

  void findings(Date date, const RecordedModel& model, QuarterFigures& quarter,
                std::map<Key, Standing>& open) {
    std::set<std::string_view> now;
    for (const RecordedFinding& finding : model.findings) {
      now.insert(finding.id);
      const Key key(model.system, finding.id);
      Standing& standing = open.emplace(key, Standing{date, {}}).first->second;
      if (arrived_.insert(key).second) ++quarter.arrived;
      if (!finding.decided) {
        standing.decided.reset();  // or a decision that no longer holds
      } else if (!standing.decided) {
        standing.decided = date;
        settle(key, standing, date, quarter);
      }
    }
    for (auto at = open.lower_bound(Key(model.system, ""));
         at != open.end() && at->first.first == model.system;) {
      if (now.contains(at->first.second)) {
        ++at;
        continue;
      }
      if (!at->second.decided) settle(at->first, at->second, date, quarter);
      if (gone_.emplace(at->first, at->second.since).second)
        burns_.push_back(days(at->second.since, date));
      arrived_.erase(at->first);
      at = open.erase(at);
    }
  }

  // Once for each time that it was found.
  void settle(const Key& key, const Standing& standing, Date date, QuarterFigures& quarter) {
    if (!settled_.emplace(key, standing.since).second) return;
    waits_.push_back(days(standing.since, date));
    ++quarter.settled;
  }

  // What stands at the last record of a quarter.
  void measure(QuarterFigures& quarter) {
    std::size_t open = 0, undecided = 0, controls = 0, verified = 0;
    for (const auto& [system, last] : last_) {
      const RecordedModel* model = last.model;
      open += model->findings.size();
      undecided += model->after.undecided;
      controls += model->after.controls;
      verified += model->after.verified_controls;
    }
    quarter.open = open;
    quarter.undecided = undecided;
    quarter.verified_percent.reset();
    if (controls > 0) quarter.verified_percent = static_cast<int>(100 * verified / controls);
  }

  void close() {
    if (given_.chain.empty()) return;
    std::size_t urgent = 0, high = 0, predicted = 0, escaped = 0, controls = 0, verified = 0;
    for (const auto& [system, last] : last_) {
      const RecordedModel* model = last.model;
      for (const RecordedFinding& finding : model->findings) {
        if (finding.decided) continue;
        if (finding.risk == "urgent") ++urgent;
        if (finding.risk == "high") ++high;
      }
      predicted += model->after.predicted;
      escaped += model->after.escaped;
      controls += model->after.controls;
      verified += model->after.verified_controls;
    }
    out_.undecided_urgent = urgent;
    out_.undecided_high = high;
    if (predicted + escaped > 0) {
      out_.predicted = predicted;
      out_.escaped = escaped;
    }
    if (controls > 0) {
      out_.controls = controls;
      out_.verified_controls = verified;
    }
    std::vector<int> waiting, burning, asked;
    for (const auto& [system, last] : last_) {
      const State& state = states_.find(last.record)->second;
      for (const auto& [key, standing] : state.findings) {
        if (key.first != system) continue;
        burning.push_back(days(standing.since, given_.today));
        if (!standing.decided) waiting.push_back(burning.back());
      }
    }
    for (const auto& [key, since] : asked_since(given_.chain))
      asked.push_back(days(since, given_.today));
    out_.wait = spread(std::move(waits_));
    out_.burn_down = spread(std::move(burns_));
    out_.waiting = spread(std::move(waiting));
    out_.burning = spread(std::move(burning));
    out_.question_age = spread(std::move(asked));

    const Quarter now = quarter_of(given_.today);
    for (Quarter q = quarters_.begin()->first; q < now; q = next(q)) at(next(q));
    for (auto& [quarter, figures] : quarters_) {
      const auto roles = roles_.find(quarter);
      figures.roles = roles == roles_.end() ? 0 : roles->second.size();
      out_.quarters.push_back(figures);
    }
    if (out_.quarters.size() > kQuarters)
      out_.quarters.erase(out_.quarters.begin(),
                          out_.quarters.end() - static_cast<std::ptrdiff_t>(kQuarters));
  }

  void freshness() {
    if (!out_.last_round) return;
    const int since = std::max(0, days(*out_.last_round, given_.today));
    out_.days_since = since;
    out_.next_round = add_days(*out_.last_round, given_.cadence);
    out_.freshness = since <= given_.cadence           ? Freshness::fresh
                     : since <= given_.cadence * 3 / 2 ? Freshness::ageing
                                                       : Freshness::stale;
  }

  // The first answer on the same line of history: of a commit itself, else of its children, which
  // come before it.
  void triggers() {
    if (!given_.history) return;
    const History& history = *given_.history;
    std::vector<std::optional<Date>> answer(history.size());
    std::vector<int> responses;
    for (std::size_t i = 0; i < history.size(); ++i) {
      const Commit& commit = history[i];
      if (commit.answered) answer[i] = commit.date;
      if (commit.watched) {
        ++out_.triggers;
        if (const std::optional<Date>& answered = answer[i]) {
          responses.push_back(std::max(0, days(commit.date, *answered)));
        } else {
          ++out_.unanswered_triggers;
          out_.oldest_unanswered =
              std::max(out_.oldest_unanswered.value_or(0), days(commit.date, given_.today));
        }
      }
      for (const std::size_t parent : commit.parents) {
        if (!answer[i]) break;
        if (!answer[parent] || answer[i] < answer[parent]) answer[parent] = answer[i];
      }
    }
    out_.trigger_response = spread(std::move(responses));
  }

  // "No impact", and what watches that code said something else soon after.
  void contradictions() {
    const auto& records = given_.chain.records;
    for (std::size_t i = 0; i < records.size(); ++i) {
      if (records[i].record.kind == RecordKind::no_impact && is_contradicted(i)) {
        ++out_.no_impact_wrong;
        out_.wrong.push_back(records[i].path);
      }
    }
  }

  [[nodiscard]] bool is_contradicted(std::size_t said) const {
    const auto& records = given_.chain.records;
    const Record& then = records[said].record;
    for (std::size_t i = said + 1; i < records.size(); ++i) {
      const Record& later = records[i].record;
      if (days(then.date, later.date) > kContradictionDays) break;
      for (const ConfirmedFile& file : then.code) {
        for (const std::string& watcher : file.watched_by) {
          if (differs(then, later, watcher)) return true;
        }
      }
    }
    return false;
  }

  // Does `later` say of a watcher what `then` did not? Of a model that it does not speak of: no.
  [[nodiscard]] static bool differs(const Record& then, const Record& later,
                                    const std::string& watcher) {
    const std::size_t slash = watcher.find('/');
    const bool whole = slash == std::string::npos;
    for (const RecordedModel& one : then.models) {
      if (!whole && one.system != watcher.substr(0, slash)) continue;
      const auto other = std::ranges::find(later.models, one.system, &RecordedModel::system);
      if (other == later.models.end()) continue;
      if (whole) {
        if (one.canonical != other->canonical) return true;
        continue;
      }
      const std::string id = watcher.substr(slash + 1);
      const auto before = one.subjects.find(id), after = other->subjects.find(id);
      if (before == one.subjects.end()) continue;
      if (after == other->subjects.end() || after->second != before->second) return true;
    }
    return false;
  }

  void streak() {
    std::set<Quarter> met;
    for (const auto& [quarter, figures] : quarters_) {
      if (figures.rounds > 0) met.insert(quarter);
    }
    Quarter at = quarter_of(given_.today);
    if (!met.contains(at)) at = previous(at);
    bool forgiven = false;
    while (!met.empty() && at >= *met.begin()) {
      if (met.contains(at)) {
        ++out_.streak;
        forgiven = false;
      } else if (forgiven) {
        break;
      } else {
        forgiven = true;
      }
      at = previous(at);
    }
  }

  const HabitCase& given_;
  Habit out_;
  std::map<Quarter, QuarterFigures> quarters_;
  std::map<Quarter, std::set<std::string>> roles_;
  std::map<std::string, State> states_;            // by the digest of the record
  std::set<Key> arrived_;                          // found, and not gone since
  std::set<std::pair<Key, Date>> settled_, gone_;  // what was found when
  struct Last {
    const RecordedModel* model = nullptr;
    std::string record;  // its digest
  };
  std::map<std::string, Last> last_;  // by system: the newest record that speaks of it
  std::vector<int> waits_, burns_;
};

}  // namespace

std::string_view name(Freshness freshness) {
  switch (freshness) {
    case Freshness::fresh:
      return "fresh";
    case Freshness::ageing:
      return "ageing";
    case Freshness::stale:
      return "stale";
  }
  return "";
}

std::optional<Spread> spread(std::vector<int> days) {
  if (days.empty()) return std::nullopt;
  std::ranges::sort(days);
  const auto rank = [&](std::size_t percent) {
    const std::size_t nth = (days.size() * percent + 99) / 100;
    return days[nth == 0 ? 0 : nth - 1];
  };
  return Spread{days.size(), rank(50), rank(90)};
}

Quarter quarter_of(Date date) {
  return {date.year, (date.month + 2) / 3};
}

Habit habit_of(const HabitCase& given) {
  return Telling(given).tell();
}

}  // namespace wardround::assurance
