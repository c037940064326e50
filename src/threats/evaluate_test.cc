// The semantics that all parts share, each on a pack and a model of a few lines.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "diag/render.h"
#include "model/load.h"
#include "threats/finding.h"

namespace wardround::threats {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr const char* kPack = R"(
pack: {id: test, version: 1.0.0, title: Test}
types:
  process: {title: process}
  service: {is: process, title: service}
  chatty: {is: service, title: chatty service, typical: {guarded: no, logs: no}}
  quiet: {is: service, title: quiet service, typical: {guarded: yes}}
  store: {title: store}
  node: {title: node}
  box: {is: node, title: box}
  crate: {is: node, title: crate}
  boundary: {title: boundary}
protocols:
  link: {title: link}
  radio: {is: link, title: radio}
data_kinds:
  secret: {title: secret}
facts:
  guarded: {on: [element], title: guarded, question: "Is {element.name} guarded?", worst: no}
  logs: {on: [element], title: logs, question: "Does {element.name} log?", worst: no}
  locks: {on: [element], title: locks, question: "Does {element.name} lock out?", worst: yes}
  encrypted: {on: [flow], title: encrypted, question: "Is {flow.name} encrypted?", worst: no}
  owner: {on: [element, boundary], inherits: containment, title: owner, values: [maker, user], worst: user, question: "Who owns it?"}
weaknesses:
  open-door: {title: Open door, text: t, stride: [E], cwe: [1], loses: [integrity], imdrf: [A11]}
  open-service: {title: Open service, text: t, family: open-door, stride: [E], cwe: [1], loses: [integrity], imdrf: [A11]}
  readable: {title: Readable, text: t, stride: [I], cwe: [2], loses: [confidentiality], imdrf: [A11]}
  lock-out: {title: Lock-out, text: t, stride: [D], cwe: [3], loses: [availability], imdrf: [A11]}
  spread: {title: Spread, text: t, stride: [T], cwe: [4], loses: [integrity], imdrf: [A11]}
controls:
  guard: {title: Guard, text: t, on: [element, boundary], covers: [self, contents], parameters: {mode: {weak: weak, strong: strong}}}
  seal: {title: Seal, text: t, on: [element], covers: [self], implies: [{facts: {guarded: yes}}]}
  limiter: {title: Limiter, text: t, on: [element], covers: [self], implies: [{facts: {locks: yes}}]}
  firewall: {title: Firewall, text: t, on: [element, boundary], covers: [flows-crossing]}
  cover: {title: Cover, text: t, on: [flow, element], covers: [self, flows-touching]}
  fence: {title: Fence, text: t, on: [element], covers: [self]}
  charm: {title: Charm, text: t, on: [element], covers: [self]}
rules:
  any-door:
    on: element
    when: |
      is_a(element, process) and element.guarded == no
    weakness: open-door
    threat: {actor: Someone, action: opens, thing: "{element.name}", result: he is in}
    answered_by: [{all: [{use: guard, mode: [strong]}]}, {all: [{use: charm}], effect: none, because: charms do nothing}]
  service-door:
    on: element
    when: |
      is_a(element, service) and element.guarded == no and element.logs == no
    weakness: open-service
    specialises: [any-door]
    threat: {actor: Someone, action: opens, thing: "{element.name}", result: nobody sees it}
    answered_by: [{all: [{use: fence}]}]
  readable-flow:
    on: flow
    when: |
      flow.carries(secret) and flow.encrypted == no
    weakness: readable
    threat: {actor: Someone, action: reads, thing: "{flow.name}", result: he knows}
    answered_by: [{all: [{use: firewall}]}, {all: [{use: cover}]}]
  unlogged-door:
    on: element
    when: |
      is_a(element, crate) and element.logs == no
    weakness: open-door
    threat: {actor: Someone, action: opens, thing: "{element.name}", result: nobody sees it}
    answered_by: [{all: [{use: fence}]}]
  unguarded-door:
    on: element
    when: |
      is_a(element, crate) and element.guarded == no
    weakness: open-door
    threat: {actor: Someone, action: opens, thing: "{element.name}", result: he is in}
    answered_by: [{all: [{use: guard, mode: [strong]}]}]
  locked-out:
    on: element
    when: |
      element.locks == yes
    weakness: lock-out
    threat: {actor: Nobody, action: enters, thing: "{element.name}", result: care is late}
    answered_by: [{all: [{use: charm}], effect: none, because: charms do nothing}]
  spreads:
    on: element
    when: |
      is_a(element, store) and any(f in element.flows_in: f.encrypted == no)
    weakness: spread
    threat: {actor: Someone, action: fills, thing: "{element.name}", result: it is wrong}
    answered_by: [{all: [{use: cover, at: every f}]}]
)";

