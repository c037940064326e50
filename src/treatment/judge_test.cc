#include "treatment/judge.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "treatment/decide.h"
#include "treatment/record.h"
#include "treatment/testing.h"

namespace wardround::treatment {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr const char* kPack = R"pack(
pack: {id: test, version: 1.0.0, title: Test}
types:
  process: {title: process}
  jar: {title: jar, is: process}
  node: {title: node}
  boundary: {title: boundary}
facts:
  broken: {on: [element], title: broken, question: "Is it broken?", worst: yes}
  worn: {on: [element], title: worn, question: "Is it worn?", worst: yes}
  open: {on: [flow], title: open, question: "Is it open?", worst: yes}
weaknesses:
  breaks: {title: Breaks, text: t, stride: [T], cwe: [1], loses: [integrity], was: [cracks]}
  leaks: {title: Leaks, text: t, stride: [T], cwe: [1], loses: [integrity]}
  spills: {title: Spills, text: t, stride: [T], cwe: [1], loses: [integrity]}
controls:
  glue: {title: Glue, text: Glue it., on: [element], covers: [self]}
rules:
  broken:
    on: element
    when: "element.broken == yes and (element.worn == yes or element.parent != none)"
    weakness: breaks
    threat: {actor: it, action: breaks}
    needs: {position: physical-touch, privilege: none}
    answered_by: [{all: [{use: glue}]}]
  leaky:
    on: element
    when: "is_a(element, jar) and element.worn == yes"
    weakness: leaks
    threat: {actor: it, action: leaks}
    needs: {position: physical-touch, privilege: none}
  spilt:
    on: flow
    when: "flow.open == yes and flow.to.broken == yes"
    weakness: spills
    threat: {actor: it, action: spills}
    needs: {position: physical-touch, privilege: none}
)pack";

struct World : testing::Evaluated {
  Date today{2026, 11, 24};
  Judged judged;

  World(const std::string& elements, const std::string& decided, Date as_of = {2026, 11, 24})
      : Evaluated(kPack,
                  "wardround: 1\nsystem: test\nboundaries: {room: boundary, hall: boundary}\n"
                  "elements:\n" +
                      elements,
                  decided),
        today(as_of),
        judged(judge(given(), decisions, diagnostics)) {
    EXPECT_EQ(mistakes(), "");
  }
  [[nodiscard]] Case given() const {
    return {catalog, loaded.model, result, reach, ratings, policy, today};
  }
  [[nodiscard]] std::string standing(std::string_view id) const {
    const auto& verdict = judged.findings.at(index(id)).verdict;
    return verdict ? std::string(name(verdict->standing)) : "undecided";
  }
  [[nodiscard]] std::vector<std::string> because(std::string_view id) const {
    return judged.findings.at(index(id)).verdict->because;
  }
  // What `decide` would write about `target` today.
  [[nodiscard]] std::string record(const std::string& target, Disposition disposition) const {
    Decision decision;
    decision.target = target;
    decision.reach = reach_of(*split_target(target));
    decision.disposition = disposition;
    decision.by = "Ana";
    decision.role = "security";
    decision.reason = "a spare lies beside it";
    decision.date = today;
    decision.approved = Approval{"Bo", "risk-management", today, {}};
    decision.expires = add_days(today, 30);
    decision.benefit_risk = "file 12";
    decision.to = "hospital";
    decision.capability = "glue";
    decision.told_in = {"IFU 4"};
    decision.consequence = "it breaks";
    decision.acknowledged = "signed";
    take_stock(given(), findings_of(given(), target), decision);
    const auto text = with_decision("", decision);
    EXPECT_TRUE(text.has_value()) << text.error().message;
    return text.value_or("");
  }
};

constexpr const char* kCup =
    "  cup: {type: process, in: room, broken: yes, worn: no}\n"
    "  mug: {type: process, in: room, broken: yes, worn: yes}\n";

// Each disposition that is whole holds; nothing lowers a risk.
TEST(Judge, AWholeDecisionHolds) {
  const World before(kCup, "");
  EXPECT_EQ(before.standing("breaks@cup"), "undecided");
  for (const auto disposition :
       {Disposition::eliminate, Disposition::accept, Disposition::transfer}) {
    const World after(kCup, before.record("breaks@cup", disposition));
    EXPECT_EQ(after.standing("breaks@cup"), "holds")
        << name(disposition) << after.because("breaks@cup").front();
    EXPECT_EQ(after.standing("breaks@mug"), "undecided");
    EXPECT_EQ(after.ratings[after.index("breaks@cup")].claimed_word,
              before.ratings[before.index("breaks@cup")].claimed_word);
  }
}

