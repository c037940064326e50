#include "text/merge_flow.h"

#include <algorithm>
#include <map>

namespace wardround::text {
namespace {

using ByKey = std::map<std::string_view, const FlowEntry*>;

std::optional<ByKey> by_key(const std::vector<FlowEntry>& entries) {
  ByKey all;
  for (const FlowEntry& entry : entries) {
    if (!all.emplace(entry.key, &entry).second) return std::nullopt;
  }
  return all;
}

// One level of our value, put together again entry by entry.
class Collection {
 public:
  Collection(const FlowSide& base, const FlowSide& ours, const FlowSide& theirs)
      : base_(base),
        ours_(ours),
        theirs_(theirs),
        base_entries_(base.document.flow(base.node)),
        our_entries_(ours.document.flow(ours.node)),
        their_entries_(theirs.document.flow(theirs.node)) {}

  std::optional<FlowMerge> run() {
    const auto base = by_key(base_entries_), ours = by_key(our_entries_),
               theirs = by_key(their_entries_);
    if (!base || !ours || !theirs) return std::nullopt;
    sequence_ = ours_.document.tree()[ours_.node].shape == Shape::sequence;
    out_.value.shape = sequence_ ? Shape::sequence : Shape::mapping;
    if (sequence_ &&
        (!kept_order(*base, *ours, our_entries_) || !kept_order(*base, *theirs, their_entries_)))
      return std::nullopt;
    base_keys_ = &*base;
    our_keys_ = &*ours;
    their_keys_ = &*theirs;
    new_ones("");
    std::string_view last;
    for (std::size_t i = 0; i < our_entries_.size(); ++i) {
      const FlowEntry& entry = our_entries_[i];
      const bool added = !base->contains(entry.key) && !theirs->contains(entry.key);
      if (i > 0 && !added) new_ones(last);
      if (!one(i)) return std::nullopt;
      if (!added) last = entry.key;
    }
    if (!our_entries_.empty()) new_ones(last);
    if (failed_) return std::nullopt;
    return finish();
  }

 private:
  bool kept_order(const ByKey& base, const ByKey& side,
                  const std::vector<FlowEntry>& entries) const {
    std::vector<std::string_view> kept, now;
    for (const FlowEntry& entry : base_entries_) {
      if (side.contains(entry.key)) kept.push_back(entry.key);
    }
    for (const FlowEntry& entry : entries) {
      if (base.contains(entry.key)) now.push_back(entry.key);
    }
    return kept == now;
  }

  static const FlowEntry* find(const ByKey& keys, std::string_view key) {
    const auto found = keys.find(key);
    return found == keys.end() ? nullptr : found->second;
  }

  // Our entry `i`: kept, changed or gone. False for a conflict.
  bool one(std::size_t i) {
    const FlowEntry& entry = our_entries_[i];
    const FlowEntry* const base = find(*base_keys_, entry.key);
    const FlowEntry* const theirs = find(*their_keys_, entry.key);
    const Tree &our_tree = ours_.document.tree(), &their_tree = theirs_.document.tree();
    const auto as_base = [&](const Tree& tree, NodeId node) {
      return base && same_value(base_.document.tree(), base->node, tree, node);
    };
    if (!theirs && base) return as_base(our_tree, entry.node);  // gone, if we left it alone
    if (!theirs || sequence_ || same_value(our_tree, entry.node, their_tree, theirs->node) ||
        as_base(their_tree, theirs->node)) {
      put(entry.key, bytes(ours_, entry), value_of(our_tree, entry.node));
      return true;
    }
    if (as_base(our_tree, entry.node)) {
      if (!theirs_.document.is_inline(theirs->node) || !can_replace(entry.node)) return false;
      const diag::Span span = their_tree[theirs->node].span;
      put(entry.key, with_value(entry, theirs_.document.slice(span.begin, span.end)),
          value_of(their_tree, theirs->node));
      return true;
    }
    if (!base) return false;
    auto inner = merge_flow({base_.document, base->node}, {ours_.document, entry.node},
                            {theirs_.document, theirs->node});
    if (!inner) return false;
    put(entry.key, with_value(entry, inner->text), std::move(inner->value));
    return true;
  }

  [[nodiscard]] bool can_replace(NodeId node) const {
    const Node& value = ours_.document.tree()[node];
    return !value.aliased && value.span.begin != value.span.end;
  }

