// Builds the tree from the events of a YAML reader. Open collections stand on a stack of our own;
// the entries of each lie on one shared stack until it is closed, so that a node's children end up
// side by side.
#include <algorithm>
#include <cstring>
#include <map>

#include "base/limits.h"
#include "text/block_scalar.h"
#include "text/byte_check.h"
#include "text/node_properties.h"
#include "text/repeated_keys.h"
#include "text/syntax_error.h"
#include "text/tree.h"
#include "text/yaml_events.h"

namespace wardround::text {

using diag::Diagnostic;
using diag::Diagnostics;
using diag::Kind;
using diag::Span;

namespace {

constexpr std::size_t kMostReports = 2000;  // of one text, so that reports cannot eat the memory

// Colons, commas and line breaks: 16 bytes at once, sums of up to 127 of them in a byte each.
std::size_t count_separators(std::string_view text) {
  using Bytes [[gnu::vector_size(16)]] = signed char;
  constexpr std::size_t kMost = 127 * sizeof(Bytes);
  std::size_t count = 0;
  while (text.size() >= sizeof(Bytes)) {
    Bytes sums{};
    const std::size_t size = std::min(text.size(), kMost) / sizeof(Bytes) * sizeof(Bytes);
    for (std::size_t at = 0; at < size; at += sizeof(Bytes)) {
      Bytes part;
      std::memcpy(&part, text.data() + at, sizeof(part));
      sums -= (part == ':') | (part == ',') | (part == '\n');  // -1 for each
    }
    for (std::size_t i = 0; i < sizeof(Bytes); ++i) count += static_cast<std::size_t>(sums[i]);
    text.remove_prefix(size);
  }
  for (const char c : text) count += c == ':' || c == ',' || c == '\n' ? 1U : 0U;
  return count;
}

bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

}  // namespace

class TreeBuilder {
 public:
  TreeBuilder(const diag::Sources& sources, diag::SourceId source, std::size_t& node_budget,
              Diagnostics& diagnostics)
      : sources_(sources),
        source_(source),
        text_(sources.text(source)),
        budget_(node_budget),
        diagnostics_(diagnostics) {}

  Tree run() {
    const CheckedBytes checked = check_bytes(sources_, source_, diagnostics_);
    if (!checked.readable) return std::move(tree_);
    const std::string_view readable = checked.mended ? std::string_view(*checked.mended) : text_;
    if (has_too_many_directives(readable)) return std::move(tree_);

    reserve(readable);
    EventReader reader(readable.substr(checked.begin), checked.begin);
    while (!stopped_) {
      const Event event = reader.next();
      if (event.type == EventType::stream_end) break;
      if (event.type == EventType::error) {
        // What was replaced may be the cause; it has been reported already.
        if (!checked.flawed) report_syntax_error(sources_, source_, reader.error(), diagnostics_);
        break;
      }
      take(event);
    }
    while (!open_.empty()) close(open_.back().last_end);
    drop_empty_root();
    return std::move(tree_);
  }

 private:
  struct Frame {
    NodeId node;
    bool is_mapping = false;
    bool has_key = false;  // a key stands, its value is missing
    bool discards_value = false;
    bool discarded = false;   // it lies in what is discarded: its keys need no word of their own
    std::size_t pending = 0;  // first of its entries in pending_
    uint32_t last_end = 0;    // where the last entry ends in the text
    std::string anchor;       // it is open as long as the frame is
    Span key_span;
    uint32_t key = 0;
    uint32_t key_size = 0;
  };
  struct Anchor {
    NodeId node;
    bool open = false;  // the node is not complete: an alias to it would contain itself
  };

  [[nodiscard]] Span span(uint32_t begin, uint32_t end) const { return {source_, begin, end}; }

  Diagnostic& report(Kind kind, Span where, std::vector<std::string> args = {}) {
    if (++reports_ >= kMostReports) stopped_ = true;
    return diagnostics_.report(kind, where, std::move(args));
  }

  // libyaml compares each directive with all before it.
  bool has_too_many_directives(std::string_view text) {
    std::size_t count = 0;
    for (std::size_t at = text.find("\n%"); at != std::string_view::npos;
         at = text.find("\n%", at + 1)) {
      if (++count < 100) continue;
      report(Kind::yaml_syntax, span(static_cast<uint32_t>(at + 1), static_cast<uint32_t>(at + 2)),
             {"more than 100 lines begin with `%`"});
      return true;
    }
    return false;
  }

