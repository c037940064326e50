// Inside of merge: one of the three texts, cut into entries so that every byte belongs to one.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "diag/source.h"
#include "text/tree.h"

namespace wardround::text {

// A value without its place, for comparing. Keys of mappings in any order.
[[nodiscard]] bool same_value(const Tree& a, NodeId one, const Tree& b, NodeId other);

// One entry of a block mapping or block sequence that stands on lines of its own.
struct LineEntry {
  std::string key;  // of a sequence: the item's text
  NodeId node;
  uint32_t lead = 0;  // comments and blank lines above it begin here …
  uint32_t body = 0;  // … its own first line here …
  uint32_t end = 0;   // … and what follows it here
  uint32_t column = 0;
};

// One entry of a flow mapping or flow sequence.
struct FlowEntry {
  std::string key;
  NodeId node;
  uint32_t begin = 0, end = 0;  // key and value
};

class MergeDocument {
 public:
  // Nothing if the text cannot be read, or holds anything but a mapping (or nothing at all).
  static std::optional<MergeDocument> read(std::string text);

  [[nodiscard]] const Tree& tree() const { return tree_; }
  [[nodiscard]] std::string_view text() const { return text_; }
  [[nodiscard]] std::string_view slice(uint32_t begin, uint32_t end) const {
    return text_.substr(begin, end - begin);
  }
  // The entries of a block collection whose lines begin at `begin`; nothing where an entry does not
  // begin its line.
  [[nodiscard]] std::optional<std::vector<LineEntry>> lines(NodeId id, uint32_t begin) const;
  [[nodiscard]] std::vector<FlowEntry> flow(NodeId id) const;
  [[nodiscard]] bool is_block(NodeId id, Shape shape) const {
    return is(id, shape) && tree_[id].style == Style::block;
  }
  [[nodiscard]] bool is_flow(NodeId id, Shape shape) const {
    return is(id, shape) && tree_[id].style == Style::flow;
  }
  [[nodiscard]] bool is(NodeId id, Shape shape) const {
    return id.valid() && !tree_[id].aliased && tree_[id].shape == shape;
  }
  [[nodiscard]] bool scalars_alone(NodeId sequence) const;
  // A value on one line whose bytes mean the same wherever they stand.
  [[nodiscard]] bool is_inline(NodeId id) const;
  // The begin of the line behind the one that holds `at`.
  [[nodiscard]] uint32_t next_line(uint32_t at) const;
  // Comments between [begin, end), each without what stands before its `#`.
  [[nodiscard]] std::vector<std::string> comments(uint32_t begin, uint32_t end) const;

 private:
  MergeDocument() = default;
  [[nodiscard]] uint32_t last_byte(NodeId id) const;
  void gather_scalars(NodeId id);

  diag::Sources sources_;
  std::string_view text_;
  Tree tree_;
  std::vector<std::pair<uint32_t, uint32_t>> scalars_;  // bytes in which `#` is no comment
};

}  // namespace wardround::text
