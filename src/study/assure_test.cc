// Playbooks: those that come with wardround are whole, depth follows from the model, and what comes
// first settles most in a minute.
#include "study/assure.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <numeric>
#include <set>

#include "assurance/period.h"
#include "diag/render.h"

namespace wardround::study {
namespace {

using assurance::Depth;
using assurance::State;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

constexpr std::string_view kHead = "wardround: 1\nsystem: {id: demo, name: Demo}\n";
constexpr std::string_view kLink =
    "data: {d: command}\nboundaries: {net: hospital-network}\n"
    "elements: {app: mobile-app, mcu: {type: rtos-mcu, in: net}}\n"
    "flows: {f: {path: app -> mcu, over: [net], protocol: https, sends: [d]}}\n";

struct Stood {
  MemoryFs fs;
  Study study;
  Assured assured;
  explicit Stood(std::string model, std::string decisions = {}, std::string_view playbook = {}) {
    fs.files["p/demo.model.yaml"] = std::move(model);
    if (!decisions.empty()) fs.files["p/demo.decisions.yaml"] = std::move(decisions);
    Request request;
    request.path = "p/demo.model.yaml";
    request.as_of = {2026, 11, 28};
    study = run(fs, request);
    assured = assure(fs, playbook, request.as_of, study);
    EXPECT_FALSE(study.diagnostics.has_errors()) << messages();
  }
  [[nodiscard]] std::string messages() const {
    return diag::render_text(study.diagnostics, study.sources, {false, 80});
  }
  [[nodiscard]] const assurance::Standing& standing() const {
    return assured.models.at(0).standing;
  }
  [[nodiscard]] State state(std::string_view step) const {
    for (std::size_t i = 0; i < assured.playbook.steps.size(); ++i) {
      if (assured.playbook.steps[i].id == step) return standing().steps[i].state;
    }
    ADD_FAILURE() << "no step " << step;
    return State::missing;
  }
};

TEST(Playbooks, AreWhole) {
  std::set<std::string_view> used;
  const Stood stood{std::string(kHead)};
  for (const std::string_view name : assurance::shipped_playbooks()) {
    diag::Sources sources;
    diag::Diagnostics diagnostics;
    const auto playbook = assurance::read_playbook(stood.study.catalog, stood.study.project, name,
                                                   sources, diagnostics);
    EXPECT_TRUE(diagnostics.empty()) << diag::render_text(diagnostics, sources, {false, 80});
    ASSERT_THAT(playbook.titles, Not(IsEmpty()));
    EXPECT_THAT(playbook.titles[0], Not(IsEmpty()));
    std::set<int> questions;
    for (const assurance::Step& step : playbook.steps) {
      questions.insert(step.question);
      if (step.check != nullptr) used.insert(step.check->name);
      EXPECT_FALSE(step.check == nullptr && !step.every && !step.attest) << step.id;
    }
    EXPECT_EQ(questions.size(), 4u) << name;
  }
  for (const assurance::Check& check : assurance::checks())
    EXPECT_TRUE(used.contains(check.name)) << check.name << " is asked for by no playbook";
}

TEST(Playbooks, FirstHourIsAnHour) {
  const Stood stood(std::string(kHead), {}, "first-hour");
  const auto& steps = stood.assured.playbook.steps;
  const unsigned minutes =
      std::accumulate(steps.begin(), steps.end(), 0u,
                      [](unsigned sum, const auto& step) { return sum + step.minutes; });
  EXPECT_LE(minutes, 60u);
  EXPECT_GE(minutes, 30u);
  for (const auto& step : steps) EXPECT_EQ(step.tier, Depth::basic) << step.id;
}

TEST(Tier, FollowsFromHarmConnectionAndClass) {
  struct Row {
    std::string model;
    Depth depth;
    std::string reason;
  };
  const std::string link(kLink);
  const Row rows[] = {
      {"", Depth::standard, "nobody has said whom it may harm"},
      {"harms: {h: minor}\n", Depth::basic, "no harm is serious"},
      {"harms: {h: serious}\n", Depth::standard, "`h` is serious"},
      {"harms: {h: critical}\n", Depth::standard, "`h` is critical"},
      {"harms: {h: minor}\n" + link, Depth::standard, "`f` can be reached"},
      {"harms: {h: serious}\n" + link, Depth::standard, "`f` can be reached"},
      {"harms: {h: critical}\n" + link, Depth::deep, "`h` is critical, and `f`"},
      {"harms: {h: {severity: unknown}}\n" + link, Depth::deep, "unknown severity"},
      {"harms: {h: minor}\ncontext: {device: {class: II}}\n", Depth::standard, "class II"},
      {"harms: {h: minor}\ncontext: {device: {class: III}}\n", Depth::deep, "class III"},
      {"harms: {h: minor}\ncontext: {device: {safety_class: C}}\n", Depth::deep, "class C"},
  };
  for (const Row& row : rows) {
    const Stood stood(std::string(kHead) + row.model);
    EXPECT_EQ(stood.standing().tier.depth, row.depth) << row.model;
    EXPECT_THAT(stood.standing().tier.reasons.at(0).text, HasSubstr(row.reason)) << row.model;
  }
}

TEST(Standing, WhatSettlesMostInAMinuteComesFirst) {
  const Stood stood(std::string(kHead) + "harms: {h: catastrophic}\n" +
                    "functions: {go: {needs: [d], harms: [h]}}\n" + std::string(kLink));
  const auto& actions = stood.assured.models.at(0).actions;
  ASSERT_GT(actions.size(), 5u);
  for (std::size_t i = 1; i < actions.size(); ++i)
    EXPECT_GE(uint64_t{actions[i - 1].harm} * actions[i].minutes,
              uint64_t{actions[i].harm} * actions[i - 1].minutes);
}

TEST(Standing, PeopleSettleWhatTheyMay) {
  const std::string model =
      std::string(kHead) + "harms: {h: critical}\nelements: {p: infusion-pump}\n";
  EXPECT_EQ(Stood(model).state("ports"), State::missing);
  const auto with = [&](const std::string& attestations) {
    return Stood(model, "wardround: 1\nattestations:\n" + attestations);
  };
  EXPECT_EQ(with("  ports@p: {by: A, role: R, on: 2026-01-01, not_applicable: yes, because: b}\n")
                .state("ports"),
            State::done);
  EXPECT_EQ(with("  ports: {by: A, role: R, on: 2026-01-01, not_applicable: yes, because: b}\n")
                .state("ports"),
            State::not_applicable);
  EXPECT_EQ(with("  ports: {by: A, role: R, on: 2026-01-01}\n").state("ports"), State::missing);
  EXPECT_EQ(with("  good-enough: {by: A, role: R, on: 2026-01-01}\n").state("good-enough"),
            State::attested);
  EXPECT_EQ(with("  good-enough: {by: A, role: R, on: 2025-11-01}\n").state("good-enough"),
            State::stale);
  const Stood nobody = with("  good-enough: {role: R, on: 2026-01-01}\n");
  EXPECT_EQ(nobody.state("good-enough"), State::missing);
  EXPECT_THAT(nobody.messages(), HasSubstr("WR1106"));
  const Stood waved =
      with("  decisions: {by: A, role: R, on: 2026-01-01, not_applicable: yes, because: b}\n");
  EXPECT_THAT(waved.messages(), HasSubstr("WR1108"));
}

// What an attestation of `wanted` says about a model, as it would be written down.
std::string said_of(const Stood& stood, const std::vector<std::string>& wanted) {
  const Assessment& one = stood.study.assessments.at(0);
  assurance::Attestation said;
  said.key = "outsider-understands";
  said.by = "A";
  said.role = "R";
  said.on = Date{2026, 1, 1};
  said.of = assurance::stand_of(
      {stood.study.catalog, one.model(), one.decisions, one.evidence, one.build}, wanted);
  return assurance::with_attestation("", said).value_or("");
}
std::vector<std::string> changed_since(const std::string& decisions, const std::string& model) {
  const Stood stood(model, decisions);
  const auto& steps = stood.assured.playbook.steps;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    if (steps[i].id != "outsider-understands") continue;
    const auto& own = stood.standing().steps[i];
    EXPECT_EQ(own.state == State::stale, !own.changed.empty());
    return own.changed;
  }
  ADD_FAILURE();
  return {};
}

TEST(Attestation, GrowsStaleWhenThePictureChanges) {
  const std::string head = std::string(kHead) + "harms: {h: critical}\n";
  const std::string link(kLink);
  const auto with = [&](std::string_view from, std::string_view to) {
    std::string text = link;
    const std::size_t at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    return head + text.replace(at, from.size(), to);
  };
  const std::string said = said_of(Stood(head + link), {"picture"});
  EXPECT_THAT(changed_since(said, head + link), IsEmpty());
  // What no picture shows.
  EXPECT_THAT(changed_since(said, with("sends: [d]", "sends: [d], encrypted: yes, note: n")),
              IsEmpty());
  EXPECT_THAT(changed_since(said, with("in: net}", "in: net, controls: [rate-limit]}")), IsEmpty());
  using testing::ElementsAre;
  EXPECT_THAT(changed_since(said, with("path: app -> mcu", "path: mcu -> app")),
              ElementsAre("`f` changed"));
  EXPECT_THAT(changed_since(said, with("{type: rtos-mcu, in: net}", "{type: rtos-mcu}")),
              ElementsAre("`mcu` changed"));
  EXPECT_THAT(changed_since(said, with("app: mobile-app", "app: mobile-app, hub: process")),
              ElementsAre("`hub` is new"));
  EXPECT_THAT(changed_since(said, with(", protocol: https", "")), ElementsAre("`f` changed"));
  EXPECT_THAT(changed_since(said, head + "elements: {app: mobile-app}\n"),
              ElementsAre("`d` is gone", "`f` is gone", "`mcu` is gone", "`net` is gone"));
  // Of another part nothing is known.
  EXPECT_THAT(changed_since(said_of(Stood(head + link), {"harms"}), with("mobile-app", "process")),
              IsEmpty());
}

TEST(Attestation, SpeaksOfManyThingsAsOne) {
  std::string many = std::string(kHead) + "harms: {h: critical}\nelements:\n";
  for (int i = 0; i < 41; ++i) many += "  e" + std::to_string(i) + ": process\n";
  const std::string said = said_of(Stood(many), {"picture"});
  EXPECT_LT(said.size(), 200u);
  EXPECT_THAT(changed_since(said, many), IsEmpty());
  EXPECT_THAT(changed_since(said, many + "  last: process\n"),
              testing::ElementsAre("the picture changed"));
}

TEST(Attestation, IsTheLeastChangeOfTheText) {
  assurance::Attestation said;
  said.key = "ports@p";
  said.by = "Ann: \"Lee\", #1 {x} [y]";
  said.role = "yes";
  said.on = Date{2026, 11, 28};
  said.note = "it's\n  # two lines";
  const std::string before =
      "# ours\nwardround: 1   # one\ndecisions: {}\nattestations:\n    a: {by: A, role: R, on: "
      "2026-01-01}\n";
  const auto once = assurance::with_attestation(before, said);
  ASSERT_TRUE(once);
  EXPECT_TRUE(once->starts_with(before));
  said.note = "again";
  const auto twice = assurance::with_attestation(*once, said);
  ASSERT_TRUE(twice);
  EXPECT_TRUE(twice->starts_with(before));
  const Stood stood(std::string(kHead) + "elements: {p: infusion-pump}\n", *twice);
  ASSERT_EQ(stood.standing().attestations.size(), 1u);  // `a` is of no step
  EXPECT_EQ(stood.standing().attestations[0].by, said.by);
  EXPECT_EQ(stood.standing().attestations[0].role, "yes");
  EXPECT_EQ(stood.standing().attestations[0].note, "again");
}

TEST(Period, IsANumberAndAUnit) {
  using assurance::parse_period;
  EXPECT_EQ(parse_period("90d"), 90);
  EXPECT_EQ(parse_period("2w"), 14);
  EXPECT_EQ(parse_period("6m"), 180);
  EXPECT_EQ(parse_period("1y"), 365);
  for (const std::string_view bad :
       {"", "d", "0d", "-1d", "90", "90 d", "90days", "1.5y", "99y", "3651d", "99999999999d", "1Y"})
    EXPECT_EQ(parse_period(bad), std::nullopt) << bad;
}

}  // namespace
}  // namespace wardround::study
