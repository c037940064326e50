// The laws of merging, over random models and random edit scripts. Scripts change texts by means of
// their own: lines are cut out and values set, not merged.
#include "text/merge.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <memory>
#include <set>

#include "base/random.h"
#include "describe.h"
#include "random_model.h"
#include "text/edit.h"
#include "text/merge_value.h"

namespace wardround::testing {
namespace {

using text::Merge;

struct Parsed {
  diag::Sources sources;
  diag::SourceId source;
  text::Tree tree;
  bool good = false;
};

std::unique_ptr<Parsed> parse(const std::string& text) {
  auto out = std::make_unique<Parsed>();
  out->source = out->sources.add("m.yaml", text);
  std::size_t budget = 1'000'000;
  diag::Diagnostics diagnostics;
  out->tree = text::parse(out->sources, out->source, budget, diagnostics);
  out->good = !diagnostics.has_errors();
  return out;
}

// "elements.mcu" for every entry of every section.
std::vector<std::pair<std::string, std::string>> entries_of(const Parsed& parsed) {
  std::vector<std::pair<std::string, std::string>> all;
  const text::Tree& tree = parsed.tree;
  if (!tree.root().valid()) return all;
  for (const text::NodeId section : tree.children(tree.root())) {
    if (tree[section].shape != text::Shape::mapping || tree[section].aliased) continue;
    for (const text::NodeId entry : tree.children(section))
      all.emplace_back(tree.key(section), tree.key(entry));
  }
  return all;
}

std::string with_value(const std::string& text, const text::Path& path, const std::string& yaml) {
  const auto parsed = parse(text);
  const auto edits =
      text::set_value(parsed->sources, parsed->tree, parsed->source, path, yaml, {"", "type"});
  return edits ? text::apply(text, *edits).text : text;
}

// Cuts out an entry that has its lines for itself.
std::string without(const std::string& text, const std::string& section, const std::string& id) {
  const auto parsed = parse(text);
  const text::Tree& tree = parsed->tree;
  const text::NodeId node = tree.find(tree.find(tree.root(), section), id);
  if (!node.valid() || tree[node].aliased || tree[node].style == text::Style::block) return text;
  std::size_t begin = tree[node].key_span.begin, end = tree[node].span.end;
  while (begin > 0 && text[begin - 1] == ' ') --begin;
  if (begin > 0 && text[begin - 1] != '\n') return text;
  while (end < text.size() && text[end] != '\n') ++end;
  std::string out = text;
  out.erase(begin, std::min(end + 1, text.size()) - begin);
  return parse(out)->good ? out : text;
}

struct Script {
  std::string text;
  std::map<std::string, std::string> set;  // "elements.mcu.note": what it must be
  std::set<std::string> added, removed;    // "elements.mcu"
};

// `who` keeps the names of what two scripts add apart.
Script edited_by(Random& random, const std::string& base, const std::string& who,
                 std::size_t steps) {
  Script script{base, {}, {}, {}};
  for (std::size_t i = 0; i < steps; ++i) {
    const auto entries = entries_of(*parse(script.text));
    if (entries.empty()) break;
    const auto& [section, id] = entries[random.below(entries.size())];
    if (section == "system" || section == "context") continue;
    const std::string name = section + "." + id, before = script.text;
    switch (random.below(5)) {
      case 0:
        script.text = without(script.text, section, id);
        if (script.text == before) break;
        script.removed.insert(name);
        script.added.erase(name);
        std::erase_if(script.set,
                      [&](const auto& one) { return one.first.starts_with(name + "."); });
        break;
      case 1: {
        const std::string fresh = fmt::format("{}-{}", who, i);
        script.text = with_value(script.text, {section, fresh}, "{note: new}");
        if (script.text != before) script.added.insert(section + "." + fresh);
        break;
      }
      default: {
        const std::string key = random.below(2) == 0 ? "note" : "external_id";
        const std::string value = fmt::format("{}{}", random.below(3) == 0 ? "same" : who, i);
        script.text = with_value(script.text, {section, id, key}, value);
        if (script.text != before) script.set[name + "." + key] = value;
      }
    }
  }
  return script;
}

bool has(const Parsed& parsed, const std::string& name) {
  const auto dot = name.find('.');
  const text::Tree& tree = parsed.tree;
  return tree.find(tree.find(tree.root(), name.substr(0, dot)), name.substr(dot + 1)).valid();
}

std::string scalar(const Parsed& parsed, const std::string& name) {
  const text::Tree& tree = parsed.tree;
  text::NodeId at = tree.root();
  for (std::size_t begin = 0; begin <= name.size();) {
    const std::size_t end = std::min(name.find('.', begin), name.size());
    at = tree.find(at, name.substr(begin, end - begin));
    if (!at.valid()) return "";
    begin = end + 1;
  }
  return std::string(tree.scalar(at));
}

std::vector<std::string> paths(const Merge& merge) {
  std::vector<std::string> all;
  for (const text::MergeConflict& one : merge.conflicts) all.push_back(one.path);
  std::ranges::sort(all);
  return all;
}

std::string model(uint64_t seed) {
  return random_model(embedded_catalog().catalog, seed, {.elements = 6, .untidy = seed % 3 == 0});
}

TEST(MergeLaws, OneSideAloneWins) {
  for (uint64_t seed = 0; seed < 60; ++seed) {
    Random random(seed);
    const std::string base = model(seed), other = edited_by(random, base, "x", 8).text;
    EXPECT_EQ(text::merge(base, other, other).text, other);
    EXPECT_EQ(text::merge(base, base, other).text, other);
    EXPECT_EQ(text::merge(base, other, base).text, other);
  }
}

TEST(MergeLaws, TheSidesMayBeExchanged) {
  std::size_t clean = 0, conflicts = 0, whole = 0;
  for (uint64_t seed = 0; seed < 400; ++seed) {
    Random random(seed);
    const std::string base = model(seed % 40);
    const Script ours = edited_by(random, base, "ours", 1 + random.below(6));
    const Script theirs = edited_by(random, base, "theirs", 1 + random.below(6));
    const Merge there = text::merge(base, ours.text, theirs.text);
    const Merge back = text::merge(base, theirs.text, ours.text);
    ASSERT_EQ(paths(there), paths(back)) << base << "\n---- ours\n"
                                         << ours.text << "\n---- theirs\n"
                                         << theirs.text;
    if (!there.conflicts.empty()) {
      ++conflicts;
      if (there.conflicts.front().path.empty()) ++whole;
      continue;
    }
    ++clean;
    const auto one = parse(there.text), other = parse(back.text);
    ASSERT_TRUE(one->good && other->good) << there.text;
    ASSERT_TRUE(text::has_value(other->tree, other->tree.root(),
                                text::value_of(one->tree, one->tree.root())))
        << there.text << "\n----\n"
        << back.text;
  }
  EXPECT_GT(clean, 100u);
  EXPECT_GT(conflicts, 20u);
  EXPECT_LT(whole, 5u) << clean << " " << conflicts;
}

// What a script did stands in the result, unless the merge says that it conflicts.
TEST(MergeLaws, NothingIsDropped) {
  for (uint64_t seed = 0; seed < 400; ++seed) {
    Random random(seed);
    const std::string base = model(seed % 40);
    const Script ours = edited_by(random, base, "ours", 1 + random.below(6));
    const Script theirs = edited_by(random, base, "theirs", 1 + random.below(6));
    const Merge merged = text::merge(base, ours.text, theirs.text);
    if (!merged.conflicts.empty()) {
      // Each side's words stand between the marks or beside them.
      for (const Script* script : {&ours, &theirs}) {
        for (const auto& [name, value] : script->set)
          EXPECT_NE(merged.text.find(value), std::string::npos) << name << "\n" << merged.text;
        for (const std::string& name : script->added)
          EXPECT_NE(merged.text.find(name.substr(name.find('.') + 1)), std::string::npos);
      }
      continue;
    }
    const auto result = parse(merged.text);
    ASSERT_TRUE(result->good) << merged.text;
    for (const Script* script : {&ours, &theirs}) {
      for (const std::string& name : script->added) EXPECT_TRUE(has(*result, name)) << name;
      for (const std::string& name : script->removed) EXPECT_FALSE(has(*result, name)) << name;
      for (const auto& [name, value] : script->set)
        EXPECT_EQ(scalar(*result, name), value) << name << "\n" << merged.text;
    }
  }
}

// Any three texts: it ends, loses no side, and what is free of conflicts can be read.
TEST(MergeLaws, ThreeModelsThatHaveNothingInCommon) {
  for (uint64_t seed = 0; seed < 60; ++seed) {
    const std::string one = model(seed), other = model(seed + 100), third = model(seed + 200);
    const Merge merged = text::merge(one, other, third);
    if (merged.conflicts.empty()) {
      EXPECT_TRUE(parse(merged.text)->good);
    }
    for (const std::string_view garbage :
         {"", "\n", "a: [", "- x\n", "\xff", "{a: 1}", "a: &x 1\nb: *x\n"}) {
      EXPECT_FALSE(text::merge(one, other, garbage).text.empty());
      EXPECT_FALSE(text::merge(garbage, other, third).text.empty());
    }
  }
}

}  // namespace
}  // namespace wardround::testing
