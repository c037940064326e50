// Figures of the habit against a history that was worked out by hand.
#include "assurance/habit.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/sha256.h"

namespace wardround::assurance {
namespace {

using testing::ElementsAre;
using testing::Optional;

RecordedFinding finding(std::string id, std::string risk, bool decided) {
  return {std::move(id), "certain", std::move(risk), decided};
}
RecordedModel model(std::vector<RecordedFinding> findings, std::vector<std::string> questions,
                    std::string mcu) {
  RecordedModel out;
  out.system = "demo";
  out.path = "demo.model.yaml";
  out.canonical = sha256(mcu);
  out.findings = std::move(findings);
  out.questions = std::move(questions);
  out.subjects = {{"app", "a"}, {"mcu", std::move(mcu)}};
  for (const RecordedFinding& one : out.findings) out.after.undecided += one.decided ? 0 : 1;
  return out;
}

class HabitTest : public testing::Test {
 protected:
  std::string add(int month, int day, std::vector<std::string> parents, RecordedModel of,
                  std::string outcome, std::vector<Participant> people = {}) {
    Record record;
    record.date = {2026, month, day};
    record.parents = std::move(parents);
    record.participants = std::move(people);
    if (outcome == "no-impact") {
      record.kind = RecordKind::no_impact;
      record.code = {{"firmware/b.c", sha256("b"), {"demo/mcu"}}};
    } else {
      of.agenda = {{"finding", "x@y", std::move(outcome), "", ""}};
    }
    record.models = {std::move(of)};
    EXPECT_TRUE(write_record(fs_, "rounds", record));
    return sha256(record_text(record));
  }
  // Two branches and a merge; see the comments for what is expected of it.
  void tell_of_two_branches() {
    const auto first =
        add(2, 1, {},
            model({finding("a@x", "high", false), finding("b@x", "urgent", false)}, {"q1"}, "m1"),
            "answered", {{"Ann", "engineer"}, {"Bob", "clinician"}});
    const auto left = add(3, 11, {first},
                          model({finding("a@x", "high", true), finding("b@x", "urgent", false),
                                 finding("c@x", "high", false)},
                                {"q1", "q2"}, "m1"),
                          "accepted", {{"Ann", "engineer"}});
    const auto right =
        add(4, 10, {first},
            model({finding("a@x", "high", false), finding("b@x", "urgent", false)}, {"q1"}, "m1"),
            "no-impact");
    RecordedModel merged =
        model({finding("a@x", "high", true), finding("c@x", "high", false)}, {"q2"}, "m2");
    merged.after.controls = 4;
    merged.after.verified_controls = 1;
    merged.after.predicted = merged.after.escaped = 1;
    const auto third = add(5, 1, {left, right}, merged, "mitigated");
    add(6, 10, {third}, merged, "skipped");
  }
  Habit habit(Date today, int cadence = 90) {
    diag::Sources sources;
    diag::Diagnostics diagnostics;
    chain_ = read_chain(fs_, "rounds", sources, diagnostics);
    EXPECT_TRUE(diagnostics.empty());
    return habit_of({chain_, history_.empty() ? nullptr : &history_, cadence, today});
  }

