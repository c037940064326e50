// What a round shows: a card, the agenda, what an answer did, how it ended. Texts come out raw
// where a face lays them out itself (CardText), else escaped for what they are written to.
#pragma once

#include <string>
#include <vector>

#include "report/check_text.h"
#include "sitting/sitting.h"

namespace wardround::report {

// One card, in parts. All texts are raw: they hold names out of models.
struct CardText {
  std::string title;  // what is wrong, or what is asked
  std::string head;   // "urgent · command-peer@order · delay (serious)"
  struct Row {
    std::string label, text;  // "why", "`order.pairing` is …"
  };
  std::vector<Row> rows;
  // What may be said: values of a question with what each settles; controls with how strong they
  // are, written as `mitigate` takes them.
  struct Choice {
    std::string value, effect;
  };
  std::string choices_title;
  std::vector<Choice> choices;
  diag::Span where;  // to open in an editor; may be nowhere
};
[[nodiscard]] CardText card_text(const View& view, const sitting::Sitting& sitting, std::size_t at);

// "certain 2 → 1", for what changed; "nothing changed" if nothing did.
[[nodiscard]] std::string figures_line(const assurance::RecordedFigures& before,
                                       const assurance::RecordedFigures& now);
// "1  answered passkey: sync.pairing", for people.
[[nodiscard]] std::string outcome_words(std::string_view outcome);

using Views = std::vector<View>;  // by assessment

// A page for a meeting: what changed, then card by card with room for an answer.
[[nodiscard]] std::string agenda_markdown(const Views& views, const sitting::Sitting& sitting);
[[nodiscard]] std::string agenda_text(const Views& views, const sitting::Sitting& sitting,
                                      const ScreenStyle& style);
// Agenda and outcomes; `record`: the path of the record if the round is closed.
[[nodiscard]] std::string round_json(const Views& views, const sitting::Sitting& sitting,
                                     const std::string& record);
// What one action did: a line or a few.
[[nodiscard]] std::string outcome_text(const Views& views, const sitting::Sitting& sitting,
                                       const sitting::Outcome& outcome, const ScreenStyle& style);
// Before and after, what was settled, the record and when to meet again.
[[nodiscard]] std::string closing_text(const Views& views, const sitting::Sitting& sitting,
                                       const std::string& record, const ScreenStyle& style);
[[nodiscard]] std::string closing_markdown(const Views& views, const sitting::Sitting& sitting,
                                           const std::string& record);

}  // namespace wardround::report
