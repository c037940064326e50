#include "report/next.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "report/place.h"

namespace wardround::report {
namespace {

using assurance::Action;
using assurance::Depth;
using assurance::Miss;
using assurance::State;
using assurance::Step;
using assurance::StepStanding;
using assurance::Way;

constexpr std::array<std::string_view, 4> kQuestions{
    "1. What are we working on?", "2. What can go wrong?", "3. What are we going to do about it?",
    "4. Did we do a good enough job?"};
constexpr std::size_t kShownMisses = 3, kShownFields = 12;

std::string system_name(const View& view) {
  return view.model().subjects.empty() ? view.assessment.path : view.model().subjects[0].name;
}

std::string titles(const assurance::Playbook& playbook) {
  std::string text;
  for (const std::string& title : playbook.titles) text += (text.empty() ? "" : "; ") + title;
  return text.empty() ? "playbook of the project" : text;
}

std::string place(const View& view, diag::Span span) {
  return span.valid() ? view.sources.location(span) : std::string();
}

std::string minutes(unsigned count) {
  return counted(count, "minute");
}

// "1 step is done, 2 are left out."
struct Tally {
  std::array<std::size_t, 8> states{};
  explicit Tally(const std::vector<StepStanding>& steps) {
    for (const StepStanding& step : steps) ++states[static_cast<std::size_t>(step.state)];
  }
  [[nodiscard]] std::size_t operator[](State state) const {
    return states[static_cast<std::size_t>(state)];
  }
  // Of those that this device is asked for.
  [[nodiscard]] std::size_t settled() const {
    return (*this)[State::done] + (*this)[State::attested] + (*this)[State::not_applicable];
  }
  [[nodiscard]] std::size_t asked() const {
    return settled() + (*this)[State::waiting] + (*this)[State::stale] + (*this)[State::missing];
  }
};

// What goes into the places of a command, one line each.
void places(Outline& out, const Way& way) {
  for (const assurance::Placeholder& place : way.placeholders) {
    std::string values;
    std::size_t shown = 0;
    for (const std::string& value : place.values) {
      if (++shown > kShownFields) break;
      values += (values.empty() ? "" : ", ") + value;
    }
    if (place.values.size() > kShownFields) {
      values += fmt::format(" and {} more", place.values.size() - kShownFields);
      // Without a value, `answer` lists all of them.
      if (way.argv.size() > 2 && way.argv[1] == "answer")
        values += fmt::format(": see `wardround answer {}`", way.argv[2]);
    }
    using assurance::Takes;
    switch (place.takes) {
      case Takes::one_of:
        out.detail(place.word, "one of " + values);
        break;
      case Takes::some_of:
        out.detail(place.word, "one or more of " + values + ", as `[a, b]`");
        break;
      case Takes::role:
        if (!values.empty()) out.detail(place.word, "one of " + values);
        break;
      case Takes::date:
        if (!values.empty()) out.detail(place.word, "not after " + values);
        break;
      case Takes::results:
        out.detail(place.word, "JUnit, with the tests " + values);
        break;
      default:
        break;
    }
  }
}

// What the step as a whole would settle: for people, in words.
std::string why_first(const Guided& guided, const Action& action, std::size_t others) {
  static constexpr std::array<std::pair<unsigned, std::string_view>, 4> kWords{{
      {30, "an urgent risk hangs on it"},
      {10, "a high risk hangs on it"},
      {3, "a medium risk hangs on it"},
      {1, "it is small, and quickly done"},
  }};
  std::string text;
  if (action.harm >= 60) {
    text = "several grave risks hang on it";
  } else {
    for (const auto& [least, words] : kWords) {
      if (action.harm >= least) {
        text = words;
        break;
      }
    }
  }
  if (guided.view.result().findings.empty()) text = "what is found rests on it";
  text += fmt::format("; it takes {}", minutes(action.minutes));
  if (others > 0)
    text += fmt::format("; {} after it", counted(others, "thing comes", "things come"));
  return text;
}

// What is to do beside the first action, today or after it.
std::size_t things_later(const Guide& guide, const Guided& guided) {
  std::size_t later = guided.standing.actions.size() - 1;
  for (std::size_t s = 0; s < guide.playbook.steps.size(); ++s) {
    const StepStanding& own = guided.standing.standing.steps[s];
    if (!own.comes_after) continue;
    later += static_cast<std::size_t>(
        std::ranges::count_if(own.misses, [](const Miss& miss) { return miss.waits_for.empty(); }));
    if (guide.playbook.steps[s].attest && own.misses.empty()) ++later;
  }
  return later;
}

void done(Outline& out, const Guided& guided, const assurance::Playbook& playbook) {
  const Tally tally(guided.standing.standing.steps);
  const Date next = guided.standing.standing.next_round;
  out.heading(system_name(guided.view), titles(playbook));
  if (tally[State::waiting] > 0) {
    out.sentence(fmt::format("Nothing to do but wait: {} for an answer.",
                             counted(tally[State::waiting], "step waits", "steps wait")));
    for (std::size_t s = 0; s < playbook.steps.size(); ++s) {
      for (const Miss& miss : guided.standing.standing.steps[s].misses) {
        if (!miss.waits_for.empty()) out.item("", fmt::format("{}: {}", miss.key, miss.waits_for));
      }
    }
    return;
  }
  out.sentence(fmt::format(
      "Well done: all {} of the playbook are done. The design is described, what can go wrong is "
      "known, and something is decided about it.",
      counted(tally.asked(), "step", "steps")));
  out.sentence(
      fmt::format("The next round is due on {}; `wardround check` tells you if something "
                  "changes before.",
                  to_string(next)));
}

// Needs no more minutes.
bool is_done(State state) {
  return assurance::is_settled(state);
}

std::string_view mark(State state) {
  switch (state) {
    case State::done:
    case State::attested:
      return "✓";
    case State::not_applicable:
      return "–";
    case State::nothing_yet:
    case State::left_out:
      return "·";
    case State::waiting:
      return "…";
    case State::stale:
    case State::missing:
      return "○";
  }
  return "";
}

std::string state_words(const Guided& guided, const Step& step, const StepStanding& own) {
  const auto& attestations = guided.standing.standing.attestations;
  const auto said = [&]() -> std::string {
    return own.attestation ? assurance::who_said(attestations[*own.attestation]) : std::string();
  };
  // Written by hand, without what it speaks of: nothing can tell when that changes.
  const bool rootless = own.attestation && step.attest && !step.attest->about.empty() &&
                        attestations[*own.attestation].of.empty();
  const std::string stays =
      rootless ? fmt::format(
                     "; it stays whatever changes, until it is said by `wardround next "
                     "--attest {}`",
                     step.id)
               : std::string();
  switch (own.state) {
    case State::done:
      return "done";
    case State::attested:
      return fmt::format("attested by {}{}{}", said(),
                         own.due ? ", until " + to_string(*own.due) : std::string(), stays);
    case State::not_applicable:
      return fmt::format("does not apply, says {}: {}{}", said(), own.because, stays);
    case State::nothing_yet:
      return "nothing to look at yet";
    case State::left_out:
      return "left out: " + own.because;
    case State::waiting:
      return "waits for an answer";
    case State::stale:
      return fmt::format("attested by {}, {}", said(), assurance::stale_words(own));
    case State::missing:
      break;
  }
  if (own.misses.empty())
    return "nobody has said so yet" + (step.attest ? ": " + step.attest->statement : "");
  return counted(own.misses.size(), "thing is missing", "things are missing");
}

std::string state_text(const Guide& guide, const Guided& guided, std::size_t step) {
  const StepStanding& own = guided.standing.standing.steps[step];
  std::string text = state_words(guided, guide.playbook.steps[step], own);
  if (own.comes_after)
    text += fmt::format("; after \"{}\"", guide.playbook.steps[*own.comes_after].title);
  return text;
}

}  // namespace

std::optional<std::size_t> best_model(const Guide& guide) {
  std::optional<std::size_t> best;
  for (std::size_t i = 0; i < guide.models.size(); ++i) {
    const auto& mine = guide.models[i].standing.actions;
    if (mine.empty()) continue;
    if (!best) {
      best = i;
      continue;
    }
    const Action& other = guide.models[*best].standing.actions.front();
    const Action& own = mine.front();
    if (uint64_t{own.harm} * other.minutes > uint64_t{other.harm} * own.minutes) best = i;
  }
  return best;
}

Outline next_outline(const Guide& guide) {
  Outline out;
  const auto best = best_model(guide);
  if (!best) {
    for (const Guided& guided : guide.models) done(out, guided, guide.playbook);
    return out;
  }
  const Guided& guided = guide.models[*best];
  const auto& standing = guided.standing.standing;
  const Action& action = guided.standing.actions.front();
  const Step& step = guide.playbook.steps[action.step];
  const Tally tally(standing.steps);
  out.heading(system_name(guided.view),
              fmt::format("{} of {} done", tally.settled(), counted(tally.asked(), "step")));
  out.sentence(step.title);
  out.item("", action.text);
  out.detail("where", place(guided.view, action.span));
  if (action.miss) {
    const Miss& miss = standing.steps[action.step].misses[*action.miss];
    if (miss.about) {
      for (const auto& [label, text] : miss.about(guided.look)) out.detail(label, text);
    }
  }
  if (const StepStanding& own = standing.steps[action.step]; own.state == State::stale)
    out.detail("again", state_words(guided, step, own));
  out.detail("why", step.purpose);
  out.detail("first", why_first(guided, action, things_later(guide, guided)));
  const auto ways = ways_of(guided.look, guide.playbook, standing, action);
  for (std::size_t i = 0; i < ways.size(); ++i) {
    out.heading(i == 0 ? "Next: " + ways[i].says : "or " + ways[i].says);
    out.command(command_line(ways[i], guided.view.argument));
    places(out, ways[i]);
  }
  return out;
}

Outline standing_outline(const Guide& guide, bool all) {
  Outline out;
  for (const Guided& guided : guide.models) {
    const auto& standing = guided.standing.standing;
    const Tally tally(standing.steps);
    out.heading(system_name(guided.view),
                fmt::format("{} of {} done", tally.settled(), counted(tally.asked(), "step")));
    out.sentence(fmt::format("{}, depth {}: {}.", titles(guide.playbook),
                             assurance::name(standing.tier.depth), standing.tier.reasons[0].text));
    for (int question = 1; question <= 4; ++question) {
      bool any = false;
      for (std::size_t s = 0; s < guide.playbook.steps.size(); ++s) {
        const Step& step = guide.playbook.steps[s];
        if (step.question != question) continue;
        if (!any) out.heading(std::string(kQuestions[static_cast<std::size_t>(question) - 1]));
        any = true;
        const StepStanding& own = standing.steps[s];
        out.item(std::string(mark(own.state)),
                 fmt::format("{}: {}", step.title, state_text(guide, guided, s)));
        std::size_t shown = 0;
        for (const Miss& miss : own.misses) {
          if (++shown > kShownMisses && !all) break;
          const std::string where = place(guided.view, miss.span);
          out.detail("", fmt::format("{}{}{}", miss.text, where.empty() ? "" : ", " + where,
                                     miss.waits_for.empty() ? "" : "; asked " + miss.waits_for));
        }
        if (own.misses.size() > kShownMisses && !all)
          out.detail("", fmt::format("and {} more", own.misses.size() - kShownMisses));
        for (const std::size_t settled : own.settled) {
          const auto& one = standing.attestations[settled];
          out.detail("", fmt::format("`{}` does not apply, says {} ({}): {}", one.key, one.by,
                                     one.role, one.because));
        }
      }
    }
  }
  return out;
}

Outline plan_outline(const Guide& guide) {
  Outline out;
  for (const Guided& guided : guide.models) {
    const auto& standing = guided.standing.standing;
    out.heading(fmt::format("Plan for {}", system_name(guided.view)));
    out.sentence(fmt::format("Method: {}. Depth: {}, because:", titles(guide.playbook),
                             assurance::name(standing.tier.depth)));
    for (const assurance::TierReason& reason : standing.tier.reasons) {
      const std::string where = place(guided.view, reason.span);
      out.item("", reason.text + (where.empty() ? "" : ", " + where));
    }
    out.sentence(fmt::format("A round at least every {}; the next is due on {}.",
                             counted(static_cast<std::size_t>(standing.cadence), "day"),
                             to_string(standing.next_round)));
    const risk::Policy& policy = guided.view.policy;
    out.sentence(fmt::format(
        "A pull request fails at a new risk that is {} or worse and undecided.",
        policy.fail_on ? risk::name(*policy.fail_on) : std::string_view("beyond any word")));
    for (int question = 1; question <= 4; ++question) {
      std::vector<std::vector<std::string>> rows;
      unsigned total = 0;
      for (std::size_t s = 0; s < guide.playbook.steps.size(); ++s) {
        const Step& step = guide.playbook.steps[s];
        if (step.question != question || standing.steps[s].state == State::left_out) continue;
        if (!is_done(standing.steps[s].state)) total += step.minutes;
        const std::string every =
            step.attest && step.attest->every > 0
                ? fmt::format(" (again after {})",
                              counted(static_cast<std::size_t>(step.attest->every), "day"))
                : std::string();
        rows.push_back({step.role, fmt::format("{} min", step.minutes),
                        std::string(assurance::name(standing.steps[s].state)),
                        fmt::format("{}. Done when: {}{}", step.title, step.done_when, every)});
      }
      if (rows.empty()) continue;
      out.heading(std::string(kQuestions[static_cast<std::size_t>(question) - 1]),
                  total == 0 ? "nothing is left to do" : fmt::format("{} min left", total));
      out.table({"role", "time", "state", "activity"}, std::move(rows));
    }
    std::vector<std::vector<std::string>> left;
    for (std::size_t s = 0; s < guide.playbook.steps.size(); ++s) {
      if (standing.steps[s].state == State::left_out)
        left.push_back({guide.playbook.steps[s].title, standing.steps[s].because});
    }
    if (left.empty()) continue;
    out.heading("Left out");
    for (const auto& one : left) out.item("", fmt::format("{}: {}", one[0], one[1]));
  }
  return out;
}

Outline sr2_outline(const Guide& guide) {
  Outline out;
  for (const Guided& guided : guide.models) {
    const auto rows = assurance::sr2_matrix(guided.look, guided.standing.standing.attestations);
    const auto gaps = std::ranges::count(rows, assurance::Shown::gap, &assurance::Sr2Row::shown);
    out.heading(fmt::format("{}: IEC 62443-4-1 SR-2", system_name(guided.view)),
                gaps == 0 ? "no gap" : counted(static_cast<std::size_t>(gaps), "gap"));
    std::vector<std::vector<std::string>> cells;
    for (const assurance::Sr2Row& row : rows) {
      std::string where;
      for (const diag::Span span : row.where) {
        if (const std::string one = place(guided.view, span); !one.empty())
          where += (where.empty() ? "" : ", ") + one;
      }
      // What is counted may be called as the item is: "processes: 3".
      const std::string item = fmt::format("{}: ", row.item->title);
      cells.push_back({std::string(row.item->id), std::string(assurance::name(row.shown)),
                       fmt::format("{}{}{}", row.text.starts_with(item) ? "" : item, row.text,
                                   where.empty() ? "" : " [" + where + "]")});
    }
    out.table({"item", "shown", "what"}, std::move(cells));
  }
  return out;
}

}  // namespace wardround::report
