#include "sitting/sitting.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "sitting/cut_off.h"

namespace wardround::sitting {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr std::string_view kModel = R"(wardround: 1
system: demo
harms: {delay: {severity: serious, multi_patient: no}}
functions: {deliver: {needs: [orders], harms: [delay]}}
data: {orders: command}
elements:
  app: mobile-app
  pump: infusion-pump
  mcu: {type: rtos-mcu, in: pump, performs: [deliver], input_validated: no}
flows:
  order: {path: app -> mcu, protocol: {name: ble, pairing: just-works, protected_above_link: no}, sends: [orders]}  # a ↔ b
)";

// A folder of which every state that a writer leaves behind is remembered.
class Watched final : public Fs {
 public:
  MemoryFs now;
  std::vector<std::map<std::string, std::string>> states;

  Result<std::string> read(const std::string& path, std::size_t most) const override {
    return now.read(path, most);
  }
  Result<void> write(const std::string& path, std::string_view bytes) override {
    auto done = now.write(path, bytes);
    states.push_back(now.files);
    return done;
  }
  Result<void> remove(const std::string& path) override {
    auto done = now.remove(path);
    states.push_back(now.files);
    return done;
  }
  bool is_file(const std::string& path) const override { return now.is_file(path); }
  bool is_directory(const std::string& path) const override { return now.is_directory(path); }
  Result<std::vector<std::string>> list(const std::string& path) const override {
    return now.list(path);
  }
  Result<void> make_directories(const std::string& path) override {
    return now.make_directories(path);
  }
};

Settings settings(const char* today = "2026-11-23", std::size_t cards = 6) {
  Settings settings;
  settings.request.path = "p/demo.model.yaml";
  settings.request.as_of = parse_date(today).value_or(Date{});
  settings.evaluate = [](const Fs& fs, const study::Request& request) {
    return study::run(fs, request);
  };
  settings.tool = "wardround test";
  settings.cards = cards;
  settings.speaker = assurance::Participant{"Ana", "security"};
  return settings;
}
std::unique_ptr<Sitting> open(Fs& fs, Settings how = settings()) {
  auto sitting = Sitting::open(fs, std::move(how));
  EXPECT_TRUE(sitting) << sitting.error().message;
  return sitting ? *std::move(sitting) : nullptr;
}
Drafted<Outcome> say(Sitting& sitting, const std::string& line) {
  diag::Sources sources;
  diag::Diagnostics diagnostics;
  const diag::SourceId source = sources.add("said", line);
  const auto actions = parse_actions(sources, source, diagnostics);
  if (actions.size() != 1) return refuse("does not parse: " + line);
  return sitting.perform(actions.front());
}
std::string refused(Sitting& sitting, const std::string& line) {
  const auto done = say(sitting, line);
  return done ? "done" : done.error().message;
}
std::vector<std::string> agenda(const Sitting& sitting) {
  std::vector<std::string> all;
  for (const JournalCard& card : sitting.journal().agenda)
    all.push_back(card.kind + " " + card.about);
  return all;
}
std::string first(const Sitting& sitting, CardKind kind) {
  for (std::size_t i = 0; i < sitting.size(); ++i) {
    if (sitting.kind(i) == kind) return sitting.journal().agenda[i].about;
  }
  return "";
}

class SittingTest : public ::testing::Test {
 protected:
  SittingTest() { fs.now.files["p/demo.model.yaml"] = kModel; }
  std::string model() const { return fs.now.files.at("p/demo.model.yaml"); }
  Watched fs;
};

TEST_F(SittingTest, LooksWithoutLeavingATrace) {
  const auto sitting = open(fs);
  EXPECT_THAT(fs.states, IsEmpty());
  EXPECT_EQ(sitting->size(), 7u);
  EXPECT_EQ(agenda(*sitting).front(), "change ");
  EXPECT_THAT(agenda(*sitting), Contains("finding command-peer@order"));
  EXPECT_GT(sitting->waiting(), 0u);
  EXPECT_EQ(agenda(*open(fs)), agenda(*sitting));
}

