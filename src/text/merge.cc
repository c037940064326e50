#include "text/merge.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include "text/merge_document.h"
#include "text/merge_flow.h"
#include "text/merge_value.h"

namespace wardround::text {
namespace {

using Kind = MergeConflict::Kind;

constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";
constexpr std::string_view kOurs = "<<<<<<< ours", kBase = "||||||| base",
                           kMiddle = "=======", kTheirs = ">>>>>>> theirs";

std::string_view line_break_of(std::string_view text) {
  const std::size_t at = text.find('\n');
  return at != std::string_view::npos && at > 0 && text[at - 1] == '\r' ? "\r\n" : "\n";
}

std::string with_line_breaks(std::string_view text, std::string_view line_break) {
  if (line_break_of(text) == line_break) return std::string(text);
  std::string out;
  for (const char c : text) {
    if (c == '\r') continue;
    if (c == '\n') out += line_break;
    if (c != '\n') out += c;
  }
  return out;
}

// What has been put together so far: once with conflict marks, once as if ours had won each of
// them, to be tried; and the value that the latter must have.
struct Piece {
  std::string shown, resolved;
  MergeValue value;
};

// Three times the same entry, as far as a side has it.
struct Triple {
  const LineEntry* base = nullptr;
  const LineEntry* ours = nullptr;
  const LineEntry* theirs = nullptr;
};

class Merger {
 public:
  Merger(const MergeDocument& base, const MergeDocument& ours, const MergeDocument& theirs,
         std::string_view line_break)
      : base_(base), ours_(ours), theirs_(theirs), line_break_(line_break) {}

  // Nothing if no entry can be told from another.
  std::optional<Merge> run() {
    const NodeId b = root(base_), o = root(ours_), t = root(theirs_);
    if (!o.valid() || !t.valid()) return std::nullopt;
    auto merged = collection(b, o, t, 0, 0, 0, "", 0);
    if (!merged) return std::nullopt;
    tail(*merged, b, o, t);
    const auto result = MergeDocument::read(merged->resolved);
    if (!result || !has_value(result->tree(), result->tree().root(), merged->value))
      return std::nullopt;
    return Merge{std::move(merged->shown), std::move(conflicts_)};
  }

 private:
  static NodeId root(const MergeDocument& document) {
    const NodeId id = document.tree().root();
    return document.is_block(id, Shape::mapping) ? id : NodeId();
  }

  // ---- Block collections

  using ByKey = std::map<std::string_view, const LineEntry*>;
  static std::optional<ByKey> by_key(const std::vector<LineEntry>& entries) {
    ByKey all;
    for (const LineEntry& entry : entries) {
      if (!all.emplace(entry.key, &entry).second) return std::nullopt;  // items said twice
    }
    return all;
  }

  // Block mappings, or block sequences of scalars, whose lines begin at the given places. `b` may
  // be invalid: both added it. Nothing where entries cannot be told apart.
  std::optional<Piece> collection(NodeId b, NodeId o, NodeId t, uint32_t base_begin,
                                  uint32_t ours_begin, uint32_t theirs_begin,
                                  const std::string& path, int depth) {
    const auto base = b.valid() ? base_.lines(b, base_begin) : std::vector<LineEntry>();
    const auto ours = ours_.lines(o, ours_begin);
    const auto theirs = theirs_.lines(t, theirs_begin);
    if (!base || !ours || !theirs) return std::nullopt;
    const auto base_keys = by_key(*base), our_keys = by_key(*ours), their_keys = by_key(*theirs);
    if (!base_keys || !our_keys || !their_keys) return std::nullopt;
    const auto find = [](const ByKey& keys, const std::string& key) {
      const auto found = keys.find(key);
      return found == keys.end() ? nullptr : found->second;
    };
    const bool sequence = ours_.tree()[o].shape == Shape::sequence;
    if (sequence &&
        !(kept_order(*base, *our_keys, *ours) && kept_order(*base, *their_keys, *theirs)))
      return std::nullopt;
    const uint32_t column = ours->empty() ? 0 : ours->front().column;
    Piece all;
    all.value.shape = sequence ? Shape::sequence : Shape::mapping;
    for (const std::string& key :
         merged_order(*ours, *theirs, *base_keys, *their_keys, *our_keys)) {
      const Triple triple{find(*base_keys, key), find(*our_keys, key), find(*their_keys, key)};
      const std::string inner = path.empty() ? key : path + "." + key;
      if (auto one = entry(triple, column, inner, depth, sequence)) append(all, *one, key);
    }
    return all;
  }

