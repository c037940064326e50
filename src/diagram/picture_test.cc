// What becomes part of a picture: choices, folding, heads of lines, counts.
#include "diagram/picture.h"

#include <gmock/gmock.h>

#include <algorithm>

#include "diagram/testing.h"

namespace wardround::diagram {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using testing::Studied;
using ::testing::UnorderedElementsAre;

constexpr const char* kModel = R"(wardround: 1
system: {id: s, name: Cuff}
harms: {late: serious}
functions: {measure: {needs: [readings], harms: [late]}}
data: {readings: phi, fw: firmware}
boundaries:
  inner: {type: device-compartment, in: dev}
  net: internet
elements:
  dev: wearable-device
  mcu: {type: rtos-mcu, in: inner, stores: [readings], performs: [measure]}
  probe: {type: biosensor, in: dev}
  app: mobile-app
  api: cloud-api
  far: hospital-system
flows:
  sync: {path: app -> mcu, protocol: ble, sends: [fw], returns: [readings]}
  read: {path: probe -> mcu, sends: [readings]}
  up:   {path: app -> api, over: [net], protocol: https, sends: [readings]}
  whole: {path: api -> dev, sends: unknown}
  on:   {path: api -> far, returns: [readings]}
  gone: {path: unknown -> probe, sends: [readings]}
)";

std::vector<std::string> ids(const Picture& picture) {
  std::vector<std::string> all;
  for (const Part& part : picture.parts) all.push_back(part.id);
  return all;
}
std::vector<std::string> line_ids(const Picture& picture) {
  std::vector<std::string> all;
  for (const Line& line : picture.lines) all.push_back(line.id);
  return all;
}
const Part& part(const Picture& picture, std::string_view id) {
  return *std::ranges::find(picture.parts, id, &Part::id);
}
const Line& line(const Picture& picture, std::string_view id) {
  return *std::ranges::find(picture.lines, id, &Line::id);
}

TEST(Picture, ShowsEverythingButNetworksThatOnlyCarryFlows) {
  const Studied studied(kModel);
  const auto picture = studied.picture({});
  ASSERT_TRUE(picture);
  EXPECT_THAT(ids(*picture), UnorderedElementsAre("dev", "inner", "mcu", "probe", "app", "api",
                                                  "far", "gone.from"));
  EXPECT_EQ(picture->parts[part(*picture, "mcu").parent].id, "inner");
  EXPECT_TRUE(part(*picture, "dev").container);
  EXPECT_TRUE(part(*picture, "dev").meets_flows);
  EXPECT_EQ(part(*picture, "probe").shape, Shape::sensor);
  EXPECT_EQ(part(*picture, "inner").shape, Shape::boundary);
  EXPECT_THAT(line(*picture, "up").label, ElementsAre("https over net"));
}

TEST(Picture, HeadsSayWhereDataGoes) {
  const Studied studied(kModel);
  const auto picture = studied.picture({});
  const auto heads = [&](std::string_view id) {
    return std::pair(line(*picture, id).at_from, line(*picture, id).at_to);
  };
  EXPECT_EQ(heads("sync"), std::pair(Head::data, Head::data));
  EXPECT_EQ(heads("read"), std::pair(Head::none, Head::data));
  EXPECT_EQ(heads("on"), std::pair(Head::data, Head::none));
  EXPECT_EQ(heads("whole"), std::pair(Head::none, Head::unknown));
}

TEST(Picture, AroundShowsNeighboursInTheirContainers) {
  const Studied studied(kModel);
  Choice choice;
  choice.around = "mcu";
  const auto one = studied.picture(choice);
  EXPECT_THAT(ids(*one), UnorderedElementsAre("dev", "inner", "mcu", "probe", "app"));
  EXPECT_THAT(line_ids(*one), UnorderedElementsAre("sync", "read"));
  choice.depth = 2;
  EXPECT_THAT(ids(*studied.picture(choice)), Contains("api"));
  choice.around = "up";
  choice.depth = 1;
  EXPECT_THAT(line_ids(*studied.picture(choice)), ElementsAre("up"));
}

TEST(Picture, BoundaryShowsTheInsideAndTheNearOutsideFolded) {
  const Studied studied(kModel);
  Choice choice;
  choice.boundary = "inner";
  const auto picture = studied.picture(choice);
  EXPECT_THAT(ids(*picture), UnorderedElementsAre("inner", "mcu", "probe", "app"));
  choice.boundary = "dev";
  EXPECT_THAT(ids(*studied.picture(choice)), Not(Contains("far")));
}

TEST(Picture, AnUnknownNameIsAnErrorWithASuggestion) {
  const Studied studied(kModel);
  Choice choice;
  choice.around = "prob";
  EXPECT_THAT(studied.picture(choice).error().message, HasSubstr("did you mean `probe`?"));
  choice.around = "fw";
  EXPECT_THAT(studied.picture(choice).error().message, HasSubstr("this is not"));
  choice.around.clear();
  choice.boundary = "mcu";
  EXPECT_FALSE(studied.picture(choice));
}

TEST(Picture, FoldsTheDeepestUntilItFits) {
  const Studied studied(kModel);
  Choice choice;
  choice.most_boxes = 4;
  const auto picture = studied.picture(choice);
  EXPECT_LE(picture->boxes(), 5u);  // an unknown end cannot be folded
  EXPECT_EQ(part(*picture, "dev").folded, 2u);
  // What went into the fold takes its flows along; flows inside are counted there.
  EXPECT_EQ(picture->parts[line(*picture, "sync").to].id, "dev");
  EXPECT_THAT(line_ids(*picture), Not(Contains("read")));
}

TEST(Picture, CountsEveryOpenFindingOnce) {
  const Studied studied(kModel);
  std::size_t without_shape = 0, open = 0;
  const model::Model& model = studied.study.assessments[0].model();
  for (const threats::Finding& finding : studied.study.assessments[0].result.findings) {
    if (finding.status != threats::Status::open) continue;
    ++open;
    const lang::Kind kind = model[finding.subject].kind;
    if (kind != lang::Kind::element && kind != lang::Kind::flow && kind != lang::Kind::boundary)
      ++without_shape;
  }
  ASSERT_GT(open, without_shape);
  for (const std::size_t most : {std::size_t{150}, std::size_t{4}}) {
    Choice choice;
    choice.most_boxes = most;
    const auto picture = studied.picture(choice);
    std::size_t sum = without_shape;
    for (const Part& p : picture->parts) sum += p.badges.sum();
    for (const Line& l : picture->lines) sum += l.badges.sum();
    EXPECT_EQ(sum, open) << most;
  }
}

}  // namespace
}  // namespace wardround::diagram
