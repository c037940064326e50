// A YAML text as a tree of nodes that know their bytes. Read with libyaml's events; typing is
// YAML 1.2 core and ours. Comments and layout are not in the tree: edits (edit.h) work on the bytes
// of the original text.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/id.h"
#include "diag/diagnostic.h"

namespace wardround::text {

using NodeId = Id<struct NodeTag>;

enum class Shape : uint8_t { scalar, sequence, mapping };
enum class Style : uint8_t { plain, single_quoted, double_quoted, literal, folded, flow, block };

struct Node {
  Shape shape = Shape::scalar;
  Style style = Style::plain;
  diag::Span span;  // the value's own bytes, quotes and brackets included; empty for an empty value
  diag::Span key_span;  // its key's bytes, if it stands in a mapping
  uint32_t first = 0;   // collections: first entry in Tree::children
  uint32_t count = 0;   // collections: number of entries
  uint32_t text = 0;    // scalars: begin of the decoded value in Tree's arena
  uint32_t text_size = 0;
  uint32_t key = 0;  // in a mapping: begin of the decoded key in the arena
  uint32_t key_size = 0;
  bool aliased =
      false;  // reached through an alias: its span lies at the anchor, so edits must refuse it
};

class Tree {
 public:
  [[nodiscard]] const Node& operator[](NodeId id) const { return nodes_[id.index()]; }
  [[nodiscard]] NodeId root() const { return root_; }  // invalid for an empty document
  [[nodiscard]] std::size_t size() const { return nodes_.size(); }
  [[nodiscard]] std::string_view scalar(NodeId id) const;  // decoded value; "" for collections
  [[nodiscard]] std::string_view key(NodeId id) const;     // decoded key; "" outside mappings
  [[nodiscard]] NodeId child(NodeId id, std::size_t index) const;
  [[nodiscard]] NodeId find(NodeId mapping, std::string_view key) const;  // invalid if absent

  struct Range {
    const NodeId* first;
    const NodeId* last;
    const NodeId* begin() const { return first; }
    const NodeId* end() const { return last; }
  };
  [[nodiscard]] Range children(
      NodeId id) const;  // mapping entries are the value nodes, with key and key_span

 private:
  friend class TreeBuilder;
  friend class TreePacking;  // packed_tree.h
  NodeId root_;
  std::vector<Node> nodes_;
  std::vector<NodeId> children_;
  std::string arena_;
};

// Reads one document. Everything wrong is reported; what could be read is in the tree (after a
// syntax error: what stood before it). `node_budget` is what is left of limits::kYamlNodes for the
// project and is reduced.
[[nodiscard]] Tree parse(const diag::Sources& sources, diag::SourceId source,
                         std::size_t& node_budget, diag::Diagnostics& diagnostics);

// For a scalar: the offset in its file of the begin of each line of the decoded value; always one
// more than the value has line breaks. Block scalars: after their indent; quoted: after the quote;
// plain on one line: its begin.
[[nodiscard]] std::vector<uint32_t> line_offsets(const diag::Sources& sources, const Tree& tree,
                                                 NodeId id);

// YAML 1.2 core typing of a plain scalar; quoted scalars are strings.
enum class Scalar : uint8_t { null, boolean, integer, floating, string };
[[nodiscard]] Scalar core_type(std::string_view plain);
[[nodiscard]] Scalar core_type(const Tree& tree, NodeId id);
// yes/no/true/false in lower case, plain or quoted: wardround's two-valued facts read all alike.
[[nodiscard]] std::optional<bool> as_bool(const Tree& tree, NodeId id);
[[nodiscard]] std::optional<int64_t> as_integer(const Tree& tree, NodeId id);

}  // namespace wardround::text
