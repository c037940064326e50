// Manual findings from the file of decisions to the ratings.
#include "catalog/manual.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "treatment/foresight.h"
#include "treatment/record.h"
#include "treatment/testing.h"

namespace wardround::treatment {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

// Ids of rules and weaknesses around those that are added, and rules that name each other.
constexpr const char* kPack = R"pack(
pack: {id: test, version: 1.0.0, title: Test}
types:
  process: {title: process}
  jar: {title: jar, is: process}
facts:
  broken: {on: [element], title: broken, question: "Is it broken?", worst: yes}
  worn: {on: [element], title: worn, question: "Is it worn?", worst: yes}
weaknesses:
  breaks: {title: Breaks, text: t, stride: [T], cwe: [1], loses: [integrity], family: b}
  zips: {title: Zips, text: t, stride: [T], cwe: [1], loses: [integrity], family: b}
controls:
  glue: {title: Glue, text: Glue it., on: [element], covers: [self]}
  tape: {title: Tape, text: Tape it., on: [element], covers: [self],
         parameters: {width: [wide, narrow]}}
rules:
  broken:
    on: element
    when: "element.broken == yes"
    weakness: breaks
    threat: {actor: it, action: breaks}
    needs: {position: physical-touch, privilege: none}
    answered_by: [{all: [{use: glue}]}]
  zipped:
    on: element
    when: "element.broken == yes and element.worn == yes"
    weakness: zips
    specialises: [broken]
    threat: {actor: it, action: zips}
    needs: {position: physical-touch, privilege: none}
    answered_by: [{all: [{use: tape}]}]
)pack";

constexpr const char* kModel = R"model(
wardround: 1
system: test
harms: {cut: {severity: minor, multi_patient: no}, burn: {severity: catastrophic, multi_patient: no}}
functions: {pour: {harms: [cut]}}
hazardous_situations: {hot: {function: pour, harms: [burn]}}
elements:
  a: {type: jar, performs: [pour], broken: yes, worn: yes, controls: [{use: tape, status: CONTROL}]}
  b: {type: jar}
)model";

struct World : testing::Evaluated {
  explicit World(const std::string& findings, std::string_view status = "planned")
      : Evaluated(kPack, model_with(status), "wardround: 1\nfindings:\n" + findings) {
    EXPECT_EQ(mistakes(), "");
  }
  static std::string model_with(std::string_view status) {
    std::string model = kModel;
    return model.replace(model.find("CONTROL"), 7, status);
  }
  [[nodiscard]] std::vector<std::string> harms(std::string_view id) const {
    std::vector<std::string> all;
    for (const auto harm : reach[index(id)].harms) all.push_back(loaded.model[harm].id);
    return all;
  }
};

std::string entry(const std::string& id, const std::string& more) {
  return "  " + id + ": {title: Found, by: Ana, date: 2026-11-20, " + more + "}\n";
}

TEST(Manual, StandsAmongComputedFindingsAndMovesNone) {
  const World world(entry("melts@a", "letters: T") + entry("aches@b", "letters: D"));
  EXPECT_THAT(world.ids(), ElementsAre("aches@b", "melts@a", "zips@a", "zips@b"));
  // Every rule still means what it meant: the specific one speaks for the general one.
  const catalog::Catalog& catalog = world.catalog;
  EXPECT_TRUE(std::ranges::is_sorted(catalog.rules, {}, &catalog::Rule::id));
  EXPECT_TRUE(std::ranges::is_sorted(catalog.weaknesses, {}, &catalog::Weakness::id));
  const catalog::Rule& zipped = catalog[catalog.find_rule("zipped")];
  EXPECT_EQ(catalog[zipped.weakness].id, "zips");
  EXPECT_THAT(zipped.specialises, ElementsAre(catalog.find_rule("broken")));
  EXPECT_EQ(catalog[catalog.find_rule("broken")].weakness, catalog.find_weakness("breaks"));
  const threats::Finding& special = world.result.findings[world.index("zips@a")];
  ASSERT_EQ(special.also.size(), 1U);
  EXPECT_EQ(special.also[0].rule, catalog.find_rule("broken"));
}

