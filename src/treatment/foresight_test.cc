#include "treatment/foresight.h"

#include <fmt/core.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "treatment/testing.h"

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
  breaks: {title: Breaks, text: t, stride: [T], cwe: [1], loses: [integrity], was: [cracks]}
  leaks: {title: Leaks, text: t, stride: [I], cwe: [2], loses: [confidentiality]}
rules:
  broken: {on: element, when: "element.broken == yes", weakness: breaks, threat: {actor: it, action: breaks}, needs: {position: supply-chain, privilege: none}, answered_by: []}
)pack";

struct World : testing::Evaluated {
  // Entries of a section of the decisions file.
  explicit World(const std::string& entries = "", const std::string& section = "decisions")
      : Evaluated(kPack,
                  "wardround: 1\nsystem: test\nelements:\n"
                  "  a: {type: process, broken: yes, was: [old]}\n"
                  "  b: {type: process, broken: no}\n",
                  entries.empty() ? "" : "wardround: 1\n" + section + ":\n" + entries) {
    EXPECT_EQ(mistakes(), "");
  }
  [[nodiscard]] ReportVerdict of(const OutsideReport& report) const {
    return judge_reports(catalog, loaded.model, result, decisions, {report}).at(0);
  }
  [[nodiscard]] std::string said(const OutsideReport& report) const {
    const auto foresight = of(report).foresight;
    return foresight ? std::string(name(*foresight)) : "not judged";
  }
  [[nodiscard]] std::vector<risk::Floor> floors(const std::vector<OutsideReport>& reports) const {
    return floors_of(catalog, loaded.model, result, reports, {});
  }
};

OutsideReport at(std::string subject, std::optional<Date> date = Date{2026, 10, 1}) {
  OutsideReport report;
  report.id = "R";
  report.subject = std::move(subject);
  report.weakness = "breaks";
  report.date = date;
  return report;
}
std::string decided_on(std::string_view target, std::string_view date) {
  return fmt::format("  {}: {{disposition: eliminate, reason: r, by: Ana, role: x, date: {}}}\n",
                     target, date);
}

TEST(Foresight, OnlyADecisionThatIsOlderPredicts) {
  EXPECT_EQ(World(decided_on("breaks@a", "2026-09-30")).said(at("a")), "predicted");
  EXPECT_EQ(World(decided_on("breaks@a", "2026-10-01")).said(at("a")), "undated") << "same day";
  EXPECT_EQ(World(decided_on("breaks@a", "2026-10-02")).said(at("a")), "undated");
  EXPECT_EQ(World().said(at("a")), "undated") << "a finding alone has no date";
  EXPECT_EQ(World(decided_on("breaks@a", "2026-09-30")).said(at("a", std::nullopt)), "undated");
}

TEST(Foresight, AManualFindingHasADateOfItsOwn) {
  const auto found_on = [](std::string_view date, const std::string& more = "") {
    return World(
        fmt::format("  melts@b: {{title: Melts, letters: T, cwe: 9, by: Ana, date: {}{}}}\n", date,
                    more),
        "findings");
  };
  OutsideReport report = at("b");
  report.weakness.clear();
  report.cwe = {9};
  EXPECT_EQ(found_on("2026-09-30").said(report), "predicted");
  EXPECT_EQ(found_on("2026-09-30").of(report).because, "`melts@b` was found on 2026-09-30");
  EXPECT_EQ(found_on("2026-10-01").said(report), "undated");
  EXPECT_EQ(found_on("2026-09-30", ", from: R").said(report), "escaped") << "it was made of it";
}

TEST(Foresight, WhatARevisionKnewStaysKnown) {
  OutsideReport report = at("b");
  report.predicted = Date{2026, 9, 1};
  report.revision = "3f9c2e1";
  EXPECT_EQ(World().said(report), "predicted");
  EXPECT_EQ(World().of(report).because, "the model of 2026-09-01 spoke of it, revision `3f9c2e1`");
}

TEST(Foresight, WhatNothingSpeaksOfEscaped) {
  EXPECT_EQ(World().said(at("b")), "escaped");
  OutsideReport other = at("a");
  other.weakness = "leaks";
  EXPECT_EQ(World(decided_on("breaks@a", "2026-09-30")).said(other), "escaped");
}

TEST(Foresight, WhatEscapedOnceIsNotPredictedLater) {
  OutsideReport report = at("a");
  report.escaped = true;
  EXPECT_EQ(World(decided_on("breaks@a", "2026-09-30")).said(report), "escaped");
}