  // Do the entries that `side` still has stand in the order of the base?
  static bool kept_order(const std::vector<LineEntry>& base, const ByKey& keys,
                         const std::vector<LineEntry>& side) {
    std::set<std::string_view> former;
    std::vector<std::string_view> kept, now;
    for (const LineEntry& entry : base) {
      former.insert(entry.key);
      if (keys.contains(entry.key)) kept.push_back(entry.key);
    }
    for (const LineEntry& entry : side) {
      if (former.contains(entry.key)) now.push_back(entry.key);
    }
    return kept == now;
  }

  // Ours in our order; what only theirs has behind its neighbour there, and behind what we added at
  // the same place.
  static std::vector<std::string> merged_order(const std::vector<LineEntry>& ours,
                                               const std::vector<LineEntry>& theirs,
                                               const ByKey& base, const ByKey& their_keys,
                                               const ByKey& our_keys) {
    std::map<std::string_view, std::vector<std::string_view>> behind;  // "" for in front of all
    std::string_view anchor;
    for (const LineEntry& entry : theirs) {
      if (our_keys.contains(entry.key)) {
        anchor = entry.key;
      } else {
        behind[anchor].push_back(entry.key);
      }
    }
    std::vector<std::string> order;
    const auto take = [&](std::string_view key) {
      const auto found = behind.find(key);
      if (found == behind.end()) return;
      for (const std::string_view one : found->second) order.emplace_back(one);
    };
    std::size_t next = 0;
    const auto added = [&] {  // by us, behind what was taken last
      for (; next < ours.size() && !base.contains(ours[next].key) &&
             !their_keys.contains(ours[next].key);
           ++next)
        order.emplace_back(ours[next].key);
    };
    added();
    take("");
    while (next < ours.size()) {
      const std::string_view key = ours[next++].key;
      order.emplace_back(key);
      added();
      if (!key.empty()) take(key);
    }
    return order;
  }

  void append(Piece& all, Piece& one, const std::string& key) {
    join(all.shown, one.shown);
    join(all.resolved, one.resolved);
    if (one.value.absent) return;
    if (all.value.shape == Shape::mapping) {
      all.value.entries.emplace(key, std::move(one.value));
    } else {
      all.value.items.push_back(std::move(one.value));
    }
  }
  void join(std::string& text, std::string_view more) const {
    if (more.empty()) return;
    if (!text.empty() && !text.ends_with('\n')) text += line_break_;
    text += more;
  }

  // ---- One entry

  std::optional<Piece> entry(const Triple& all, uint32_t column, const std::string& path, int depth,
                             bool sequence) {
    const auto& [b, o, t] = all;
    if (o && t) return on_both(all, path, depth, sequence);
    if (o && !b) return taken(ours_, *o, column);
    if (t && !b) return taken(theirs_, *t, column);
    if (o && removed_quietly(*b, ours_, *o)) return std::nullopt;
    if (t && removed_quietly(*b, theirs_, *t)) return std::nullopt;
    if (!o && !t) return std::nullopt;
    return conflict(o ? Kind::removed_theirs : Kind::removed_ours, all, path);
  }

  // May an entry go that the other side removed? Not if this side changed it, or said more about
  // it.
  [[nodiscard]] bool removed_quietly(const LineEntry& base, const MergeDocument& side,
                                     const LineEntry& entry) const {
    return same_value(base_.tree(), base.node, side.tree(), entry.node) &&
           adds_no_comment(side, entry.lead, entry.end, {{&base_, &base}});
  }
  Piece taken(const MergeDocument& side, const LineEntry& entry, uint32_t column) const {
    Piece piece;
    piece.shown = shifted(side.slice(entry.lead, entry.end), entry.column, column);
    piece.resolved = piece.shown;
    piece.value = value_of(side.tree(), entry.node);
    return piece;
  }

  // Lines of an entry in another column. Where they cannot be moved they stay: what comes out is
  // tried as a whole.
  static std::string shifted(std::string_view text, uint32_t from, uint32_t to) {
    if (from == to) return std::string(text);
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
      const std::size_t end = std::min(text.find('\n', at), text.size() - 1) + 1;
      std::string_view line = text.substr(at, end - at);
      const bool blank = line.find_first_not_of(" \r\n") == std::string_view::npos;
      if (!blank && to > from) out.append(to - from, ' ');
      if (!blank && to < from) {
        const std::size_t spaces = std::min(line.find_first_not_of(' '), line.size());
        line.remove_prefix(std::min<std::size_t>(spaces, from - to));
      }
      out += line;
      at = end;
    }
    return out;
  }

