// Random texts in random layouts, and random edits of them: only the value at the path changes, and
// only the bytes of the edits. Random strings through quote().
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <map>

#include "base/limits.h"
#include "base/utf8.h"
#include "text/edit.h"

namespace wardround::text {
namespace {

using diag::Diagnostics;
using diag::SourceId;
using diag::Sources;

struct Read {
  explicit Read(std::string text) {
    source = sources.add("m.yaml", std::move(text));
    std::size_t budget = limits::kYamlNodes;
    tree = parse(sources, source, budget, diagnostics);
  }
  Sources sources;
  SourceId source;
  Diagnostics diagnostics;
  Tree tree;
};

// What a text says, path by path; layout does not show.
using Facts = std::map<std::string, std::string>;

Facts facts_of(const Tree& tree) {
  Facts out;
  if (!tree.root().valid()) return out;
  std::vector<std::pair<NodeId, std::string>> work = {{tree.root(), ""}};
  while (!work.empty()) {
    const auto [id, path] = work.back();
    work.pop_back();
    if (tree[id].shape == Shape::scalar) {
      out[path] =
          std::to_string(static_cast<int>(core_type(tree, id))) + std::string(tree.scalar(id));
      continue;
    }
    out[path] = tree[id].shape == Shape::mapping ? "mapping" : "list";
    std::size_t index = 0;
    for (const NodeId child : tree.children(id)) {
      const bool is_mapping = tree[id].shape == Shape::mapping;
      work.emplace_back(
          child,
          path + "/" + (is_mapping ? std::string(tree.key(child)) : std::to_string(index++)));
    }
  }
  return out;
}

// Writes random documents: block and flow, comments, blank lines, all kinds of scalars, either line
// ending.
class Writer {
 public:
  explicit Writer(rc::Random random) : random_(random) {}

  std::string document() {
    line_break_ = pick(4) == 0 ? "\r\n" : "\n";
    if (pick(10) == 0) out_ += "\xef\xbb\xbf";
    noise("");
    mapping("", 0);
    if (pick(6) == 0 && !ends_with_keep_) {
      while (!out_.empty() && (out_.back() == '\n' || out_.back() == '\r')) out_.pop_back();
    }
    return out_;
  }

 private:
  std::size_t pick(std::size_t bound) { return static_cast<std::size_t>(random_.next() % bound); }

  void end_line() {
    if (pick(5) == 0) out_ += "   # note: {x, \"y\"";
    out_ += line_break_;
  }
  void noise(const std::string& indent) {
    while (pick(5) == 0) out_ += (pick(2) == 0 ? indent + "# a comment: [" : "") + line_break_;
  }
  std::string key(std::size_t index) {
    static constexpr const char* kKeys[] = {"a", "bb",  "c-c", "\"d: d\"", "'e e'",
                                            "é", "f_f", "g.g", "1"};
    return kKeys[index % std::size(kKeys)];
  }
  std::string scalar(bool in_flow) {
    static constexpr const char* kScalars[] = {
        "x",   "two words", "'it''s'", "\"a\\nb\"", "42",   "yes",    "~",  "1.5",         "ü ö",
        "a#b", "x:y",       "\"\"",    "a -> b",    "漢字", "'# no'", "-1", "\"\\u202E\"", "null"};
    static constexpr const char* kBlockOnly[] = {"a, b", "c [d]", "e {f}", "g ?"};
    if (!in_flow && pick(6) == 0) return kBlockOnly[pick(std::size(kBlockOnly))];
    return kScalars[pick(std::size(kScalars))];
  }

  void mapping(const std::string& indent, std::size_t depth) {
    const std::size_t count = 1 + pick(4);
    const std::size_t first = pick(9);
    for (std::size_t i = 0; i < count; ++i) {
      if (i != 0 || depth != 0) noise(indent);
      out_ += indent + key(first + i) + ":";
      value(indent, depth);
    }
  }

  void value(const std::string& indent, std::size_t depth) {
    const std::string deeper = indent + std::string(1 + pick(4), ' ');
    ends_with_keep_ = false;
    const std::size_t choice = pick(depth >= 4 ? 5 : 9);
    switch (choice) {
      case 0:
        return end_line();  // empty
      case 1:
      case 2:
        out_ += " " + scalar(false);
        return end_line();
      case 3: {
        static constexpr const char* kHeaders[] = {"|", ">", "|-", ">-", "|+"};
        const std::string header = kHeaders[pick(std::size(kHeaders))];
        out_ += " " + header + (pick(5) == 0 ? "  # c" : "") + line_break_;
        out_ += deeper + "line, one" + line_break_;
        if (pick(2) == 0) out_ += line_break_ + deeper + "  line: two #" + line_break_;
        if (pick(3) == 0) out_ += line_break_;
        // The end of the text is part of what `|` and `>` read.
        ends_with_keep_ = true;
        return;
      }
      case 4:
      case 5:
        out_ += " ";
        flow(indent, depth);
        return end_line();
      case 6: {
        end_line();
        const std::string list = pick(2) == 0 ? indent : deeper;
        for (std::size_t i = 0, n = 1 + pick(3); i < n; ++i) {
          noise(list);
          out_ += list + "- " + scalar(false);
          end_line();
        }
        return;
      }
      default:
        end_line();
        noise(deeper);
        return mapping(deeper, depth + 1);
    }
  }

