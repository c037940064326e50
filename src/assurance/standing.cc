#include "assurance/standing.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <tuple>

#include "assurance/spoken.h"
#include "lang/interpreter.h"

namespace wardround::assurance {
namespace {

constexpr std::array<std::string_view, 8> kStates{
    "done", "attested", "not-applicable", "nothing-yet", "left-out", "waiting", "stale", "missing"};

// Nobody was asked about it, or the day is past.
bool is_open(const Miss& miss) {
  return miss.waits_for.empty();
}

std::vector<Miss> misses_of(const Look& look, const Every& every, unsigned minutes) {
  std::vector<Miss> misses;
  const model::Model& model = look.model();
  const lang::World world{&look.catalog().vocabulary, &model.universe, lang::Typical::as_unknown,
                          nullptr};
  for (std::size_t i = 0; i < model.subjects.size(); ++i) {
    const SubjectId subject(i);
    if (model[subject].kind != every.on) continue;
    if (every.where && lang::evaluate(world, *every.where, subject) == lang::Truth::no) continue;
    if (every.holds && lang::evaluate(world, *every.holds, subject) == lang::Truth::yes) continue;
    Miss miss;
    miss.subject = subject;
    miss.key = model[subject].id;
    miss.span = model[subject].span;
    if (every.missing) miss.text = lang::fill(world, *every.missing, subject);
    if (miss.text.ends_with('.')) miss.text.pop_back();
    miss.minutes = std::max(1u, std::min(minutes, 5u));
    if (!every.answer.empty()) {
      miss.key += "." + every.answer;
      miss.ways = [subject, field = every.answer](const Look& now) {
        return answer_ways(now, subject, field);
      };
    }
    misses.push_back(std::move(miss));
  }
  return misses;
}

class Stand {
 public:
  Stand(const Look& look, const Standing& standing) : look_(look), standing_(standing) {}

  StepStanding of(const Step& step) const {
    StepStanding out;
    if (!step.left_out.empty()) {
      out.state = State::left_out;
      out.because = step.left_out;
      return out;
    }
    if (step.tier > standing_.tier.depth) {
      out.state = State::left_out;
      out.because =
          fmt::format("a device of depth {} does not ask for it", name(standing_.tier.depth));
      return out;
    }
    out.attestation = find(step.id);
    if (step.attest && out.attestation && !at(*out.attestation).of.empty()) {
      out.changed = changes(at(*out.attestation).of, stand_of(grounds(), step.attest->about));
    }
    if (out.attestation && at(*out.attestation).not_applicable && out.changed.empty()) {
      out.state = State::not_applicable;
      out.because = at(*out.attestation).because;
      return out;
    }
    std::vector<Miss> all;
    if (step.check != nullptr) all = step.check->misses(look_);
    if (step.every) {
      auto more = misses_of(look_, *step.every, step.minutes);
      std::ranges::move(more, std::back_inserter(all));
    }
    const bool waivable = step.check == nullptr || step.check->waivable;
    for (Miss& miss : all) {
      const auto said = waivable ? find(step.id + "@" + miss.key) : std::nullopt;
      if (said && at(*said).not_applicable) {
        const std::vector<Part>& then = at(*said).of;
        const auto since = then.empty() ? std::vector<std::string>()
                                        : changes(then, stand_of_thing(grounds(), at(*said).key));
        if (since.empty()) {
          out.settled.push_back(*said);
          continue;
        }
        miss.text +=
            fmt::format("; said not to apply by {}, {}", who_said(at(*said)), since_words(since));
      }
      if (miss.harm == 0) miss.harm = standing_.stakes.at(miss.subject);
      out.misses.push_back(std::move(miss));
    }
    out.state = state_of(step, out);
    return out;
  }

 private:
  [[nodiscard]] Grounds grounds() const {
    return {look_.catalog(), look_.model(), look_.decisions, look_.evidence, look_.build};
  }
  [[nodiscard]] const Attestation& at(std::size_t i) const { return standing_.attestations[i]; }
  [[nodiscard]] std::optional<std::size_t> find(const std::string& key) const {
    const auto found = std::ranges::lower_bound(standing_.attestations, key, {}, &Attestation::key);
    if (found == standing_.attestations.end() || found->key != key) return std::nullopt;
    return static_cast<std::size_t>(found - standing_.attestations.begin());
  }

  State state_of(const Step& step, StepStanding& out) const {
    if (std::ranges::any_of(out.misses, is_open)) return State::missing;
    if (step.attest) {
      if (!out.attestation) return State::missing;
      const Date on = at(*out.attestation).on.value_or(Date{});
      if (step.attest->every > 0) {
        out.due = add_days(on, step.attest->every);
        if (*out.due < look_.given.today) return State::stale;
      }
      if (!out.changed.empty()) return State::stale;
    }
    if (!out.misses.empty()) return State::waiting;
    if (step.attest) return State::attested;
    const bool empty = step.check != nullptr && !step.every && step.check->things != nullptr &&
                       step.check->things(look_) == 0;
    return empty ? State::nothing_yet : State::done;
  }

