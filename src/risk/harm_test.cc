#include "risk/harm.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "diag/render.h"
#include "model/load.h"

namespace wardround::risk {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// One rule for each property that may be lost, on every kind that a chain may start at.
constexpr const char* kPack = R"(
pack: {id: test, version: 1.0.0, title: Test}
types:
  process: {title: process}
  store: {title: store}
  device-store: {is: store, title: store in a device}
  node: {title: node}
  port: {title: port}
  boundary: {title: boundary}
data_kinds:
  reading: {title: reading}
  safety-relevant: {title: safety-relevant}
  code: {title: code}
facts:
  broken: {on: [element, flow, data, update], title: broken, question: "Is it broken?", worst: yes}
  leaky: {on: [element, flow, data], title: leaky, question: "Does it leak?", worst: yes}
weaknesses:
  breaks: {title: Breaks, text: t, stride: [T], cwe: [1], loses: [integrity], imdrf: [A11]}
  leaks: {title: Leaks, text: t, stride: [I], cwe: [2], loses: [confidentiality], imdrf: [A11]}
rules:
  broken-element: {on: element, when: "element.broken == yes", weakness: breaks, threat: {actor: it, action: breaks, thing: down}, answered_by: []}
  broken-flow: {on: flow, when: "flow.broken == yes", weakness: breaks, threat: {actor: it, action: breaks, thing: down}, answered_by: []}
  broken-data: {on: data, when: "data.broken == yes", weakness: breaks, threat: {actor: it, action: breaks, thing: down}, answered_by: []}
  broken-update: {on: update, when: "update.broken == yes", weakness: breaks, threat: {actor: it, action: breaks, thing: down}, answered_by: []}
  leaky-element: {on: element, when: "element.leaky == yes", weakness: leaks, threat: {actor: it, action: breaks, thing: down}, answered_by: []}
  leaky-data: {on: data, when: "data.leaky == yes", weakness: leaks, threat: {actor: it, action: breaks, thing: down}, answered_by: []}
)";

constexpr const char* kModel = R"(
wardround: 1
system: {id: test}
harms: {late: serious, dead: catastrophic, shame: minor, odd: unknown}
functions:
  measure: {needs: [readings], harms: [late]}
  treat: {needs: [], harms: [dead]}
  guess: {needs: [hints], harms: [odd]}
hazardous_situations:
  told: {caused_by: [confidentiality of readings], harms: [shame]}
data: {readings: reading, hints: reading, other: reading}
elements:
  box: node
  chip: {type: process, in: box, performs: [treat]}
  plug: {type: port, in: box}
  far: {type: process, performs: [measure]}
flows: {wire: {path: chip -> far, sends: [readings]}}
updates:
  patch: {installs_on: chip}
)";

struct Reached {
  std::vector<std::string> harms;  // worst first
  Basis basis = Basis::patient;
};

// What a finding reaches when `fact` of `subject` is as bad as it can be.
Reached reached(const std::string& subject, const std::string& fact, std::string text) {
  diag::Sources sources;
  diag::Diagnostics diagnostics;
  const auto pack = sources.add("pack.yaml", kPack);
  const auto catalog = catalog::load({{{"pack.yaml", pack}}}, sources, diagnostics);
  const std::size_t at = text.find("  " + subject + ": ");
  EXPECT_NE(at, std::string::npos);
  std::size_t value = at + subject.size() + 4;
  const std::size_t end = text.find('\n', value);
  const std::string old = text.substr(value, end - value);
  text.replace(value, end - value,
               old[0] == '{' ? old.substr(0, old.size() - 1) + ", " + fact + ": yes}"
                             : "{type: " + old + ", " + fact + ": yes}");
  const auto loaded = model::load_text("m.yaml", text, catalog, sources, diagnostics);
  EXPECT_FALSE(diagnostics.has_errors()) << diag::render_text(diagnostics, sources, {});
  const auto result = threats::evaluate(catalog, loaded.model, diagnostics);
  const auto reach = reach_harms(catalog, loaded.model, result, Policy{});
  Reached out;
  for (std::size_t i = 0; i < result.findings.size(); ++i) {
    if (loaded.model[result.findings[i].subject].id != subject ||
        result.findings[i].certainty != threats::Certainty::certain)
      continue;
    out.basis = reach[i].basis;
    for (const SubjectId harm : reach[i].harms) out.harms.push_back(loaded.model[harm].id);
  }
  return out;
}

std::vector<std::string> harms(const std::string& subject, const std::string& fact,
                               const std::string& text = kModel) {
  return reached(subject, fact, text).harms;
}

