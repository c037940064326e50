#include "model/controls.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "model/sample_pack.h"

namespace wardround::model {
namespace {

using lang::Provenance;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::UnorderedElementsAreArray;

// Two boxes, one in the other, and what lies in and beside them.
constexpr std::string_view kSystem = R"(wardround: 1
system: sys
data: {d: phi}
boundaries: {net: internet}
elements:
  outer: {type: device@}
  inner: {type: device, in: outer@}
  disk: {type: disk, in: inner, stores: [d]}
  near: {type: app, in: outer}
  far: {type: app}
flows:
  inside: near -> disk
  across: far -> near
  through: {path: far -> disk, protocol: ble@}
  away: {path: far -> far2}
  f2: {path: far2 -> far, protocol: http}
credentials: {key: {kind: key, held_by: [disk]}}
)";

// The text above with `, controls: […]` at the n-th mark; the other marks go.
Sample with_control(std::size_t mark, const std::string& controls, const std::string& extra = "") {
  std::string text;
  std::size_t seen = 0;
  for (const char c : kSystem) {
    if (c != '@') {
      text += c;
    } else if (seen++ == mark) {
      text += ", controls: [" + controls + "]" + extra;
    }
  }
  text.insert(text.find("  far: {type: app}\n"), "  far2: {type: app}\n");
  return read_sample(text);
}

std::vector<std::string> places(const Sample& sample) {
  std::vector<std::string> ids;
  const ControlUse& use = sample.model().controls.at(0);
  for (const SubjectId place : covered(sample.model(), sample.catalog, use)) {
    ids.push_back(sample.model()[place].id);
  }
  for (std::size_t i = 0; i < sample.model().subjects.size(); ++i) {
    const std::string& id = sample.model().subjects[i].id;
    EXPECT_EQ(covers(sample.model(), sample.catalog, use, SubjectId(i)),
              std::find(ids.begin(), ids.end(), id) != ids.end())
        << id;
  }
  return ids;
}

TEST(Covers, EveryWay) {
  struct Case {
    std::size_t mark;
    std::string control;
    std::vector<std::string> places;
  };
  const std::vector<Case> cases{
      {0, "shell", {"outer", "inner", "disk", "near"}},
      {1, "shell", {"inner", "disk"}},
      {0, "firewall", {"across", "through"}},
      {1, "firewall", {"inside", "through"}},
      {0, "tunnel", {"inside", "across", "through"}},
      {1, "tunnel", {"inside", "through"}},
      {2, "{use: pairing-mode, mode: strong}", {"through"}},
      {0, "{use: shell, not_on: [inner]}", {"outer", "near"}},
      {0, "{use: tunnel, not_on: [inner]}", {"inside", "across", "through"}},
      {0, "{use: tunnel, not_on: [outer]}", {"across", "through"}},
      {0, "{use: tunnel, not_on: [across]}", {"inside", "through"}},
      {0, "{use: firewall, not_on: [through]}", {"across"}},
  };
  for (const Case& one : cases) {
    const Sample sample = with_control(one.mark, one.control);
    ASSERT_EQ(sample.errors(), "");
    EXPECT_THAT(places(sample), UnorderedElementsAreArray(one.places)) << one.control;
  }
}

TEST(Covers, TheWholeSystem) {
  const Sample sample = read_sample(
      "wardround: 1\nsystem: {id: sys, controls: [policy]}\nelements: {a: app}\n"
      "credentials: {key: {kind: key, held_by: [a]}}\n");
  ASSERT_EQ(sample.errors(), "");
  EXPECT_THAT(places(sample), testing::UnorderedElementsAre("sys", "a", "key"));
}

struct Second {
  Sample sample;
  lang::Universe universe;

