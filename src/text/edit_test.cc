// set_value, quote and apply on texts that show one layout each.
#include "text/edit.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/limits.h"

namespace wardround::text {
namespace {

using diag::Diagnostics;
using diag::SourceId;
using diag::Sources;
using diag::Span;

std::string set(const std::string& text, const Path& path, std::string_view yaml,
                const std::vector<std::string>& short_keys = {}) {
  Sources sources;
  const SourceId source = sources.add("m.yaml", text);
  Diagnostics diagnostics;
  std::size_t budget = limits::kYamlNodes;
  const Tree tree = parse(sources, source, budget, diagnostics);
  const auto edits = set_value(sources, tree, source, path, yaml, short_keys);
  if (!edits) return "error: " + edits.error().message;
  return text::apply(text, *edits).text;
}

struct Case {
  const char* what;
  const char* before;
  Path path;
  const char* yaml;
  const char* after;
  std::vector<std::string> short_keys = {};
};

class SetValue : public ::testing::TestWithParam<Case> {};

TEST_P(SetValue, MakesTheLeastChange) {
  const Case& c = GetParam();
  EXPECT_EQ(set(c.before, c.path, c.yaml, c.short_keys), c.after) << c.what;
}

INSTANTIATE_TEST_SUITE_P(
    Replace, SetValue,
    ::testing::Values(
        Case{"a scalar, its comment stays", "a: b   # c\nd: e\n", {"a"}, "x", "a: x   # c\nd: e\n"},
        Case{"quotes go with the scalar", "a: 'b'\n", {"a"}, "x", "a: x\n"},
        Case{"a scalar deep in flow",
             "a: {b: {c: d, e: f}} # g\n",
             {"a", "b", "c"},
             "[x, y]",
             "a: {b: {c: [x, y], e: f}} # g\n"},
        Case{"an empty value", "a:\nb: c\n", {"a"}, "x", "a: x\nb: c\n"},
        Case{"an empty value with a comment", "a:   # c\n", {"a"}, "x", "a: x   # c\n"},
        Case{"an empty value in flow", "a: {b: , c: d}\n", {"a", "b"}, "x", "a: {b: x , c: d}\n"},
        Case{"a key alone in flow", "a: {b, c}\n", {"a", "b"}, "x", "a: {b: x, c}\n"},
        Case{"a block scalar", "a: |\n  b\n  c\n\nd: e\n", {"a"}, "x", "a: x\n\nd: e\n"},
        Case{"a flow list", "a: [b,\n  c]  # d\n", {"a"}, "[]", "a: []  # d\n"},
        Case{"a block mapping", "a:\n  b: c\n  d: e # f\ng: h\n", {"a"}, "x", "a: x # f\ng: h\n"},
        Case{"a block list", "a:\n- b\n- c\nd: e\n", {"a"}, "x", "a: x\nd: e\n"},
        Case{"a block list with a comment between",
             "a: # f\n- b\n- c\nd: e\n",
             {"a"},
             "x",
             "a: x # f\nd: e\n"},
        Case{"a block mapping with comments around",
             "a: # f\n  b: c # g\nd: e\n",
             {"a"},
             "x",
             "a: x # f\n # g\nd: e\n"},
        Case{"behind a byte order mark",
             "\xef\xbb\xbf"
             "a: b\n",
             {"a"},
             "x",
             "\xef\xbb\xbf"
             "a: x\n"},
        Case{"behind wide characters", "ä: ö\na: ü # ß\n", {"a"}, "x", "ä: ö\na: x # ß\n"}));

INSTANTIATE_TEST_SUITE_P(
    Insert, SetValue,
    ::testing::Values(
        Case{"block: after the last entry, in its indent",
             "a:\n   b: c # d\n   # e\nf: g\n",
             {"a", "x"},
             "y",
             "a:\n   b: c # d\n   x: y\n   # e\nf: g\n"},
        Case{"block: below nested mappings",
             "a:\n  b:\n    c: d\ne: f\n",
             {"a", "x"},
             "y",
             "a:\n  b:\n    c: d\n  x: y\ne: f\n"},
        Case{
            "block: no line break at the end", "a:\n  b: c", {"a", "x"}, "y", "a:\n  b: c\n  x: y"},
        Case{"block: CRLF",
             "a:\r\n  b: c\r\nd: e\r\n",
             {"a", "x"},
             "y",
             "a:\r\n  b: c\r\n  x: y\r\nd: e\r\n"},
        Case{"block: behind a block scalar",
             "a:\n  b: |\n    c\n\nd: e\n",
             {"a", "x"},
             "y",
             "a:\n  b: |\n    c\n  x: y\n\nd: e\n"},
        Case{"block: missing mappings on the way",
             "a:\n  b: c\n",
             {"a", "x", "y", "z"},
             "1",
             "a:\n  b: c\n  x: {y: {z: 1}}\n"},
        Case{"section at the end", "a: b\n# end\n", {"x"}, "y", "a: b\n# end\nx: y\n"},
        Case{"section with an entry",
             "a: b",
             {"flows", "sync", "pairing"},
             "just-works",
             "a: b\nflows:\n  sync: {pairing: just-works}\n"},
        Case{"section before the end mark", "a: b\n...\n", {"x"}, "y", "a: b\nx: y\n...\n"},
        Case{"an empty section",
             "a: b\nflows:  # none\nc: d\n",
             {"flows", "sync", "p"},
             "1",
             "a: b\nflows: {sync: {p: 1}}  # none\nc: d\n"},
        Case{"an empty text", "", {"a", "b"}, "c", "a:\n  b: c\n"},
        Case{"a text of comments", "# c", {"a"}, "b", "# c\na: b\n"},
        Case{"flow", "a: {b: c}\n", {"a", "x"}, "y", "a: {b: c, x: y}\n"},
        Case{"flow: spaces inside", "a: { b: c }\n", {"a", "x"}, "y", "a: { b: c, x: y }\n"},
        Case{"flow: empty", "a: {}\n", {"a", "x"}, "y", "a: {x: y}\n"},
        Case{"flow: comma at the end", "a: {b: c,}\n", {"a", "x"}, "y", "a: {b: c, x: y,}\n"},
        Case{"flow: an empty value at the end",
             "a: {b: c, d: }\n",
             {"a", "x"},
             "y",
             "a: {b: c, d: , x: y }\n"},
        Case{"flow: an alias at the end",
             "z: &z 1\na: {b: *z}\n",
             {"a", "x"},
             "y",
             "z: &z 1\na: {b: *z, x: y}\n"},
        Case{"flow: one entry a line",
             "a: {\n  b: c,\n  d: e  # f\n}\n",
             {"a", "x"},
             "y",
             "a: {\n  b: c,\n  d: e,  # f\n  x: y\n}\n"},
        Case{"flow: one entry a line, comma at the end",
             "a: {\n  b: c,  # f\n}\n",
             {"a", "x"},
             "y",
             "a: {\n  b: c,  # f\n  x: y,\n}\n"},
        Case{"flow: comment before the brace",
             "a: {b: c # d\n  }\n",
             {"a", "x"},
             "y",
             "a: {b: c, x: y # d\n  }\n"},
        Case{"flow: wrapped",
             "a: {b: c,\n    d: e}\n",
             {"a", "x"},
             "y",
             "a: {b: c,\n    d: e, x: y}\n"},
        Case{"flow root", "{a: b}", {"x", "y"}, "z", "{a: b, x: {y: z}}"},
        Case{"a key that needs quotes", "a: b\n", {"x: y"}, "z", "a: b\n\"x: y\": z\n"}));

INSTANTIATE_TEST_SUITE_P(
    Grow, SetValue,
    ::testing::Values(
        Case{"a type",
             "elements:\n  app: mobile-app  # c\n",
             {"elements", "app", "in"},
             "phone",
             "elements:\n  app: {type: mobile-app, in: phone}  # c\n",
             {"", "type"}},
        Case{"a list in brackets",
             "data: {readings: [phi, diagnosis]}\n",
             {"data", "readings", "encrypted"},
             "yes",
             "data: {readings: {kinds: [phi, diagnosis], encrypted: yes}}\n",
             {"", "kinds"}},
        Case{"a list in lines",
             "data:\n  readings:\n    - phi # a\n    - diagnosis # b\n  fw: firmware\n",
             {"data", "readings", "encrypted"},
             "yes",
             "data:\n  readings:\n    kinds:\n    - phi # a\n    - diagnosis # b\n    encrypted: "
             "yes\n  fw: firmware\n",
             {"", "kinds"}},
        Case{"a list in lines, in the column of its key",
             "data:\n  readings:\n  - phi\n\n  - diagnosis\n  fw: firmware\n",
             {"data", "readings", "encrypted"},
             "yes",
             "data:\n  readings:\n    kinds:\n    - phi\n\n    - diagnosis\n    encrypted: yes\n  "
             "fw: firmware\n",
             {"", "kinds"}},
        Case{"two levels",
             "flows: {sync: {path: a -> b, protocol: ble}}\n",
             {"flows", "sync", "protocol", "pairing", "unknown"},
             "{ask: tom}",
             "flows: {sync: {path: a -> b, protocol: {name: ble, pairing: {unknown: {ask: "
             "tom}}}}}\n",
             {"", "", "name"}},
        Case{"a text with a comma",
             "a:\n  b: c, d\n",
             {"a", "b", "x"},
             "y",
             "a:\n  b: {name: \"c, d\", x: y}\n",
             {"", "name"}},
        Case{"a block scalar",
             "a:\n  b: |\n    c\n    d\n",
             {"a", "b", "x"},
             "y",
             "a:\n  b: {name: \"c\\nd\\n\", x: y}\n",
             {"", "name"}},
        Case{"null", "a: {b: ~}\n", {"a", "b", "x"}, "y", "a: {b: {x: y}}\n", {}}));

INSTANTIATE_TEST_SUITE_P(
    Refuse, SetValue,
    ::testing::Values(
        Case{
            "no short form", "a: b\n", {"a", "x"}, "y", "error: `a` is a value, not a mapping", {}},
        Case{"a list", "a: [b]\n", {"a", "x"}, "y", "error: `a` is a list, not a mapping", {}},
        Case{"an alias",
             "z: &z {b: c}\na: *z\n",
             {"a", "b"},
             "y",
             "error: `a` is written as an alias; write it out first",
             {}},
        Case{"what an alias repeats",
             "z: &z {b: c}\na: *z\n",
             {"z", "b"},
             "y",
             "error: `z.b` cannot be set to `y` without changing other values; edit m.yaml by hand",
             {}},
        Case{
            "a value that is none",
            "a: b\n",
            {"a"},
            "x: [",
            "error: `a` cannot be set to `x: [` without changing other values; edit m.yaml by hand",
            {}},
        Case{"two values",
             "a: {b: c}\n",
             {"a", "b"},
             "x, y: z",
             "error: `a.b` cannot be set to `x, y: z` without changing other values; edit m.yaml "
             "by hand",
             {}},
        Case{"lines", "a: b\n", {"a"}, "x\ny: z", "error: a value must stand on one line", {}},
        Case{"no mapping", "[a]\n", {"a"}, "x", "error: the file does not hold a mapping", {}},
        Case{"no path", "a: b\n", {}, "x", "error: no key is named", {}}));

TEST(Quote, IsPlainOnlyWhereItReadsBack) {
  const std::pair<const char*, const char*> cases[] = {
      {"just-works", "just-works"},
      {"app -> mcu", "app -> mcu"},
      {"Wi-Fi (guest)", "Wi-Fi (guest)"},
      {"yes", "\"yes\""},
      {"Off", "\"Off\""},
      {"1.0", "\"1.0\""},
      {"0x1f", "\"0x1f\""},
      {"null", "\"null\""},
      {"", "\"\""},
      {"- a", "\"- a\""},
      {"a: b", "\"a: b\""},
      {"a:", "\"a:\""},
      {"#", "\"#\""},
      {"a #b", "\"a #b\""},
      {"a#b", "a#b"},
      {"a, b", "\"a, b\""},
      {"<<", "\"<<\""},
      {"*a", "\"*a\""},
      {"é ü", "é ü"},
      {" a", "\" a\""},
      {"a\"b", "'a\"b'"},
      {"a\nb", "\"a\\nb\""},
      {"\x1b[31m", "\"\\x1B[31m\""},
      {"\xe2\x80\xae", "\"\\u202E\""},
      {"2026-12-05", "2026-12-05"},
      {"pkg:generic/x@3.1", "pkg:generic/x@3.1"},
  };
  for (const auto& [value, quoted] : cases) EXPECT_EQ(quote(value), quoted) << value;
}

Edit edit(uint32_t begin, uint32_t end, std::string text) {
  return {Span{SourceId(0), begin, end}, std::move(text)};
}

TEST(Apply, KeepsOrderAndDropsWhatOverlaps) {
  const auto applied = [](std::vector<Edit> edits) {
    const Applied result = text::apply("abcdef", std::move(edits));
    return result.text + " " + std::to_string(result.dropped);
  };
  EXPECT_EQ(applied({}), "abcdef 0");
  EXPECT_EQ(applied({edit(4, 5, "X"), edit(1, 2, "Y")}), "aYcdXf 0");
  EXPECT_EQ(applied({edit(2, 2, "1"), edit(2, 2, "2")}), "ab12cdef 0");
  EXPECT_EQ(applied({edit(1, 3, "X"), edit(1, 1, "i"), edit(3, 3, "j")}), "aiXjdef 0");
  EXPECT_EQ(applied({edit(1, 3, "X"), edit(2, 4, "Y")}), "aXdef 1");
  EXPECT_EQ(applied({edit(1, 3, "X"), edit(2, 2, "i")}), "aXdef 1");
  EXPECT_EQ(applied({edit(2, 2, "i"), edit(1, 3, "X")}), "abicdef 1");
  EXPECT_EQ(applied({edit(1, 3, "X"), edit(1, 3, "Y")}), "aXdef 1");
  EXPECT_EQ(applied({edit(5, 9, "X"), edit(3, 2, "Y")}), "abcdef 2");
  EXPECT_EQ(applied({edit(6, 6, "!")}), "abcdef! 0");
}

}  // namespace
}  // namespace wardround::text