  std::optional<Piece> on_both(const Triple& all, const std::string& path, int depth,
                               bool sequence) {
    const auto& [b, o, t] = all;
    Piece piece;
    piece.shown = lead(all);
    piece.resolved = piece.shown;
    const std::string_view our_body = ours_.slice(o->body, o->end);
    const std::string their_body = shifted(theirs_.slice(t->body, t->end), t->column, o->column);
    const std::string base_body =
        b ? shifted(base_.slice(b->body, b->end), b->column, o->column) : "";
    const auto finish = [&](std::string_view body, MergeValue value) {
      piece.shown += body;
      piece.resolved += body;
      piece.value = std::move(value);
      return std::optional(std::move(piece));
    };
    if (sequence || our_body == their_body || (b && their_body == base_body))
      return finish(our_body, value_of(ours_.tree(), o->node));
    if (b && our_body == base_body) return finish(their_body, value_of(theirs_.tree(), t->node));
    if (auto inner = nested(all, path, depth)) {
      piece.shown += inner->shown;
      piece.resolved += inner->resolved;
      piece.value = std::move(inner->value);
      return piece;
    }
    if (auto merged = values(all, their_body))
      return finish(merged->text, std::move(merged->value));
    return conflict(b ? Kind::changed_both : Kind::added_both, all, path);
  }

  // Comments and blank lines above an entry: those of the side that changed them, or both.
  [[nodiscard]] std::string lead(const Triple& all) const {
    const auto& [b, o, t] = all;
    const std::string_view ours = ours_.slice(o->lead, o->body);
    const std::string theirs = shifted(theirs_.slice(t->lead, t->body), t->column, o->column);
    const std::string base = b ? shifted(base_.slice(b->lead, b->body), b->column, o->column) : "";
    return both_leads(base, ours, theirs);
  }
  static std::string both_leads(const std::string& base, std::string_view ours,
                                const std::string& theirs) {
    if (theirs == base || theirs == ours) return std::string(ours);
    if (ours == base) return theirs;
    std::set<std::string_view> known;
    for (const std::string_view line : lines_of(ours)) known.insert(line);
    for (const std::string_view line : lines_of(base)) known.insert(line);
    std::string out(ours);
    for (const std::string_view line : lines_of(theirs)) {
      if (!known.contains(line)) out += line;
    }
    return out;
  }
  static std::vector<std::string_view> lines_of(std::string_view text) {
    std::vector<std::string_view> all;
    for (std::size_t at = 0; at < text.size();) {
      const std::size_t end = std::min(text.find('\n', at), text.size() - 1) + 1;
      all.push_back(text.substr(at, end - at));
      at = end;
    }
    return all;
  }

  // An entry that is a block collection on all sides. Both added: only sections are put together.
  std::optional<Piece> nested(const Triple& all, const std::string& path, int depth) {
    const auto& [b, o, t] = all;
    const Shape shape = ours_.tree()[o->node].shape;
    if (shape == Shape::scalar || !ours_.is_block(o->node, shape) ||
        !theirs_.is_block(t->node, shape))
      return std::nullopt;
    if (shape == Shape::sequence &&
        (!ours_.scalars_alone(o->node) || !theirs_.scalars_alone(t->node)))
      return std::nullopt;
    const bool bare = b && is_nothing(base_, b->node);
    if (b && !bare && !base_.is_block(b->node, shape)) return std::nullopt;
    if (!b && (depth > 0 || shape != Shape::mapping)) return std::nullopt;
    const uint32_t our_head = ours_.next_line(o->body), their_head = theirs_.next_line(t->body);
    const uint32_t base_head = b ? base_.next_line(b->body) : 0;
    const std::string_view ours = ours_.slice(o->body, our_head);
    const std::string theirs = shifted(theirs_.slice(t->body, their_head), t->column, o->column);
    const std::string base =
        b ? shifted(base_.slice(b->body, base_head), b->column, o->column) : "";
    if (ours != theirs && ours != base && theirs != base) return std::nullopt;
    const std::size_t before = conflicts_.size();
    auto inner = collection(b && !bare ? b->node : NodeId(), o->node, t->node, base_head, our_head,
                            their_head, path, depth + 1);
    // All entries gone: what is left of the key means nothing at all, which nobody wrote.
    if (!inner || inner->value.empty()) {
      conflicts_.resize(before);
      return std::nullopt;
    }
    const std::string head(theirs == base ? ours : std::string_view(theirs));
    inner->shown = head + inner->shown;
    inner->resolved = head + inner->resolved;
    return inner;
  }

