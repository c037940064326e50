// What base/utf8.h promises.
#include "base/utf8.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

namespace wardround {
namespace {

std::string encode(char32_t code) {
  std::string out;
  const auto put = [&](char32_t byte) { out += static_cast<char>(byte); };
  if (code < 0x80) {
    put(code);
  } else if (code < 0x800) {
    put(0xc0 | code >> 6), put(0x80 | (code & 0x3f));
  } else if (code < 0x10000) {
    put(0xe0 | code >> 12), put(0x80 | (code >> 6 & 0x3f)), put(0x80 | (code & 0x3f));
  } else {
    put(0xf0 | code >> 18), put(0x80 | (code >> 12 & 0x3f)), put(0x80 | (code >> 6 & 0x3f)),
        put(0x80 | (code & 0x3f));
  }
  return out;
}

TEST(Utf8, EveryCodePointIsReadBack) {
  for (char32_t code = 0; code <= 0x10ffff; ++code) {
    const std::string text = encode(code);
    if (code >= 0xd800 && code < 0xe000) {
      ASSERT_EQ(first_invalid_utf8(text), 0u) << static_cast<uint32_t>(code);
      continue;
    }
    ASSERT_EQ(first_invalid_utf8(text), std::nullopt) << static_cast<uint32_t>(code);
    std::size_t at = 0;
    ASSERT_EQ(next_code_point(text, at), code);
    ASSERT_EQ(at, text.size());
    ASSERT_EQ(utf16_length(text), code > 0xffff ? 2u : 1u);
  }
}

TEST(Utf8, FindsTheFirstByteThatIsWrong) {
  const std::pair<std::string, std::optional<std::size_t>> cases[] = {
      {"", std::nullopt},
      {"abcdefghijklmnop", std::nullopt},
      {"abcdefgh\x80", 8},
      {"\xff", 0},
      {"a\xc0\x80", 1},
      {"\xc1\xbf", 0},
      {"\xc3", 0},
      {"é\xe2\x82", 2},
      {"\xe0\x9f\xbf", 0},
      {"\xed\xa0\x80", 0},
      {"\xf0\x8f\xbf\xbf", 0},
      {"\xf4\x90\x80\x80", 0},
      {"\xf5\x80\x80\x80", 0},
      {"\xf0\x9f\x98", 0},
      {"12345678\xe2\x82\xac!\xbf", 12},
  };
  for (const auto& [text, at] : cases)
    EXPECT_EQ(first_invalid_utf8(text), at) << escape_for_terminal(text);
}

TEST(Utf8, KnowsAsciiWhereverTheOtherByteStands) {
  for (const std::size_t size : {0u, 1u, 63u, 64u, 65u, 200u}) {
    std::string text(size, '\x7f');
    EXPECT_TRUE(is_ascii(text)) << size;
    for (std::size_t at = 0; at < size; ++at) {
      text[at] = '\x80';
      EXPECT_FALSE(is_ascii(text)) << size << " " << at;
      text[at] = '\0';
    }
  }
}

TEST(Utf8, KnowsColumns) {
  const std::pair<const char*, std::size_t> cases[] = {
      {"", 0},   {"abc", 3}, {"é", 1},  {"e\xcc\x81", 1},    {"漢字", 4},
      {"한", 2}, {"😀", 2},  {"ｆ", 2}, {"a\xe2\x80\x8d", 1}};
  for (const auto& [text, width] : cases) EXPECT_EQ(display_width(text), width) << text;
}

TEST(Utf8, EscapesWhatATerminalWouldObey) {
  const std::pair<std::string, const char*> cases[] = {
      {"plain é 漢 😀", "plain é 漢 😀"},
      {"\x1b[31m", "\\x1b[31m"},
      {std::string("a\0b", 3), "a\\x00b"},
      {"a\nb\tc\r", "a\\x0ab\\x09c\\x0d"},
      {"\x7f", "\\x7f"},
      {"\xc2\x9b"
       "31m",
       "\\x9b31m"},
      {"\xe2\x80\xae"
       "x",
       "\\u202ex"},
      {"\xe2\x81\xa6", "\\u2066"},
      {"\xe2\x80\xa8\xe2\x80\xa9", "\\u2028\\u2029"},
      {"\xd8\x9c", "\\u061c"},
      {"\xff\xc3", "\\xff\\xc3"},
      {"a\xe2\x80\x8d"
       "b",
       "a\xe2\x80\x8d"
       "b"},
      {"\xef\xbb\xbf", "\\ufeff"},
  };
  for (const auto& [text, shown] : cases) EXPECT_EQ(escape_for_terminal(text), shown);
}

TEST(Utf8, EscapesForJson) {
  EXPECT_EQ(escape_for_json("a\"b\\c\n\t\r\x01"), "a\\\"b\\\\c\\n\\t\\r\\u0001");
  EXPECT_EQ(escape_for_json("\xff é"), "\xef\xbf\xbd é");
  EXPECT_EQ(escape_for_json("\xe2\x80\xae\xe2\x80\xa8"), "\\u202e\\u2028");
  EXPECT_EQ(escape_for_json("</script>"), "</script>");
}

TEST(Utf8, EscapedBytesAreAlwaysSafe) {
  const bool held = rc::check("any bytes", [] {
    const auto bytes = *rc::gen::container<std::string>(rc::gen::arbitrary<char>());
    for (const std::string& text : {escape_for_terminal(bytes), escape_for_json(bytes)}) {
      RC_ASSERT(!first_invalid_utf8(text));
      for (const char c : text) RC_ASSERT(static_cast<unsigned char>(c) >= 0x20 && c != 0x7f);
    }
    RC_ASSERT(escape_for_terminal(escape_for_terminal(bytes)) == escape_for_terminal(bytes));
  });
  EXPECT_TRUE(held);
}

TEST(Wrap, BreaksAtSpaces) {
  EXPECT_EQ(wrap("one two three", 7, ""), "one two\nthree");
  EXPECT_EQ(wrap("one two three", 9, "  "), "  one two\n  three");
  EXPECT_EQ(wrap("  one   two ", 80, ""), "one two");
  EXPECT_EQ(wrap("a veryveryverylongword b", 6, ""), "a\nveryveryverylongword\nb");
  EXPECT_EQ(wrap("漢字 漢字", 8, ""), "漢字\n漢字");
  EXPECT_EQ(wrap("", 10, "  "), "");
}

}  // namespace
}  // namespace wardround