TEST(ReachHarms, AnElementReachesWhatItPerforms) {
  EXPECT_THAT(harms("chip", "broken"),
              ElementsAre("dead", "late"));  // it also sends the readings that `measure` needs
  EXPECT_THAT(harms("far", "broken"), ElementsAre("late"));
}

TEST(ReachHarms, ANodeAndItsPortReachWhatIsInside) {
  EXPECT_THAT(harms("box", "broken"), ElementsAre("dead", "late"));
  EXPECT_THAT(harms("plug", "broken"), ElementsAre("dead", "late"));
}

TEST(ReachHarms, AnUpdateReachesTheNodeItInstallsOn) {
  EXPECT_THAT(harms("patch", "broken"), ElementsAre("dead", "late"));
}

TEST(ReachHarms, ALeakCausesNoDeviation) {
  EXPECT_THAT(harms("far", "leaky"), IsEmpty());
}

// Software reaches what it runs in: where it is kept to be run, where an update installs it, and
// the last that takes it; a shelf runs nothing, and who reads software has no hold on what it does.
constexpr const char* kSoftware = R"(
wardround: 1
system: {id: soft}
harms: {dead: catastrophic}
functions: {treat: {needs: [], harms: [dead]}}
data:
  kept: {kind: code}
  flashed: {kind: code}
  passed: {kind: code}
  patched: {kind: code}
  shelved: {kind: code}
elements:
  box: node
  chip: {type: process, in: box, performs: [treat], stores: [kept]}
  flash: {type: device-store, in: box, stores: [flashed]}
  radio: {type: process}
  far: {type: process}
  shelf: {type: store, stores: [shelved, patched]}
flows:
  first: {path: far -> radio, sends: [passed, patched]}
  second: {path: radio -> chip, sends: [passed]}
updates:
  patch: {data: patched, installs_on: chip}
)";

TEST(ReachHarms, SoftwareReachesWhatItRunsIn) {
  EXPECT_THAT(harms("kept", "broken", kSoftware), ElementsAre("dead"));
  EXPECT_THAT(harms("flashed", "broken", kSoftware), ElementsAre("dead"));
  EXPECT_THAT(harms("passed", "broken", kSoftware), ElementsAre("dead"));
  EXPECT_THAT(harms("patched", "broken", kSoftware), ElementsAre("dead"));
  EXPECT_THAT(harms("shelved", "broken", kSoftware), IsEmpty());
  EXPECT_THAT(harms("kept", "leaky", kSoftware), IsEmpty());
}

// What nobody said is no low rank: a property whose loss no situation speaks of, and data that
// treatment rests on without a function that needs it.
constexpr const char* kUnsaid = R"(
wardround: 1
system: {id: unsaid}
harms: {late: serious}
functions: {read: {needs: [scan]}, file: {needs: [sheet]}}
hazardous_situations:
  slow: {function: file, deviation: late, caused_by: [availability of file], harms: [late]}
  blurred: {function: read, deviation: wrong-value, caused_by: [integrity of blur], harms: [late]}
data:
  scan: {kind: reading}
  sheet: {kind: reading}
  report: {kind: safety-relevant}
  blur: {kind: safety-relevant}
  words: {kind: reading}
elements:
  desk: {type: process, performs: [read]}
  chart: {type: process}
flows:
  out: {path: desk -> chart, sends: [report]}
  chat: {path: desk -> chart, sends: [words]}
)";

TEST(ReachHarms, WhatNobodySaidIsUnlinked) {
  EXPECT_EQ(reached("report", "broken", kUnsaid).basis, Basis::unlinked);
  EXPECT_EQ(reached("out", "broken", kUnsaid).basis, Basis::unlinked);
  EXPECT_EQ(reached("words", "broken", kUnsaid).basis, Basis::business);
  EXPECT_EQ(reached("blur", "broken", kUnsaid).basis, Basis::patient);
  EXPECT_EQ(reached("report", "leaky", kUnsaid).basis, Basis::business);
  EXPECT_EQ(reached("sheet", "broken", kUnsaid).basis, Basis::unlinked);
  // What a wrong value of `read` comes from has been said, and this is not it.
  EXPECT_EQ(reached("scan", "broken", kUnsaid).basis, Basis::business);
}

// A monitor warns at its bed; what it raises goes to a chart, too, and by another way to a nurse.
constexpr const char* kWard = R"(
wardround: 1
system: {id: ward}
harms: {unheard: critical, untold: serious, missed: minor}
functions:
  warn: {needs: [alert]}
  call: {needs: [alert]}
  draw: {needs: [curve], harms: [missed]}
