// For tests only: trees compared node by node.
#pragma once

#include <string>

#include "fmt/format.h"
#include "text/tree.h"

namespace wardround::text {

// The first node that differs, or "".
[[nodiscard]] inline std::string difference(const Tree& a, const Tree& b) {
  if (a.size() != b.size()) return fmt::format("{} nodes against {}", a.size(), b.size());
  if (a.root() != b.root()) return "another root";
  for (std::size_t i = 0; i < a.size(); ++i) {
    const NodeId id(i);
    const Node& one = a[id];
    const Node& other = b[id];
    const bool same = one.shape == other.shape && one.style == other.style &&
                      one.aliased == other.aliased && one.span == other.span &&
                      one.key_span == other.key_span && a.key(id) == b.key(id) &&
                      a.scalar(id) == b.scalar(id) && one.count == other.count;
    if (!same) return fmt::format("node {} at {}", i, one.span.begin);
    for (std::size_t child = 0; child < one.count; ++child) {
      if (a.child(id, child) != b.child(id, child)) return fmt::format("entries of node {}", i);
    }
  }
  return "";
}

}  // namespace wardround::text