TEST(Foresight, WhatWasPredictedOnceStaysSoWhenTheDecisionIsRenewed) {
  OutsideReport report = at("a");
  report.predicted = Date{2026, 9, 1};
  EXPECT_EQ(World(decided_on("breaks@a", "2026-11-01")).said(report), "predicted");
  EXPECT_EQ(World().said(report), "predicted");
  report.predicted = Date{2026, 10, 1};
  EXPECT_EQ(World().said(report), "undated") << "not before the report";
  report.escaped = true;
  EXPECT_EQ(World().said(report), "escaped");
}

TEST(Foresight, ADecisionOnAFindingThatIsGoneStillPredicts) {
  EXPECT_EQ(World(decided_on("breaks@b", "2026-09-30")).said(at("b")), "predicted");
}

TEST(Foresight, WideDecisionsCountForWhatTheyWereMadeFor) {
  const std::string wide =
      "  \"breaks@*\": {disposition: eliminate, reason: r, by: Ana, role: x, date: 2026-09-30, "
      "matched: [breaks@a]}\n";
  EXPECT_EQ(World(wide).said(at("a")), "predicted");
  EXPECT_EQ(World(wide).said(at("b")), "escaped");
}

TEST(Foresight, FormerIdsCount) {
  OutsideReport report = at("old");
  report.weakness = "cracks";
  EXPECT_EQ(World(decided_on("cracks@old", "2026-09-30")).said(report), "predicted");
}

TEST(Foresight, TheClosestLikenessCounts) {
  OutsideReport report = at("a");
  report.weakness.clear();
  report.cwe = {1};
  report.stride = {catalog::Stride::I};
  EXPECT_EQ(World().of(report).match.likeness, Likeness::cwe);
  report.cwe = {77};
  EXPECT_EQ(World().said(report), "escaped");
  report.stride = {catalog::Stride::T};
  EXPECT_EQ(World().of(report).match.likeness, Likeness::stride);
  EXPECT_THAT(World().of(report).match.findings, ElementsAre(0));
}

TEST(Foresight, WhoSaysTooLittleIsNotJudged) {
  OutsideReport report = at("");
  EXPECT_EQ(World().said(report), "unplaced");
  report = at("a");
  report.weakness.clear();
  EXPECT_EQ(World().said(report), "unplaced");
  report.kind = ReportKind::vex;
  EXPECT_EQ(World().said(report), "not judged");
  report.kind = ReportKind::patch;
  EXPECT_EQ(World().said(report), "not judged");
}

TEST(Floors, OfWhatWasDoneAndOfNothingElse) {
  OutsideReport report = at("a");
  EXPECT_THAT(World().floors({report}), IsEmpty()) << "nobody did it";
  report.exploited = true;
  ASSERT_EQ(World().floors({report}).size(), 1U);
  EXPECT_EQ(World().floors({report})[0].level, threats::Exploitability::high);
  OutsideReport known = report;
  known.kind = ReportKind::vulnerability;
  known.reference = "CVE-1";
  const auto both = World().floors({report, known, report});
  ASSERT_EQ(both.size(), 1U) << "one for a finding";
  EXPECT_EQ(both[0].level, threats::Exploitability::very_high);
  EXPECT_EQ(both[0].report, 1U);
  report.kind = ReportKind::anomaly;
  EXPECT_THAT(World().floors({report}), IsEmpty()) << "an anomaly has no attacker";
}

TEST(Floors, ALetterIsTooLittle) {
  OutsideReport report = at("a");
  report.exploited = true;
  report.weakness.clear();
  report.stride = {catalog::Stride::T};
  EXPECT_THAT(World().floors({report}), IsEmpty());
  report.cwe = {1};
  EXPECT_EQ(World().floors({report}).size(), 1U);
}

TEST(Floors, TheLatestWordOnAVulnerabilityCounts) {
  OutsideReport known = at("a");
  known.exploited = true;
  known.kind = ReportKind::vulnerability;
  known.reference = "CVE-1";
  OutsideReport word = at("a", Date{2026, 10, 2});
  word.kind = ReportKind::vex;
  word.reference = "CVE-1";
  word.status = "not_affected";
  EXPECT_THAT(World().floors({known, word}), IsEmpty());
  OutsideReport later = word;
  later.date = Date{2026, 10, 3};
  later.status = "affected";
  EXPECT_EQ(World().floors({later, known, word}).size(), 1U);
  word.subject = "b";
  EXPECT_EQ(World().floors({known, word}).size(), 1U) << "said of another place";
  known.status = "false_positive";
  EXPECT_THAT(World().floors({known}), IsEmpty());
}

}  // namespace
}  // namespace wardround::treatment
