// What is recorded reads back, and every other byte stays.
#include "treatment/evidence.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace wardround::treatment {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

struct Read {
  diag::Sources sources;
  diag::Diagnostics diagnostics;
  Evidence evidence;
  explicit Read(std::string text)
      : evidence(read_evidence(sources, sources.add("e.yaml", std::move(text)), diagnostics)) {}
  [[nodiscard]] std::vector<std::string> tests() const {
    std::vector<std::string> out;
    for (const TestEvidence& test : evidence.tests)
      out.push_back(test.build + "/" + test.test + "=" + std::string(name(test.result)));
    return out;
  }
};
TestEvidence test_of(std::string build, std::string test, Outcome result = Outcome::passed) {
  TestEvidence out;
  out.build = std::move(build);
  out.test = std::move(test);
  out.result = result;
  out.date = Date{2026, 11, 20};
  return out;
}
OutsideReport report_of(std::string id, ReportKind kind = ReportKind::pentest) {
  OutsideReport out;
  out.id = std::move(id);
  out.kind = kind;
  return out;
}
std::string recorded(const std::string& text, const Evidence& news) {
  const auto out = record(text, news);
  return out ? out->text : "failed: " + out.error().message;
}

TEST(Record, WhatWasWrittenReadsBack) {
  TestEvidence test = test_of("1.0", "no");
  test.before = Outcome::failed;
  test.kind = TestKind::defeat;
  test.tester = "A: #b, {c}";
  test.role = "yes";
  test.independence = Independence::other_organisation;
  test.file = "a b.xml";
  test.sha256 = "0123";
  OutsideReport report = report_of("- x");
  report.title = "two\nlines";
  report.date = Date{2026, 1, 2};
  report.subject = "s";
  report.weakness = "w";
  report.stride = {catalog::Stride::S, catalog::Stride::E};
  report.cwe = {1, 20};
  report.status = "null";
  report.exploited = report.escaped = true;
  report.reference = "CVE-1";
  const Read back(recorded("", {{test}, {report}}));
  EXPECT_THAT(back.diagnostics.unsorted(), IsEmpty());
  ASSERT_EQ(back.evidence.tests.size(), 1U);
  const TestEvidence& t = back.evidence.tests[0];
  EXPECT_EQ(t.build, test.build);
  EXPECT_EQ(t.test, test.test);
  EXPECT_EQ(t.before, test.before);
  EXPECT_EQ(t.kind, test.kind);
  EXPECT_EQ(t.tester, test.tester);
  EXPECT_EQ(t.role, test.role);
  EXPECT_EQ(t.independence, test.independence);
  ASSERT_EQ(back.evidence.reports.size(), 1U);
  const OutsideReport& r = back.evidence.reports[0];
  EXPECT_EQ(r.id, report.id);
  EXPECT_EQ(r.title, report.title);
  EXPECT_EQ(r.date, report.date);
  EXPECT_EQ(r.stride, report.stride);
  EXPECT_EQ(r.cwe, report.cwe);
  EXPECT_EQ(r.status, report.status);
  EXPECT_TRUE(r.exploited && r.escaped);
}

TEST(Record, OtherBytesStay) {
  const std::string text =
      "wardround: 1  # ours\r\nresults:   # by hand\r\n"
      "    - {build: b, test: m, result: passed, kind: defeat, date: 2026-11-20} # keep\r\n"
      "# the end";
  const auto out = record(text, {{test_of("b", "z"), test_of("b", "a")}, {}});
  ASSERT_TRUE(out);
  EXPECT_EQ(out->added, 2U);
  EXPECT_THAT(
      out->text,
      HasSubstr("wardround: 1  # ours\r\nresults:   # by hand\r\n    - {build: b, test: a,"));
  EXPECT_THAT(out->text, HasSubstr("test: m, result: passed, kind: defeat, date: 2026-11-20} # "
                                   "keep\r\n    - {build: b, test: z,"));
  EXPECT_TRUE(out->text.ends_with("}\r\n# the end"));
  EXPECT_THAT(Read(out->text).tests(), ElementsAre("b/a=passed", "b/m=passed", "b/z=passed"));
}

