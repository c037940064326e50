// What parse() makes of texts: shapes, spans to the byte, and every error with its place.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/limits.h"
#include "base/utf8.h"
#include "text/tree.h"

namespace wardround::text {
namespace {

using diag::Diagnostics;
using diag::SourceId;
using diag::Sources;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

struct Parsed {
  explicit Parsed(std::string text, std::size_t budget = limits::kYamlNodes) : left(budget) {
    source = sources.add("m.yaml", std::move(text));
    tree = parse(sources, source, left, diagnostics);
  }

  NodeId at(std::initializer_list<std::string_view> path) const {
    NodeId id = tree.root();
    for (const std::string_view key : path) id = tree.find(id, key);
    return id;
  }
  std::string span(NodeId id) const { return std::string(sources.text(tree[id].span)); }
  std::string span(std::initializer_list<std::string_view> path) const { return span(at(path)); }

  // "3:7 WR0006 message"
  std::vector<std::string> errors() const {
    std::vector<std::string> out;
    for (const auto& d : diagnostics.sorted(sources)) {
      const diag::Position at = sources.begin(d.span);
      out.push_back(std::to_string(at.line) + ":" + std::to_string(at.column) + " " +
                    std::string(info(d.kind).code) + " " + d.message());
    }
    return out;
  }

  // A tree in one line: {a: [b, "c"]}
  std::string shape(NodeId id) const {
    if (!id.valid()) return "nothing";
    const Node& node = tree[id];
    if (node.shape == Shape::scalar) {
      const std::string text = escape_for_terminal(tree.scalar(id));
      return node.style == Style::plain ? text : '"' + text + '"';
    }
    std::string out = node.shape == Shape::mapping ? "{" : "[";
    for (const NodeId child : tree.children(id)) {
      if (out.size() > 1) out += ", ";
      if (node.shape == Shape::mapping) out += std::string(tree.key(child)) + ": ";
      out += shape(child);
    }
    return out + (node.shape == Shape::mapping ? "}" : "]");
  }
  std::string shape() const { return shape(tree.root()); }

