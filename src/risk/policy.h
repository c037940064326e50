// The risk policy of a project: data in `wardround.yaml`, under `policy:`, with a default whose
// reasons stand in docs/reference/risk.md. Risk is exploitability × severity of harm; its words are
// urgent, high, medium, low and never those of ISO 14971's severities.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "catalog/view.h"
#include "model/model.h"
#include "threats/exploitability.h"

namespace wardround::risk {

enum class Word : uint8_t { low, medium, high, urgent };
inline constexpr std::size_t kWords = 4;
[[nodiscard]] std::string_view name(Word word);
[[nodiscard]] std::optional<Word> parse_word(std::string_view text);

// By model::Severity: negligible, minor, serious, critical, catastrophic.
using BySeverity = std::array<Word, 5>;

// What a decision to accept a risk of this word needs.
enum class Acceptance : uint8_t {
  reason,        // a reason will do
  benefit_risk,  // and an analysis of benefit against risk (ISO 14971:2019, 7.4)
  never,         // it cannot be accepted
};
[[nodiscard]] std::string_view name(Acceptance acceptance);

struct Policy {
  threats::ExploitabilityPolicy exploitability;
  // By threats::Exploitability. Never falls when either grows; a death stays high at least, for
  // exploitability is an estimate that only grows over a device's life.
  std::array<BySeverity, threats::kExploitabilities> risk{{
      {Word::low, Word::low, Word::low, Word::medium, Word::high},
      {Word::low, Word::low, Word::medium, Word::high, Word::high},
      {Word::low, Word::low, Word::medium, Word::high, Word::urgent},
      {Word::low, Word::medium, Word::high, Word::urgent, Word::urgent},
      {Word::low, Word::medium, Word::high, Word::urgent, Word::urgent},
  }};
  // Faults of the design: taken to occur (IEC 62304:2006, 4.3), so severity alone decides.
  BySeverity safety_design{Word::low, Word::medium, Word::high, Word::urgent, Word::urgent};
  // Severity of what is lost where no patient is harmed: data of a type (the first that fits), a
  // credential, anything else.
  std::vector<std::pair<std::string, model::Severity>> privacy{
      {"phi", model::Severity::serious}, {"personal", model::Severity::minor}};
  model::Severity credential = model::Severity::serious;
  model::Severity business = model::Severity::minor;
  // Loss of integrity or availability that leads to no named harm while some function or data of
  // its subject has no hazardous situation: a missing link is no low rank.
  model::Severity unlinked = model::Severity::serious;
  // By Word; the second row for harms that can reach several patients by one cause.
  std::array<Acceptance, kWords> accept{Acceptance::reason, Acceptance::reason,
                                        Acceptance::benefit_risk, Acceptance::never};
  std::array<Acceptance, kWords> accept_multi_patient{Acceptance::reason, Acceptance::benefit_risk,
                                                      Acceptance::never, Acceptance::never};
  // Roles that may approve the acceptance of a risk of this word.
  std::array<std::vector<std::string>, kWords> authority{{
      {"product-security", "risk-management", "management"},
      {"product-security", "risk-management", "management"},
      {"risk-management", "management"},
      {"management"},
  }};
  // The longest life of an acceptance, in days, by Word.
  std::array<int, kWords> expires_within{730, 365, 180, 30};
  // The least risk that fails the gate of a pull request; none: nothing does.
  std::optional<Word> fail_on = Word::high;
};

[[nodiscard]] inline Word risk_of(const Policy& policy, threats::Exploitability exploitability,
                                  model::Severity severity) {
  return policy.risk[static_cast<std::size_t>(exploitability)][static_cast<std::size_t>(severity)];
}

// The policy that `value` (what stands under `policy:`; invalid: nothing) makes of the default.
// Every mistake is reported; what is wrong keeps the default.
[[nodiscard]] Policy read_policy(catalog::View value, const lang::Vocabulary& vocabulary,
                                 diag::Diagnostics& diagnostics);

}  // namespace wardround::risk