TEST(Record, AnEntryTakesThePlaceOfItsLikeAndRemembersIt) {
  const std::string once = recorded("", {{test_of("b", "t", Outcome::failed)}, {}});
  const auto same = record(once, {{test_of("b", "t", Outcome::failed)}, {}});
  ASSERT_TRUE(same);
  EXPECT_EQ(same->text, once);
  EXPECT_EQ(same->same, 1U);
  const std::string twice = recorded(once, {{test_of("b", "t")}, {}});
  EXPECT_EQ(Read(twice).evidence.tests.at(0).before, Outcome::failed);
  EXPECT_EQ(recorded(twice, {{test_of("b", "t")}, {}}), twice);
}

TEST(Record, WhatEscapedOnceStaysSo) {
  OutsideReport report = report_of("P");
  report.escaped = true;
  const std::string once = recorded("", {{}, {report}});
  report.escaped = false;
  report.title = "found at last";
  const auto again = record(once, {{}, {report}});
  ASSERT_TRUE(again);
  EXPECT_EQ(again->changed, 1U);
  EXPECT_TRUE(Read(again->text).evidence.reports.at(0).escaped);
  OutsideReport foreseen = report_of("R");
  foreseen.predicted = Date{2026, 9, 1};
  foreseen.revision = "3f9c2e1";
  const std::string third = recorded("", {{}, {foreseen}});
  EXPECT_EQ(Read(third).evidence.reports.at(0).predicted, foreseen.predicted);
  EXPECT_EQ(Read(third).evidence.reports.at(0).revision, foreseen.revision);
  foreseen.predicted.reset();
  foreseen.revision.clear();
  EXPECT_EQ(recorded(third, {{}, {foreseen}}), third);
  OutsideReport known = report_of("Q");
  const std::string second = recorded("", {{}, {known}});
  known.escaped = true;
  EXPECT_EQ(recorded(second, {{}, {known}}), second) << "and what did not, did not";
}

TEST(Record, EntriesInAnyOrderAndKindsApart) {
  const std::string text = recorded("", {{}, {report_of("B"), report_of("D")}});
  std::string turned = text;
  const std::size_t b = turned.find("id: B"), d = turned.find("id: D");
  turned[b + 4] = 'D';
  turned[d + 4] = 'B';
  const Read back(recorded(
      turned, {{}, {report_of("A"), report_of("C"), report_of("B", ReportKind::anomaly)}}));
  std::vector<std::string> ids;
  for (const OutsideReport& report : back.evidence.reports)
    ids.push_back(std::string(name(report.kind)) + report.id);
  EXPECT_THAT(ids, ElementsAre("pentestA", "pentestD", "pentestB", "pentestC", "anomalyB"));
}

TEST(Record, RefusesWhatItCannotDoWithoutHarm) {
  EXPECT_THAT(recorded("wardround: 1\nresults: [{build: b, test: m, result: passed, kind: defeat, "
                       "date: 2026-11-20}]\n",
                       {{test_of("b", "z")}, {}}),
              HasSubstr("one a line"));
  EXPECT_THAT(recorded("wardround: 1\nresults: 7\n", {{test_of("b", "z")}, {}}),
              HasSubstr("has mistakes"));
  EXPECT_THAT(recorded("wardround: 1\nresults: []\n", {{test_of("b", "z")}, {}}),
              HasSubstr("has no entries"));
}

TEST(ReadEvidence, MistakesAreAllReported) {
  const Read read(
      "wardround: 2\nresults:\n  - {build: b, test: t, result: good, kind: x, date: soon}\n"
      "reports:\n  - {id: a, kind: rumour, cwe: [x], stride: Q, exploited: perhaps}\n  - {kind: "
      "vex}\n");
  EXPECT_EQ(read.diagnostics.unsorted().size(), 9U);
  EXPECT_THAT(read.evidence.tests, IsEmpty());
  EXPECT_THAT(read.evidence.reports, IsEmpty());
}

TEST(Words, OfReports) {
  EXPECT_EQ(stride_text(parse_stride("e, S;t").value_or(std::vector<catalog::Stride>{})), "STE");
  EXPECT_EQ(parse_stride("x"), std::nullopt);
  EXPECT_EQ(parse_cwe("CWE-79"), 79U);
  EXPECT_EQ(parse_cwe("79"), 79U);
  for (const char* word : {"", "CWE-", "-1", "79 ", "99999999999"})
    EXPECT_EQ(parse_cwe(word), std::nullopt) << word;
}

}  // namespace
}  // namespace wardround::treatment
