// A round as it goes on: cards, what is said to each, what that changes, and what is left on the
// disk meanwhile (journal.h). Whoever speaks with people, a screen or a script, hands in actions
// and shows what comes back; it never learns of a terminal or a clock.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "assurance/chain.h"
#include "sitting/action.h"
#include "sitting/agenda.h"
#include "sitting/draft.h"
#include "sitting/journal.h"
#include "sitting/recording.h"

namespace wardround::sitting {

struct Settings {
  study::Request request;  // with `as_of`
  Evaluate evaluate;
  std::string tool;  // "wardround 0.1.0"
  std::size_t cards = 5;
  std::size_t minutes = 15;
  std::optional<assurance::Participant> speaker;
  std::vector<assurance::Participant> participants;
};

// What an action did.
struct Outcome {
  Verb verb = Verb::skip;
  std::size_t card = kNone;        // that it spoke to; undo: that is open again
  std::string outcome, detail;     // as the record will have them; undo: of what was taken back
  std::vector<std::string> files;  // that were written, sorted
  study::Change change;
  std::vector<std::string> settled;  // ids of other cards that need nobody any more
  std::string record;                // close: the path of the record
};

class Sitting {
 public:
  // Goes on with the sitting that is open, or begins one, on the disk with its first action. An
  // Error is of the world; `study` in a refusal has mistakes to be mended first.
  [[nodiscard]] static Drafted<std::unique_ptr<Sitting>> open(Fs& fs, Settings settings);

  // What the sitting was told on opening: that it goes on, that something cut off was finished.
  [[nodiscard]] const std::vector<std::string>& news() const { return news_; }
  [[nodiscard]] bool resumed() const { return resumed_; }

  [[nodiscard]] const study::Study& study() const { return *study_; }
  [[nodiscard]] const Past& past() const { return past_; }
  [[nodiscard]] const Journal& journal() const { return journal_; }
  [[nodiscard]] const std::vector<std::vector<DueStep>>& due() const { return due_; }
  [[nodiscard]] Situation situation() const { return {*study_, past_, due_, today()}; }
  [[nodiscard]] Date today() const { return settings_.request.as_of; }

  [[nodiscard]] std::size_t size() const { return journal_.agenda.size(); }
  // The card as it is today; nullopt if what it was about is gone.
  [[nodiscard]] std::optional<Card> card(std::size_t at) const;
  [[nodiscard]] CardKind kind(std::size_t at) const;
  // What was said to it; "settled" if nothing is left to say; empty: nothing yet.
  [[nodiscard]] std::string outcome(std::size_t at) const;
  // The card that is spoken of; size() when all of them are done.
  [[nodiscard]] std::size_t current() const { return current_; }
  void go(std::size_t at);
  // How many more there are beyond the agenda.
  [[nodiscard]] std::size_t waiting() const;
  [[nodiscard]] bool closed() const { return closed_; }

  // Figures when the sitting began, and now; by assessment.
  [[nodiscard]] std::vector<assurance::RecordedFigures> before() const;
  [[nodiscard]] std::vector<assurance::RecordedFigures> now() const;

  // Does it. What cannot be done is refused, and nothing is written.
  [[nodiscard]] Drafted<Outcome> perform(const Action& action);
  // Reads the files again if they have changed; refused if they have mistakes now.
  [[nodiscard]] Drafted<bool> refresh();
  // When to meet again, if the round is closed today.
  [[nodiscard]] Date next_round() const;
  // Nobody spoke yet: decisions need one.
  [[nodiscard]] bool needs_speaker() const { return !journal_.speaker; }

 private:
  Sitting(Fs& fs, Settings settings) : fs_(fs), settings_(std::move(settings)) {}

  [[nodiscard]] Drafted<bool> begin();
  void read();
  [[nodiscard]] Result<void> recover();
  [[nodiscard]] Result<void> recover_files(JournalIntent intent);
  void sweep();
  [[nodiscard]] Result<bool> load_journal();
  [[nodiscard]] Result<void> save();
  void fill_agenda(std::size_t count);
  void meet(const assurance::Participant& who);
  [[nodiscard]] std::size_t next_open(std::size_t from) const;
  [[nodiscard]] std::size_t assessment_of(std::string_view model) const;
  [[nodiscard]] std::string relative(const std::string& path) const;
  [[nodiscard]] Workspace workspace() const;

  [[nodiscard]] Drafted<Outcome> answer(const Action& action);
  [[nodiscard]] Drafted<Outcome> decide(const Action& action);
  [[nodiscard]] Drafted<Outcome> hand_over(const Action& action);
  [[nodiscard]] Drafted<Outcome> attest(const Action& action);
  [[nodiscard]] Drafted<Outcome> turn_to(const Action& action);
  [[nodiscard]] Drafted<Outcome> undo();
  [[nodiscard]] Drafted<Outcome> close();
  // Writes a draft's files and what was said; without a draft only the latter.
  [[nodiscard]] Drafted<Outcome> settle(Verb verb, std::string outcome, std::string detail,
                                        const Draft* draft);

  Fs& fs_;
  Settings settings_;
  std::string base_, folder_, journal_path_;
  std::unique_ptr<study::Study> study_;
  assurance::Chain chain_;
  Past past_;
  std::vector<std::vector<DueStep>> due_;
  int cadence_ = 0;  // days
  Journal journal_;
  std::string saved_;  // the journal's text on the disk; empty: there is none
  std::size_t current_ = 0;
  bool resumed_ = false, closed_ = false;
  std::vector<std::string> news_;
};

}  // namespace wardround::sitting