hazardous_situations:
  no-sound: {function: warn, deviation: omission, caused_by: [integrity of alert], harms: [unheard]}
  no-call: {function: call, deviation: omission, caused_by: [integrity of alert], harms: [untold]}
  seen-late: {function: draw, deviation: late, caused_by: [integrity of link], harms: [untold]}
data: {alert: reading, curve: reading}
elements:
  monitor: node
  brain: {type: process, in: monitor}
  horn: {type: process, in: monitor, performs: [warn]}
  radio: {type: process, in: monitor}
  box: node
  hub: {type: process, in: box}
  chart: store
  pager: {type: process, performs: [call]}
  wall: {type: process, performs: [draw]}
flows:
  inner: {path: brain -> horn, sends: [alert]}
  outer: {path: brain -> radio, sends: [alert]}
  air: {path: radio -> hub, sends: [alert]}
  copy: {path: hub -> chart, sends: [alert]}
  page: {path: hub -> pager, sends: [alert]}
  link: {path: radio -> wall, sends: [curve]}
  other: {path: hub -> wall, sends: [curve]}
)";

TEST(ReachHarms, AFlowReachesTheFunctionsOnItsWay) {
  EXPECT_THAT(harms("inner", "broken", kWard), ElementsAre("unheard"));
  EXPECT_THAT(harms("air", "broken", kWard), ElementsAre("untold"));
  EXPECT_THAT(harms("page", "broken", kWard), ElementsAre("untold"));
  EXPECT_THAT(harms("copy", "broken", kWard), IsEmpty());
}

TEST(ReachHarms, WhatGoesOnFromAPerformerCountsForHimUnlessItServesAnother) {
  std::string text = kWard;
  text.replace(text.find("inner: {path: brain -> horn"), 27, "inner: {path: horn -> brain");
  EXPECT_THAT(harms("copy", "broken", text), ElementsAre("unheard"));
  EXPECT_THAT(harms("page", "broken", text), ElementsAre("untold"));
}

TEST(ReachHarms, WhatNoFlowBringsToThePerformerMattersEverywhere) {
  std::string text = kWard;
  text.replace(text.find("inner: {path: brain -> horn, sends: [alert]"), 43,
               "inner: {path: brain -> horn, sends: [curve]");
  EXPECT_THAT(harms("copy", "broken", text), ElementsAre("unheard"));
}

TEST(ReachHarms, AFlowMayBeTheCause) {
  EXPECT_THAT(harms("link", "broken", kWard), ElementsAre("untold", "missed"));
  EXPECT_THAT(harms("other", "broken", kWard), ElementsAre("missed"));
  EXPECT_THAT(harms("radio", "broken", kWard), ElementsAre("unheard", "untold", "missed"));
}

TEST(ReachHarms, UnknownSeverityCountsAsTheWorst) {
  diag::Sources sources;
  diag::Diagnostics diagnostics;
  const auto pack = sources.add("pack.yaml", kPack);
  const auto catalog = catalog::load({{{"pack.yaml", pack}}}, sources, diagnostics);
  std::string text = kModel;
  text.replace(text.find("hints: reading"), 14, "hints: {kind: reading, broken: yes}");
  text.replace(text.find("data: {readings: reading"), 24,
               "data: {readings: {kind: reading, leaky: yes}");
  const auto loaded = model::load_text("m.yaml", text, catalog, sources, diagnostics);
  ASSERT_FALSE(diagnostics.has_errors()) << diag::render_text(diagnostics, sources, {});
  const auto result = threats::evaluate(catalog, loaded.model, diagnostics);
  const auto all = reach_harms(catalog, loaded.model, result, Policy{});
  bool seen_hints = false, seen_readings = false;
  for (std::size_t i = 0; i < result.findings.size(); ++i) {
    if (result.findings[i].certainty != threats::Certainty::certain) continue;
    const std::string id = threats::finding_id(catalog, loaded.model, result.findings[i].weakness,
                                               result.findings[i].subject);
    if (id == "breaks@hints") {
      seen_hints = true;
      EXPECT_TRUE(all[i].severity_unknown);
      EXPECT_EQ(all[i].severity, model::Severity::catastrophic);
      EXPECT_EQ(loaded.model[all[i].function].id, "guess");
    }
    if (id == "leaks@readings") {
      seen_readings = true;
      EXPECT_TRUE(all[i].confidentiality_only);
      ASSERT_EQ(all[i].harms.size(), 1u);
      EXPECT_EQ(loaded.model[all[i].harms[0]].id, "shame");
    }
  }
  EXPECT_TRUE(seen_hints && seen_readings);
}

}  // namespace
}  // namespace wardround::risk