struct Evaluated {
  diag::Sources sources;
  diag::Diagnostics diagnostics;
  catalog::Catalog catalog;
  model::Loaded loaded;
  Result result;

  explicit Evaluated(const std::string& text) {
    const auto pack = sources.add("pack.yaml", kPack);
    catalog = catalog::load({{{"pack.yaml", pack}}}, sources, diagnostics);
    EXPECT_FALSE(diagnostics.has_errors()) << diag::render_text(diagnostics, sources, {});
    loaded = model::load_text("m.yaml", "wardround: 1\nsystem: {id: test}\n" + text, catalog,
                              sources, diagnostics);
    result = evaluate(catalog, loaded.model, diagnostics);
    EXPECT_FALSE(diagnostics.has_errors()) << diag::render_text(diagnostics, sources, {});
  }
  // "weakness@subject certainty status", and for each that stands behind it " <rule certainty
  // status".
  std::vector<std::string> findings() const {
    std::vector<std::string> all;
    for (const Finding& finding : result.findings) {
      std::string line = finding_id(catalog, loaded.model, finding.weakness, finding.subject) +
                         " " + std::string(name(finding.certainty)) + " " +
                         std::string(name(finding.status));
      for (const Also& also : finding.also) {
        line += " <" + catalog[also.rule].id + " " + std::string(name(also.certainty)) + " " +
                std::string(name(also.status));
      }
      all.push_back(line);
    }
    return all;
  }
  const Finding& finding(const std::string& id) const {
    for (const Finding& f : result.findings) {
      if (finding_id(catalog, loaded.model, f.weakness, f.subject) == id) return f;
    }
    ADD_FAILURE() << "no finding " << id;
    return result.findings.front();
  }
  std::vector<ControlNote> notes(const std::string& id) const {
    return controls(catalog, loaded.model, result, finding(id));
  }
};

TEST(Subsumption, SpecificSpeaksForGeneral) {
  EXPECT_THAT(Evaluated("elements: {a: {type: service, guarded: no, logs: no}}").findings(),
              ElementsAre("lock-out@a unverified open",
                          "open-service@a certain open <any-door certain open"));
}

TEST(Subsumption, CertainBeatsUnverified) {
  const Evaluated e("elements: {a: {type: service, guarded: no, locks: no}}");
  EXPECT_THAT(e.findings(), ElementsAre("open-door@a certain open <service-door unverified open"));
}

TEST(Subsumption, ClearingTheSpecificReopensTheGeneral) {
  const Evaluated e(
      "elements: {a: {type: service, guarded: no, logs: no, locks: no, controls: [{use: fence, "
      "status: implemented}]}}");
  EXPECT_THAT(e.findings(),
              ElementsAre("open-door@a certain open", "open-service@a certain cleared"));
}

TEST(Subsumption, OneControlMayClearBoth) {
  const Evaluated e(
      "elements: {a: {type: service, guarded: no, logs: no, locks: no, controls: [{use: fence, "
      "status: implemented}, {use: guard, "
      "mode: strong, status: implemented}]}}");
  EXPECT_THAT(e.findings(),
              ElementsAre("open-service@a certain cleared <any-door certain cleared"));
}