TEST(Manual, IsCertainAndSaysWhoFoundIt) {
  const World world(entry("melts@a", "letters: T, role: nurse, reason: seen, from: P-1"));
  const threats::Finding& finding = world.result.findings[world.index("melts@a")];
  EXPECT_EQ(finding.certainty, threats::Certainty::certain);
  const auto why = threats::why(world.catalog, world.loaded.model, world.result, finding);
  ASSERT_EQ(why.size(), 1U);
  EXPECT_EQ(why[0].text, "found by Ana (nurse) on 2026-11-20, reported as P-1: seen");
  EXPECT_TRUE(finding.questions.empty());
}

TEST(Manual, IsClearedOnlyByItsOwnControlBuiltWhereItWorks) {
  const std::string answered = entry("melts@a", "letters: T, answered_by: tape");
  const auto finding = [](const World& world, std::string_view id) {
    return world.result.findings[world.index(id)];
  };
  const World planned(answered), built(answered, "implemented");
  EXPECT_EQ(finding(planned, "melts@a").status, threats::Status::open);
  EXPECT_EQ(finding(planned, "melts@a").planned_by.size(), 1U);
  EXPECT_EQ(finding(built, "melts@a").status, threats::Status::cleared);
  const World other(entry("melts@b", "letters: T, answered_by: [glue, tape]"), "implemented");
  EXPECT_EQ(finding(other, "melts@b").status, threats::Status::open);
  const World unanswered(entry("melts@a", "letters: T"), "implemented");
  EXPECT_EQ(finding(unanswered, "melts@a").status, threats::Status::open);
}

TEST(Manual, AnswersWorkWhereTheySay) {
  const auto status = [](const std::string& id, const std::string& at) {
    const World world(entry(id, "letters: T, answered_by: [{all: [{use: tape, at: " + at + "}]}]"),
                      "implemented");
    return world.result.findings[world.index(id)].status;
  };
  EXPECT_EQ(status("melts@b", "a"), threats::Status::cleared) << "the tape is at a";
  EXPECT_EQ(status("melts@a", "b"), threats::Status::open) << "and not at b";
}

TEST(Manual, AnswersAreAlternativesOfSetsLikeThoseOfARule) {
  const auto status = [](const std::string& answers) {
    const World world(entry("melts@a", "letters: T, answered_by: " + answers), "implemented");
    return world.result.findings[world.index("melts@a")].status;
  };
  EXPECT_EQ(status("[{all: [{use: tape}]}]"), threats::Status::cleared);
  EXPECT_EQ(status("[{all: [{use: tape, width: [wide, narrow]}]}]"), threats::Status::open)
      << "the width of what is there is not stated";
  EXPECT_EQ(status("[{all: [{use: tape}, {use: glue}]}]"), threats::Status::open) << "only one";
  EXPECT_EQ(status("[glue, {all: [{use: tape}]}]"), threats::Status::cleared) << "either";
  EXPECT_EQ(status("[{all: [{use: tape}], effect: weakens, by: 1}]"), threats::Status::open);
  EXPECT_EQ(status("[{all: [{use: tape}], effect: none, because: it melts as well}]"),
            threats::Status::open);
}

TEST(Manual, LeadsWhereItIsSaidToLead) {
  const World world(entry("named@b", "letters: T, leads_to: cut") +
                    entry("situation@b", "letters: T, leads_to: hot") +
                    entry("both@a", "letters: T, loses: integrity, leads_to: cut") +
                    entry("chain@a", "letters: T") + entry("nowhere@b", "letters: T"));
  EXPECT_THAT(world.harms("named@b"), ElementsAre("cut"));
  EXPECT_THAT(world.harms("situation@b"), ElementsAre("burn"));
  EXPECT_THAT(world.harms("both@a"), ElementsAre("burn", "cut"));
  EXPECT_THAT(world.harms("chain@a"), ElementsAre("burn", "cut"));
  EXPECT_THAT(world.harms("nowhere@b"), ElementsAre());
}

