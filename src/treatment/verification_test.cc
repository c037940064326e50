// What makes a control verified and what takes it back; and the trace over it.
#include "treatment/verification.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "treatment/testing.h"
#include "treatment/trace.h"

namespace wardround::treatment {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr const char* kPack = R"pack(
pack: {id: test, version: 1.0.0, title: Test}
types:
  process: {title: process}
facts:
  broken: {on: [element], title: broken, question: "Is it broken?", worst: yes}
weaknesses:
  breaks: {title: Breaks, text: t, stride: [T], cwe: [1], loses: [integrity]}
controls:
  glue: {title: Glue, text: Glue it., on: [element], covers: [self]}
rules:
  broken: {on: element, when: "element.broken == yes", weakness: breaks, threat: {actor: it, action: breaks}, needs: {position: internet, privilege: none}, answered_by: [{all: [{use: glue}]}]}
)pack";
constexpr const char* kRequirement =
    "  R: {text: t, accept: a, from: [breaks@a], by: [glue], tests: [t1], defeats: [d1, d2], "
    "allocated_to: [a]}\n";

struct World : testing::Evaluated {
  Evidence evidence;

  explicit World(const std::string& requirements = kRequirement,
                 const std::string& status = "implemented")
      : Evaluated(kPack,
                  "wardround: 1\nsystem: test\nelements:\n  a: {type: process, broken: "
                  "yes, controls: [{use: glue, status: " +
                      status + "}]}\nsoftware:\n  fw: {in: a, version: \"1\"}\n" +
                      (requirements.empty() ? "" : "requirements:\n" + requirements)) {
    EXPECT_EQ(mistakes(), "");
  }
  World& ran(const std::string& build, const std::string& test, Outcome outcome = Outcome::passed,
             int day = 1) {
    TestEvidence entry;
    entry.build = build;
    entry.test = test;
    entry.result = outcome;
    entry.kind = test.find('d') == std::string::npos ? TestKind::mitigation : TestKind::defeat;
    entry.date = Date{2026, 11, day};
    entry.tester = "Bench";
    entry.independence = Independence::other_person;
    entry.sha256 = "00";
    evidence.tests.push_back(entry);
    return *this;
  }
  [[nodiscard]] std::string state(const std::string& wanted = "") const {
    const auto all =
        verify_controls(catalog, loaded.model, result, evidence, build_of(evidence, wanted));
    return std::string(name(all.at(0).state));
  }
};

TEST(Verification, TestsAndOneAttemptMustHavePassed) {
  EXPECT_EQ(World().state(), "missing");
  EXPECT_EQ(World().ran("b", "t1").state(), "missing") << "nobody tried to get past it";
  EXPECT_EQ(World().ran("b", "d1").state(), "missing");
  EXPECT_EQ(World().ran("b", "t1").ran("b", "d1").state(), "verified");
  EXPECT_EQ(World().ran("b", "suite.t1").ran("b", "x.y.d2").state(), "verified") << "in any class";
  EXPECT_EQ(World().ran("b", "xt1").ran("b", "d1").state(), "missing") << "another name";
}

TEST(Verification, FailuresAndLossesTakeItBack) {
  const auto good = [](const std::string& build, int day) {
    World world;
    world.ran(build, "t1", Outcome::passed, day).ran(build, "d1", Outcome::passed, day);
    return world;
  };
  EXPECT_EQ(good("b", 1).ran("b", "d2", Outcome::failed).state(), "failing");
  EXPECT_EQ(good("b", 1).ran("b", "other.t1", Outcome::failed).state(), "failing");
  EXPECT_EQ(good("b", 1).ran("c", "t1", Outcome::passed, 2).state(), "vanished");
  EXPECT_EQ(
      good("b", 1).ran("c", "t1", Outcome::passed, 2).ran("c", "d1", Outcome::skipped, 2).state(),
      "vanished");
  EXPECT_EQ(good("b", 1).state("c"), "stale");
  EXPECT_EQ(good("b", 1).ran("c", "t1", Outcome::passed, 2).state("b"), "verified");
}

TEST(Verification, EvidenceMustSayWhoAndWhat) {
  for (const int lacks : {0, 1, 2, 3}) {
    World world;
    world.ran("b", "t1").ran("b", "d1");
    TestEvidence& entry = world.evidence.tests[0];
    if (lacks == 0) entry.tester.clear();
    if (lacks == 1) entry.independence.reset();
    if (lacks == 2) entry.sha256.clear();
    if (lacks == 3) entry.kind = TestKind::defeat;
    EXPECT_EQ(world.state(), "missing") << lacks;
  }
}