  static std::string bytes(const FlowSide& side, const FlowEntry& entry) {
    return std::string(side.document.slice(entry.begin, entry.end));
  }
  [[nodiscard]] std::string with_value(const FlowEntry& entry, std::string_view value) const {
    const diag::Span span = ours_.document.tree()[entry.node].span;
    return std::string(ours_.document.slice(entry.begin, span.begin)) + std::string(value);
  }

  // What theirs added behind the entry `key` (in front of all: "").
  void new_ones(std::string_view key) {
    bool here = key.empty();
    for (const FlowEntry& entry : their_entries_) {
      if (our_keys_->contains(entry.key)) {
        here = entry.key == key;
        continue;
      }
      if (!here || base_keys_->contains(entry.key)) {
        // Removed by us: a conflict if theirs changed it.
        const FlowEntry* const base = find(*base_keys_, entry.key);
        if (base &&
            !same_value(base_.document.tree(), base->node, theirs_.document.tree(), entry.node))
          failed_ = true;
        continue;
      }
      if (!theirs_.document.is_inline(entry.node)) failed_ = true;
      put(entry.key, bytes(theirs_, entry), value_of(theirs_.document.tree(), entry.node));
    }
  }

  void put(std::string_view key, std::string text, MergeValue value) {
    texts_.emplace_back(key, std::move(text));
    if (sequence_) {
      out_.value.items.push_back(std::move(value));
    } else {
      out_.value.entries.emplace(key, std::move(value));
    }
  }

  // What stands between our entries stays where both of its neighbours do.
  std::optional<FlowMerge> finish() {
    const diag::Span span = ours_.document.tree()[ours_.node].span;
    const auto slice = [&](uint32_t begin, uint32_t end) {
      return std::string(ours_.document.slice(begin, end));
    };
    if (our_entries_.empty()) {
      out_.text = sequence_ ? "[" : "{";
      for (std::size_t i = 0; i < texts_.size(); ++i)
        out_.text += (i == 0 ? "" : ", ") + texts_[i].second;
      out_.text += sequence_ ? "]" : "}";
      return std::move(out_);
    }
    std::map<std::string_view, std::size_t> places;
    for (std::size_t i = 0; i < our_entries_.size(); ++i) places[our_entries_[i].key] = i;
    out_.text = slice(span.begin, our_entries_.front().begin);
    std::optional<std::size_t> last;  // our entry that stands in front
    for (std::size_t i = 0; i < texts_.size(); ++i) {
      const auto place = places.find(texts_[i].first);
      const bool ours = place != places.end();
      if (i > 0) {
        const bool neighbours = ours && last && *last + 1 == place->second;
        out_.text +=
            neighbours ? slice(our_entries_[*last].end, our_entries_[place->second].begin) : ", ";
      }
      out_.text += texts_[i].second;
      last = ours ? std::optional(place->second) : std::nullopt;
    }
    // Comments between entries of which one goes would go with it.
    for (std::size_t i = 0; i + 1 < our_entries_.size(); ++i) {
      const std::string between = slice(our_entries_[i].end, our_entries_[i + 1].begin);
      if (between.find('#') != std::string::npos && out_.text.find(between) == std::string::npos)
        return std::nullopt;
    }
    out_.text += slice(our_entries_.back().end, span.end);
    return std::move(out_);
  }

  const FlowSide &base_, &ours_, &theirs_;
  std::vector<FlowEntry> base_entries_, our_entries_, their_entries_;
  const ByKey* base_keys_ = nullptr;
  const ByKey* our_keys_ = nullptr;
  const ByKey* their_keys_ = nullptr;
  bool sequence_ = false, failed_ = false;
  std::vector<std::pair<std::string_view, std::string>> texts_;  // key, entry
  FlowMerge out_;
};

}  // namespace

std::optional<FlowMerge> merge_flow(const FlowSide& base, const FlowSide& ours,
                                    const FlowSide& theirs) {
  if (!base.node.valid() || !theirs.node.valid()) return std::nullopt;
  const Shape shape = ours.document.tree()[ours.node].shape;
  if (!ours.document.is_flow(ours.node, shape) || shape == Shape::scalar) return std::nullopt;
  for (const FlowSide* side : {&base, &ours, &theirs}) {
    if (!side->document.is_flow(side->node, shape)) return std::nullopt;
    if (shape == Shape::sequence && !side->document.scalars_alone(side->node)) return std::nullopt;
  }
  return Collection(base, ours, theirs).run();
}

}  // namespace wardround::text
