// What people say about a step of the playbook: that it is done, or that it does not apply here,
// and why. It stands under `attestations:` in the file of decisions, by the step's id or by
// `step@key` for one thing that its check misses.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "assurance/playbook.h"
#include "assurance/spoken.h"
#include "base/result.h"
#include "treatment/decision.h"

namespace wardround::assurance {

struct Attestation {
  std::string key;  // "outsider-understands", "debug-ports@pump"
  std::string by, role;
  std::optional<Date> on;
  std::string note;
  bool not_applicable = false;
  std::string because;   // not_applicable: why
  std::vector<Part> of;  // what it speaks of, as it stood then; empty: it holds whatever changes
  diag::Span span;       // its key

  [[nodiscard]] std::string_view step() const {
    return std::string_view(key).substr(0, key.find('@'));
  }
};

// "Ann Lee (QA) on 2026-11-28".
[[nodiscard]] std::string who_said(const Attestation& attestation);

// Every mistake is reported. What names nobody, or does not say why, counts for nothing and is left
// out. Sorted by key. `extra`: further ids that attestations may speak of.
[[nodiscard]] std::vector<Attestation> read_attestations(const treatment::Decisions& decisions,
                                                         const Playbook& playbook,
                                                         const std::vector<std::string_view>& extra,
                                                         const diag::Sources& sources,
                                                         diag::Diagnostics& diagnostics);

// The text of a decisions file with this attestation, in place of one with the same key. Every byte
// outside that entry stays.
[[nodiscard]] Result<std::string> with_attestation(std::string_view text,
                                                   const Attestation& attestation);

}  // namespace wardround::assurance
