#include "risk/cvss_proposal.h"

#include <fmt/core.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <set>

#include "diag/render.h"
#include "model/load.h"

namespace wardround::risk {
namespace {

constexpr const char* kPack = R"(
pack: {id: test, version: 1.0.0, title: Test}
types:
  process: {title: process}
  node: {title: node}
  port: {title: port}
  boundary: {title: boundary}
protocols:
  radio: {title: radio}
  nfc: {is: radio, title: near field}
data_kinds:
  confidential: {title: confidential}
  phi: {is: confidential, title: about patients}
  safety-relevant: {title: safety}
  command: {is: safety-relevant, title: command}
  log: {title: log}
facts:
  weak: {on: [element, flow, update, credential], title: weak, question: "Is it weak?", worst: yes}
  patients: {on: [system], title: patients, question: "How many?", values: {one: {title: one}, many: {title: many}}, worst: many}
weaknesses:
  leaks: {title: Leaks, text: t, stride: [I], cwe: [1], loses: [confidentiality], imdrf: [A11]}
  breaks: {title: Breaks, text: t, stride: [T], cwe: [2], loses: [integrity, availability], imdrf: [A11]}
  denies: {title: Denies, text: t, stride: [R], cwe: [3], loses: [], imdrf: [A11]}
  faulty: {title: Faulty, text: t, kind: safety-design, cwe: [4], loses: [integrity], imdrf: [A11]}
controls:
  brake: {title: Brake, text: t, covers: [self], on: [flow]}
rules:
  leaks-flow: {on: flow, when: "flow.weak == yes", weakness: leaks, needs: {position: internet, privilege: user}, threat: {actor: it, action: reads, thing: it}, answered_by: []}
  breaks-flow: {on: flow, when: "flow.weak == yes", weakness: breaks, needs: {position: on-path, privilege: none}, threat: {actor: it, action: breaks, thing: it}, answered_by: [{all: [{use: brake}], effect: weakens, by: 1, because: slower}]}
  denies-flow: {on: flow, when: "flow.weak == yes", weakness: denies, needs: {position: internet, privilege: user}, threat: {actor: it, action: denies, thing: it}, answered_by: []}
  faulty-flow: {on: flow, when: "flow.weak == yes", weakness: faulty, threat: {actor: it, action: breaks, thing: it}, answered_by: []}
  breaks-element: {on: element, when: "element.weak == yes", weakness: breaks, needs: {position: physical-touch, privilege: admin}, threat: {actor: it, action: breaks, thing: it}, answered_by: []}
  breaks-update: {on: update, when: "update.weak == yes", weakness: breaks, needs: {position: supply-chain, privilege: none}, threat: {actor: it, action: breaks, thing: it}, answered_by: []}
)";

struct Made {
  diag::Sources sources;
  diag::Diagnostics diagnostics;
  catalog::Catalog catalog;
  model::Loaded loaded;
  threats::Result result;
  std::vector<Reach> reach;

  explicit Made(const std::string& text) {
    const auto pack = sources.add("pack.yaml", kPack);
    catalog = catalog::load({{{"pack.yaml", pack}}}, sources, diagnostics);
    loaded = model::load_text("m.yaml", text, catalog, sources, diagnostics);
    EXPECT_FALSE(diagnostics.has_errors()) << diag::render_text(diagnostics, sources, {});
    result = threats::evaluate(catalog, loaded.model, diagnostics);
    reach = reach_harms(catalog, loaded.model, result, Policy{});
  }
  [[nodiscard]] Grounds grounds(const std::string& id) const {
    for (std::size_t i = 0; i < result.findings.size(); ++i) {
      const threats::Finding& finding = result.findings[i];
      if (threats::finding_id(catalog, loaded.model, finding.weakness, finding.subject) == id)
        return {catalog, loaded.model, result, finding, reach[i]};
    }
    ADD_FAILURE() << "no finding " << id;
    std::abort();
  }
  [[nodiscard]] std::string v4(const std::string& id) const {
    const auto proposal = propose_cvss4(grounds(id));
    return proposal ? cvss::print(proposal->vector).substr(9) : "none";
  }
  [[nodiscard]] std::string v3(const std::string& id) const {
    const auto proposal = propose_by_rubric(grounds(id));
    return proposal ? cvss::print(proposal->vector).substr(9) : "none";
  }
  [[nodiscard]] CvssChoice choice(const std::string& id, std::string_view metric) const {
    const auto proposal = propose_cvss4(grounds(id));
    for (const CvssChoice& choice : proposal->choices) {
      if (choice.metric == metric) return choice;
    }
    return {};
  }
  // "XAVN yes", by question.
  [[nodiscard]] std::string answer(const std::string& id, std::string_view question) const {
    const auto proposal = propose_by_rubric(grounds(id));
    for (const RubricLine& line : proposal->answers) {
      if (line.id == question) return std::string(name(line.answer));
    }
    return "not asked";
  }
};

// `fields` of the flow f, which sends `sends`.
std::string flow_model(const std::string& sends, const std::string& fields = "",
                       const std::string& more = "") {
  return fmt::format(R"(
wardround: 1
system: {{id: test{}}}
harms: {{burn: critical, itch: minor}}
functions:
  deliver: {{needs: [orders], harms: [burn]}}
  tickle: {{needs: [teasers], harms: [itch]}}
data: {{orders: command, teasers: command, records: phi, notes: log}}
elements:
  box: node
  chip: {{type: process, in: box, performs: [deliver, tickle]}}
  plug: {{type: port, in: box, weak: yes}}
  app: {{type: process}}
  desk: node
  viewer: {{type: process, in: desk}}
flows:
  f: {{path: app -> chip, sends: [{}], weak: yes{}}}
  g: {{path: chip -> viewer, sends: [orders]}}
updates: {{patch: {{installs_on: chip, weak: yes}}}}
)",
                     more, sends, fields);
}

