// What the round in a terminal shows: a card with its choices, a form, the keys, the end. It reads
// what is shown and draws it; what a key does is round_screen.cc's.
#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "cli/commands.h"
#include "cli/round_form.h"
#include "report/round.h"
#include "sitting/sitting.h"

namespace wardround::cli {

// What stands on the screen.
struct Shown {
  std::chrono::steady_clock::time_point start;  // of the sitting
  std::size_t card = 0;                         // as many as there are: the end
  int scroll = 0, choice = 0;  // the first line of a long text, the choice with the mark
  std::unique_ptr<Form> form;  // in place of the card, if somebody types
  std::string form_note;
  std::string message;  // what the last action did
  report::Ink message_ink = report::Ink::plain;
  std::string record;  // path of the record once the round is closed
  bool help = false;
};

[[nodiscard]] report::CardText card_text_of(const Context& context, const sitting::Sitting& sitting,
                                            std::size_t card);
// `shown.scroll` and `shown.choice` are brought back to what there is.
void draw_round(const Context& context, const sitting::Sitting& sitting, Terminal& terminal,
                Shown& shown);

}  // namespace wardround::cli