TEST(Verification, OnlyWhatIsBuiltAndAskedFor) {
  EXPECT_EQ(World(kRequirement, "planned").ran("b", "t1").ran("b", "d1").state(), "missing");
  EXPECT_EQ(World("").ran("b", "t1").ran("b", "d1").state(), "missing");
  EXPECT_EQ(World("  R: {text: t, by: [glue], tests: [t1]}\n").ran("b", "t1").state(), "missing");
}

TEST(Verification, TheNewestBuildIsThatOfTheLatestDate) {
  World world;
  world.ran("b", "t1", Outcome::passed, 3)
      .ran("a", "t1", Outcome::passed, 2)
      .ran("c", "t1", Outcome::passed, 3);
  EXPECT_EQ(build_of(world.evidence, ""), "c") << "of equal dates the later line";
  EXPECT_EQ(build_of(world.evidence, "x"), "x");
  EXPECT_EQ(build_of({}, ""), "");
}

TEST(RateVerified, CountsOnlyWhatIsShown) {
  const auto rated = [](World& world, const std::vector<OutsideReport>& reports) {
    const auto reach =
        risk::reach_harms(world.catalog, world.loaded.model, world.result, world.policy);
    auto ratings = risk::rate(world.catalog, world.loaded.model, world.result, reach, world.policy);
    rate_verified(
        world.catalog, world.loaded.model, world.result,
        verify_controls(world.catalog, world.loaded.model, world.result, world.evidence, "b"),
        reports, world.policy, ratings);
    return ratings.at(0);
  };
  World bare;
  EXPECT_EQ(rated(bare, {}).claimed_word, std::nullopt) << "cleared, it is claimed";
  EXPECT_EQ(rated(bare, {}).verified_word, rated(bare, {}).word);
  World shown;
  shown.ran("b", "t1").ran("b", "d1");
  EXPECT_EQ(rated(shown, {}).verified_word, std::nullopt);
}

TEST(Trace, ChainsAndGaps) {
  World world(std::string(kRequirement) +
              "  S: {text: t, by: [glue], tests: [t1], defeats: [t1]}\n");
  world.ran("b", "t1").ran("b", "d1");
  Trace all = trace(world.catalog, world.loaded.model, world.result, world.evidence, "");
  EXPECT_EQ(all.build, "b");
  ASSERT_EQ(all.chains.size(), 2U);
  EXPECT_THAT(all.chains[0].findings, ElementsAre(0));
  EXPECT_EQ(all.chains[0].controls.size(), 1U);
  EXPECT_EQ(all.chains[0].tests.size(), 3U);
  EXPECT_EQ(all.chains[0].tests[0].results.size(), 1U);
  EXPECT_THAT(all.chains[0].tests[2].results, IsEmpty()) << "`d2` did not run";
  EXPECT_EQ(all.chains[0].software.size(), 1U);
  std::vector<std::string> gaps;
  for (const Gap& gap : all.gaps) gaps.push_back(gap.text);
  EXPECT_THAT(gaps, ElementsAre("`S` has no acceptance criterion (`accept:`)",
                                "`S` is allocated to nothing (`allocated_to:`)",
                                "`S` names `t1` both as a test and as an attempt to defeat it"));
  for (const char* id : {"breaks@a", "R", "glue", "a", "d2", "fw"}) {
    Trace part = all;
    EXPECT_TRUE(narrow(part, world.catalog, world.loaded.model, world.result, id)) << id;
    EXPECT_FALSE(part.chains.empty()) << id;
  }
  Trace none = all;
  EXPECT_FALSE(narrow(none, world.catalog, world.loaded.model, world.result, "nothing"));
}

TEST(Trace, WhatControlsAnswerAndNoRequirementDoes) {
  World world("");
  const Trace all = trace(world.catalog, world.loaded.model, world.result, world.evidence, "");
  ASSERT_EQ(all.gaps.size(), 1U);
  EXPECT_EQ(all.gaps[0].text, "`breaks@a` is cleared by `glue`, and no requirement answers it");
}

}  // namespace
}  // namespace wardround::treatment
