// Layouts: what must hold for any picture, and an answer of `dot` that lies.
#include "diagram/layout.h"

#include <fmt/core.h>
#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include "diagram/testing.h"
#include "diagram/text_metrics.h"

namespace wardround::diagram {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::random_picture;

RC_GTEST_PROP(PlainLayout, HasNoOverlapsAndLabelsCoverNothing, (uint16_t seed)) {
  const Picture picture = random_picture(seed, 2 + seed % 40, seed % 60);
  const Sizes sizes = measure(picture);
  Layout layout = plain_layout(picture, sizes);
  place_labels(picture, sizes, layout);
  const Quality quality = quality_of(picture, sizes, layout);
  RC_ASSERT(quality.overlaps == 0u);
  RC_ASSERT(quality.covered == 0u);
  for (std::size_t i = 0; i < picture.lines.size(); ++i) {
    const auto& points = layout.lines[i].points;
    RC_ASSERT(points.size() >= 2u);
    RC_ASSERT(end_rect(picture, layout, picture.lines[i].from).grown(1).contains(points.front()));
    RC_ASSERT(end_rect(picture, layout, picture.lines[i].to).grown(1).contains(points.back()));
    const bool placed = layout.labels[i].width > 0;
    const bool listed = std::ranges::count(layout.unplaced, i) > 0;
    RC_ASSERT(sizes.labels[i].width == 0 || placed || listed);
  }
}

TEST(PlainLayout, SurvivesNothing) {
  const Picture picture;
  const Layout layout = arrange(picture, measure(picture), nullptr).layout;
  EXPECT_TRUE(layout.parts.empty());
}

// Two boxes and a line, as `dot -Tjson0` writes them.
std::string answer(std::string_view a, std::string_view b, std::string_view line) {
  return fmt::format(R"({{"bb": "0,0,300,100", "objects": [{{"name": "n0", "pos": "{}"}},
      {{"name": "n1", "pos": "{}"}}], "edges": [{{"id": "e0", "pos": "{}"}}]}})",
                     a, b, line);
}
constexpr const char* kLine = "72,50 100,50 150,50 210,50";

class DotAnswer : public ::testing::Test {
 protected:
  DotAnswer() {
    picture.parts.resize(2);
    picture.parts[0].id = picture.parts[0].name = "a";
    picture.parts[1].id = picture.parts[1].name = "b";
    picture.lines.resize(1);
    picture.lines[0].to = 1;
    sizes = measure(picture);
  }
  std::string error(const std::string& json) {
    const auto layout = read_dot(picture, sizes, json);
    return layout ? "fine" : layout.error().message;
  }
  Picture picture;
  Sizes sizes;
};

TEST_F(DotAnswer, IsTurnedUpsideDown) {
  const auto layout = read_dot(picture, sizes, answer("40,20", "240,50", kLine));
  ASSERT_TRUE(layout);
  EXPECT_EQ(layout->parts[0].centre().y, 80);
  EXPECT_EQ(layout->lines[0].points.size(), 4u);
  EXPECT_TRUE(layout->lines[0].bezier);
}

TEST_F(DotAnswer, IsNotBelieved) {
  EXPECT_EQ(error(answer("40,50", "240,50", kLine)), "fine");
  const std::pair<std::string, std::string> lies[] = {
      {"", "not JSON"},
      {"{", "not JSON"},
      {"[1]", "not JSON"},
      {"{}", "without an area"},
      {R"({"bb": "0,0,1"})", "without an area"},
      {R"({"bb": "0,0,1,nan"})", "without an area"},
      {R"({"bb": "0,0,1,1e300"})", "without an area"},
      {R"({"bb": "0,0,1,1", "objects": 7, "edges": "x"})", "without a place for `a`"},
      {R"({"bb": "0,0,9e5,9e5"})", "without measure"},
      {answer("40,50", "740,50", kLine), "aside"},
      {answer("40,50", "240,50", "72,50 100,50 150,50 910,50"), "away"},
      {answer("40,50", "240;50", kLine), "without a place for `b`"},
      {answer("40,50", "240,50", "72,50"), "without a line"},
      {answer("40,50", "240,50", "72,50 100,50 150,50"), "without a line"},
      {answer("40,50", "240,50", "72,50 100,50 150,50 210,5e9"), "without a line"},
      {answer("40,50", "60,50", kLine), "boxes over each other"},
      {std::string(100'000, '['), "not JSON"},
  };
  for (const auto& [json, said] : lies)
    EXPECT_THAT(error(json), HasSubstr(said)) << json.substr(0, 200);
}

TEST(Text, IsBrokenAndShortened) {
  EXPECT_GT(text_width("W", 10, false), text_width("i", 10, false));
  EXPECT_GT(text_width("name", 10, true), text_width("name", 10, false));
  EXPECT_EQ(text_width("", 10, false), 0);
  EXPECT_THAT(wrapped("one two three", 10, false, 45, 3), ElementsAre("one two", "three"));
  EXPECT_THAT(wrapped("", 10, false, 45, 3), ElementsAre(""));
  const auto lines = wrapped("a name that is far too long for two lines", 10, false, 60, 2);
  ASSERT_EQ(lines.size(), 2u);
  EXPECT_THAT(lines[1], ::testing::EndsWith("\u2026"));
  for (const std::string& line : lines) EXPECT_LE(text_width(line, 10, false), 60);
  const std::string endless(10'000, 'x');
  EXPECT_LE(text_width(shortened(endless, 10, false, 60), 10, false), 60);
}

}  // namespace
}  // namespace wardround::diagram