  void flow(const std::string& indent, std::size_t depth) {
    const bool is_list = pick(3) == 0;
    const bool own_lines = pick(4) == 0;
    const std::string gap = own_lines ? line_break_ + indent + "    " : (pick(4) == 0 ? " " : "");
    out_ += is_list ? "[" : "{";
    const std::size_t count = pick(4);
    const std::size_t first = pick(9);
    for (std::size_t i = 0; i < count; ++i) {
      out_ += i == 0 ? gap : "," + (own_lines ? (pick(3) == 0 ? " # x, }" : "") + gap : " ");
      if (!is_list) out_ += key(first + i) + (pick(8) == 0 ? ": " : ": ");
      if (depth < 4 && pick(4) == 0) {
        flow(indent + "    ", depth + 1);
      } else if (is_list || pick(8) != 0) {
        out_ += scalar(true);
      }
    }
    if (count != 0 && pick(6) == 0) out_ += ",";
    if (own_lines && pick(4) == 0) out_ += " # }";
    if (own_lines) out_ += line_break_ + indent + "  ";
    out_ += is_list ? "]" : "}";
  }

  rc::Random random_;
  std::string line_break_;
  std::string out_;
  bool ends_with_keep_ = false;
};

rc::Gen<std::string> documents() {
  return rc::gen::map(rc::gen::arbitrary<uint64_t>(),
                      [](uint64_t seed) { return Writer(rc::Random(seed)).document(); });
}

// A path into the tree, sometimes past its end or beside it.
Path path_into(const Tree& tree, rc::Random random) {
  const auto pick = [&](std::size_t bound) {
    return static_cast<std::size_t>(random.next() % bound);
  };
  Path path;
  NodeId at = tree.root();
  const std::size_t length = 1 + pick(4);
  for (std::size_t i = 0; i < length; ++i) {
    const bool inside = at.valid() && tree[at].shape == Shape::mapping && tree[at].count != 0;
    if (inside && pick(4) != 0) {
      at = tree.child(at, pick(tree[at].count));
      path.emplace_back(tree.key(at));
    } else {
      at = NodeId();
      path.push_back(i % 2 == 0 ? "new" : "new: key");
    }
  }
  return path;
}

std::string joined(const Path& path) {
  std::string out;
  for (const std::string& key : path) out += "/" + key;
  return out;
}

bool below(const std::string& path, const std::string& top) {
  return path == top || path.starts_with(top + "/");
}

void check_bytes_kept(std::string_view before, std::string_view after, std::vector<Edit> edits) {
  std::stable_sort(edits.begin(), edits.end(),
                   [](const Edit& a, const Edit& b) { return a.span.begin < b.span.begin; });
  std::size_t at = 0;
  for (const Edit& edit : edits) {
    const std::string_view kept = before.substr(at, edit.span.begin - at);
    RC_ASSERT(after.starts_with(kept));
    after.remove_prefix(kept.size());
    RC_ASSERT(after.starts_with(edit.text));
    after.remove_prefix(edit.text.size());
    at = edit.span.end;
  }
  RC_ASSERT(std::string(after) == std::string(before.substr(at)));
}

TEST(EditProperty, GeneratedTextsAreValid) {
  EXPECT_TRUE(rc::check("no diagnostics", [] {
    const std::string text = *documents();
    const Read read(text);
    std::string errors;
    for (const auto& d : read.diagnostics.unsorted())
      errors += read.sources.location(d.span) + " " + d.message();
    RC_ASSERT(errors == "");
  }));
}

// What the text must say after `yaml` was set at `path`: all it said before, but for the entry at
// the path, and short forms on the way grown.
Facts expected_facts(const Tree& before, const Path& path, const std::string& yaml) {
  Facts then = facts_of(before);
  Facts expected;
  const Read wanted(yaml);
  for (const auto& [key, value] : facts_of(wanted.tree)) expected[joined(path) + key] = value;
  Path way;
  NodeId at = before.root();
  for (std::size_t i = 0; i + 1 < path.size(); ++i) {
    way.push_back(path[i]);
    const std::string top = joined(way);
    expected[top] = "mapping";
    at = at.valid() ? before.find(at, path[i]) : NodeId();
    if (!at.valid() || before[at].shape == Shape::mapping) continue;
    const bool is_null = before[at].shape == Shape::scalar && core_type(before, at) == Scalar::null;
    for (const auto& [key, value] : Facts(then)) {
      if (!below(key, top)) continue;
      then.erase(key);
      if (!is_null) expected[top + "/short" + key.substr(top.size())] = value;
    }
    at = NodeId();
  }
  std::erase_if(then, [&](const auto& fact) { return below(fact.first, joined(path)); });
  expected.insert(then.begin(), then.end());
  return expected;
}

// Returns the edited text.
std::string check_edit(const std::string& before, const Path& path, const std::string& yaml) {
  const Read read(before);
  const std::vector<std::string> short_keys(path.size(), "short");
  const auto edits = set_value(read.sources, read.tree, read.source, path, yaml, short_keys);
  if (!edits) RC_FAIL(before + "\n" + joined(path) + ": " + edits.error().message);
  const Applied applied = text::apply(before, *edits);
  RC_ASSERT(applied.dropped == 0u);
  check_bytes_kept(before, applied.text, *edits);
  const Read after(applied.text);
  RC_ASSERT(after.diagnostics.empty());
  RC_ASSERT(facts_of(after.tree) == expected_facts(read.tree, path, yaml));
  return applied.text;
}

TEST(EditProperty, OnlyTheValueAtThePathChanges) {
  EXPECT_TRUE(rc::check("20 edits, one after the other", [] {
    static constexpr const char* kValues[] = {"just-works", "[a, b]", "{unknown: {ask: tom}}",
                                              "\"q # [\"",  "7",      "[]"};
    std::string text = *documents();
    rc::Random random(*rc::gen::arbitrary<uint64_t>());
    for (int i = 0; i < 20; ++i) {
      const Path path = path_into(Read(text).tree, rc::Random(random.next()));
      text = check_edit(text, path, kValues[random.next() % std::size(kValues)]);
    }
  }));
}

TEST(EditProperty, SettingTwiceChangesNothingMore) {
  EXPECT_TRUE(rc::check("idempotent", [] {
    const std::string before = *documents();
    const Read read(before);
    const Path path = path_into(read.tree, rc::Random(*rc::gen::arbitrary<uint64_t>()));
    const std::vector<std::string> short_keys(path.size(), "short");
    const auto edits = set_value(read.sources, read.tree, read.source, path, "[x]", short_keys);
    RC_PRE(edits.has_value());
    const std::string once = text::apply(before, *edits).text;
    const Read again(once);
    const auto more = set_value(again.sources, again.tree, again.source, path, "[x]", short_keys);
    RC_ASSERT(more.has_value());
    RC_ASSERT(text::apply(once, *more).text == once);
  }));
}

TEST(QuoteProperty, ReadsBackInBlockAndFlow) {
  EXPECT_TRUE(rc::check("quote", [] {
    static const std::vector<std::string> kPieces = {"a",
                                                     "Z",
                                                     "0",
                                                     " ",
                                                     ":",
                                                     ": ",
                                                     " #",
                                                     "#",
                                                     "-",
                                                     "- ",
                                                     ",",
                                                     "[",
                                                     "]",
                                                     "{",
                                                     "}",
                                                     "&",
                                                     "*",
                                                     "!",
                                                     "|",
                                                     ">",
                                                     "'",
                                                     "\"",
                                                     "%",
                                                     "@",
                                                     "`",
                                                     "\\",
                                                     "?",
                                                     "\n",
                                                     "\t",
                                                     "\r",
                                                     "\x01",
                                                     "\x1b",
                                                     "\x7f",
                                                     "\xc2\x85",
                                                     "\xe2\x80\xa8",
                                                     "\xe2\x80\xae",
                                                     "\xef\xbb\xbf",
                                                     "é",
                                                     "漢",
                                                     "😀",
                                                     "yes",
                                                     "no",
                                                     "null",
                                                     "~",
                                                     "true",
                                                     "1.0",
                                                     "0x1",
                                                     ".inf",
                                                     "---",
                                                     "...",
                                                     "<<",
                                                     "=",
                                                     "e3",
                                                     "\xef\xbf\xbf",
                                                     "\xc2\xa0"};
    std::string value;
    for (const std::string& piece :
         *rc::gen::container<std::vector<std::string>>(rc::gen::elementOf(kPieces))) {
      value += piece;
    }
    if (*rc::gen::inRange(0, 20) == 0) value += '\0';
    const std::string quoted = quote(value);
    for (const std::string& text :
         {"k: " + quoted + "\n", "k: {a: " + quoted + ", b: [" + quoted + "]}\n", quoted + ": x\n",
          "{" + quoted + ": x}", "- " + quoted + "  # c\n"}) {
      const Read read(text);
      RC_ASSERT(read.diagnostics.empty());
      std::size_t found = 0;
      std::vector<NodeId> work = {read.tree.root()};
      for (std::size_t i = 0; i < work.size(); ++i) {
        for (const NodeId child : read.tree.children(work[i])) work.push_back(child);
        const bool is_value = read.tree[work[i]].shape == Shape::scalar &&
                              read.tree.scalar(work[i]) == value &&
                              core_type(read.tree, work[i]) == Scalar::string;
        if (is_value || read.tree.key(work[i]) == value) ++found;
      }
      RC_ASSERT(found >= 1u);
    }
  }));
}

}  // namespace
}  // namespace wardround::text