TEST(Judge, AChangedFactMakesItStaleAndNamesBothValues) {
  const std::string decided = World(kCup, "").record("breaks@mug", Disposition::accept);
  const World after("  mug: {type: process, in: room, broken: yes, worn: unknown}\n", decided);
  EXPECT_EQ(after.standing("breaks@mug"), "stale");
  EXPECT_THAT(after.because("breaks@mug"), ElementsAre("`mug.worn` was `yes` and is `unknown`"));
}

// One edit each, against what should become of the decision on `breaks@cup`, which rests on
// `cup.broken` and on lying in the room.
TEST(Judge, WhatEditsDoToADecision) {
  const std::string decided = World(kCup, "").record("breaks@cup", Disposition::accept);
  const struct {
    const char* what;
    const char* elements;
    const char* finding;
    const char* standing;
  } cases[] = {
      {"nothing", kCup, "breaks@cup", "holds"},
      {"a rename with `was`",
       "  bowl: {type: process, in: room, broken: yes, worn: no, was: [cup]}\n", "breaks@bowl",
       "holds"},
      {"a rename without it", "  bowl: {type: process, in: room, broken: yes, worn: no}\n",
       "breaks@bowl", "undecided"},
      {"reordered keys", "  cup: {worn: no, broken: yes, in: room, type: process}\n", "breaks@cup",
       "holds"},
      {"a fact that it does not rest on",
       "  cup: {type: process, in: room, broken: yes, worn: yes}\n", "breaks@cup", "holds"},
      {"a move into another boundary", "  cup: {type: process, in: hall, broken: yes, worn: no}\n",
       "breaks@cup", "stale"},
      {"a copy",
       "  cup: {type: process, in: room, broken: yes, worn: no}\n"
       "  cup-2: {type: process, in: room, broken: yes, worn: no}\n",
       "breaks@cup-2", "undecided"},
      {"the room renamed is the room",
       "  cup: {type: process, in: room, broken: yes, worn: no, name: Cup}\n", "breaks@cup",
       "holds"},
      {"a fact gone unknown", "  cup: {type: process, in: room, worn: no}\n", "breaks@cup",
       "stale"},
  };
  for (const auto& c : cases) {
    EXPECT_EQ(World(c.elements, decided).standing(c.finding), c.standing) << c.what;
  }
}

// A type that is called as a subject once was is not that subject.
TEST(Judge, ASentenceMayNameATypeLikeAFormerId) {
  const std::string decided = World("  pot: {type: jar, worn: yes}\n  jar: {type: process}\n", "")
                                  .record("leaks@pot", Disposition::accept);
  EXPECT_THAT(decided, HasSubstr("`pot` is of type `jar`"));
  const World after("  pot: {type: jar, worn: yes}\n  bowl: {type: process, was: [jar]}\n",
                    decided);
  EXPECT_EQ(after.standing("leaks@pot"), "holds");
}

// The facts that were decided on are as they were, but the finding no longer rests on them.
TEST(Judge, AFlowThatGoesElsewhereIsDecidedAnew) {
  const auto tap = [](const char* to) {
    return std::string(kCup) + "flows:\n  tap: {path: cup -> " + to + ", open: yes}\n";
  };
  const std::string decided = World(tap("mug"), "").record("spills@tap", Disposition::accept);
  EXPECT_EQ(World(tap("mug"), decided).standing("spills@tap"), "holds");
  const World after(tap("cup"), decided);
  EXPECT_EQ(after.standing("spills@tap"), "stale");
  EXPECT_THAT(after.because("spills@tap"), ElementsAre("`mug.broken` no longer bears on it"));
}

TEST(Judge, AFormerWeaknessIsTheSame) {
  std::string decided = World(kCup, "").record("breaks@cup", Disposition::accept);
  decided.replace(decided.find("breaks@cup"), 10, "cracks@cup");
  EXPECT_EQ(World(kCup, decided).standing("breaks@cup"), "holds");
}

constexpr const char* kPipe =
    "  jug: {type: process}\n  vat: {type: process}\n  cup: {type: process, broken: yes}\n"
    "flows:\n  tap: {path: jug -> cup, open: yes}\n";