TEST_F(SittingTest, PutsTheMostHarmFirst) {
  const auto sitting = open(fs, settings("2026-11-23", 100));
  int last = 1000;
  for (std::size_t i = 1; i < sitting->size(); ++i) {
    const auto card = sitting->card(i);
    ASSERT_TRUE(card);
    const study::Assessment& one = sitting->study().assessments[0];
    if (card->kind != CardKind::finding) continue;
    const int risk =
        static_cast<int>(one.ratings[card->finding].claimed_word.value_or(risk::Word::low));
    EXPECT_LE(risk, last);
    last = risk;
  }
  EXPECT_EQ(sitting->waiting(), 0u);
}

TEST_F(SittingTest, AnswersWithTheLeastEdit) {
  const auto sitting = open(fs, settings("2026-11-23", 100));
  const std::string question = first(*sitting, CardKind::question);
  ASSERT_TRUE(say(*sitting, "on " + question));
  EXPECT_THAT(refused(*sitting, "answer nonsense-value"), Not("done"));
  EXPECT_EQ(model(), kModel);
  EXPECT_THAT(refused(*sitting, "mitigate ble-pairing"), HasSubstr("needs a finding"));
}

TEST_F(SittingTest, TakesBackByteByByte) {
  const auto sitting = open(fs);
  ASSERT_TRUE(say(*sitting, "on command-peer@order"));
  const std::size_t at = sitting->current();
  const auto done =
      say(*sitting, "mitigate ble-pairing:mode=passkey reason=the app shows a passkey");
  ASSERT_TRUE(done) << done.error().message;
  EXPECT_THAT(done->files, ElementsAre("p/demo.decisions.yaml", "p/demo.model.yaml"));
  EXPECT_EQ(sitting->outcome(at), "mitigated");
  EXPECT_NE(model(), kModel);
  EXPECT_TRUE(fs.is_file("p/demo.decisions.yaml"));
  const auto undone = say(*sitting, "undo");
  ASSERT_TRUE(undone) << undone.error().message;
  EXPECT_EQ(model(), kModel);
  EXPECT_FALSE(fs.is_file("p/demo.decisions.yaml"));
  EXPECT_EQ(sitting->current(), at);
  EXPECT_EQ(sitting->outcome(at), "");
  EXPECT_EQ(refused(*sitting, "undo"), "there is nothing to take back");
}

TEST_F(SittingTest, TakesNothingBackThatSomebodyChangedSince) {
  const auto sitting = open(fs);
  ASSERT_TRUE(say(*sitting, "on command-peer@order"));
  ASSERT_TRUE(say(*sitting, "mitigate ble-pairing:mode=passkey"));
  fs.now.files["p/demo.model.yaml"] += "# later\n";
  const std::string after = model();
  EXPECT_THAT(refused(*sitting, "undo"), HasSubstr("p/demo.model.yaml has changed since"));
  EXPECT_EQ(model(), after);
}

TEST_F(SittingTest, RefusesWhatWouldNotCount) {
  const auto sitting = open(fs);
  ASSERT_TRUE(say(*sitting, "on command-peer@order"));
  EXPECT_THAT(refused(*sitting, "accept reason=we like it"), HasSubstr("nobody approved it"));
  EXPECT_THAT(refused(*sitting, "mitigate ble-paring"), HasSubstr("did you mean `ble-pairing`?"));
  EXPECT_THAT(refused(*sitting, "hand-over Tom 2026-11-23"), HasSubstr("no day to come"));
  EXPECT_THAT(refused(*sitting, "on comand-peer@order"), HasSubstr("did you mean"));
  EXPECT_EQ(model(), kModel);
  EXPECT_FALSE(fs.is_file("p/demo.decisions.yaml"));
}

TEST_F(SittingTest, WaitsWhileTheFilesHaveMistakes) {
  const auto sitting = open(fs);
  fs.now.files["p/demo.model.yaml"] += "elemnts: {}\n";
  const auto done = say(*sitting, "skip");
  ASSERT_FALSE(done);
  ASSERT_TRUE(done.error().study);
  EXPECT_TRUE(done.error().study->diagnostics.has_errors());
  fs.now.files["p/demo.model.yaml"] = kModel;
  EXPECT_TRUE(say(*sitting, "skip"));
}

