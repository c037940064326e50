// What is packed comes back as it was.
#include "text/packed_tree.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "text/testing.h"

namespace wardround::text {
namespace {

class PackedTree : public ::testing::TestWithParam<std::string_view> {};

TEST_P(PackedTree, ComesBackAsItWas) {
  diag::Sources sources;
  diag::Diagnostics diagnostics;
  std::size_t budget = 1000;
  sources.add("other", "");
  const Tree tree =
      parse(sources, sources.add("text", std::string(GetParam())), budget, diagnostics);
  EXPECT_EQ(difference(unpack_tree(pack_tree(tree), diag::SourceId(1)), tree), "");
}

INSTANTIATE_TEST_SUITE_P(Texts, PackedTree,
                         ::testing::Values("", "a", "[]", "{}",
                                           "a: {b: [1, 'two', \"th\\nree\"]}\nc:\n",
                                           "a: &x {b: c}\nd: *x\ne: [*x, *x]\n",
                                           "a: |\n  one\n  two\nb: >-\n  three\n  four\n", "ä: ö\n",
                                           "a: [1\n"));

TEST(PackedTree, SpansLieInTheSourceThatIsGiven) {
  diag::Sources sources;
  diag::Diagnostics diagnostics;
  std::size_t budget = 1000;
  const Tree tree = parse(sources, sources.add("text", "a: b"), budget, diagnostics);
  const Tree again = unpack_tree(pack_tree(tree), diag::SourceId(7));
  EXPECT_EQ(again[again.root()].span.source, diag::SourceId(7));
  EXPECT_EQ(again[again.child(again.root(), 0)].key_span.source, diag::SourceId(7));
}

TEST(PackedTreeDeathTest, OtherBytesAreABug) {
  EXPECT_DEATH((void)unpack_tree("", diag::SourceId(0)), "empty");
  EXPECT_DEATH((void)unpack_tree("\x7f", diag::SourceId(0)), "kVersion");
  EXPECT_DEATH((void)unpack_tree("\x01\x05", diag::SourceId(0)), "size");
}

}  // namespace
}  // namespace wardround::text
