// What people say in a round, one action a line: the language of `--script`, and what the screen
// produces too, so that both leave the same bytes behind. The language is docs/reference/rounds.md.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "assurance/record.h"
#include "treatment/decision.h"
#include "treatment/record.h"

namespace wardround::sitting {

enum class Verb : uint8_t {
  answer,
  mitigate,
  accept,
  transfer,
  eliminate,
  attest,          // what a step asks somebody to say, is so
  not_applicable,  // a step has nothing to do with this device
  hand_over,       // to somebody, by a date
  seen,
  skip,
  undo,
  note,
  by,    // who speaks from here on
  with,  // who else is there
  on,    // what is spoken of next
  more,  // the next cards
  quit,  // the sitting is kept
  close,
};

// A verb as it is written, how the whole line is, and what it does.
struct VerbInfo {
  Verb verb;
  std::string_view word, form, purpose;
};
[[nodiscard]] const std::vector<VerbInfo>& verbs();
[[nodiscard]] std::string_view word(Verb verb);

struct Action {
  Verb verb = Verb::skip;
  std::string text;  // answer: the value; hand_over: a name; note; on: an id; attest: a note
  assurance::Participant who;                   // by, with
  std::optional<Date> until;                    // hand_over
  std::vector<treatment::NewControl> controls;  // mitigate
  std::string at;                               // mitigate
  // accept, transfer, eliminate, mitigate: what the line says of it; nothing else is filled in.
  treatment::Decision words;
  diag::Span span;  // its line
};

// Every action of a text; `#` begins a line that says nothing. Every mistake is reported; lines
// with one are left out.
[[nodiscard]] std::vector<Action> parse_actions(const diag::Sources& sources, diag::SourceId source,
                                                diag::Diagnostics& diagnostics);

// "Ana Roth:security"; nullopt unless both are there.
[[nodiscard]] std::optional<assurance::Participant> parse_participant(std::string_view text);
// So that the text is read back as it is, whatever is in it but line breaks.
[[nodiscard]] std::string quote_text(std::string_view text);

}  // namespace wardround::sitting