TEST(CvssProposal, DisclosureOverTheInternet) {
  const Made made(flow_model("records"));
  EXPECT_EQ(made.v4("leaks@f"), "AV:N/AC:L/AT:N/PR:L/UI:N/VC:H/VI:N/VA:N/SC:N/SI:N/SA:N");
  EXPECT_EQ(made.choice("leaks@f", "VC").reason, "`records` can be read and is confidential");
  EXPECT_TRUE(made.choice("leaks@f", "UI").unknown);
  EXPECT_FALSE(made.choice("leaks@f", "AV").unknown);
}

TEST(CvssProposal, WhatIsNotConfidentialIsLittle) {
  EXPECT_EQ(Made(flow_model("notes")).v4("leaks@f"),
            "AV:N/AC:L/AT:N/PR:L/UI:N/VC:L/VI:N/VA:N/SC:N/SI:N/SA:N");
  EXPECT_EQ(Made(flow_model("notes")).v4("breaks@f"),
            "AV:N/AC:L/AT:P/PR:N/UI:N/VC:N/VI:L/VA:L/SC:N/SI:N/SA:N");
}

TEST(CvssProposal, NothingKnownScoresWorse) {
  const Made made(flow_model(""));
  EXPECT_EQ(made.v4("breaks@f"), "AV:N/AC:L/AT:P/PR:N/UI:N/VC:N/VI:H/VA:H/SC:N/SI:N/SA:N");
  EXPECT_TRUE(made.choice("breaks@f", "VI").unknown);
  EXPECT_EQ(made.answer("breaks@f", "XIO"), "unknown");
}

TEST(CvssProposal, SeriousHarmIsSafetyAndMinorHarmIsNot) {
  // `viewer` receives the orders, too, so that the loss goes further.
  const Made burns(flow_model("orders"));
  EXPECT_EQ(burns.v4("breaks@f"),
            "AV:N/AC:L/AT:P/PR:N/UI:N/VC:N/VI:H/VA:H/SC:N/SI:H/SA:N/MSI:S/MSA:S");
  EXPECT_EQ(burns.choice("breaks@f", "MSI").reason, "`burn` can come of it (critical)");
  EXPECT_EQ(burns.choice("breaks@f", "SI").reason, "`viewer` receives `orders`");
  const Made itches(flow_model("teasers"));
  EXPECT_EQ(itches.v4("breaks@f"), "AV:N/AC:L/AT:P/PR:N/UI:N/VC:N/VI:H/VA:H/SC:N/SI:N/SA:N");
}

TEST(CvssProposal, AControlInPlaceThatOnlyWeakensIsAnObstacle) {
  const std::string planned = ", controls: [{use: brake, status: planned}]";
  const std::string implemented = ", controls: [{use: brake, status: implemented}]";
  EXPECT_EQ(Made(flow_model("notes", planned)).choice("breaks@f", "AC").value, "L");
  const CvssChoice harder = Made(flow_model("notes", implemented)).choice("breaks@f", "AC");
  EXPECT_EQ(harder.value, "H");
  EXPECT_EQ(harder.reason, "`brake` has to be got round");
}