  [[nodiscard]] std::string fact(std::string_view subject, std::string_view name) const {
    const SubjectId id = sample.id(subject);
    const lang::FactId fact = sample.catalog.vocabulary.find_fact(sample.model()[id].kind, name);
    const lang::Cell& cell = universe.cell(fact, id);
    if (cell.provenance == Provenance::unknown) return "unknown";
    if (cell.provenance == Provenance::not_applicable) return "not applicable";
    return sample.catalog.vocabulary[fact].values[cell.value].id + " " +
           std::string(lang::name(cell.provenance));
  }
};

Second second_pass(Sample sample, Status at_least = Status::implemented) {
  Second second{std::move(sample), {}};
  EXPECT_EQ(second.sample.errors(), "");
  second.universe = with_controls(second.sample.model(), second.sample.catalog, at_least,
                                  second.sample.diagnostics);
  return second;
}

TEST(WithControls, FactsHoldWhereTheControlWorks) {
  const Second second = second_pass(with_control(1, "{use: shell, status: implemented}"));
  EXPECT_EQ(second.fact("disk", "at_rest"), "yes controlled");
  EXPECT_EQ(second.fact("inner", "at_rest"), "yes controlled");
  EXPECT_EQ(second.fact("near", "at_rest"), "unknown");
  const lang::Cell& cell =
      second.universe.cell(second.sample.catalog.vocabulary.find_fact(Kind::element, "at_rest"),
                           second.sample.id("disk"));
  EXPECT_EQ(second.universe.origins[cell.origin].via, "by control `shell`");
  EXPECT_EQ(second.universe.origins[cell.origin].control, 0u);
}

TEST(WithControls, TheModelStays) {
  const Sample sample = with_control(1, "{use: shell, status: implemented}");
  const std::size_t origins = sample.model().universe.origins.size();
  diag::Diagnostics diagnostics;
  (void)with_controls(sample.model(), sample.catalog, Status::implemented, diagnostics);
  EXPECT_EQ(sample.model().universe.origins.size(), origins);
}

TEST(WithControls, PlannedOnesOnlyWhereAskedFor) {
  const Second now = second_pass(with_control(1, "shell"));
  EXPECT_EQ(now.fact("disk", "at_rest"), "unknown");
  const Second then = second_pass(with_control(1, "shell"), Status::planned);
  EXPECT_EQ(then.fact("disk", "at_rest"), "yes controlled");
}

TEST(WithControls, ParametersDecideAndWhatIsLeftOutMatchesNothing) {
  const auto through = [](const std::string& use, std::string_view fact) {
    return second_pass(with_control(2, use)).fact("through", fact);
  };
  EXPECT_EQ(through("{use: pairing-mode, status: implemented, mode: strong}", "pairing"),
            "passkey controlled");
  EXPECT_EQ(through("{use: pairing-mode, status: implemented, mode: weak}", "pairing"),
            "just-works controlled");
  EXPECT_EQ(through("{use: pairing-mode, status: implemented}", "pairing"), "unknown");
}

TEST(WithControls, WhatAValueImpliesFollows) {
  const Second weak =
      second_pass(with_control(2, "{use: pairing-mode, status: implemented, mode: weak}"));
  EXPECT_EQ(weak.fact("through", "encrypted"), "yes controlled");
  EXPECT_EQ(weak.fact("through", "authenticated"), "no controlled");
}

TEST(WithControls, AFactThatDoesNotApplyStays) {
  const Second second = second_pass(
      read_sample("wardround: 1\nsystem: s\nelements: {a: app, b: app}\n"
                  "flows: {f: {path: a -> b, protocol: http,"
                  " controls: [{use: pairing-mode, status: implemented, mode: strong}]}}\n"));
  EXPECT_EQ(second.fact("f", "pairing"), "not applicable");
  EXPECT_EQ(second.fact("f", "encrypted"), "no implied");
}

TEST(WithControls, AControlBeatsWhatTheProtocolImplies) {
  const Second second =
      second_pass(read_sample("wardround: 1\nsystem: s\nelements:\n  b: app\n"
                              "  a: {type: app, controls: [{use: tunnel, status: implemented}]}\n"
                              "flows: {f: {path: a -> b, protocol: http}}\n"));
  EXPECT_EQ(second.fact("f", "encrypted"), "yes controlled");
}

TEST(WithControls, TheBetterOfTwoCounts) {
  for (const std::string first : {"low", "high"}) {
    const std::string other = first == "low" ? "high" : "low";
    const Second second = second_pass(
        read_sample("wardround: 1\nsystem: s\nelements:\n"
                    "  a: {type: device, controls: [{use: grade, status: implemented, to: " +
                    first +
                    "}]}\n"
                    "  b: {type: app, in: a, controls: [{use: grade, status: implemented, to: " +
                    other + "}]}\n"));
    EXPECT_EQ(second.fact("b", "level"), "high controlled") << first;
    EXPECT_EQ(second.fact("a", "level"), first + " controlled");
  }
}

TEST(WithControls, AStatedFactAgainstAnImplementedControlIsAnError) {
  const Second second =
      second_pass(with_control(2, "{use: pairing-mode, status: implemented, mode: weak}",
                               ", authenticated: yes, encrypted: yes"));
  EXPECT_EQ(second.fact("through", "authenticated"), "yes stated");
  EXPECT_THAT(second.sample.messages(),
              HasSubstr("`through.authenticated` is stated `yes`, but the implemented control "
                        "`pairing-mode` makes it `no`\n"
                        "  m.yaml:15:"));
  EXPECT_EQ(second.sample.diagnostics.count(diag::Severity::error), 1u);
}

TEST(WithControls, AStatedFactAgainstAPlannedControlIsThePlan) {
  const Second second = second_pass(read_sample("wardround: 1\nsystem: s\nelements:\n  b: app\n"
                                                "  a: {type: app, controls: [tunnel]}\n"
                                                "flows: {f: {path: a -> b, encrypted: no}}\n"),
                                    Status::planned);
  EXPECT_EQ(second.fact("f", "encrypted"), "yes controlled");
  EXPECT_EQ(second.sample.errors(), "");
}

}  // namespace
}  // namespace wardround::model