  // Memory that is reserved costs nothing until it is used; moving a grown vector costs twice.
  void reserve(std::string_view text) {
    const std::size_t nodes = std::min(count_separators(text) + 1, budget_);
    tree_.nodes_.reserve(nodes);
    tree_.children_.reserve(nodes);
    tree_.arena_.reserve(text.size());
  }

  void take(const Event& event) {
    switch (event.type) {
      case EventType::document_start:
        return start_document(event);
      case EventType::scalar:
        return scalar(event);
      case EventType::alias:
        return alias(event);
      case EventType::sequence_start:
      case EventType::mapping_start:
        return start_collection(event);
      case EventType::collection_end: {
        const bool has_bracket =
            tree_[open_.back().node].style == Style::flow && event.end > event.begin;
        return close(has_bracket ? event.end : open_.back().last_end);
      }
      default:
        return;
    }
  }

  void start_document(const Event& event) {
    if (seen_document_) {
      report(Kind::yaml_documents, span(event.begin, event.end));
      stopped_ = true;
      return;
    }
    seen_document_ = true;
    if (event.has_directives) {
      report(Kind::yaml_syntax, span(event.begin, event.begin + 1),
             {"directives (lines that begin with `%`) are not part of this language"});
    }
  }

  // Reports a tag and returns where the value itself begins.
  uint32_t value_begin(const Event& event) {
    if (!event.has_tag && event.anchor.empty()) return event.begin;
    const NodeProperties found = read_properties(text_, event.begin, event.end);
    if (event.has_tag) {
      const Span tag = span(found.tag_begin, found.tag_end);
      report(Kind::yaml_tag, tag, {std::string(sources_.text(tag))});
    }
    return found.value;
  }

  NodeId add_node(Shape shape, Style style, Span where) {
    if (budget_ == 0) {
      report(Kind::too_many_nodes, where, {std::to_string(limits::kYamlNodes)});
      stopped_ = true;
      return {};
    }
    --budget_;
    const NodeId id(tree_.nodes_.size());
    Node node;
    node.shape = shape;
    node.style = style;
    node.span = where;
    tree_.nodes_.push_back(node);
    return id;
  }

  uint32_t store(std::string_view text) {
    const auto begin = static_cast<uint32_t>(tree_.arena_.size());
    tree_.arena_ += text;
    return begin;
  }

  // Behind the colon; libyaml names the next token in flow mappings. `{a}` has no colon.
  [[nodiscard]] uint32_t empty_value_offset(uint32_t fallback) const {
    if (open_.empty() || !open_.back().has_key) return fallback;
    const uint32_t key_end = open_.back().key_span.end;
    uint32_t at = key_end;
    while (at < fallback && is_space(text_[at])) ++at;
    return at < fallback && text_[at] == ':' ? at + 1 : key_end;
  }

  Span scalar_span(const Event& event) {
    const uint32_t begin = value_begin(event);
    if (event.style == Style::plain && event.value.empty()) {
      const bool bare = !event.has_tag && event.anchor.empty();
      const uint32_t at = bare ? empty_value_offset(event.end) : event.end;
      return span(at, at);
    }
    uint32_t end = event.end;
    if (event.style == Style::literal || event.style == Style::folded) {
      end = block_scalar_end(text_, begin, end, event.value);
    }
    return span(std::min(begin, end), end);
  }

  void scalar(const Event& event) {
    const Span where = scalar_span(event);
    if (expects_key() && is_simple_key(event, where)) return take_key(event, where);
    const NodeId id = add_node(Shape::scalar, event.style, where);
    if (!id.valid()) return;
    Node& node = tree_.nodes_[id.index()];
    node.text = store(event.value);
    node.text_size = static_cast<uint32_t>(event.value.size());
    if (!event.anchor.empty()) anchors_[std::string(event.anchor)] = {id, false};
    attach(id, where);
  }

  [[nodiscard]] bool expects_key() const {
    if (open_.empty()) return false;
    const Frame& frame = open_.back();
    return frame.is_mapping && !frame.has_key;
  }