  // `key:`, `key: {}`, `key: []`.
  static bool is_nothing(const MergeDocument& document, NodeId id) {
    const Node& node = document.tree()[id];
    if (node.aliased) return false;
    return node.shape == Shape::scalar ? node.span.begin == node.span.end : node.count == 0;
  }

  // One side of an entry that both have.
  struct Side {
    const MergeDocument* document;
    const LineEntry* entry;
    std::string body;  // in our column

    [[nodiscard]] const Tree& tree() const { return document->tree(); }
    [[nodiscard]] NodeId node() const { return entry->node; }
    [[nodiscard]] bool is_inline() const { return document->is_inline(entry->node); }
  };
  struct Body {
    std::string text;
    MergeValue value;
  };

  // Entries whose values are no block collections, or not on all sides. What is decided here is the
  // same with the sides exchanged.
  [[nodiscard]] std::optional<Body> values(const Triple& all, const std::string& their_body) const {
    const auto& [b, o, t] = all;
    const Side ours{&ours_, o, std::string(ours_.slice(o->body, o->end))};
    const Side theirs{&theirs_, t, their_body};
    if (same_value(ours.tree(), o->node, theirs.tree(), t->node)) {
      if (silent(theirs, ours, b)) return Body{ours.body, value_of(ours.tree(), o->node)};
      if (silent(ours, theirs, b)) return Body{theirs.body, value_of(theirs.tree(), t->node)};
      return std::nullopt;
    }
    if (!b) return std::nullopt;
    if (same_value(base_.tree(), b->node, theirs.tree(), t->node))
      return value_in_layout(ours, theirs, b, /*keep_layout=*/false);
    if (same_value(base_.tree(), b->node, ours.tree(), o->node))
      return value_in_layout(theirs, ours, b, /*keep_layout=*/true);
    if (auto merged = in_flow(ours, theirs, b)) return merged;
    return in_flow(theirs, ours, b);
  }

  // The value of the side that changed it, where the other one changed no more than layout or
  // comments: as that side wrote it, or in the other's layout.
  [[nodiscard]] std::optional<Body> value_in_layout(const Side& changed, const Side& other,
                                                    const LineEntry* base, bool keep_layout) const {
    const MergeValue value = value_of(changed.tree(), changed.node());
    const bool whole = silent(other, changed, base);
    const bool replaced = changed.is_inline() && other.is_inline() && silent(changed, other, base);
    if (whole && !(keep_layout && replaced)) return Body{changed.body, value};
    if (!replaced) return std::nullopt;
    const diag::Span span = changed.tree()[changed.node()].span;
    return Body{with_value(other, changed.document->slice(span.begin, span.end)), value};
  }

  [[nodiscard]] std::optional<Body> in_flow(const Side& host, const Side& other,
                                            const LineEntry* base) const {
    if (!silent(other, host, base)) return std::nullopt;
    auto merged = merge_flow({base_, base->node}, {*host.document, host.node()},
                             {*other.document, other.node()});
    if (!merged) return std::nullopt;
    return Body{with_value(host, merged->text), std::move(merged->value)};
  }

  // Has `side` no comment that neither the other one nor the base has?
  [[nodiscard]] bool silent(const Side& side, const Side& other, const LineEntry* base) const {
    return adds_no_comment(*side.document, side.entry->body, side.entry->end,
                           {{other.document, other.entry}, {&base_, base}});
  }

  // The lines of an entry, in our column, with another value.
  [[nodiscard]] static std::string with_value(const Side& side, std::string_view value) {
    const diag::Span span = side.tree()[side.node()].span;
    const std::size_t behind = side.entry->end - span.end;  // on its last line: never shifted
    const std::size_t size = side.document->slice(span.begin, span.end).size();
    const std::size_t shown = side.body.size() - behind;
    // Inline values stand on one line, so that their size is the same in any column; others are of
    // the host, whose body begins as it stands.
    const std::string_view own = side.document->slice(side.entry->body, span.begin);
    std::string out(side.is_inline() ? side.body.substr(0, shown - size) : std::string(own));
    out += value;
    out += side.body.substr(shown);
    return out;
  }

  // Does each comment of `side` stand in one of the others, too?
  [[nodiscard]] static bool adds_no_comment(
      const MergeDocument& side, uint32_t begin, uint32_t end,
      const std::vector<std::pair<const MergeDocument*, const LineEntry*>>& others) {
    std::set<std::string> known;
    for (const auto& [document, entry] : others) {
      if (!entry) continue;
      for (std::string& one : document->comments(entry->lead, entry->end))
        known.insert(std::move(one));
    }
    return std::ranges::all_of(side.comments(begin, end),
                               [&](const std::string& one) { return known.contains(one); });
  }

