#include "text/csv.h"

#include "base/limits.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace wardround::text {
namespace {

using Rows = std::vector<std::vector<std::string>>;

struct Parsed {
  explicit Parsed(std::string text, std::size_t max_rows = 100)
      : source(sources.add("a.csv", std::move(text))),
        csv(parse_csv(sources, source, max_rows, diagnostics)) {}

  [[nodiscard]] Rows rows() const {
    Rows out;
    const auto add = [&](const CsvRow& row) {
      std::vector<std::string>& words = out.emplace_back();
      for (const CsvField& field : row) words.push_back(field.value);
    };
    if (!csv.head.empty()) add(csv.head);
    for (const CsvRow& row : csv.rows) add(row);
    return out;
  }
  [[nodiscard]] std::vector<std::string> mistakes() const {
    std::vector<std::string> out;
    for (const diag::Diagnostic& one : diagnostics.sorted(sources))
      out.push_back(sources.location(one.span) + " " + one.message());
    return out;
  }

  diag::Sources sources;
  diag::Diagnostics diagnostics;
  diag::SourceId source;
  Csv csv;
};

struct Good {
  std::string_view text;
  Rows rows;
};
class CsvGood : public ::testing::TestWithParam<Good> {};
TEST_P(CsvGood, Reads) {
  const Parsed parsed(std::string(GetParam().text));
  EXPECT_EQ(parsed.rows(), GetParam().rows);
  EXPECT_THAT(parsed.mistakes(), ::testing::IsEmpty());
}
INSTANTIATE_TEST_SUITE_P(
    Texts, CsvGood,
    ::testing::Values(Good{"", {}}, Good{"\n\r\n\n", {}}, Good{"a", {{"a"}}},
                      Good{"a,b\n1,2\n", {{"a", "b"}, {"1", "2"}}},
                      Good{"a,b\r\n1,2\r\n\r\n3,4", {{"a", "b"}, {"1", "2"}, {"3", "4"}}},
                      Good{"a,b\r1,2\r", {{"a", "b"}, {"1", "2"}}},
                      Good{"\xef\xbb\xbf\"a\",b\n,\n", {{"a", "b"}, {"", ""}}},
                      Good{"a\n\"one, \"\"two\"\"\r\nthree\"\n",
                           {{"a"}, {"one, \"two\"\r\nthree"}}},
                      Good{"a;b\n1,5;2\n", {{"a", "b"}, {"1,5", "2"}}},
                      Good{"a,b;c\n1,2\n", {{"a", "b;c"}, {"1", "2"}}},
                      Good{"a,b\n \"x\" ,y\"z\n", {{"a", "b"}, {" \"x\" ", "y\"z"}}},
                      Good{"a\n\"\"\n", {{"a"}, {""}}},
                      Good{"a,b\n1,\n", {{"a", "b"}, {"1", ""}}}));

TEST(Csv, FieldsKnowTheirBytes) {
  const Parsed parsed("\xef\xbb\xbfid,title\n1,\"t\xc3\xb6\"\n");
  ASSERT_EQ(parsed.csv.rows.size(), 1U);
  EXPECT_EQ(parsed.sources.text(parsed.csv.rows[0][1].span), "\"t\xc3\xb6\"");
  EXPECT_EQ(parsed.sources.location(parsed.csv.rows[0][1].span), "a.csv:2:3");
  EXPECT_EQ(parsed.sources.text(parsed.csv.head[0].span), "id");
}

TEST(Csv, MistakesAreShownWhereTheyStandAndTheRestIsRead) {
  const Parsed parsed("a,b\n1\n\"x\"y,2\n3,4,5\n6,7\n8,\"open\n9,10\n");
  EXPECT_THAT(parsed.mistakes(),
              ::testing::ElementsAre("a.csv:2:1 a row of 1 fields: the head has 2",
                                     "a.csv:3:4 a field ends with its closing quote: a quote "
                                     "inside is written twice",
                                     "a.csv:4:1 a row of 3 fields: the head has 2",
                                     "a.csv:6:3 the quote that opens here is never closed"));
  EXPECT_EQ(parsed.rows(), (Rows{{"a", "b"}, {"6", "7"}}));
}

TEST(Csv, BytesThatAreNoTextAreReported) {
  EXPECT_THAT(Parsed("a\n\xff\n").mistakes(),
              ::testing::ElementsAre("a.csv:2:1 byte 0xff is not valid UTF-8"));
  EXPECT_THAT(Parsed(std::string("a\n\0\n", 4)).mistakes(), ::testing::SizeIs(1));
}

TEST(Csv, IsBounded) {
  const Parsed many("a\n" + std::string(2000, '1').replace(0, 8, "1\n2\n3\n4\n"), 3);
  EXPECT_TRUE(many.csv.cut);
  EXPECT_EQ(many.csv.rows.size(), 3U);
  const Parsed wide(std::string(100'000, ','));
  EXPECT_EQ(wide.csv.head.size(), kCsvFields);
  std::string broken = "a,b\n";
  for (int i = 0; i < 5000; ++i) broken += "x\n";
  EXPECT_EQ(Parsed(broken).diagnostics.unsorted().size(), limits::kImportMistakes);
  EXPECT_THAT(Parsed(std::string(limits::kModelBytes + 1, 'a')).mistakes(), ::testing::SizeIs(1));
}

}  // namespace
}  // namespace wardround::text