  // `key: …`; not `? key`, and not `: …`.
  [[nodiscard]] bool is_simple_key(const Event& event, Span where) const {
    if (event.style == Style::literal || event.style == Style::folded) return false;
    if (event.style == Style::plain && event.value.empty()) return false;
    uint32_t at = where.begin;
    while (at > 0 && (text_[at - 1] == ' ' || text_[at - 1] == '\t')) --at;
    return at == where.begin || at == 0 || text_[at - 1] != '?';
  }

  void take_key(const Event& event, Span where) {
    Frame& frame = open_.back();
    frame.has_key = true;
    frame.key_span = where;
    frame.key = store(event.value);
    frame.key_size = static_cast<uint32_t>(event.value.size());
    frame.last_end = std::max(frame.last_end, where.end);
    if (event.style == Style::plain && event.value == "<<") {
      report(Kind::merge_key, where);
      frame.discards_value = true;
    }
  }

  // A node is complete (or, for a collection, begun): it becomes an entry of what is open, and true
  // is returned, or it is discarded. `where` is what stands for it in the text, which for an alias
  // is not its own span.
  bool attach(NodeId id, Span where) {
    if (open_.empty()) {
      tree_.root_ = id;
      return true;
    }
    Frame& frame = open_.back();
    frame.last_end = std::max(frame.last_end, where.end);
    if (!frame.is_mapping) {
      pending_.push_back(id);
      return true;
    }
    if (!frame.has_key) {
      if (!frame.discarded) report(Kind::complex_key, where);
      frame.has_key = true;
      frame.discards_value = true;
      return false;
    }
    frame.has_key = false;
    if (frame.discards_value) {
      frame.discards_value = false;
      return false;
    }
    Node& node = tree_.nodes_[id.index()];
    node.key_span = frame.key_span;
    node.key = frame.key;
    node.key_size = frame.key_size;
    pending_.push_back(id);
    return true;
  }

  void start_collection(const Event& event) {
    const bool is_mapping = event.type == EventType::mapping_start;
    const uint32_t begin = value_begin(event);
    if (open_.size() >= limits::kYamlDepth) {
      report(Kind::too_deep, span(begin, begin + 1), {std::to_string(limits::kYamlDepth)});
      stopped_ = true;
      return;
    }
    const NodeId id =
        add_node(is_mapping ? Shape::mapping : Shape::sequence, event.style, span(begin, begin));
    if (!id.valid()) return;
    const bool is_part = attach(id, span(begin, begin));
    if (!event.anchor.empty()) anchors_[std::string(event.anchor)] = {id, true};
    Frame frame;
    frame.node = id;
    frame.is_mapping = is_mapping;
    frame.pending = pending_.size();
    frame.last_end = begin;
    frame.discarded = !is_part || (!open_.empty() && open_.back().discarded);
    frame.anchor = event.anchor;
    open_.push_back(std::move(frame));
  }

  void close(uint32_t end) {
    Frame frame = std::move(open_.back());
    open_.pop_back();
    if (frame.is_mapping) drop_duplicates(frame);
    Node& node = tree_.nodes_[frame.node.index()];
    node.span.end = std::max(node.span.begin, end);
    node.first = static_cast<uint32_t>(tree_.children_.size());
    node.count = static_cast<uint32_t>(pending_.size() - frame.pending);
    const auto first = pending_.begin() + static_cast<std::ptrdiff_t>(frame.pending);
    tree_.children_.insert(tree_.children_.end(), first, pending_.end());
    pending_.erase(first, pending_.end());
    if (!frame.anchor.empty()) {
      const auto it = anchors_.find(frame.anchor);
      if (it != anchors_.end() && it->second.node == frame.node) it->second.open = false;
    }
    if (!open_.empty()) open_.back().last_end = std::max(open_.back().last_end, node.span.end);
  }

  // The first entry of a key stays.
  void drop_duplicates(const Frame& frame) {
    const auto begin = pending_.begin() + static_cast<std::ptrdiff_t>(frame.pending);
    keys_.clear();
    for (auto it = begin; it != pending_.end(); ++it) keys_.push_back(tree_.key(*it));
    const std::vector<RepeatedKey>& repeated = repeated_keys_.find(keys_);
    if (repeated.empty()) return;
    NodeId* const entries = &*begin;
    for (const auto& [later, first] : repeated) {
      if (stopped_) break;
      report(Kind::duplicate_key, tree_[entries[later]].key_span, {std::string(keys_[later])})
          .note(tree_[entries[first]].key_span, "it stands here first");
    }
    for (const auto& [later, first] : repeated) entries[later] = NodeId();
    pending_.erase(std::remove(begin, pending_.end(), NodeId()), pending_.end());
  }