TEST(CvssProposal, PositionsAndPrivileges) {
  const Made made(flow_model("orders"));
  EXPECT_EQ(made.v4("breaks@plug").substr(0, 24), "AV:P/AC:L/AT:N/PR:H/UI:N");
  EXPECT_EQ(made.v4("breaks@patch").substr(0, 24), "AV:N/AC:L/AT:P/PR:N/UI:N");
  EXPECT_EQ(Made(flow_model("orders", ", protocol: radio")).choice("breaks@f", "AV").value, "A");
}

TEST(CvssProposal, NoAttackerOrNothingLostNoVector) {
  const Made made(flow_model("orders"));
  EXPECT_EQ(made.v4("faulty@f"), "none");
  EXPECT_EQ(made.v3("faulty@f"), "none");
  EXPECT_EQ(made.v4("denies@f"), "none");
  EXPECT_EQ(made.v3("denies@f"), "none");
}

TEST(CvssProposal, ChoicesStandInTheOrderOfMetricsAndSayTheVector) {
  const Made made(flow_model("orders"));
  for (const std::string id : {"breaks@f", "leaks@f", "breaks@plug", "breaks@patch"}) {
    const auto proposal = propose_cvss4(made.grounds(id));
    std::string text = "CVSS:4.0";
    for (const CvssChoice& choice : proposal->choices) {
      text += fmt::format("/{}:{}", choice.metric, choice.value);
      EXPECT_FALSE(choice.reason.empty()) << id << choice.metric;
    }
    EXPECT_EQ(text, cvss::print(proposal->vector));
  }
}

TEST(CvssRubric, Vectors) {
  const Made made(flow_model("orders"));
  EXPECT_EQ(made.v3("breaks@f"), "AV:N/AC:H/PR:N/UI:N/S:C/C:N/I:H/A:H");
  EXPECT_EQ(made.answer("breaks@f", "XIT"), "high");
  EXPECT_EQ(made.answer("breaks@f", "XIP"), "none");
  EXPECT_EQ(made.v3("breaks@plug").substr(0, 19), "AV:P/AC:L/PR:H/UI:N");  // a connector
  EXPECT_EQ(made.answer("breaks@plug", "XAVPA"), "no");
  EXPECT_EQ(Made(flow_model("notes")).v3("leaks@f"), "AV:N/AC:L/PR:L/UI:N/S:U/C:L/I:N/A:N");
}

TEST(CvssRubric, RadioLinks) {
  EXPECT_EQ(Made(flow_model("notes", ", protocol: radio")).v3("breaks@f").substr(0, 4), "AV:A");
  EXPECT_EQ(Made(flow_model("notes", ", protocol: nfc")).v3("breaks@f").substr(0, 4), "AV:L");
}

TEST(CvssRubric, DataOfManyPeopleAndOfNobodyKnowsHowMany) {
  EXPECT_EQ(Made(flow_model("records")).v3("leaks@f"), "AV:N/AC:L/PR:L/UI:N/S:U/C:H/I:N/A:N");
  EXPECT_EQ(Made(flow_model("records")).answer("leaks@f", "XCPM"), "unknown");
  const Made one(flow_model("records", "", ", patients: one"));
  EXPECT_EQ(one.answer("leaks@f", "XCPM"), "no");
  EXPECT_EQ(one.v3("leaks@f"), "AV:N/AC:L/PR:L/UI:N/S:U/C:L/I:N/A:N");
  EXPECT_EQ(Made(flow_model("records", "", ", patients: many")).answer("leaks@f", "XCPM"), "yes");
}

TEST(CvssRubric, EveryQuestionAsksForOneMetricAndStandsOnce) {
  std::set<std::string_view> ids;
  std::ifstream file(std::string(WARDROUND_SOURCE_DIR) + "/docs/reference/cvss.md");
  const std::string page{std::istreambuf_iterator<char>(file), {}};
  for (const RubricQuestion& question : rubric()) {
    EXPECT_TRUE(ids.insert(question.id).second) << question.id;
    EXPECT_TRUE(cvss::find_metric(cvss::Version::v3_1, question.metric)) << question.id;
    EXPECT_TRUE(question.question.ends_with("?")) << question.id;
    EXPECT_THAT(page, testing::HasSubstr(fmt::format("| {} | {} | {} |", question.id,
                                                     question.metric, question.question)));
  }
  EXPECT_EQ(ids.size(), 31u);
}

}  // namespace
}  // namespace wardround::risk