TEST_F(SittingTest, GoesOnWhereItWas) {
  std::vector<std::string> before;
  std::size_t at = 0;
  {
    const auto sitting = open(fs);
    ASSERT_TRUE(say(*sitting, "skip"));
    ASSERT_TRUE(say(*sitting, "hand-over Tom 2026-12-05"));
    ASSERT_TRUE(say(*sitting, "note later"));
    ASSERT_TRUE(say(*sitting, "with Bo:quality"));
    before = agenda(*sitting);
    at = sitting->current();
  }
  const auto sitting = open(fs, settings("2026-11-24", 2));
  EXPECT_TRUE(sitting->resumed());
  EXPECT_EQ(agenda(*sitting), before);
  EXPECT_EQ(sitting->current(), at);
  EXPECT_EQ(sitting->outcome(1), "skipped");
  EXPECT_EQ(sitting->journal().participants.size(), 2u);
  ASSERT_TRUE(say(*sitting, "undo"));  // the note
  ASSERT_TRUE(say(*sitting, "undo"));
  EXPECT_EQ(sitting->current(), 2u);
}

TEST_F(SittingTest, RefusesToGoOnInTwoPlaces) {
  const auto one = open(fs);
  ASSERT_TRUE(say(*one, "skip"));
  const auto other = open(fs);
  ASSERT_TRUE(say(*other, "skip"));
  EXPECT_THAT(refused(*one, "skip"), HasSubstr("is it open elsewhere?"));
}

TEST_F(SittingTest, ClosesWithARecordThatSaysWhatCame) {
  const auto sitting = open(fs);
  ASSERT_TRUE(say(*sitting, "on command-peer@order"));
  ASSERT_TRUE(say(*sitting, "mitigate ble-pairing:mode=passkey"));
  ASSERT_TRUE(say(*sitting, "note all were there"));
  const auto closed = say(*sitting, "close");
  ASSERT_TRUE(closed) << closed.error().message;
  EXPECT_TRUE(sitting->closed());
  EXPECT_FALSE(fs.is_file("p/rounds/open-sitting.json"));
  diag::Sources sources;
  diag::Diagnostics diagnostics;
  const auto chain = assurance::read_chain(fs, "p/rounds", sources, diagnostics);
  EXPECT_TRUE(diagnostics.empty());
  ASSERT_EQ(chain.records.size(), 1u);
  EXPECT_EQ(chain.records[0].path, closed->record);
  const assurance::Record& record = chain.records[0].record;
  EXPECT_EQ(record.note, "all were there");
  EXPECT_THAT(record.participants, ElementsAre(assurance::Participant{"Ana", "security"}));
  ASSERT_EQ(record.models.size(), 1u);
  const assurance::RecordedModel& model = record.models[0];
  EXPECT_EQ(model.path, "demo.model.yaml");
  EXPECT_GT(model.before.undecided, model.after.undecided);
  EXPECT_EQ(model.files.size(), 2u);
  EXPECT_THAT(model.agenda,
              Contains(assurance::RecordedItem{"finding", "command-peer@order", "mitigated",
                                               "ble-pairing:mode=passkey", "Ana"}));
  EXPECT_THAT(assurance::departures(fs, "p", chain), IsEmpty());

  // The next round says what changed since, and does not ask again what is handed over.
  std::string& text = fs.now.files["p/demo.model.yaml"];
  text.insert(text.find("  order:"), "  back: {path: mcu -> app, protocol: ble}\n");
  const auto next = open(fs, settings("2026-12-24", 100));
  ASSERT_TRUE(next);
  EXPECT_FALSE(next->resumed());
  const Since& since = next->past().since[0];
  EXPECT_TRUE(since.known);
  EXPECT_THAT(since.added, Contains("back"));
  EXPECT_THAT(since.removed, IsEmpty());
  EXPECT_THAT(agenda(*next), Not(Contains("finding command-peer@order")));
}

TEST_F(SittingTest, LeavesOutWhatIsHandedOverUntilItIsDue) {
  std::string about;
  {
    const auto sitting = open(fs);
    about = first(*sitting, CardKind::finding);
    ASSERT_TRUE(say(*sitting, "on " + about));
    ASSERT_TRUE(say(*sitting, "hand-over Tom Ek 2026-12-05"));
    ASSERT_TRUE(say(*sitting, "close"));
  }
  EXPECT_THAT(agenda(*open(fs, settings("2026-12-04", 100))), Not(Contains("finding " + about)));
  EXPECT_THAT(agenda(*open(fs, settings("2026-12-05", 100))), Contains("finding " + about));
}

