// Reading access to a tree.
#include "text/tree.h"

#include "base/result.h"

namespace wardround::text {

std::string_view Tree::scalar(NodeId id) const {
  const Node& node = (*this)[id];
  return std::string_view(arena_).substr(node.text, node.text_size);
}

std::string_view Tree::key(NodeId id) const {
  const Node& node = (*this)[id];
  return std::string_view(arena_).substr(node.key, node.key_size);
}

NodeId Tree::child(NodeId id, std::size_t index) const {
  const Node& node = (*this)[id];
  WARDROUND_CHECK(index < node.count);
  return children_[node.first + index];
}

NodeId Tree::find(NodeId mapping, std::string_view key) const {
  if (!mapping.valid() || (*this)[mapping].shape != Shape::mapping) return {};
  for (const NodeId entry : children(mapping)) {
    if (this->key(entry) == key) return entry;
  }
  return {};
}

Tree::Range Tree::children(NodeId id) const {
  const Node& node = (*this)[id];
  const NodeId* const first = children_.data() + node.first;
  return {first, first + node.count};
}

}  // namespace wardround::text
