#include "text/merge_value.h"

namespace wardround::text {

// As deep as the tree, which the parser limits.
MergeValue value_of(const Tree& tree, NodeId id) {
  MergeValue value;
  value.shape = tree[id].shape;
  if (value.shape == Shape::scalar) {
    value.text = tree.scalar(id);
    value.type = core_type(tree, id);
  }
  for (const NodeId child : tree.children(id)) {
    if (value.shape == Shape::mapping) {
      value.entries.emplace(tree.key(child), value_of(tree, child));
    } else {
      value.items.push_back(value_of(tree, child));
    }
  }
  return value;
}

bool has_value(const Tree& tree, NodeId id, const MergeValue& value) {
  if (!id.valid()) return value.empty() && value.shape != Shape::scalar;
  if (tree[id].shape != value.shape) return false;
  if (value.shape == Shape::scalar)
    return tree.scalar(id) == value.text && core_type(tree, id) == value.type;
  if (tree[id].count != value.entries.size() + value.items.size()) return false;
  std::size_t at = 0;
  for (const NodeId child : tree.children(id)) {
    if (value.shape == Shape::sequence) {
      if (!has_value(tree, child, value.items[at++])) return false;
      continue;
    }
    const auto found = value.entries.find(std::string(tree.key(child)));
    if (found == value.entries.end() || !has_value(tree, child, found->second)) return false;
  }
  return true;
}

}  // namespace wardround::text