TEST_F(SittingTest, BringsUpWhatEnds) {
  const auto accept = [&](const char* expires) {
    const auto sitting = open(fs);
    EXPECT_TRUE(say(*sitting, "on command-peer@order"));
    const auto done = say(*sitting, std::string("accept reason='rare' approved_by=Bo:management "
                                                "benefit_risk=BRA-1 expires=") +
                                        expires);
    EXPECT_TRUE(done) << done.error().message;
    EXPECT_TRUE(say(*sitting, "close"));
  };
  accept("2027-01-31");
  EXPECT_THAT(agenda(*open(fs, settings("2026-12-31", 100))),
              Not(Contains("decision command-peer@order")));
  const auto soon = open(fs, settings("2027-01-01", 100));
  EXPECT_THAT(agenda(*soon), Contains("decision command-peer@order"));
  const auto over = open(fs, settings("2027-02-01", 100));
  for (std::size_t i = 0; i < over->size(); ++i) {
    if (over->kind(i) == CardKind::decision) {
      EXPECT_THAT(over->journal().agenda[i].why, HasSubstr("expired"));
    }
  }
}

TEST_F(SittingTest, LetsSomebodySayThatAStepIsDone) {
  // A playbook of one step: nothing else is missing before it.
  fs.now.files["p/wardround.yaml"] =
      "wardround: 1\nmodels: [demo.model.yaml]\n"
      "playbook:\n  use: []\n  steps:\n    aloud:\n      question: 1\n      title: Read it aloud\n"
      "      purpose: somebody else understands it\n      role: quality\n      minutes: 5\n"
      "      done_when: it was read\n      attest: {statement: Somebody read it aloud.}\n";
  const auto ours = [](const char* today) {
    Settings how = settings(today, 1000);
    how.request.path = "p";
    return how;
  };
  const auto sitting = open(fs, ours("2026-11-23"));
  ASSERT_THAT(sitting->news(), IsEmpty());
  const std::string step = first(*sitting, CardKind::attestation);
  ASSERT_NE(step, "");
  ASSERT_TRUE(say(*sitting, "on " + step));
  const std::size_t at = sitting->current();
  EXPECT_THAT(refused(*sitting, "answer yes"), HasSubstr("asks nothing"));
  const auto done = say(*sitting, "attest note=read aloud");
  ASSERT_TRUE(done) << done.error().message;
  EXPECT_EQ(sitting->outcome(at), "attested");
  EXPECT_THAT(fs.now.files["p/demo.decisions.yaml"], HasSubstr("attestations:"));
  EXPECT_THAT(fs.now.files["p/demo.decisions.yaml"], HasSubstr("read aloud"));
  EXPECT_THAT(agenda(*open(fs, ours("2026-11-24"))), Contains("attestation " + step));
  ASSERT_TRUE(say(*sitting, "undo"));
  EXPECT_FALSE(fs.is_file("p/demo.decisions.yaml"));
  ASSERT_TRUE(say(*sitting, "attest"));
  ASSERT_TRUE(say(*sitting, "close"));
  EXPECT_THAT(agenda(*open(fs, ours("2026-11-24"))), Not(Contains("attestation " + step)));
  EXPECT_GT(sitting->next_round(), sitting->today());
}