  void alias(const Event& event) {
    const Span where = span(event.begin, event.end);
    const auto it = anchors_.find(std::string(event.value));
    const bool known = it != anchors_.end();
    if (!known) report_unknown_alias(event, where);
    if (known && it->second.open) report(Kind::recursive_alias, where, {std::string(event.value)});
    const NodeId id = known && !it->second.open ? copy(it->second.node, where)
                                                : add_node(Shape::scalar, Style::plain, where);
    if (!id.valid()) return;
    tree_.nodes_[id.index()].aliased = true;
    attach(id, where);
  }

  void report_unknown_alias(const Event& event, Span where) {
    std::vector<std::string_view> names;
    for (const auto& [name, anchor] : anchors_) {
      if (names.size() < 100) names.push_back(name);
    }
    const std::string_view near = diag::did_you_mean(event.value, names);
    Diagnostic& diagnostic = report(Kind::unknown_alias, where, {std::string(event.value)});
    if (near.empty()) return;
    const std::string alias = "*" + std::string(near);
    diagnostic.fix("did you mean `" + alias + "`?", diag::Safety::suggested, {{where, alias}});
  }

  // A deep copy, level by level.
  NodeId copy(NodeId original, Span alias) {
    struct Task {
      NodeId copy;
      std::size_t depth;
    };
    const NodeId root = copy_node(original, alias);
    std::vector<Task> tasks;
    if (root.valid()) tasks.push_back({root, open_.size() + 1});
    std::size_t next = 0;
    for (; next < tasks.size() && !stopped_; ++next) {
      const auto [id, depth] = tasks[next];
      const Node node = tree_[id];
      if (node.shape == Shape::scalar) continue;
      if (depth > limits::kYamlDepth) {
        report(Kind::too_deep, alias, {std::to_string(limits::kYamlDepth)});
        break;
      }
      const std::size_t first = tree_.children_.size();
      for (std::size_t i = 0; i < node.count; ++i) {
        const NodeId child = copy_node(tree_.children_[node.first + i], alias);
        if (!child.valid()) break;
        tree_.children_.push_back(child);
        tasks.push_back({child, depth + 1});
      }
      tree_.nodes_[id.index()].first = static_cast<uint32_t>(first);
      tree_.nodes_[id.index()].count = static_cast<uint32_t>(tree_.children_.size() - first);
    }
    // Where copying broke off, copies must not share the entries of their originals: whoever walks
    // the tree would walk them once for each.
    for (; next < tasks.size(); ++next) tree_.nodes_[tasks[next].copy.index()].count = 0;
    return root;
  }

  NodeId copy_node(NodeId original, Span alias) {
    const NodeId id = add_node(Shape::scalar, Style::plain, alias);
    if (!id.valid()) return id;
    tree_.nodes_[id.index()] = tree_.nodes_[original.index()];
    tree_.nodes_[id.index()].aliased = true;
    return id;
  }

  // `---` and nothing else.
  void drop_empty_root() {
    if (!tree_.root_.valid()) return;
    const Node& root = tree_[tree_.root_];
    const bool empty =
        root.shape == Shape::scalar && root.style == Style::plain && root.text_size == 0;
    if (empty) tree_.root_ = NodeId();
  }

  const diag::Sources& sources_;
  const diag::SourceId source_;
  const std::string_view text_;
  std::size_t& budget_;
  Diagnostics& diagnostics_;
  Tree tree_;
  std::vector<Frame> open_;
  std::vector<NodeId> pending_;
  std::vector<std::string_view> keys_;  // of drop_duplicates(), kept to spare its memory
  RepeatedKeys repeated_keys_;
  std::map<std::string, Anchor, std::less<>> anchors_;
  std::size_t reports_ = 0;
  bool seen_document_ = false;
  bool stopped_ = false;
};

Tree parse(const diag::Sources& sources, diag::SourceId source, std::size_t& node_budget,
           Diagnostics& diagnostics) {
  return TreeBuilder(sources, source, node_budget, diagnostics).run();
}

}  // namespace wardround::text