constexpr const char* kPipes =
    "  jug: {type: process}\n  vat: {type: process}\n  cup: {type: process, broken: yes}\n"
    "flows:\n  tap: {path: {from: [jug, vat], to: cup}, open: yes}\n";

TEST(Judge, ADecisionProposesWhereItsFlowBecameAList) {
  const std::string decided = World(kPipe, "").record("spills@tap", Disposition::eliminate);
  const World after(kPipes, decided);
  EXPECT_EQ(after.standing("spills@tap.1"), "proposed");
  EXPECT_EQ(after.standing("spills@tap.2"), "proposed");
  EXPECT_THAT(after.because("spills@tap.2"), ElementsAre("it was made when `tap` was one path"));
  EXPECT_THAT(after.judged.idle, ElementsAre(0u));
  EXPECT_EQ(after.diagnostics.counts()[diag::Kind::decision_idle], 1u) << "not lost";
}

TEST(Judge, ADecisionProposesWhereItsListBecameOneFlow) {
  const std::string decided = World(kPipes, "").record("spills@tap.2", Disposition::eliminate);
  const World after(kPipe, decided);
  EXPECT_EQ(after.standing("spills@tap"), "proposed");
  EXPECT_THAT(after.because("spills@tap"),
              ElementsAre("it was made of `tap.2`, when `tap` was a list of paths"));
}

TEST(Judge, APathOfAListIsNotTheOther) {
  const std::string decided = World(kPipes, "").record("spills@tap.2", Disposition::eliminate);
  EXPECT_EQ(World(kPipes, decided).standing("spills@tap.1"), "undecided");
}

TEST(Judge, AWideDecisionIsFrozen) {
  const std::string decided = World(kCup, "").record("breaks@*", Disposition::accept);
  EXPECT_THAT(decided, HasSubstr("- breaks@mug"));
  const World after(std::string(kCup) + "  pot: {type: process, in: room, broken: yes, worn: no}\n",
                    decided);
  EXPECT_EQ(after.standing("breaks@cup"), "holds");
  EXPECT_EQ(after.standing("breaks@mug"), "holds");
  EXPECT_EQ(after.standing("breaks@pot"), "proposed");
  EXPECT_FALSE(after.judged.findings[after.index("breaks@pot")].decided());
}

TEST(Judge, ThePairDecidesOverTheWeaknessOverThePattern) {
  const World now(kCup, "");
  std::string decided = now.record("*@cup", Disposition::accept);
  for (const char* target : {"breaks@*", "breaks@cup"}) {
    Decision decision;
    decision.target = target;
    decision.reach = reach_of(*split_target(target));
    decision.disposition = Disposition::eliminate;
    decision.by = target;
    decision.role = "security";
    decision.reason = "a new design";
    decision.date = now.today;
    take_stock(now.given(), findings_of(now.given(), target), decision);
    const auto text = with_decision(decided, decision);
    ASSERT_TRUE(text.has_value());
    decided = *text;
    const World after(kCup, decided);
    const auto& verdict = after.judged.findings[after.index("breaks@cup")].verdict;
    EXPECT_EQ(after.decisions.all[verdict->decision].by, target);
  }
}

TEST(Judge, TheOrderOfDecisionsNeverMatters) {
  const World now(kCup, "");
  std::vector<std::string> targets{"*@cup", "breaks@*", "breaks@cup", "br*@cup", "b*@c*"};
  std::ranges::sort(targets);
  std::string expected;
  do {
    std::string decided;
    for (const std::string& target : targets) {
      Decision decision;
      decision.target = target;
      decision.reach = reach_of(*split_target(target));
      decision.disposition = target.size() % 2 == 0 ? Disposition::accept : Disposition::eliminate;
      decision.by = target;
      decision.role = "security";
      decision.reason = "a new design";
      decision.date = now.today;
      take_stock(now.given(), findings_of(now.given(), target), decision);
      const auto text = with_decision(decided, decision);
      ASSERT_TRUE(text.has_value());
      decided = *text;
    }
    const World after(kCup, decided);
    std::string seen;
    for (const Treated& treated : after.judged.findings) {
      ASSERT_TRUE(treated.verdict.has_value());
      seen += after.decisions.all[treated.verdict->decision].by + " " +
              std::string(name(treated.verdict->standing)) + "\n";
    }
    if (expected.empty()) expected = seen;
    ASSERT_EQ(seen, expected) << decided;
  } while (std::ranges::next_permutation(targets).found);
  EXPECT_THAT(expected, HasSubstr("breaks@cup incomplete\nbreaks@* incomplete\n"));
}

