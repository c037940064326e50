// Where a team stands in its playbook: what each step has, misses, waits for; and the one thing to
// do next, the most harm settled in a minute.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "assurance/attestation.h"

namespace wardround::assurance {

enum class State : uint8_t {
  done,            // its check misses nothing; nobody needs to say so
  attested,        // somebody said so, and that counts still
  not_applicable,  // somebody said why it does not apply
  nothing_yet,     // what its check speaks of is not there yet
  left_out,        // by the project, or because the device does not ask for this depth
  waiting,         // somebody was asked, and the day has not come
  stale,           // what somebody said is too old, or what it speaks of has changed
  missing,
};
[[nodiscard]] std::string_view name(State state);
// Nothing to do there today.
[[nodiscard]] inline bool is_settled(State state) {
  return state < State::waiting;
}

struct StepStanding {
  State state = State::missing;
  std::vector<Miss> misses;                // in the order of the check; without what was settled
  std::vector<std::size_t> settled;        // attestations that say of a miss that it does not apply
  std::optional<std::size_t> attestation;  // of the step itself
  std::optional<Date> due;                 // when what was attested grows stale
  std::vector<std::string> changed;        // stale: what is not as it was when it was said
  std::string because;                     // left_out, not_applicable: why
  std::optional<std::size_t> comes_after;  // a step with something to do today that it needs
};

// Why it counts no more: "too long ago", "and since then `sync` changed, `hub` is new".
[[nodiscard]] std::string stale_words(const StepStanding& standing);

struct Standing {
  Tier tier;
  std::vector<Attestation> attestations;
  std::vector<StepStanding> steps;  // by step of the playbook
  Stakes stakes;
  int cadence = 0;  // days
  Date next_round;  // a cadence after the last round, or after today if there was none
};

[[nodiscard]] Standing stand(const Look& look, const Playbook& playbook,
                             std::vector<Attestation> attestations);

// One thing to do.
struct Action {
  std::size_t step = 0;             // into the playbook
  std::optional<std::size_t> miss;  // into the standing of the step; none: to attest
  std::string id;                   // "high-value-flows@sync.on_error", "outsider-understands"
  std::string text;                 // a sentence without its full stop; names in backticks
  diag::Span span;                  // may be nowhere
  unsigned minutes = 1, harm = 1;   // `harm` weighs what it settles
};
// Everything that could be done today, the best first: harm by minute, then the order of the
// playbook, then id. What comes after something else is not among it.
[[nodiscard]] std::vector<Action> actions(const Look& look, const Playbook& playbook,
                                          const Standing& standing);
// How to do it: the best way first, and last, where people may say so, that it does not apply.
[[nodiscard]] std::vector<Way> ways_of(const Look& look, const Playbook& playbook,
                                       const Standing& standing, const Action& action);

}  // namespace wardround::assurance
