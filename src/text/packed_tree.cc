// The bytes: the version, then numbers: nodes, entries, root + 1; each node; each entry; then the
// arena up to the end.
// What mostly grows from node to node (where it stands in its text and in the arena) is the
// distance to what came before.
#include "text/packed_tree.h"

#include "base/result.h"
#include "text/packed_bytes.h"

namespace wardround::text {
namespace {

constexpr char kVersion = 1;
constexpr uint32_t kStyleShift = 2;
constexpr uint32_t kAliased = 1u << 5;
constexpr uint32_t kKeyed = 1u << 6;
static_assert(static_cast<uint32_t>(Style::block) < (kAliased >> kStyleShift));

// Small distances in either direction are small numbers.
uint32_t fold(uint32_t distance) {
  return (distance << 1) ^ ((distance >> 31) != 0 ? ~0u : 0u);
}
uint32_t unfold(uint32_t number) {
  return (number >> 1) ^ ((number & 1) != 0 ? ~0u : 0u);
}

class TreePacker : public Packer {
 public:
  using Packer::Packer;
  void distance(uint32_t value, uint32_t before) { number(fold(value - before)); }
};

class TreeUnpacker : public Unpacker {
 public:
  using Unpacker::Unpacker;
  uint32_t number() { return static_cast<uint32_t>(Unpacker::number()); }
  uint32_t distance(uint32_t before) { return before + unfold(number()); }
};

// Where the node before ended its distances.
struct Reached {
  uint32_t text = 0;
  uint32_t arena = 0;
};

void pack_node(TreePacker& out, const Node& node, Reached& at) {
  const bool keyed = node.key_span.valid();
  out.number(static_cast<uint32_t>(node.shape) | static_cast<uint32_t>(node.style) << kStyleShift |
             (node.aliased ? kAliased : 0) | (keyed ? kKeyed : 0));
  if (keyed) {
    out.distance(node.key_span.begin, at.text);
    out.distance(node.key_span.end, node.key_span.begin);
    out.distance(node.key, at.arena);
    out.number(node.key_size);
    at = {node.key_span.end, node.key + node.key_size};
  }
  out.distance(node.span.begin, at.text);
  out.distance(node.span.end, node.span.begin);
  at.text = node.span.begin;
  if (node.shape == Shape::scalar) {
    out.distance(node.text, at.arena);
    out.number(node.text_size);
    at.arena = node.text + node.text_size;
  } else {
    out.number(node.first);
    out.number(node.count);
  }
}

void unpack_node(TreeUnpacker& in, Node& node, Reached& at, diag::SourceId source) {
  const uint32_t head = in.number();
  node.shape = static_cast<Shape>(head & ((1u << kStyleShift) - 1));
  node.style = static_cast<Style>((head & (kAliased - 1)) >> kStyleShift);
  node.aliased = (head & kAliased) != 0;
  if ((head & kKeyed) != 0) {
    node.key_span.source = source;
    node.key_span.begin = in.distance(at.text);
    node.key_span.end = in.distance(node.key_span.begin);
    node.key = in.distance(at.arena);
    node.key_size = in.number();
    at = {node.key_span.end, node.key + node.key_size};
  }
  node.span.source = source;
  node.span.begin = in.distance(at.text);
  node.span.end = in.distance(node.span.begin);
  at.text = node.span.begin;
  if (node.shape == Shape::scalar) {
    node.text = in.distance(at.arena);
    node.text_size = in.number();
    at.arena = node.text + node.text_size;
  } else {
    node.first = in.number();
    node.count = in.number();
  }
}

}  // namespace

class TreePacking {
 public:
  static std::string pack(const Tree& tree) {
    std::string bytes(1, kVersion);
    TreePacker out(bytes);
    out.number(static_cast<uint32_t>(tree.nodes_.size()));
    out.number(static_cast<uint32_t>(tree.children_.size()));
    out.number(tree.root_.value + 1);
    Reached at;
    for (const Node& node : tree.nodes_) pack_node(out, node, at);
    for (const NodeId child : tree.children_) out.number(child.value);
    return bytes + tree.arena_;
  }

  static Tree unpack(std::string_view bytes, diag::SourceId source) {
    WARDROUND_CHECK(!bytes.empty() && bytes.front() == kVersion);
    TreeUnpacker in(bytes.substr(1));
    Tree tree;
    tree.nodes_.resize(in.number());
    tree.children_.resize(in.number());
    tree.root_.value = in.number() - 1;
    Reached at;
    for (Node& node : tree.nodes_) unpack_node(in, node, at, source);
    for (NodeId& child : tree.children_) child.value = in.number();
    tree.arena_ = in.rest();
    return tree;
  }
};

std::string pack_tree(const Tree& tree) {
  return TreePacking::pack(tree);
}

Tree unpack_tree(std::string_view bytes, diag::SourceId source) {
  return TreePacking::unpack(bytes, source);
}

}  // namespace wardround::text
