// Records of a study: the digest of a design is that of what it says, not of how it is written.
#include "study/rounds.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace wardround::study {
namespace {

using testing::ElementsAre;

constexpr std::string_view kModel = R"(wardround: 1
system: {id: demo, name: Demo}
harms: {delay: serious}
functions: {deliver: {needs: [orders, extra], harms: [delay]}}
data: {orders: command, extra: command}
elements:
  mcu: {type: rtos-mcu, performs: [deliver], input_validated: yes}
  app: {type: mobile-app, controls: [{use: user-login}]}
flows:
  order: {path: app -> mcu, protocol: {name: ble, pairing: just-works}, sends: [orders]}
)";

Study study_of(std::string_view model) {
  MemoryFs fs;
  fs.files["p/demo.model.yaml"] = model;
  Request request;
  request.path = "p/demo.model.yaml";
  return run(fs, request);
}
assurance::RecordedModel recorded(std::string_view text) {
  MemoryFs fs;
  fs.files["p/demo.model.yaml"] = text;
  Request request;
  request.path = "p/demo.model.yaml";
  const Study study = run(fs, request);
  EXPECT_FALSE(study.diagnostics.has_errors());
  auto model = recorded_model(fs, study, study.assessments.at(0));
  EXPECT_TRUE(model);
  return *std::move(model);
}
std::string with(std::string_view from, std::string_view to) {
  std::string text(kModel);
  const auto at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return text.replace(at, from.size(), to);
}

TEST(Recorded, LayoutDoesNotMatter) {
  const std::string digest = recorded(kModel).canonical;
  EXPECT_EQ(recorded(with("  mcu:", "  # a comment\n  mcu:")).canonical, digest);
  EXPECT_EQ(recorded(with("[orders, extra]", "[extra, orders]")).canonical, digest);
  EXPECT_EQ(
      recorded(with("harms: {delay: serious}", "harms: {delay: {severity: serious}}")).canonical,
      digest);
  EXPECT_EQ(recorded(with("yes}\n", "true}\n")).canonical, digest);
}

TEST(Recorded, WhatIsSaidMatters) {
  const auto before = recorded(kModel);
  const auto changed = [&](std::string_view from, std::string_view to) {
    const auto after = recorded(with(from, to));
    EXPECT_NE(after.canonical, before.canonical) << to;
    std::vector<std::string> ids;
    for (const auto& [id, digest] : after.subjects) {
      const auto found = before.subjects.find(id);
      if (found == before.subjects.end() || found->second != digest) ids.push_back(id);
    }
    return ids;
  };
  EXPECT_THAT(changed("just-works", "passkey"), ElementsAre("order"));
  EXPECT_THAT(changed("input_validated: yes", "input_validated: no"), ElementsAre("mcu"));
  EXPECT_THAT(changed(", input_validated: yes", ""), ElementsAre("mcu"));
  EXPECT_THAT(changed("serious", "critical"), ElementsAre("delay"));
  EXPECT_THAT(changed("user-login}", "user-login, status: implemented}"), ElementsAre("app"));
  EXPECT_THAT(changed("name: Demo", "name: Demo 2"), ElementsAre("demo"));
}

TEST(Recorded, CountsAreThoseOfTheScreen) {
  const auto model = recorded(kModel);
  const Study study = study_of(kModel);
  const Summary summary = summarise(study.assessments.at(0).result);
  EXPECT_EQ(model.after.certain + model.after.assumed + model.after.unverified, summary.open());
  EXPECT_EQ(model.findings.size(), summary.open());
  EXPECT_GT(summary.open(), 0u);
  EXPECT_EQ(model.after.urgent + model.after.high + model.after.medium + model.after.low,
            summary.open());
  EXPECT_THAT(model.files, testing::SizeIs(1));
  EXPECT_EQ(model.files[0].path, "demo.model.yaml");
}

}  // namespace
}  // namespace wardround::study
