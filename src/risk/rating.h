// How bad is a finding? Exploitability × severity of what it leads to, as a risk word, in three
// columns: what the plan promises, what is claimed to be built, what evidence shows.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "risk/harm.h"
#include "risk/policy.h"
#include "threats/exploitability.h"

namespace wardround::risk {

struct Rating {
  bool attacker = true;  // false: a fault of the design, which is taken to occur
  // Before controls, with implemented ones, with planned ones too.
  threats::Exploitability inherent = threats::Exploitability::very_high;
  threats::Exploitability claimed = threats::Exploitability::very_high;
  threats::Exploitability target = threats::Exploitability::very_high;
  Word word = Word::urgent;  // before any control
  // Residual risk; none: cleared. Decisions to accept or transfer never lower it. What evidence
  // shows (treatment/) is never less than `claimed`.
  std::optional<Word> claimed_word, target_word, verified_word;
};

// By finding, in the order of `result.findings`. `verified_word` is the risk before any control
// until evidence says more.
[[nodiscard]] std::vector<Rating> rate(const catalog::Catalog& catalog, const model::Model& model,
                                       const threats::Result& result,
                                       const std::vector<Reach>& reach, const Policy& policy);

// The least exploitability of a finding, for a reason that the model does not know.
struct Floor {
  std::size_t finding = 0;
  threats::Exploitability level = threats::Exploitability::very_low;
  std::size_t report = 0;  // why: into what the caller has
};
// Raises ratings to their floors, and lowers none: the level before controls, and the claimed one,
// for what is built did not stop it. Only what is planned beyond that takes its levels from the
// floor. Findings without an attacker have no level to raise.
void raise_to_floors(const threats::Result& result, const std::vector<Floor>& floors,
                     const std::vector<Reach>& reach, const Policy& policy,
                     std::vector<Rating>& ratings);

// How a rating came about, one step a line: the attacker's position, what lowers and raises it,
// the harm, the word.
struct Derivation {
  std::vector<threats::ExploitabilityStep> exploitability;  // empty: no attacker
  std::string severity;                                     // "catastrophic: missed-stroke, …"
  std::string weakened;  // what controls take away; empty: nothing
};
[[nodiscard]] Derivation derive(const catalog::Catalog& catalog, const model::Model& model,
                                const threats::Finding& finding, const Reach& reach,
                                const Rating& rating, const Policy& policy);

// Has a residual risk to talk about: open, and rated. Rollup of several: the worst, never a mean.
[[nodiscard]] std::optional<Word> worst(const std::vector<Rating>& ratings);

// The greatest life, and what it takes, of accepting a finding.
[[nodiscard]] Acceptance acceptance_of(const Policy& policy, const Rating& rating,
                                       const Reach& reach);
// "a benefit-risk analysis and approval by risk-management or management, at most 180 days".
[[nodiscard]] std::string needs_text(const Policy& policy, const Rating& rating,
                                     const Reach& reach);

}  // namespace wardround::risk
