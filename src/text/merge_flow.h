// Inside of merge: values in flow style, `{type: app, stores: [a, b]}`.
#pragma once

#include <optional>
#include <string>

#include "text/merge_document.h"
#include "text/merge_value.h"

namespace wardround::text {

struct FlowSide {
  const MergeDocument& document;
  NodeId node;
};
struct FlowMerge {
  std::string text;  // in place of our value
  MergeValue value;
};
// Our value with what theirs changed since the base: mappings by key, lists of scalars as sets in
// order. Nothing where both changed the same, or where it cannot be written into ours.
[[nodiscard]] std::optional<FlowMerge> merge_flow(const FlowSide& base, const FlowSide& ours,
                                                  const FlowSide& theirs);

}  // namespace wardround::text
