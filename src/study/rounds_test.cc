// Records of a study: the digest of a design is that of what it says, not of how it is written.
#include "study/rounds.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/random.h"
#include "base/random_edit.h"

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

// Of every file that a record names, after the record: each edit is found, and the file is named.
TEST(Recorded, EveryEditOfARecordedFileShows) {
  MemoryFs fs;
  fs.files["p/wardround.yaml"] = "wardround: 1\nproject: p\nmodels: [demo.model.yaml]\n";
  fs.files["p/demo.model.yaml"] = std::string(kModel) + "include: [parts/more.yaml]\n";
  fs.files["p/parts/more.yaml"] = "elements:\n  hub: gateway-device   # one more\n";
  fs.files["p/demo.decisions.yaml"] =
      "wardround: 1\ndecisions:\n  command-peer@order: {disposition: eliminate, by: Ann, role: QA, "
      "date: 2026-11-01, reason: no radio}\n";
  fs.files["p/demo.evidence.yaml"] =
      "wardround: 1\nresults:\n  - {build: b1, test: t1, result: passed, kind: mitigation, date: "
      "2026-11-01, file: r.xml, sha256: " +
      std::string(64, '0') + "}\n";
  Request request;
  request.path = "p";
  request.as_of = {2026, 11, 23};
  Study study = run(fs, request);
  ASSERT_FALSE(study.diagnostics.has_errors());
  assurance::Record record = new_record(study, read_rounds(fs, study), assurance::RecordKind::round,
                                        request.as_of, "test");
  auto model = recorded_model(fs, study, study.assessments.at(0));
  ASSERT_TRUE(model);
  record.models.push_back(*std::move(model));
  ASSERT_TRUE(assurance::write_record(fs, rounds_folder(study), record));
  std::vector<std::string> files;
  for (const auto& file : record.models[0].files) files.push_back(file.path);
  EXPECT_THAT(files, testing::UnorderedElementsAre("demo.model.yaml", "parts/more.yaml",
                                                   "demo.decisions.yaml", "demo.evidence.yaml"));
  const assurance::Chain chain = read_rounds(fs, study);
  ASSERT_THAT(assurance::departures(fs, "p", chain), testing::IsEmpty());
  const auto whole = fs.files;
  Random random(11);
  for (int edit = 0; edit < 1000; ++edit) {
    fs.files = whole;
    const std::string& path = files[random.below(files.size())];
    const bool gone = random.chance(25);
    if (gone) {
      fs.files.erase("p/" + path);
    } else {
      edit_at_random(fs.files["p/" + path], random);
    }
    const auto found = assurance::departures(fs, "p", chain);
    ASSERT_THAT(found, testing::SizeIs(1)) << path;
    EXPECT_EQ(found[0].path, path);
    EXPECT_EQ(found[0].missing, gone);
  }
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
