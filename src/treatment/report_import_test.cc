#include "treatment/report_import.h"

#include <fmt/core.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/limits.h"
#include "diag/render.h"
#include "model/load.h"

namespace wardround::treatment {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr const char* kPack = R"pack(
pack: {id: test, version: 1.0.0, title: Test}
types:
  process: {title: process}
weaknesses:
  breaks: {title: Breaks, text: t, stride: [T], cwe: [1], loses: [integrity], was: [cracks]}
)pack";
constexpr const char* kHead = "wardround: 1\nsystem: s\nelements:\n  ";

struct Imported {
  diag::Sources sources;
  diag::Diagnostics diagnostics;
  std::vector<std::vector<OutsideReport>> reports;

  explicit Imported(const std::vector<std::string>& files, std::size_t models = 1,
                    std::optional<ReportKind> kind = ReportKind::pentest) {
    diag::Diagnostics unused;
    const auto pack = sources.add("pack.yaml", kPack);
    const auto catalog = catalog::load({{{"pack.yaml", pack}}}, sources, unused);
    std::vector<model::Loaded> loaded;
    for (std::size_t i = 0; i < models; ++i) {
      loaded.push_back(model::load_text(
          "m.yaml",
          fmt::format(
              "{}a{}: {{type: process, was: [old{}]}}\n  both: process\nsoftware:\n  lib{}: {{in: "
              "both, purl: \"pkg:deb/lib@1.2?arch=arm\"}}\n",
              kHead, i, i, i),
          catalog, sources, unused));
    }
    ImportScope scope{catalog, {}, kind};
    for (const model::Loaded& one : loaded) scope.models.push_back(&one.model);
    ReportImport import(std::move(scope), sources, diagnostics);
    for (const std::string& file : files) import.read(sources.add("r", file), "digest");
    reports = import.take();
  }
  [[nodiscard]] std::vector<std::string> mistakes() const {
    std::vector<std::string> out;
    for (const diag::Diagnostic& one : diagnostics.sorted(sources))
      out.push_back(sources.location(one.span) + " " + one.message());
    return out;
  }
};

TEST(ReportImport, ReadsEveryColumn) {
  const Imported read(
      {"ID, Kind ,title,date,subject,weakness,stride,cwe,status,exploited,reference\r\n"
       "P,anomaly,\"a, b\",2026-02-28,old0,cracks,\"t, i\",\"CWE-1; 20\",open,yes,JIRA-1\r\n"});
  EXPECT_THAT(read.mistakes(), IsEmpty());
  const OutsideReport& report = read.reports.at(0).at(0);
  EXPECT_EQ(report.kind, ReportKind::anomaly);
  EXPECT_EQ(report.title, "a, b");
  EXPECT_EQ(to_string(report.date.value_or(Date{})), "2026-02-28");
  EXPECT_EQ(report.subject, "a0") << "the present id";
  EXPECT_EQ(report.weakness, "breaks");
  EXPECT_EQ(stride_text(report.stride), "TI");
  EXPECT_THAT(report.cwe, ElementsAre(1, 20));
  EXPECT_EQ(report.status, "open");
  EXPECT_TRUE(report.exploited);
  EXPECT_EQ(report.reference, "JIRA-1");
  EXPECT_EQ(report.file, "r");
  EXPECT_EQ(report.sha256, "digest");
}

TEST(ReportImport, JsonSaysTheSame) {
  for (const char* text :
       {R"({"reports": [{"id": "P", "cwe": [1, "CWE-2"], "stride": "TI", "subject": null}]})",
        R"([{"id": "P", "cwe": "1 2", "stride": ["T", "I"]}])"}) {
    const Imported read({text});
    EXPECT_THAT(read.mistakes(), IsEmpty());
    EXPECT_THAT(read.reports.at(0).at(0).cwe, ElementsAre(1, 2));
    EXPECT_EQ(stride_text(read.reports[0][0].stride), "TI");
  }
}

TEST(ReportImport, WhatIsYamlOnlyIsRefusedWhereItStands) {
  const std::pair<const char*, const char*> texts[] = {
      {"{reports: [{\"id\": \"P\"}]}", "r:1:2"},
      {"[{\"id\": P}]", "r:1:9"},
      {"[{\"id\": 'P'}]", "r:1:9"},
      {"[{\"id\": \"P\"},]", "r:1:14"},
      {"[{\"id\": \"P\"}\n# more\n]", "r:2:1"},
      {"[&a {\"id\": \"P\"}, *a]", "r:1:2"},
      {"[{\"id\": 007}]", "r:1:10"},
      {"[{\"id\": \"P\"}] []", "r:1:15"},
      {"[{\"id\": \"a\n  b\"}]", "r:1:11"},
      {"[{\"id\": \"\\x41\"}]", "r:1:11"},
  };
  for (const auto& [text, where] : texts) {
    EXPECT_THAT(Imported({text}).mistakes(),
                ElementsAre(testing::StartsWith(
                    fmt::format("{} no reports are read here: it is not valid JSON", where))))
        << text;
  }
}

TEST(ReportImport, SurrogatesOfJsonAreOneCharacterAndMoveNothing) {
  const Imported read({R"([{"id": "\\ud83d\ud83d\uDE80 x", "title": "\ud83d\ude80"},
 {"id": "Q", "date": "soon"}])"});
  EXPECT_THAT(read.mistakes(), ElementsAre("r:2:22 `soon` is no date, YYYY-MM-DD"));
  EXPECT_EQ(read.reports.at(0).at(0).title, "\xf0\x9f\x9a\x80");
  EXPECT_EQ(read.reports[0][0].id, "\\ud83d\xf0\x9f\x9a\x80 x");
  EXPECT_THAT(Imported({R"([{"id": "\ud83d"}])"}).mistakes(), testing::SizeIs(1)) << "half of one";
}

