#include "sitting/action.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace wardround::sitting {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

struct Parsed {
  std::vector<Action> actions;
  std::vector<std::string> mistakes;  // "1:8: message"
};
Parsed parse(std::string text) {
  diag::Sources sources;
  diag::Diagnostics diagnostics;
  const diag::SourceId source = sources.add("s", std::move(text));
  Parsed parsed;
  parsed.actions = parse_actions(sources, source, diagnostics);
  for (const diag::Diagnostic& one : diagnostics.sorted(sources))
    parsed.mistakes.push_back(sources.location(one.span).substr(2) + ": " + one.message());
  return parsed;
}
Action one(const std::string& text) {
  Parsed parsed = parse(text);
  EXPECT_THAT(parsed.mistakes, IsEmpty()) << text;
  EXPECT_EQ(parsed.actions.size(), 1u) << text;
  return parsed.actions.empty() ? Action{} : parsed.actions.front();
}

TEST(Action, ReadsEachVerb) {
  for (const VerbInfo& verb : verbs()) EXPECT_EQ(word(verb.verb), verb.word);
  EXPECT_EQ(one("answer passkey").text, "passkey");
  EXPECT_EQ(one("  answer 'a b'  \r").text, "a b");
  EXPECT_EQ(one("note it's late").text, "it's late");
  EXPECT_EQ(one("by Ana Roth:security").who, (assurance::Participant{"Ana Roth", "security"}));
  EXPECT_EQ(one("with 'Bo: Lind: quality'").who, (assurance::Participant{"Bo: Lind", "quality"}));
  const Action handed = one("hand-over Tom Ek 2026-12-05");
  EXPECT_EQ(handed.text, "Tom Ek");
  EXPECT_EQ(handed.until, parse_date("2026-12-05"));
  EXPECT_EQ(one("on sync.pairing").text, "sync.pairing");
  EXPECT_EQ(one("attest note=read aloud").text, "read aloud");
  EXPECT_EQ(one("not-applicable because=no radio").text, "no radio");
}

TEST(Action, ReadsControls) {
  const Action action = one(
      "mitigate ble-pairing:mode=passkey,strength=high other at dev implemented reason=it does");
  ASSERT_EQ(action.controls.size(), 2u);
  EXPECT_EQ(action.controls[0].control, "ble-pairing");
  EXPECT_THAT(action.controls[0].parameters,
              ElementsAre(std::pair<std::string, std::string>{"mode", "passkey"},
                          std::pair<std::string, std::string>{"strength", "high"}));
  EXPECT_TRUE(action.controls[1].implemented);
  EXPECT_EQ(action.at, "dev");
  EXPECT_EQ(action.words.reason, "it does");
}

TEST(Action, ValuesWithoutQuotesGoOnToTheNextKey) {
  const Action action =
      one("accept reason=alarm at 20 %, a=b approved_by=Bo Lind:management expires=2027-05-01 "
          "benefit_risk='BRA-7: ''old'' one'");
  EXPECT_EQ(action.words.reason, "alarm at 20 %, a=b");
  ASSERT_TRUE(action.words.approved);
  EXPECT_EQ(action.words.approved->by, "Bo Lind");
  EXPECT_EQ(action.words.approved->role, "management");
  EXPECT_EQ(action.words.expires, parse_date("2027-05-01"));
  EXPECT_EQ(action.words.benefit_risk, "BRA-7: 'old' one");
  EXPECT_THAT(one("transfer told_in=IFU told_in=MDS2 reason=x").words.told_in,
              ElementsAre("IFU", "MDS2"));
}

TEST(Action, SaysWhereALineIsWrongAndGoesOn) {
  const Parsed parsed = parse(
      "# a comment\n"
      "anwser passkey\n"
      "accept aproved_by=Bo:m reason=x\n"
      "accept reason=x aproved_by=Bo:m\n"
      "accept\n"
      "hand-over Tom soon\n"
      "answer 'open\n"
      "skip it\n"
      "accept reason=a reason=b\n"
      "by Ana\n"
      "mitigate\n"
      "skip\n");
  EXPECT_THAT(parsed.mistakes,
              ElementsAre("2:1: `anwser` is no action of a round",
                          "3:8: `aproved_by=` is not a field of `accept`",
                          "4:17: `aproved_by=` is not a field of `accept`",
                          "5:1: `accept` needs reason=TEXT: the auditor reads it",
                          "6:15: `soon` is not a date: write YYYY-MM-DD",
                          "7:8: the quote that opens here is never closed",
                          "8:6: `skip` takes nothing like `it`", "9:17: `reason=` stands twice",
                          "10:4: `Ana` is not a name and a role: write NAME:ROLE",
                          "11:1: `mitigate` needs a control"));
  EXPECT_EQ(parsed.actions.size(), 1u);
}

RC_GTEST_PROP(Action, QuotedTextsComeBack, (const std::string& raw)) {
  std::string text;
  for (const char c : raw) {
    if (c != '\n' && c != '\r') text += c;
  }
  RC_PRE(!text.empty());
  const Parsed parsed = parse("note " + quote_text(text));
  RC_ASSERT(parsed.actions.size() == 1u);
  RC_ASSERT(parsed.actions[0].text == text);
  const Parsed field = parse("eliminate reason=" + quote_text(text));
  RC_ASSERT(field.actions.size() == 1u);
  RC_ASSERT(field.actions[0].words.reason == text);
}

RC_GTEST_PROP(Action, AnyBytesEitherParseOrAreReported, (const std::string& text)) {
  const Parsed parsed = parse("accept " + text);
  RC_ASSERT(!parsed.actions.empty() || !parsed.mistakes.empty());
}

}  // namespace
}  // namespace wardround::sitting