  const Look& look_;
  const Standing& standing_;
};

// Is there something to do about it today, sooner or later?
bool is_busy(const Step& step, const StepStanding& own) {
  if (is_settled(own.state)) return false;
  const bool said = own.attestation && own.state != State::stale;
  return (step.attest && !said) || std::ranges::any_of(own.misses, is_open);
}

// What only people can say is not asked where nothing that it comes after is there; and what comes
// after something else waits for that.
void connect(const Playbook& playbook, std::vector<StepStanding>& all) {
  for (const std::size_t s : playbook.order) {
    const Step& step = playbook.steps[s];
    StepStanding& own = all[s];
    if (step.needs.empty() || is_settled(own.state)) continue;
    const auto is_absent = [&](std::size_t need) {
      return all[need].state == State::not_applicable || all[need].state == State::nothing_yet ||
             all[need].state == State::left_out;
    };
    const bool said_only = step.check == nullptr && !step.every;
    if (said_only && std::ranges::all_of(step.needs, is_absent)) {
      own.state = State::nothing_yet;
      continue;
    }
    const auto first = std::ranges::find_if(
        step.needs, [&](std::size_t need) { return is_busy(playbook.steps[need], all[need]); });
    if (first != step.needs.end()) own.comes_after = *first;
  }
}

}  // namespace

std::string_view name(State state) {
  return kStates[static_cast<std::size_t>(state)];
}

std::string stale_words(const StepStanding& standing) {
  return standing.changed.empty() ? "too long ago" : since_words(standing.changed);
}

Standing stand(const Look& look, const Playbook& playbook, std::vector<Attestation> attestations) {
  Standing standing;
  standing.tier = tier_of(look.catalog(), look.model());
  standing.attestations = std::move(attestations);
  standing.stakes = stakes_of(look);
  standing.cadence = playbook.cadence.value_or(usual_cadence(standing.tier.depth));
  standing.next_round = add_days(look.last_round.value_or(look.given.today), standing.cadence);
  const Stand of(look, standing);
  for (const Step& step : playbook.steps) standing.steps.push_back(of.of(step));
  connect(playbook, standing.steps);
  return standing;
}

std::vector<Action> actions(const Look&, const Playbook& playbook, const Standing& standing) {
  // The first question at which something is missing: people say that a step is done when what they
  // speak of is there.
  int incomplete = 5;
  for (std::size_t s = 0; s < playbook.steps.size(); ++s) {
    const StepStanding& own = standing.steps[s];
    if (!is_settled(own.state) && !own.comes_after && std::ranges::any_of(own.misses, is_open))
      incomplete = std::min(incomplete, playbook.steps[s].question);
  }
  std::vector<Action> all;
  for (std::size_t s = 0; s < playbook.steps.size(); ++s) {
    const Step& step = playbook.steps[s];
    const StepStanding& own = standing.steps[s];
    if (is_settled(own.state) || own.comes_after) continue;
    for (std::size_t m = 0; m < own.misses.size(); ++m) {
      const Miss& miss = own.misses[m];
      if (!is_open(miss)) continue;
      all.push_back(
          {s, m, step.id + "@" + miss.key, miss.text, miss.span, miss.minutes, miss.harm});
    }
    const bool said = own.attestation && own.state != State::stale;
    if (step.attest && !said && step.question < incomplete)
      all.push_back({s,
                     std::nullopt,
                     step.id,
                     step.attest->statement,
                     {},
                     step.minutes,
                     standing.stakes.whole});
  }
  std::ranges::stable_sort(all, [](const Action& a, const Action& b) {
    // By harm in a minute, without a fraction.
    const uint64_t left = uint64_t{a.harm} * b.minutes, right = uint64_t{b.harm} * a.minutes;
    return std::tie(right, a.step, a.id) < std::tie(left, b.step, b.id);
  });
  return all;
}

std::vector<Way> ways_of(const Look& look, const Playbook& playbook, const Standing& standing,
                         const Action& action) {
  const Step& step = playbook.steps[action.step];
  std::vector<Way> ways;
  if (action.miss) {
    const Miss& miss = standing.steps[action.step].misses[*action.miss];
    if (miss.ways) ways = miss.ways(look);
    if (step.check != nullptr && !step.check->waivable) return ways;
    Way waive =
        way("say why it does not apply here", {"next", "--attest", action.id, "--not-applicable"});
    ask(waive, "--because", "REASON", Takes::text);
    ask_person(waive);
    ways.push_back(std::move(waive));
    return ways;
  }
  Way attest = way("say that it is so", {"next", "--attest", step.id});
  ask_person(attest);
  ask(attest, "--note", "NOTE", Takes::text);
  ways.push_back(std::move(attest));
  return ways;
}

}  // namespace wardround::assurance
