#include "text/merge_document.h"

#include <algorithm>
#include <map>

#include "base/limits.h"

namespace wardround::text {
namespace {

bool is_break(char c) {
  return c == '\n' || c == '\r';
}

bool same_scalar(const Tree& a, NodeId one, const Tree& b, NodeId other) {
  return a.scalar(one) == b.scalar(other) && core_type(a, one) == core_type(b, other);
}

}  // namespace

bool same_value(const Tree& a, NodeId one, const Tree& b, NodeId other) {
  if (!one.valid() || !other.valid()) return one.valid() == other.valid();
  if (a[one].shape != b[other].shape) return false;
  if (a[one].shape == Shape::scalar) return same_scalar(a, one, b, other);
  if (a[one].count != b[other].count) return false;
  if (a[one].shape == Shape::sequence) {
    for (std::size_t i = 0; i < a[one].count; ++i) {
      if (!same_value(a, a.child(one, i), b, b.child(other, i))) return false;
    }
    return true;
  }
  std::map<std::string_view, NodeId> others;
  for (const NodeId child : b.children(other)) others[b.key(child)] = child;
  for (const NodeId child : a.children(one)) {
    const auto found = others.find(a.key(child));
    if (found == others.end() || !same_value(a, child, b, found->second)) return false;
  }
  return true;
}

std::optional<MergeDocument> MergeDocument::read(std::string text) {
  if (text.size() > limits::kModelBytes) return std::nullopt;
  MergeDocument document;
  const diag::SourceId source = document.sources_.add("merge", std::move(text));
  document.text_ = document.sources_.text(source);
  std::size_t budget = limits::kYamlNodes;
  diag::Diagnostics diagnostics;
  document.tree_ = parse(document.sources_, source, budget, diagnostics);
  const NodeId root = document.tree_.root();
  if (diagnostics.has_errors()) return std::nullopt;
  if (root.valid() && !document.is(root, Shape::mapping)) {
    const bool nothing = document.tree_[root].span.begin == document.tree_[root].span.end;
    if (!nothing) return std::nullopt;
  }
  if (root.valid()) document.gather_scalars(root);
  std::ranges::sort(document.scalars_);
  return document;
}

void MergeDocument::gather_scalars(NodeId id) {
  if (tree_[id].aliased) return;
  if (tree_[id].shape == Shape::scalar)
    scalars_.emplace_back(tree_[id].span.begin, tree_[id].span.end);
  for (const NodeId child : tree_.children(id)) {
    scalars_.emplace_back(tree_[child].key_span.begin, tree_[child].key_span.end);
    gather_scalars(child);
  }
}

uint32_t MergeDocument::next_line(uint32_t at) const {
  while (at < text_.size() && !is_break(text_[at])) ++at;
  if (text_.substr(at, 2) == "\r\n") return at + 2;
  return at < text_.size() ? at + 1 : at;
}

// The end of what was written for a value: not of the collection, whose end libyaml takes from what
// follows.
uint32_t MergeDocument::last_byte(NodeId id) const {
  const Node& node = tree_[id];
  uint32_t end = std::max(node.span.begin, node.key_span.end);
  if (node.aliased) {
    end = node.key_span.end;  // the alias itself stands on the line of its key
  } else if (node.shape == Shape::scalar || node.style == Style::flow) {
    end = std::max(end, node.span.end);
  } else if (node.count > 0) {
    end = std::max(end, last_byte(tree_.child(id, node.count - 1)));
  }
  // A block scalar ends with its line breaks.
  while (end > 0 && end > node.key_span.end && end > node.span.begin &&
         (is_break(text_[end - 1]) || text_[end - 1] == ' '))
    --end;
  return end;
}

std::optional<std::vector<LineEntry>> MergeDocument::lines(NodeId id, uint32_t begin) const {
  std::vector<LineEntry> all;
  const bool mapping = tree_[id].shape == Shape::mapping;
  uint32_t lead = begin;
  for (const NodeId child : tree_.children(id)) {
    const Node& node = tree_[child];
    if (!mapping && (node.aliased || node.shape != Shape::scalar)) return std::nullopt;
    LineEntry entry;
    entry.key = mapping ? tree_.key(child) : tree_.scalar(child);
    entry.node = child;
    entry.lead = lead;
    uint32_t at = mapping ? node.key_span.begin : node.span.begin;
    if (!mapping) {  // back to the dash
      while (at > lead && text_[at - 1] == ' ') --at;
      if (at == lead || text_[at - 1] != '-') return std::nullopt;
      --at;
    }
    uint32_t line = at;
    while (line > lead && text_[line - 1] == ' ') --line;
    if (line != lead && !is_break(text_[line - 1])) return std::nullopt;
    entry.body = line;
    entry.column = at - line;
    entry.end = next_line(last_byte(child));
    lead = entry.end;
    all.push_back(std::move(entry));
  }
  return all;
}

std::vector<FlowEntry> MergeDocument::flow(NodeId id) const {
  std::vector<FlowEntry> all;
  const bool mapping = tree_[id].shape == Shape::mapping;
  for (const NodeId child : tree_.children(id)) {
    const Node& node = tree_[child];
    all.push_back({std::string(mapping ? tree_.key(child) : tree_.scalar(child)), child,
                   mapping ? node.key_span.begin : node.span.begin,
                   std::max(node.span.end, node.key_span.end)});
  }
  return all;
}

bool MergeDocument::scalars_alone(NodeId sequence) const {
  return std::ranges::all_of(tree_.children(sequence), [&](NodeId child) {
    return tree_[child].shape == Shape::scalar && !tree_[child].aliased;
  });
}

bool MergeDocument::is_inline(NodeId id) const {
  const Node& node = tree_[id];
  if (node.aliased || node.style == Style::literal || node.style == Style::folded ||
      node.style == Style::block || node.span.begin == node.span.end)
    return false;
  const std::string_view bytes = slice(node.span.begin, node.span.end);
  // Anchors and aliases mean something else elsewhere.
  if (node.shape != Shape::scalar && bytes.find_first_of("&*#") != std::string_view::npos)
    return false;
  return bytes.find_first_of("\r\n") == std::string_view::npos;
}

std::vector<std::string> MergeDocument::comments(uint32_t begin, uint32_t end) const {
  std::vector<std::string> all;
  auto scalar = std::ranges::lower_bound(scalars_, std::pair(begin, 0u));
  for (uint32_t at = begin; at < end; ++at) {
    while (scalar != scalars_.end() && scalar->second <= at) ++scalar;
    if (scalar != scalars_.end() && scalar->first <= at) {
      at = std::max(at, scalar->second - 1);
      continue;
    }
    if (text_[at] != '#') continue;
    uint32_t stop = at;
    while (stop < end && !is_break(text_[stop])) ++stop;
    all.emplace_back(slice(at, stop));
    at = stop;
  }
  return all;
}

}  // namespace wardround::text
