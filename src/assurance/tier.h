// How deep a team has to go: what can happen to a patient, how the device can be reached, in which
// class it is. The table stands in docs/reference/playbook.md.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "catalog/catalog.h"
#include "model/model.h"

namespace wardround::assurance {

enum class Depth : uint8_t { basic, standard, deep };
inline constexpr std::string_view kDepthWords[] = {"basic", "standard", "deep"};
[[nodiscard]] inline std::string_view name(Depth depth) {
  return kDepthWords[static_cast<std::size_t>(depth)];
}

struct TierReason {
  Depth depth = Depth::basic;  // that it asks for
  std::string text;            // a sentence without its full stop; names in backticks
  diag::Span span;             // where the model says so; may be nowhere
};
struct Tier {
  Depth depth = Depth::basic;
  std::vector<TierReason> reasons;  // those that ask for this depth; never empty
};

// What is not known counts at its worst.
[[nodiscard]] Tier tier_of(const catalog::Catalog& catalog, const model::Model& model);
// Days between two rounds where the project does not say.
[[nodiscard]] int usual_cadence(Depth depth);

}  // namespace wardround::assurance