  // ---- Conflicts

  Piece conflict(Kind kind, const Triple& all, const std::string& path) {
    const auto& [b, o, t] = all;
    conflicts_.push_back({kind, path, 1});
    Piece piece;
    const auto part = [&](const MergeDocument& side, const LineEntry* entry) {
      std::string text;
      if (!entry) return text;
      text = side.slice(o && t ? entry->body : entry->lead, entry->end);
      if (!text.ends_with('\n')) text += line_break_;
      return text;
    };
    if (o && t) piece.shown = piece.resolved = lead(all);
    const std::string ours = part(ours_, o), base = part(base_, b), theirs = part(theirs_, t);
    piece.shown += line(kOurs) + ours;
    if (b) piece.shown += line(kBase) + base;
    piece.shown += line(kMiddle) + theirs + line(kTheirs);
    piece.resolved += ours;
    if (o) {
      piece.value = value_of(ours_.tree(), o->node);
    } else {
      piece.value.absent = true;
    }
    return piece;
  }
  [[nodiscard]] std::string line(std::string_view mark) const {
    return std::string(mark) + std::string(line_break_);
  }

  // What stands behind the last entry of the file.
  void tail(Piece& all, NodeId b, NodeId o, NodeId t) const {
    const auto rest = [](const MergeDocument& document, NodeId id) {
      const auto entries = id.valid() ? document.lines(id, 0) : std::nullopt;
      const uint32_t end = entries && !entries->empty() ? entries->back().end : 0;
      return std::string(document.text().substr(end));
    };
    const std::string more = both_leads(rest(base_, b), rest(ours_, o), rest(theirs_, t));
    join(all.shown, more);
    join(all.resolved, more);
    // A last line without a break stays as ours had it.
    if (!ours_.text().ends_with('\n') && all.shown.ends_with(line_break_) && conflicts_.empty()) {
      all.shown.resize(all.shown.size() - line_break_.size());
      all.resolved = all.shown;
    }
  }

  const MergeDocument &base_, &ours_, &theirs_;
  std::string_view line_break_;
  std::vector<MergeConflict> conflicts_;
};

// The three texts one below the other: what is left where nothing else can be said.
Merge whole(MergeConflict::Kind kind, std::string_view base, std::string_view ours,
            std::string_view theirs) {
  const std::string_view line_break = line_break_of(ours);
  std::string text;
  const auto part = [&](std::string_view mark, std::string_view body) {
    text.append(mark).append(line_break).append(body);
    if (!body.empty() && !body.ends_with('\n')) text += line_break;
  };
  part(kOurs, ours);
  part(kBase, base);
  part(kMiddle, theirs);
  text.append(kTheirs).append(line_break);
  return {std::move(text), {{kind, "", 1}}};
}

// Marks stand where no line of a text can: at the margin, and only ours begin a conflict.
void number_lines(Merge& merge) {
  std::size_t next = 0;
  uint32_t line = 1;
  for (std::size_t at = 0; at < merge.text.size() && next < merge.conflicts.size(); ++line) {
    if (std::string_view(merge.text).substr(at).starts_with(kOurs))
      merge.conflicts[next++].line = line;
    at = std::min(merge.text.find('\n', at), merge.text.size() - 1) + 1;
  }
}

}  // namespace

Merge merge(std::string_view base, std::string_view ours, std::string_view theirs) {
  if (ours == theirs || theirs == base) return {std::string(ours), {}};
  if (ours == base) return {std::string(theirs), {}};
  const std::string_view line_break = line_break_of(ours);
  const auto read = [&](std::string_view text) {
    if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
    return MergeDocument::read(with_line_breaks(text, line_break));
  };
  const auto b = read(base), o = read(ours), t = read(theirs);
  if (!b || !o || !t) return whole(Kind::unreadable, base, ours, theirs);
  auto merged = Merger(*b, *o, *t, line_break).run();
  if (!merged) {  // their text may take what ours cannot
    merged = Merger(*b, *t, *o, line_break).run();
    if (merged && !merged->conflicts.empty()) merged.reset();
  }
  if (!merged) return whole(Kind::not_expressible, base, ours, theirs);
  number_lines(*merged);
  if (ours.starts_with(kByteOrderMark)) merged->text.insert(0, kByteOrderMark);
  return std::move(*merged);
}

}  // namespace wardround::text
