// Positions in texts.
#include "diag/source.h"

#include <gtest/gtest.h>

namespace wardround::diag {
namespace {

Span at(SourceId source, uint32_t begin, uint32_t end) {
  return {source, begin, end};
}

TEST(Sources, CountLinesAndColumns) {
  Sources sources;
  const SourceId id = sources.add("m.yaml", "a\né😀x\r\n\rlast");
  const std::tuple<uint32_t, uint32_t, uint32_t, uint32_t> cases[] = {
      {0, 1, 1, 1}, {1, 1, 2, 2},  {2, 2, 1, 1},  {4, 2, 2, 2},  {8, 2, 3, 4},
      {9, 2, 4, 5}, {11, 3, 1, 1}, {12, 4, 1, 1}, {16, 4, 5, 5}, {99, 4, 5, 5},
  };
  for (const auto& [offset, line, column, utf16] : cases) {
    const Position p = sources.position(id, offset);
    EXPECT_EQ(p.line, line) << offset;
    EXPECT_EQ(p.column, column) << offset;
    EXPECT_EQ(p.utf16_column, utf16) << offset;
  }
  EXPECT_EQ(sources.line(id, 1), "a");
  EXPECT_EQ(sources.line(id, 2), "é😀x");
  EXPECT_EQ(sources.line(id, 3), "");
  EXPECT_EQ(sources.line(id, 4), "last");
  EXPECT_EQ(sources.line(id, 5), "");
  EXPECT_EQ(sources.line(id, 0), "");
}

TEST(Sources, AnEmptyTextHasOneLine) {
  Sources sources;
  const SourceId id = sources.add("m.yaml", "");
  EXPECT_EQ(sources.position(id, 0).line, 1u);
  EXPECT_EQ(sources.location(at(id, 0, 0)), "m.yaml:1:1");
  EXPECT_EQ(sources.line(id, 1), "");
}

TEST(Sources, AByteOrderMarkTakesNoColumn) {
  Sources sources;
  const SourceId id = sources.add("m.yaml",
                                  "\xef\xbb\xbf"
                                  "ab\nc");
  EXPECT_EQ(sources.location(at(id, 0, 0)), "m.yaml:1:1");
  EXPECT_EQ(sources.location(at(id, 3, 3)), "m.yaml:1:1");
  EXPECT_EQ(sources.location(at(id, 4, 4)), "m.yaml:1:2");
  EXPECT_EQ(sources.location(at(id, 6, 6)), "m.yaml:2:1");
  EXPECT_EQ(sources.line(id, 1), "ab");
}

TEST(Sources, TextsStayWhereTheyAre) {
  Sources sources;
  const SourceId first = sources.add("a", "short");
  const std::string_view text = sources.text(first);
  for (int i = 0; i < 100; ++i) sources.add("b", "x");
  EXPECT_EQ(sources.text(first).data(), text.data());
  EXPECT_EQ(sources.size(), 101u);
}

TEST(Sources, SpansOutsideTheTextAreCut) {
  Sources sources;
  const SourceId id = sources.add("a", "abc");
  EXPECT_EQ(sources.text(at(id, 1, 2)), "b");
  EXPECT_EQ(sources.text(at(id, 2, 9)), "c");
  EXPECT_EQ(sources.text(at(id, 9, 9)), "");
  EXPECT_EQ(sources.text(at(id, 2, 1)), "");
  EXPECT_EQ(sources.text(Span{}), "");
  EXPECT_EQ(sources.location(Span{}), "");
}

}  // namespace
}  // namespace wardround::diag
