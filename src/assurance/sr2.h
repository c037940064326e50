// What a threat model must hold by IEC 62443-4-1, SR-2, item by item, and what shows it: worked out
// from the model, said by somebody, or a gap. The wording is our own.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "assurance/attestation.h"
#include "assurance/check.h"

namespace wardround::assurance {

enum class Shown : uint8_t { present, attested, not_applicable, gap };
[[nodiscard]] std::string_view name(Shown shown);

struct Sr2Item {
  std::string_view id;     // "a" … "m", "review", "periodic", "issues"
  std::string_view title;  // what has to be there
};
[[nodiscard]] std::span<const Sr2Item> sr2_items();
// "sr2-a": what an attestation about an item is kept under.
[[nodiscard]] std::vector<std::string_view> sr2_keys();
// What an attestation of such a key speaks of: words of spoken.h; none for what no change of a
// project bears on.
[[nodiscard]] std::vector<std::string> sr2_about(std::string_view key);

struct Sr2Row {
  const Sr2Item* item = nullptr;
  Shown shown = Shown::gap;
  std::string text;  // what is there, who said so, or what is missing; names in backticks
  std::vector<diag::Span> where;  // at most kSr2Places
  std::vector<Miss> misses;       // of the checks behind it
};
inline constexpr std::size_t kSr2Places = 3;

// By item. `attestations`: sorted by key.
[[nodiscard]] std::vector<Sr2Row> sr2_matrix(const Look& look,
                                             const std::vector<Attestation>& attestations);

}  // namespace wardround::assurance
