// Which decision speaks about which finding, and whether it counts today. Precedence: a decision on
// the finding itself, then on its weakness wherever it is, then on a pattern; among equals the one
// with more letters spelled out, then by target. A wide decision counts only for the findings that
// it was made for (`matched`); later ones are proposals. Decisions on an id that stands behind a
// finding (`also`) speak of the finding. The order of decisions in their file never matters.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "risk/rating.h"
#include "treatment/grounds.h"

namespace wardround::treatment {

// Where a decision stands today.
enum class Standing : uint8_t {
  holds,
  incomplete,  // something that makes it one is missing; it decides nothing yet
  proposed,    // a wide decision that was not made for this finding
  expired,
  stale,  // a fact that it rested on has changed, or the risk has grown
};
[[nodiscard]] std::string_view name(Standing standing);

struct Verdict {
  std::size_t decision = 0;  // into Decisions::all
  Standing standing = Standing::holds;
  std::vector<std::string> because;  // why it does not hold: sentences
};

// What is decided about one finding. Declared controls are the decision to mitigate: `planned` and
// cleared findings need no entry.
struct Treated {
  std::optional<Verdict> verdict;
  bool by_controls = false;  // a control that clears it is planned or built
  // Nothing more to decide today.
  [[nodiscard]] bool decided() const {
    return by_controls || (verdict && verdict->standing == Standing::holds);
  }
};

// Is a risk accepted or transferred by a decision that holds?
[[nodiscard]] bool is_answered(const Decisions& decisions, const Treated& treated);

struct Judged {
  std::vector<Treated> findings;  // by finding
  std::vector<std::size_t> idle;  // decisions that speak of no finding, ascending
};

struct Case {  // everything that a decision is judged by
  const catalog::Catalog& catalog;
  const model::Model& model;
  const threats::Result& result;
  const std::vector<risk::Reach>& reach;
  const std::vector<risk::Rating>& ratings;
  const risk::Policy& policy;
  Date today;
};

[[nodiscard]] Judged judge(const Case& given, const Decisions& decisions,
                           diag::Diagnostics& diagnostics);

// What a decision of this disposition lacks to count for a finding; empty: nothing.
[[nodiscard]] std::vector<std::string> lacks(const Case& given, std::size_t finding,
                                             const Decision& decision);

// A phrase in `text` that hands a risk to somebody without telling him ("must be on a secure
// network"); empty if there is none.
[[nodiscard]] std::string_view vague_phrase(std::string_view text);

}  // namespace wardround::treatment