  MemoryFs fs_;
  Chain chain_;
  History history_;
};

TEST_F(HabitTest, NothingIsKnownBeforeTheFirstRecord) {
  const Habit found = habit({2026, 6, 21});
  EXPECT_EQ(found.rounds, 0u);
  EXPECT_FALSE(found.freshness);
  EXPECT_FALSE(found.wait);
  EXPECT_FALSE(found.undecided_urgent);
  EXPECT_FALSE(found.escaped);
  EXPECT_FALSE(found.controls);
  EXPECT_FALSE(found.trigger_response);
  EXPECT_TRUE(found.quarters.empty());
  EXPECT_EQ(found.streak, 0u);
}

TEST_F(HabitTest, TwoBranchesAndAMerge) {
  tell_of_two_branches();
  const Habit found = habit({2026, 6, 21});
  EXPECT_EQ(found.rounds, 4u);
  EXPECT_EQ(found.meaningful_rounds, 3u) << "the last one skipped everything";
  EXPECT_EQ(found.last_round, (Date{2026, 5, 1}));
  EXPECT_EQ(found.days_since, 51);
  EXPECT_EQ(found.next_round, (Date{2026, 7, 30}));
  EXPECT_THAT(found.freshness, Optional(Freshness::fresh));
  // a: decided after 38 days, on the left; the right branch knew nothing of it, and the merge does.
  // b: gone undecided after 89 days. c: undecided since March 11.
  EXPECT_THAT(found.wait, Optional(Spread{2, 38, 89}));
  EXPECT_THAT(found.burn_down, Optional(Spread{1, 89, 89}));
  EXPECT_THAT(found.waiting, Optional(Spread{1, 102, 102}));
  EXPECT_THAT(found.burning, Optional(Spread{2, 102, 140}));
  EXPECT_THAT(found.question_age, Optional(Spread{1, 102, 102}));
  EXPECT_THAT(found.undecided_urgent, Optional(0u));
  EXPECT_THAT(found.undecided_high, Optional(1u));
  EXPECT_THAT(found.predicted, Optional(1u));
  EXPECT_THAT(found.escaped, Optional(1u));
  EXPECT_THAT(found.verified_controls, Optional(1u));
  // On April 10 nothing changed, they said; on May 1 `mcu` was another one.
  EXPECT_EQ(found.no_impact, 1u);
  EXPECT_EQ(found.no_impact_wrong, 1u);
  ASSERT_EQ(found.quarters.size(), 2u);
  const QuarterFigures& spring = found.quarters[0];
  EXPECT_EQ(spring.rounds, 2u);
  EXPECT_EQ(spring.roles, 2u);
  EXPECT_EQ(spring.arrived, 3u);
  EXPECT_EQ(spring.settled, 1u);
  EXPECT_THAT(spring.open, Optional(3u));
  EXPECT_FALSE(spring.verified_percent);
  const QuarterFigures& summer = found.quarters[1];
  EXPECT_EQ(summer.rounds, 1u);
  EXPECT_EQ(summer.arrived, 0u);
  EXPECT_EQ(summer.settled, 1u);
  EXPECT_THAT(summer.undecided, Optional(1u));
  EXPECT_THAT(summer.verified_percent, Optional(25));
  EXPECT_EQ(found.streak, 2u);
}

TEST_F(HabitTest, FreshAgeingStale) {
  add(1, 1, {}, model({}, {}, "m"), "answered");
  const auto state = [&](Date today) { return habit(today, 90).freshness; };
  EXPECT_THAT(state({2026, 4, 1}), Optional(Freshness::fresh));
  EXPECT_THAT(state({2026, 4, 2}), Optional(Freshness::ageing));
  EXPECT_THAT(state({2026, 5, 16}), Optional(Freshness::ageing));
  EXPECT_THAT(state({2026, 5, 17}), Optional(Freshness::stale));
}

TEST_F(HabitTest, OneQuarterIsForgivenAndTwoAreNot) {
  const auto streak = [&](std::vector<int> months, Date today) {
    fs_.files.clear();
    std::vector<std::string> parents;
    for (const int month : months)
      parents = {add(month, 3, parents, model({}, {}, "m"), "answered")};
    return habit(today).streak;
  };
  EXPECT_EQ(streak({2, 5, 8}, {2026, 9, 1}), 3u);
  EXPECT_EQ(streak({2, 5, 8}, {2026, 10, 1}), 3u) << "the running quarter breaks nothing";
  EXPECT_EQ(streak({2, 8}, {2026, 9, 1}), 2u) << "one is forgiven";
  EXPECT_EQ(streak({2, 11}, {2026, 12, 1}), 1u) << "two are not";
  EXPECT_EQ(streak({2}, {2026, 12, 1}), 0u);
}

TEST_F(HabitTest, AChangeIsAnsweredOnItsOwnLineOfHistory) {
  const auto commit = [](int month, int day, std::vector<std::size_t> parents, bool watched,
                         bool answered) {
    return Commit{"", {2026, month, day}, std::move(parents), watched, answered};
  };
  // Newest first. 0: a change that nobody answered yet. 1: a merge of 2 (left) and 4 (right).
  history_ = {
      commit(6, 15, {1}, true, false),      // 0: waits for 6 days
      commit(4, 15, {2, 4}, false, false),  // 1
      commit(3, 11, {3}, false, true),      // 2: answers 3 after 10 days
      commit(3, 1, {6}, true, false),       // 3
      commit(4, 10, {5}, false, true),      // 4: answers 5 after 36 days, which 2 does not
      commit(3, 5, {6}, true, false),       // 5
      commit(2, 1, {7}, false, true),       // 6: answers 7 after 12 days
      commit(1, 20, {8}, true, false),      // 7
      commit(1, 5, {}, true, true),         // 8: answers itself
  };
  const Habit found = habit({2026, 6, 21});
  EXPECT_EQ(found.triggers, 5u);
  EXPECT_EQ(found.unanswered_triggers, 1u);
  EXPECT_THAT(found.oldest_unanswered, Optional(6));
  EXPECT_THAT(found.trigger_response, Optional(Spread{4, 10, 36}));
}

TEST(Spread, NearestRank) {
  EXPECT_FALSE(spread({}));
  EXPECT_THAT(spread({7}), Optional(Spread{1, 7, 7}));
  EXPECT_THAT(spread({4, 1, 3, 2}), Optional(Spread{4, 2, 4}));
  EXPECT_THAT(spread({10, 9, 8, 7, 6, 5, 4, 3, 2, 1}), Optional(Spread{10, 5, 9}));
}

}  // namespace
}  // namespace wardround::assurance