TEST(Manual, WhatIsNotSaidTakesItsWorst) {
  const World world(entry("far@a", "letters: T") +
                    entry("near@a", "letters: T, needs: {position: supply-chain}") +
                    entry("user@a", "letters: T, needs: {position: radio-range, privilege: user}"));
  const auto level = [&](std::string_view id) {
    return threats::name(world.ratings[world.index(id)].inherent);
  };
  EXPECT_EQ(level("far@a"), "very-high");
  EXPECT_EQ(level("near@a"), "low");
  EXPECT_EQ(level("user@a"), "moderate");
}

// What was made of a report did not predict it, but what the tester did holds for it.
TEST(Manual, ReportThatItWasTakenFromHasEscaped) {
  const World world(entry("melts@b", "letters: T, needs: {position: supply-chain}, from: P-1"));
  OutsideReport report;
  report.id = "P-1";
  report.date = Date{2026, 11, 1};
  report.subject = "b";
  report.cwe = {77};
  report.exploited = true;
  Decisions decisions;
  Decision& early = decisions.all.emplace_back();
  early.target = "melts@b";
  early.date = Date{2026, 10, 1};
  const auto verdicts =
      judge_reports(world.catalog, world.loaded.model, world.result, decisions, {report});
  EXPECT_EQ(verdicts[0].foresight, Foresight::escaped);
  EXPECT_THAT(verdicts[0].because, HasSubstr("`melts@b` was taken over from it"));
  EXPECT_THAT(verdicts[0].match.findings, ElementsAre(world.index("melts@b")));
  const auto floors = floors_of(world.catalog, world.loaded.model, world.result, {report}, {});
  ASSERT_EQ(floors.size(), 1U);
  EXPECT_EQ(floors[0].finding, world.index("melts@b"));
  report.id = "P-2";
  EXPECT_TRUE(floors_of(world.catalog, world.loaded.model, world.result, {report}, {}).empty());
}

NewFinding melts() {
  NewFinding finding;
  finding.id = "melts@a";
  finding.title = "Melts: slowly";
  finding.letters = {"T"};
  finding.cwe = {20, 77};
  finding.reason = "seen";
  finding.by = "Ana";
  finding.answered_by = {{"tape"}, {"glue", "tape"}};
  finding.date = {2026, 11, 20};
  return finding;
}

TEST(Manual, IsWrittenAndTakenBackWithoutTouchingTheRest) {
  const std::string before =
      "wardround: 1\n# ours\nfindings:\n    # first\n    aches@b: {title: x}   # why\n"
      "decisions:\n  aches@b:\n    disposition: accept   # yes\n";
  const auto with = with_finding(before, melts());
  ASSERT_TRUE(with);
  EXPECT_EQ(*with,
            "wardround: 1\n# ours\nfindings:\n    # first\n    aches@b: {title: x}   # why\n"
            "    melts@a:\n      title: \"Melts: slowly\"\n      letters: [T]\n"
            "      cwe: [20, 77]\n"
            "      answered_by: [tape, {all: [{use: glue}, {use: tape}]}]\n      reason: seen\n    "
            "  by: Ana\n      date: 2026-11-20\n"
            "decisions:\n  aches@b:\n    disposition: accept   # yes\n");
  const auto without = without_finding(*with, "melts@a");
  ASSERT_TRUE(without);
  EXPECT_EQ(*without, before);
  EXPECT_FALSE(without_finding(before, "melts@a"));
  EXPECT_FALSE(with_finding("wardround: 1\nfindings: {aches@b: {title: x}}\n", melts()));
  const auto fresh = with_finding("", melts());
  ASSERT_TRUE(fresh);
  const auto empty = without_finding(*fresh, "melts@a");
  ASSERT_TRUE(empty);
  EXPECT_EQ(*empty, "wardround: 1\nfindings: {}\n");
}

}  // namespace
}  // namespace wardround::treatment