  Sources sources;
  SourceId source;
  Diagnostics diagnostics;
  std::size_t left;
  Tree tree;
};

TEST(Parse, ReadsTheShapesOfAModel) {
  const Parsed p(
      "wardround: 1\n"
      "system: {id: cuff, name: Home cuff}\n"
      "elements:\n"
      "  mcu: {type: rtos-mcu, stores: [readings, fw]}\n"
      "  app: mobile-app   # a comment\n"
      "list:\n"
      "- a\n"
      "- 'b b'\n");
  EXPECT_THAT(p.errors(), IsEmpty());
  EXPECT_EQ(p.shape(),
            "{wardround: 1, system: {id: cuff, name: Home cuff}, elements: {mcu: {type: rtos-mcu, "
            "stores: [readings, fw]}, app: mobile-app}, list: [a, \"b b\"]}");
  EXPECT_EQ(p.span({"elements", "app"}), "mobile-app");
  EXPECT_EQ(p.span({"elements", "mcu", "stores"}), "[readings, fw]");
  EXPECT_EQ(p.span({"elements"}),
            "mcu: {type: rtos-mcu, stores: [readings, fw]}\n  app: mobile-app");
  EXPECT_EQ(p.span({"list"}), "- a\n- 'b b'");
  EXPECT_EQ(p.sources.text(p.tree[p.at({"elements", "app"})].key_span), "app");
}

TEST(Parse, AnEmptyTextHasNoRoot) {
  for (const char* text :
       {"", "\n", "# only a comment\n", "---\n", "--- # x\n...\n", "\xef\xbb\xbf"}) {
    const Parsed p(text);
    EXPECT_THAT(p.errors(), IsEmpty()) << text;
    EXPECT_FALSE(p.tree.root().valid()) << text;
  }
}

TEST(Parse, AnEmptyValueStandsJustBehindItsColon) {
  const Parsed p("a:\nb:   # later\nc: {d: , e}\n");
  EXPECT_THAT(p.errors(), IsEmpty());
  const auto begin = [&](std::initializer_list<std::string_view> path) {
    const diag::Span span = p.tree[p.at(path)].span;
    EXPECT_EQ(span.begin, span.end);
    return span.begin;
  };
  EXPECT_EQ(begin({"a"}), 2u);
  EXPECT_EQ(begin({"b"}), 5u);
  EXPECT_EQ(begin({"c", "d"}), 22u);
}

struct SpanCase {
  const char* text;
  const char* span;   // of the value of `a`
  const char* value;  // decoded
};

class ScalarSpan : public ::testing::TestWithParam<SpanCase> {};

TEST_P(ScalarSpan, CoversExactlyTheValue) {
  const Parsed p(GetParam().text);
  EXPECT_THAT(p.errors(), IsEmpty());
  const NodeId id = p.at({"a"});
  ASSERT_TRUE(id.valid());
  EXPECT_EQ(p.span(id), GetParam().span);
  EXPECT_EQ(p.tree.scalar(id), GetParam().value);
}

INSTANTIATE_TEST_SUITE_P(
    All, ScalarSpan,
    ::testing::Values(
        SpanCase{"a: b\n", "b", "b"}, SpanCase{"a: b c   # d\n", "b c", "b c"},
        SpanCase{"a: 'b ''c'\n", "'b ''c'", "b 'c"}, SpanCase{"a: \"b\\n\"\n", "\"b\\n\"", "b\n"},
        SpanCase{"a: b\n   c\n", "b\n   c", "b c"}, SpanCase{"é: ü\na: ö ä # x\n", "ö ä", "ö ä"},
        SpanCase{"\xef\xbb\xbf"
                 "a: ö\n",
                 "ö", "ö"},
        SpanCase{"a: &x b\nc: d\n", "b", "b"}, SpanCase{"a: &x\nc: d\n", "", ""},
        SpanCase{"a: &x # c\n  'b'\n", "'b'", "b"},
        SpanCase{"a: |\n  b\n   c\n\n\nd: e\n", "|\n  b\n   c", "b\n c\n"},
        SpanCase{"a: |+\n  b\n\n\nd: e\n", "|+\n  b\n\n", "b\n\n\n"},
        SpanCase{"a: |-  # c\n  b\n\n", "|-  # c\n  b", "b"}, SpanCase{"a: |\n  b", "|\n  b", "b"},
        SpanCase{"a: |\n", "|", ""}, SpanCase{"a: |2\n    b\n  c\n", "|2\n    b\n  c", "  b\nc\n"},
        SpanCase{"a: |\n  b\n     \nc: d\n", "|\n  b\n     ", "b\n   \n"},
        SpanCase{"a: |\n  b  \n  \nc: d\n", "|\n  b  ", "b  \n"},
        SpanCase{"a: >\n  b\n  c\n\n  d\n# e\n", ">\n  b\n  c\n\n  d", "b c\nd\n"},
        SpanCase{"a: |\r\n  b\r\n  c\r\n\r\nd: e\r\n", "|\r\n  b\r\n  c", "b\nc\n"},
        SpanCase{"a: |+\n\n\nb: c\n", "|+\n\n", "\n\n"}, SpanCase{"a: |\n\n\nb: c\n", "|", ""}));

TEST(Parse, SpansOfCollectionsLeaveOutWhatFollows) {
  const Parsed p(
      "a:\n  b: [ 1,\n    2 ]  # x\n  # y\n\nc:\n  d:\n    e:\n# z\nf: &g\n  # h\n  i: j\n");
  EXPECT_THAT(p.errors(), IsEmpty());
  EXPECT_EQ(p.span({"a"}), "b: [ 1,\n    2 ]");
  EXPECT_EQ(p.span({"c"}), "d:\n    e:");
  EXPECT_EQ(p.span({"f"}), "i: j");
}

TEST(Parse, AnAliasIsACopy) {
  const Parsed p("a: &x {b: [c]}\nd: *x\ne: [*x, f]\n");
  EXPECT_THAT(p.errors(), IsEmpty());
  EXPECT_EQ(p.shape(), "{a: {b: [c]}, d: {b: [c]}, e: [{b: [c]}, f]}");
  EXPECT_FALSE(p.tree[p.at({"a"})].aliased);
  EXPECT_TRUE(p.tree[p.at({"d"})].aliased);
  EXPECT_TRUE(p.tree[p.at({"d", "b"})].aliased);
  EXPECT_EQ(p.sources.text(p.tree[p.at({"d"})].key_span), "d");
  EXPECT_EQ(p.span({"d"}), "{b: [c]}");
  EXPECT_EQ(p.span({"e"}), "[*x, f]");
}

TEST(Parse, AliasesCannotOutgrowTheBudget) {
  std::string text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i < 10; ++i) {
    const std::string n = std::to_string(i);
    text += "a" + n + ": &a" + n + " [";
    for (int k = 0; k < 10; ++k) text += (k ? ", *a" : "*a") + std::to_string(i - 1);
    text += "]\n";
  }
  const Parsed p(text);
  EXPECT_THAT(p.errors(),
              ElementsAre("6:45 WR0005 more than 1000000 values after alias expansion"));
  EXPECT_EQ(p.left, 0u);
  EXPECT_LE(p.tree.size(), limits::kYamlNodes);
  // Nothing is shared: a walk meets each node at most once.
  std::vector<NodeId> walk = {p.tree.root()};
  for (std::size_t i = 0; i < walk.size(); ++i) {
    ASSERT_LE(walk.size(), p.tree.size());
    for (const NodeId child : p.tree.children(walk[i])) walk.push_back(child);
  }
}

TEST(Parse, AliasesCannotOutgrowTheDepth) {
  std::string text = "a: &a " + std::string(40, '[') + std::string(40, ']') + "\n";
  text += "b: " + std::string(40, '[') + "*a" + std::string(40, ']') + "\n";
  EXPECT_THAT(Parsed(text).errors(), ElementsAre("2:44 WR0004 nested deeper than 64 levels"));
}

TEST(Parse, DepthHasALimit) {
  EXPECT_THAT(Parsed(std::string(64, '[') + std::string(64, ']')).errors(), IsEmpty());
  EXPECT_THAT(Parsed(std::string(200000, '[')).errors(),
              ElementsAre("1:65 WR0004 nested deeper than 64 levels"));
  std::string dashes;
  for (int i = 0; i < 100000; ++i) dashes += "- ";
  EXPECT_THAT(Parsed(dashes).errors(), ElementsAre("1:129 WR0004 nested deeper than 64 levels"));
}

TEST(Parse, TheFirstOfDuplicateKeysStays) {
  const Parsed p("a: 1\nb: {c: 1, c: 2}\na: 3\na: 4\n");
  EXPECT_THAT(p.errors(), ElementsAre("2:11 WR0006 key `c` stands twice in one mapping",
                                      "3:1 WR0006 key `a` stands twice in one mapping",
                                      "4:1 WR0006 key `a` stands twice in one mapping"));
  EXPECT_EQ(p.shape(), "{a: 1, b: {c: 1}}");
  const auto sorted = p.diagnostics.sorted(p.sources);
  ASSERT_EQ(sorted[2].notes.size(), 1u);
  EXPECT_EQ(p.sources.location(sorted[2].notes[0].span), "m.yaml:1:1");
}

struct ErrorCase {
  const char* text;
  const char* error;
  const char* shape;
};

class ErrorText : public ::testing::TestWithParam<ErrorCase> {};

TEST_P(ErrorText, SaysWhereAndWhat) {
  const Parsed p(GetParam().text);
  EXPECT_THAT(p.errors(), ElementsAre(GetParam().error)) << GetParam().text;
  EXPECT_EQ(p.shape(), GetParam().shape);
}

INSTANTIATE_TEST_SUITE_P(
    Language, ErrorText,
    ::testing::Values(
        ErrorCase{"a: !!str b\nc: d\n",
                  "1:4 WR0007 tag `!!str`: tags are not part of this language", "{a: b, c: d}"},
        ErrorCase{"a: ! b\n", "1:4 WR0007 tag `!`: tags are not part of this language", "{a: b}"},
        ErrorCase{"a: !<x,y> [b]\n", "1:4 WR0007 tag `!<x,y>`: tags are not part of this language",
                  "{a: [b]}"},
        ErrorCase{"a: &b !c\n  d: e\n", "1:7 WR0007 tag `!c`: tags are not part of this language",
                  "{a: {d: e}}"},
        ErrorCase{"a: 1\n---\nb: 2\n",
                  "2:1 WR0008 a second YAML document: one file holds one document", "{a: 1}"},
        ErrorCase{"? [a]\n: b\nc: d\n", "1:3 WR0009 a key must be a plain word", "{c: d}"},
        ErrorCase{"[a]: b\nc: d\n", "1:1 WR0009 a key must be a plain word", "{c: d}"},
        ErrorCase{"? ? [a]\n: b\n", "1:3 WR0009 a key must be a plain word", "{}"},
        ErrorCase{"? a\n: b\nc: d\n", "1:3 WR0009 a key must be a plain word", "{c: d}"},
        ErrorCase{"a: &x b\n*x : c\n", "2:1 WR0009 a key must be a plain word", "{a: b}"},
        ErrorCase{": b\nc: d\n", "1:1 WR0001 not valid YAML: a key is missing before this `:`",
                  "{}"},
        ErrorCase{"{: b, c: d}\n", "1:2 WR0001 not valid YAML: a key is missing before this `:`",
                  "{}"},
        ErrorCase{"a: *b\n", "1:4 WR0010 alias `*b` has no anchor before it", "{a: }"},
        ErrorCase{"a: &x [b, *x]\n", "1:11 WR0013 alias `*x` contains itself", "{a: [b, ]}"},
        ErrorCase{"a: &x {b: 1}\n<<: *x\nc: d\n",
                  "2:1 WR0012 merge key `<<` is not part of YAML 1.2", "{a: {b: 1}, c: d}"},
        ErrorCase{"a: \"<<\"\nb: \x01\n",
                  "2:4 WR0011 control character U+0001 is not allowed in text",
                  "{a: \"<<\", b: _}"},
        ErrorCase{"a: x\xe2\x80\xa8y\n",
                  "1:5 WR0011 control character U+2028 is not allowed in text",
                  "{a: x\xef\xbf\xbdy}"},
        ErrorCase{"a: x\xe2\x80\xaey\n",
                  "1:5 WR0011 control character U+202E is not allowed in text",
                  "{a: x\xef\xbf\xbdy}"},
        ErrorCase{"a: \xc3\xa4 \xff b\n", "1:6 WR0002 byte 0xff is not valid UTF-8",
                  "{a: \xc3\xa4 _ b}"},
        ErrorCase{"a: b\xef\xbb\xbf\n",
                  "1:5 WR0011 control character U+FEFF is not allowed in text",
                  "{a: b\xef\xbf\xbd}"},
        ErrorCase{"a: \xed\xa0\x80 b\n", "1:4 WR0002 byte 0xed is not valid UTF-8", "{a: ___ b}"},
        ErrorCase{"\xff\xfe"
                  "a",
                  "1:1 WR0002 byte 0xff is not valid UTF-8", "nothing"}));

INSTANTIATE_TEST_SUITE_P(
    Syntax, ErrorText,
    ::testing::Values(
        ErrorCase{"a: 1\nb: [c, d\n", "2:4 WR0001 not valid YAML: `[` is never closed by `]`",
                  "{a: 1, b: [c, d]}"},
        ErrorCase{"a: {b: c\n", "1:4 WR0001 not valid YAML: `{` is never closed by `}`",
                  "{a: {b: c}}"},
        ErrorCase{"a: {b: c]\n",
                  "1:9 WR0001 not valid YAML: `]` found, but `,` or `}` is missing before this",
                  "{a: {b: c}}"},
        ErrorCase{"a: 1\nb: \"c\n", "2:4 WR0001 not valid YAML: this quote is never closed",
                  "{a: 1}"},
        ErrorCase{"a: 'c\n", "1:4 WR0001 not valid YAML: this quote is never closed", "{}"},
        ErrorCase{"a:\n\tb: c\n",
                  "2:1 WR0001 not valid YAML: a tab stands where only spaces may indent", "{}"},
        ErrorCase{"a: b: c\n", "1:5 WR0001 not valid YAML: a second `: ` stands in one line",
                  "{a: b}"},
        ErrorCase{"a: b\n  c: d\n",
                  "2:4 WR0001 not valid YAML: a key cannot stand here: the line before has a value "
                  "already",
                  "{a: b c}"},
        ErrorCase{"a: @b\n",
                  "1:4 WR0001 not valid YAML: a value cannot begin with `@` outside quotes", "{}"},
        ErrorCase{"a: 1\nb\nc: 2\n", "2:1 WR0001 not valid YAML: `: ` is missing after this key",
                  "{a: 1}"},
        ErrorCase{"a:\n    b: 1\n  c: 2\n",
                  "3:3 WR0001 not valid YAML: the indent of this line fits no line above it",
                  "{a: {b: 1}}"},
        ErrorCase{"a: [b]\n c\n",
                  "2:2 WR0001 not valid YAML: the indent of this line fits no line above it",
                  "{a: [b]}"},
        ErrorCase{"a: \"\\q\"\n", "1:5 WR0001 not valid YAML: an unknown escape in a quoted text",
                  "{}"},
        ErrorCase{"a:b\nc: d\n",
                  "2:2 WR0001 not valid YAML: a key cannot stand here: the line before has a value "
                  "already",
                  "a:b c"},
        ErrorCase{"a: {b: c\nd: e\n",
                  "2:2 WR0001 not valid YAML: `,` or `}` is missing before this", "{a: {b: c d}}"},
        ErrorCase{"%YAML 3.0\n---\na: b\n",
                  "1:1 WR0001 not valid YAML: directives (lines that begin with `%`) are not part "
                  "of this language",
                  "nothing"},
        ErrorCase{"%YAML 1.2\n---\na: b\n",
                  "1:1 WR0001 not valid YAML: directives (lines that begin with `%`) are not part "
                  "of this language",
                  "{a: b}"}));

TEST(Parse, ATextThatIsTooLargeIsNotRead) {
  const Parsed p(std::string(limits::kModelBytes + 1, '\n'));
  EXPECT_THAT(p.errors(), ElementsAre("10485761:1 WR0003 the file has more than 10485760 bytes"));
}

TEST(LineOffsets, LeadBackToTheFile) {
  const Parsed p(
      "a: |\n  xy\n    z\n\n  w\n"
      "b: >-\n  q r\n  s\n\n  t\n"
      "c: 'quoted'\n"
      "d: plain\n"
      "e: one\n   two\n"
      "f: |\n");
  ASSERT_THAT(p.errors(), IsEmpty());
  const auto rest = [&](std::string_view key) {
    std::vector<std::string> out;
    for (const uint32_t at : line_offsets(p.sources, p.tree, p.at({key}))) {
      const std::string_view text = p.sources.text(p.source).substr(at);
      out.emplace_back(text.substr(0, text.find('\n')));
    }
    return out;
  };
  EXPECT_THAT(rest("a"), ElementsAre("xy", "  z", "", "w", ""));
  EXPECT_THAT(rest("b"), ElementsAre("q r", "t"));
  EXPECT_THAT(rest("c"), ElementsAre("quoted'"));
  EXPECT_THAT(rest("d"), ElementsAre("plain"));
  EXPECT_THAT(rest("e"), ElementsAre("one"));
  EXPECT_THAT(rest("f"), ElementsAre(""));
}

TEST(Parse, SeesAControlCharacterWhereverItStands) {
  for (std::size_t at = 3; at < 200; ++at) {
    std::string text = "a: " + std::string(200, 'x');
    text[at] = '\x07';
    const Parsed parsed(text);
    EXPECT_THAT(parsed.errors(),
                ElementsAre(::testing::StartsWith("1:" + std::to_string(at + 1) + " ")))
        << at;
  }
}

}  // namespace
}  // namespace wardround::text
