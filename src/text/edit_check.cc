// See edit_check.h.
#include "text/edit_check.h"

#include <algorithm>
#include <utility>

#include "base/limits.h"

namespace wardround::text {
namespace {

using diag::Diagnostics;
using diag::SourceId;
using diag::Sources;

struct Reading {
  explicit Reading(std::string text) {
    source = sources.add("", std::move(text));
    tree = parse(sources, source, budget, diagnostics);
  }

  Sources sources;
  SourceId source;
  std::size_t budget = limits::kYamlNodes;
  Diagnostics diagnostics;
  Tree tree;
};

bool same_key(const Tree& a, NodeId x, const Tree& b, NodeId y) {
  return a.key(x) == b.key(y);
}

// Values, not layout: `[a]` equals its block form, "a" equals a.
bool equal(const Tree& a, NodeId x, const Tree& b, NodeId y) {
  std::vector<std::pair<NodeId, NodeId>> work = {{x, y}};
  while (!work.empty()) {
    const auto [left, right] = work.back();
    work.pop_back();
    if (a[left].shape != b[right].shape || a[left].count != b[right].count) return false;
    if (a[left].shape == Shape::scalar &&
        (core_type(a, left) != core_type(b, right) || a.scalar(left) != b.scalar(right))) {
      return false;
    }
    for (std::size_t i = 0; i < a[left].count; ++i) {
      const NodeId l = a.child(left, i);
      const NodeId r = b.child(right, i);
      if (a[left].shape == Shape::mapping && !same_key(a, l, b, r)) return false;
      work.emplace_back(l, r);
    }
  }
  return true;
}

class Comparison {
 public:
  Comparison(const Tree& before, const Tree& after, const Expectation& expected)
      : before_(before), after_(after), expected_(expected) {}

  bool run() {
    const Reading wanted("[" + std::string(expected_.yaml) + "]");
    const NodeId list = wanted.tree.root();
    if (wanted.diagnostics.has_errors() || !list.valid() || wanted.tree[list].count != 1) {
      return false;
    }
    if (!after_.root().valid()) return false;

    NodeId old = before_.root();
    NodeId now = after_.root();
    for (std::size_t depth = 0; depth < expected_.path.size(); ++depth) {
      if (after_[now].shape != Shape::mapping) return false;
      if (!siblings_kept(old, now, depth)) return false;
      const std::string& key = expected_.path[depth];
      const bool was_mapping = old.valid() && before_[old].shape == Shape::mapping;
      old = was_mapping ? before_.find(old, key) : NodeId();
      now = after_.find(now, key);
      if (!now.valid()) return false;
    }
    return equal(wanted.tree, wanted.tree.child(list, 0), after_, now);
  }

 private:
  // The mapping `now` holds what `old` held, in its order, but for the entry that the path goes
  // through.
  bool siblings_kept(NodeId old, NodeId now, std::size_t depth) {
    const std::string& key = expected_.path[depth];
    std::vector<NodeId> others;
    for (const NodeId entry : after_.children(now)) {
      if (after_.key(entry) != key) others.push_back(entry);
    }
    if (!old.valid()) return others.empty();
    if (before_[old].shape != Shape::mapping) return is_grown(old, others, depth);
    std::size_t next = 0;
    for (const NodeId entry : before_.children(old)) {
      if (before_.key(entry) == key) continue;
      if (next == others.size() || !same_key(before_, entry, after_, others[next]) ||
          !equal(before_, entry, after_, others[next])) {
        return false;
      }
      ++next;
    }
    return next == others.size();
  }

  // A short form: its value is now the one other entry. An empty value leaves nothing.
  bool is_grown(NodeId old, const std::vector<NodeId>& others, std::size_t depth) {
    const bool was_null =
        before_[old].shape == Shape::scalar && core_type(before_, old) == Scalar::null;
    if (others.empty()) return was_null;
    return others.size() == 1 && depth > 0 && depth - 1 < expected_.short_keys.size() &&
           after_.key(others[0]) == expected_.short_keys[depth - 1] &&
           equal(before_, old, after_, others[0]);
  }

  const Tree& before_;
  const Tree& after_;
  const Expectation& expected_;
};

std::size_t errors_in(const Diagnostics& diagnostics) {
  return diagnostics.count(diag::Severity::error);
}

}  // namespace

bool leads_to(const Sources& sources, const Tree& before, SourceId source,
              const std::vector<Edit>& edits, const Expectation& expected) {
  const std::string_view text = sources.text(source);
  Applied applied = text::apply(text, edits);
  if (applied.dropped != 0) return false;
  const Reading after(std::move(applied.text));
  if (after.diagnostics.has_errors()) {
    // Errors that were there before are not ours to mend, but there must be no new ones.
    const Reading again{std::string(text)};
    if (errors_in(after.diagnostics) > errors_in(again.diagnostics)) return false;
  }
  return Comparison(before, after.tree, expected).run();
}

}  // namespace wardround::text
