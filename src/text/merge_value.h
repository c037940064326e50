// Inside of merge: the value that a merged text must have.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "text/tree.h"

namespace wardround::text {

struct MergeValue {
  Shape shape = Shape::scalar;
  bool absent = false;  // the entry does not stand in the result
  std::string text;     // scalars: decoded
  Scalar type = Scalar::string;
  std::map<std::string, MergeValue> entries;
  std::vector<MergeValue> items;

  [[nodiscard]] bool empty() const { return entries.empty() && items.empty(); }
};

[[nodiscard]] MergeValue value_of(const Tree& tree, NodeId id);
[[nodiscard]] bool has_value(const Tree& tree, NodeId id, const MergeValue& value);

}  // namespace wardround::text