TEST(Judge, AcceptanceExpires) {
  const std::string decided = World(kCup, "").record("breaks@cup", Disposition::accept);
  EXPECT_EQ(World(kCup, decided, {2026, 12, 24}).standing("breaks@cup"), "holds");
  EXPECT_EQ(World(kCup, decided, {2026, 12, 25}).standing("breaks@cup"), "expired");
}

TEST(Judge, WhatIsMissingMakesItIncomplete) {
  const std::string whole = World(kCup, "").record("breaks@cup", Disposition::accept);
  const struct {
    const char* line;  // taken out or replaced
    const char* instead;
    const char* because;
  } cases[] = {
      {"    reason: a spare lies beside it\n", "", "it gives no reason"},
      {"    approved: {by: Bo, role: risk-management, date: 2026-11-24}\n", "",
       "nobody approved it"},
      {"{by: Bo,", "{by: Ana,", "Ana cannot approve what Ana decided"},
      {"role: risk-management", "role: cook", "cook may not approve"},
      {"    expires: 2026-12-24\n", "", "it has no date of expiry"},
      {"expires: 2026-12-24", "expires: 2036-12-24", "is accepted for"},
      {"    benefit_risk: file 12\n", "", "benefit against risk"},
  };
  for (const auto& c : cases) {
    std::string text = whole;
    const std::size_t at = text.find(c.line);
    ASSERT_NE(at, std::string::npos) << c.line;
    text.replace(at, std::string_view(c.line).size(), c.instead);
    const World after(kCup, text);
    EXPECT_EQ(after.standing("breaks@cup"), "incomplete") << c.line;
    EXPECT_THAT(after.because("breaks@cup"), ::testing::Contains(HasSubstr(c.because)));
  }
}

TEST(Judge, AGrownRiskMakesItStale) {
  std::string decided = World(kCup, "").record("breaks@cup", Disposition::accept);
  const std::size_t at = decided.find("risk: high");
  ASSERT_NE(at, std::string::npos) << decided;
  decided.replace(at, 10, "risk: low");
  EXPECT_THAT(World(kCup, decided).because("breaks@cup"),
              ElementsAre("the risk was low and is high"));
}

TEST(Judge, ADeclaredControlIsTheDecision) {
  const World after("  cup: {type: process, in: room, broken: yes, worn: no, controls: [glue]}\n",
                    "");
  EXPECT_TRUE(after.judged.findings[after.index("breaks@cup")].decided());
}

TEST(Judge, WhatSpeaksOfNothingIsIdle) {
  const std::string decided = World(kCup, "").record("breaks@cup", Disposition::accept);
  const World after("  mug: {type: process, in: room, broken: yes, worn: yes}\n", decided);
  EXPECT_THAT(after.judged.idle, ElementsAre(0u));
}

TEST(VaguePhrase, HandsARiskOverInPassing) {
  EXPECT_EQ(vague_phrase("Device must be on a Secure Network."), "Secure Network");
  EXPECT_EQ(vague_phrase("the ward keeps a spare"), "");
}

TEST(Record, TakesBackWhatItWrote) {
  const World now(kCup, "");
  const std::string one = now.record("breaks@cup", Disposition::accept);
  Decision decision;
  decision.target = "breaks@mug";
  decision.disposition = Disposition::eliminate;
  decision.by = "Ana: the \"boss\" #1";
  decision.role = "security";
  decision.reason = "yes";
  decision.date = now.today;
  const auto two = with_decision(one, decision);
  ASSERT_TRUE(two.has_value());
  EXPECT_THAT(*two, HasSubstr(one)) << "not a byte of the other has changed";
  EXPECT_EQ(without_decision(*two, "breaks@mug").value_or(""), one);
  const World after(kCup, *two);
  ASSERT_EQ(after.decisions.all.size(), 2u);
  EXPECT_EQ(after.decisions.all[1].by, decision.by);
  EXPECT_EQ(after.decisions.all[1].reason, "yes");
  EXPECT_FALSE(without_decision(one, "breaks@mug").has_value());
  const auto none = without_decision(one, "breaks@cup");
  ASSERT_TRUE(none.has_value());
  EXPECT_TRUE(World(kCup, *none).decisions.all.empty()) << *none;
}

}  // namespace
}  // namespace wardround::treatment