TEST(Certainty, TypicalDefaultsAssumeAndNeverSilence) {
  EXPECT_THAT(Evaluated("elements: {a: {type: chatty, locks: no}}").findings(),
              ElementsAre("open-service@a assumed open <any-door assumed open"));
  EXPECT_THAT(Evaluated("elements: {a: {type: quiet, locks: no, logs: yes}}").findings(),
              ElementsAre("open-door@a unverified open"));
}

TEST(Controls, PlannedStaysOpenAndIsNamed) {
  const Evaluated e(
      "elements: {a: {type: process, guarded: no, locks: no, controls: [{use: guard, mode: strong, "
      "status: planned}]}}");
  EXPECT_THAT(e.findings(), ElementsAre("open-door@a certain open"));
  EXPECT_THAT(e.finding("open-door@a").planned_by, ElementsAre(0));
  EXPECT_THAT(e.finding("open-door@a").cleared_by, IsEmpty());
}

TEST(Controls, PlannedForOneOfTwoRulesIsNotPlanned) {
  const std::string model =
      "elements: {b: {type: crate, guarded: no, logs: no, locks: no, controls: [{use: guard, mode: "
      "strong, status: planned}";
  const Evaluated half(model + "]}}");
  EXPECT_THAT(half.finding("open-door@b").planned_by, IsEmpty());
  EXPECT_THAT(half.finding("open-door@b").begun_by, ElementsAre(0));
  const Evaluated whole(model + ", {use: fence, status: planned}]}}");
  EXPECT_THAT(whole.finding("open-door@b").planned_by, ElementsAre(0, 1));
  EXPECT_THAT(whole.finding("open-door@b").begun_by, IsEmpty());
}

TEST(Controls, WeakParameterIsInsufficientAndSaysWhy) {
  const Evaluated e(
      "elements: {a: {type: process, guarded: no, locks: no, controls: [{use: guard, mode: weak, "
      "status: implemented}]}}");
  const auto notes = e.notes("open-door@a");
  ASSERT_EQ(notes.size(), 1u);
  EXPECT_EQ(notes[0].answering, Answering::insufficient);
  EXPECT_EQ(notes[0].because, "mode `weak` is not enough; needed is mode `strong`");
}

TEST(Controls, EffectNoneSaysWhyOnlyWhereItIsDeclared) {
  const Evaluated with(
      "elements: {a: {type: process, guarded: no, locks: no, controls: [{use: charm, status: "
      "implemented}]}}");
  EXPECT_THAT(with.findings(), ElementsAre("open-door@a certain open"));
  EXPECT_EQ(with.notes("open-door@a").back().because, "charms do nothing");
  const Evaluated without("elements: {a: {type: process, guarded: no, locks: no}}");
  EXPECT_EQ(without.notes("open-door@a").size(), 1u);
}

TEST(Controls, CoverContentsButNotOutside) {
  const Evaluated e(
      "elements: {n: {type: box, locks: no, controls: [{use: guard, mode: strong, status: "
      "implemented}]}, a: {type: process, in: n, guarded: no, locks: no}, "
      "b: {type: process, guarded: no, locks: no}}");
  EXPECT_THAT(e.findings(), ElementsAre("open-door@a certain cleared", "open-door@b certain open"));
}

TEST(Controls, AFirewallDoesNotProtectFlowsInsideIt) {
  const Evaluated e(
      "data: {d: secret}\nboundaries: {z: {controls: [{use: firewall, status: implemented}]}}\n"
      "elements: {a: {type: process, in: z, guarded: yes, locks: no}, b: {type: process, in: z, "
      "guarded: yes, locks: no}, c: {type: process, guarded: yes, locks: no}}\n"
      "flows: {in: {path: a -> b, sends: [d], encrypted: no}, out: {path: a -> c, sends: [d], "
      "encrypted: no}}");
  EXPECT_THAT(e.findings(),
              ElementsAre("readable@in certain open", "readable@out certain cleared"));
}