TEST(ReportImport, ProductsAreSoftwareOfTheModel) {
  for (const char* product :
       {"pkg:deb/lib@1.2", "pkg:deb/lib@1.2?arch=x#y", "pkg:deb/lib", "lib0"}) {
    const Imported read({fmt::format("id,product\nP,{}\n", product)});
    EXPECT_EQ(read.reports.at(0).at(0).subject, "lib0") << product;
  }
  for (const char* product : {"pkg:deb/lib@1.3", "pkg:deb/libx", "both"}) {
    const Imported read({fmt::format("id,product\nP,{}\n", product)});
    EXPECT_EQ(read.reports.at(0).at(0).subject, "") << product;
    EXPECT_THAT(read.mistakes(), ElementsAre(HasSubstr("is no software of the model")));
    EXPECT_FALSE(read.diagnostics.has_errors());
  }
}

TEST(ReportImport, GoesToTheModelThatHasTheSubject) {
  const Imported read({"id,subject\nP,a1\nQ,a0\n"}, 2);
  EXPECT_THAT(read.mistakes(), IsEmpty());
  EXPECT_EQ(read.reports.at(0).at(0).id, "Q");
  EXPECT_EQ(read.reports.at(1).at(0).id, "P");
  EXPECT_THAT(Imported({"id,subject\nP,both\nQ,\nR,c\n"}, 2).mistakes(),
              ElementsAre(HasSubstr("2 models may be meant"), HasSubstr("2 models may be meant"),
                          HasSubstr("`c` is not declared in any model of the project")));
}

TEST(ReportImport, TheLatestVexStatementCounts) {
  const char* text =
      R"({"@context": "https://openvex.dev/ns/v0.2.0", "timestamp": "2026-01-02T00:00:00Z", "statements": [
    {"vulnerability": "CVE-1", "products": ["lib0"], "status": "fixed", "timestamp": "2026-03-01T23:59:59-11:00"},
    {"vulnerability": {"@id": "x", "name": "CVE-1"}, "products": [{"identifiers": {"purl": "pkg:deb/lib"}}], "status": "affected"},
    {"vulnerability": {"name": "CVE-1"}, "products": ["lib0"], "status": "under_investigation"}]})";
  const Imported read({text});
  EXPECT_THAT(read.mistakes(), IsEmpty());
  ASSERT_EQ(read.reports.at(0).size(), 2U);
  EXPECT_EQ(read.reports[0][0].status, "fixed");
  EXPECT_EQ(to_string(read.reports[0][0].date.value_or(Date{})), "2026-03-01");
  EXPECT_EQ(read.reports[0][1].id, "CVE-1@pkg:deb/lib");
  EXPECT_EQ(read.reports[0][1].subject, "lib0");
  EXPECT_EQ(to_string(read.reports[0][1].date.value_or(Date{})), "2026-01-02");
}

TEST(ReportImport, CycloneDxWithItsProperties) {
  const char* text =
      R"({"bomFormat": "CycloneDX", "components": [{"bom-ref": "outer", "components": [{"bom-ref": "l", "purl": "pkg:deb/lib@1.2"}]}],
   "vulnerabilities": [{"id": "CVE-1", "created": "2026-01-02T00:00:00Z", "cwes": [1, 2], "affects": [{"ref": "l"}],
     "properties": [{"name": "wardround:exploited", "value": "yes"}, {"name": "wardround:weakness", "value": "breaks"}, {"name": "other", "value": "x"}]},
    {"id": "CVE-2", "analysis": {"state": "in_triage"}, "properties": [{"name": "wardround:subject", "value": "a0"}]}]})";
  const Imported read({text});
  EXPECT_THAT(read.mistakes(), IsEmpty());
  ASSERT_EQ(read.reports.at(0).size(), 2U);
  EXPECT_EQ(read.reports[0][0].kind, ReportKind::vulnerability);
  EXPECT_EQ(read.reports[0][0].subject, "lib0");
  EXPECT_TRUE(read.reports[0][0].exploited);
  EXPECT_EQ(read.reports[0][0].weakness, "breaks");
  EXPECT_EQ(read.reports[0][1].kind, ReportKind::vex);
  EXPECT_EQ(read.reports[0][1].subject, "a0");
}

TEST(ReportImport, IsBounded) {
  std::string many = "id\n";
  for (std::size_t i = 0; i <= limits::kReports; ++i) many += std::to_string(i) + "\n";
  EXPECT_THAT(Imported({many}).mistakes(), ElementsAre(HasSubstr("more than 20000 reports")));
  std::string wrong = "id,subject\n";
  for (std::size_t i = 0; i < 10'000; ++i) wrong += fmt::format("{},nothing{}\n", i, i);
  EXPECT_LE(Imported({wrong}).diagnostics.unsorted().size(), limits::kImportMistakes);
}

TEST(ReportImport, AnythingElseIsRefusedWithItsReason) {
  for (const char* text :
       {"", "\n\n", "{}", "[1]", "{\"reports\": 1}", "[{\"id\": {}}]", "{\"a\": ", "id\n", "x\n1\n",
        "id,id\n1,2\n", "\xff\xfe", "{\"bomFormat\": \"CycloneDX\", \"vulnerabilities\": [{}]}"}) {
    EXPECT_TRUE(Imported({text}).diagnostics.has_errors()) << text;
  }
}

}  // namespace
}  // namespace wardround::treatment