// The machine may stop between any two writes. Whatever was acknowledged is there afterwards, and
// no half of a change.
TEST_F(SittingTest, LosesNothingWhereverItIsCutOff) {
  const std::vector<std::string> lines = {
      "on command-peer@order",
      "mitigate ble-pairing:mode=passkey",
      "undo",
      "mitigate app-layer-auth",
      "note one",
      "skip",
      "hand-over Tom 2026-12-05",
      "close",
  };
  struct Point {
    std::size_t states;  // written when this was acknowledged
    Journal journal;
    std::string model, decisions;
    bool closed;
  };
  const auto decisions = [](const MemoryFs& files) {
    const auto found = files.files.find("p/demo.decisions.yaml");
    return found == files.files.end() ? std::string() : found->second;
  };
  std::vector<Point> points;
  {
    const auto sitting = open(fs);
    points.push_back({0, sitting->journal(), model(), "", false});
    for (const std::string& line : lines) {
      const auto done = say(*sitting, line);
      ASSERT_TRUE(done) << line << ": " << done.error().message;
      points.push_back(
          {fs.states.size(), sitting->journal(), model(), decisions(fs.now), sitting->closed()});
    }
  }
  ASSERT_GT(fs.states.size(), 12u);
  int halves = 0;
  for (std::size_t i = 0; i < fs.states.size(); ++i) {
    SCOPED_TRACE(i);
    // The last point that was acknowledged, and the one that was on its way.
    std::size_t reached = 0;
    while (reached + 1 < points.size() && points[reached + 1].states <= i + 1) ++reached;
    const Point& then = points[reached];
    const Point& next = points[std::min(reached + 1, points.size() - 1)];
    MemoryFs after;
    after.files = fs.states[i];
    // Whoever reads a half of it is told, and nobody else.
    const bool whole = [&] {
      const std::string& text = after.files["p/demo.model.yaml"];
      return (text == then.model && decisions(after) == then.decisions) ||
             (text == next.model && decisions(after) == next.decisions);
    }();
    study::Request request;
    request.path = "p/demo.model.yaml";
    EXPECT_EQ(cut_off(after, study::run(after, request)).empty(), whole);
    halves += whole ? 0 : 1;
    // What a write that is cut off leaves behind.
    after.files["p/rounds/open-sitting.json.AbCdEf"] = "{";
    const auto sitting = open(after);
    ASSERT_TRUE(sitting);
    EXPECT_FALSE(after.is_file("p/rounds/open-sitting.json.AbCdEf"));
    const std::string model_now = after.files["p/demo.model.yaml"];
    EXPECT_TRUE((model_now == then.model && decisions(after) == then.decisions) ||
                (model_now == next.model && decisions(after) == next.decisions));
    if (then.closed || (next.closed && !sitting->resumed())) {
      diag::Sources sources;
      diag::Diagnostics diagnostics;
      EXPECT_EQ(assurance::read_chain(after, "p/rounds", sources, diagnostics).records.size(), 1u);
      EXPECT_TRUE(diagnostics.empty());
      EXPECT_FALSE(after.is_file("p/rounds/open-sitting.json"));
      continue;
    }
    const auto& entries = sitting->journal().entries;
    EXPECT_TRUE(entries == then.journal.entries || entries == next.journal.entries);
    EXPECT_FALSE(sitting->journal().intent);
  }
  EXPECT_GT(halves, 0);
}

TEST(Journal, ComesBackAsItWas) {
  Journal journal;
  journal.opened = parse_date("2026-11-23").value_or(Date{});
  journal.speaker = assurance::Participant{"A \"q\" \x01", "r"};
  journal.participants = {{"A", "b"}, {"C", "d"}};
  journal.models = {{"m", {}}};
  for (std::size_t number = 3; const auto& field : assurance::figure_fields())
    journal.models[0].before.*field.count = number++;
  journal.at = 1;
  journal.agenda = {{"change", "", "", ""}, {"finding", "m", "x@y", "new"}};
  journal.entries = {{1, "skipped", "", "A", {}},
                     {std::nullopt, "noted", "n\tn", "", {{"f", "1", "", 3, "ä", ""}}}};
  for (const auto what : {JournalIntent::What::act, JournalIntent::What::undo}) {
    journal.intent = JournalIntent{what, journal.entries[1], ""};
    const auto read = read_journal(journal_text(journal));
    ASSERT_TRUE(read) << read.error().message;
    EXPECT_EQ(*read, journal);
  }
  journal.intent = JournalIntent{JournalIntent::What::close, {}, "r.json"};
  EXPECT_EQ(read_journal(journal_text(journal)), journal);
  const std::string text = journal_text(journal);
  // Half of it, or anything else, is no sitting, and nothing breaks.
  for (std::size_t i = 0; i + 2 < text.size(); i += 7)
    EXPECT_FALSE(read_journal(text.substr(0, i)));
  for (std::size_t i = 0; i < text.size(); ++i) {
    std::string other = text;
    other[i] = other[i] == '[' ? '{' : '7';
    (void)read_journal(other);
  }
}

}  // namespace
}  // namespace wardround::sitting