TEST(Controls, NotOnIsAnException) {
  const Evaluated e(
      "elements: {n: {type: box, locks: no, controls: [{use: guard, mode: strong, status: "
      "implemented, not_on: [a]}]}, a: {type: process, in: n, guarded: no, locks: no}}");
  EXPECT_THAT(e.findings(), ElementsAre("open-door@a certain open"));
}

TEST(Controls, AtEveryWitnessMeansEveryOne) {
  const std::string model =
      "elements: {s: {type: store, locks: no}, a: {type: process, guarded: yes, locks: no}}\ndata: "
      "{d: secret}\n"
      "flows: {one: {path: a -> s, sends: [d], encrypted: no, controls: [{use: cover, status: "
      "implemented}]}, two: {path: a -> s, sends: [d], encrypted: no";
  const Evaluated half(model + "}}");
  EXPECT_EQ(half.finding("spread@s").status, Status::open);
  EXPECT_EQ(half.notes("spread@s")[0].because,
            "it does not work at every place where it is needed");
  const Evaluated all(model + ", controls: [{use: cover, status: implemented}]}}");
  EXPECT_EQ(all.finding("spread@s").status, Status::cleared);
  EXPECT_THAT(all.finding("spread@s").cleared_by, ElementsAre(0, 1));
}

TEST(Controls, FactsThatTheyImplyClearInTheSecondPassOnly) {
  const Evaluated e(
      "elements: {a: {type: process, locks: no, controls: [{use: seal, status: implemented}]}}");
  EXPECT_THAT(e.findings(), ElementsAre("open-door@a unverified cleared"));
  EXPECT_THAT(e.finding("open-door@a").cleared_by, ElementsAre(0));
  const Evaluated planned(
      "elements: {a: {type: process, locks: no, controls: [{use: seal, status: planned}]}}");
  EXPECT_THAT(planned.findings(), ElementsAre("open-door@a unverified open"));
  EXPECT_THAT(planned.finding("open-door@a").planned_by, ElementsAre(0));
}

TEST(Controls, MayBringFindingsOfTheirOwn) {
  const Evaluated e(
      "elements: {a: {type: store, controls: [{use: limiter, status: implemented}]}}");
  ASSERT_THAT(e.findings(), ElementsAre("lock-out@a certain open"));
  const Evaluated stated("elements: {a: {type: store, locks: no}}");
  EXPECT_THAT(stated.findings(), IsEmpty());
}

TEST(Questions, AreAskedOnceAndSayWhatEachAnswerDoes) {
  const Evaluated e("elements: {a: {type: service, logs: no, locks: no}}");
  ASSERT_EQ(e.result.questions.size(), 1u);
  const Question& question = e.result.questions[0];
  EXPECT_EQ(question_id(e.catalog, e.loaded.model, question), "a.guarded");
  EXPECT_EQ(question_text(e.catalog, e.loaded.model, question), "Is a guarded?");
  ASSERT_EQ(question.effects.size(), 2u);
  EXPECT_THAT(question.effects[0].confirms, ElementsAre(0));  // no
  EXPECT_THAT(question.effects[1].drops, ElementsAre(0));     // yes
  EXPECT_THAT(question.settles, ElementsAre(0));
}

TEST(Questions, OnOpenRelationsNameTheField) {
  const Evaluated e(
      "elements: {a: {type: process, guarded: yes, locks: no}, b: {type: process, guarded: yes, "
      "locks: no}}\nflows: {f: {path: a -> b, sends: unknown, encrypted: no}}");
  ASSERT_EQ(e.result.questions.size(), 1u);
  EXPECT_EQ(question_id(e.catalog, e.loaded.model, e.result.questions[0]), "f.sends");
}

TEST(Texts, FillInNames) {
  const Evaluated e("elements: {a: {type: process, name: The door, guarded: no, locks: no}}");
  EXPECT_EQ(scenario(e.catalog, e.loaded.model, e.result.findings[0]),
            "Someone opens The door, so that he is in.");
  EXPECT_EQ(title(e.catalog, e.loaded.model, e.result.findings[0]), "Open door: The door");
}

}  // namespace
}  // namespace wardround::threats
