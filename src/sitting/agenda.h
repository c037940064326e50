// What a round looks at, in which order: what changed since the last one, then the most harm first,
// whether it is a finding, a question that would settle some, a decision that no longer stands,
// evidence that has gone, or something that somebody must say. Pure: the same study and the same
// records give the same agenda.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "assurance/chain.h"
#include "study/study.h"

namespace wardround::sitting {

inline constexpr int kExpiringDays = 30;  // an acceptance that ends within them comes up
inline constexpr std::size_t kNone = static_cast<std::size_t>(-1);

enum class CardKind : uint8_t { change, decision, finding, question, evidence, attestation };
[[nodiscard]] std::string_view name(CardKind kind);
[[nodiscard]] std::optional<CardKind> parse_card_kind(std::string_view word);

// A step of the playbook that somebody is to attest.
struct DueStep {
  std::string id, title, statement;
  diag::Span span;
  std::string why;                 // it is asked: "due", "Ann (QA) on 2025-11-01, too long ago"
  std::vector<std::string> about;  // what it speaks of
};

// Something to look at, in one state of the study.
struct Card {
  CardKind kind = CardKind::finding;
  std::size_t assessment = 0;  // of `change`: 0, it speaks of all
  std::string about;  // id of finding, question, step; target of a decision; use of a control
  std::string why;    // why it comes up today: "new since 2026-08-01"
  std::size_t finding = kNone;   // finding, decision: the worst that it speaks of; into the result
  std::size_t question = kNone;  // likewise
  std::size_t decision = kNone;
  std::size_t use = kNone;   // evidence: of a control
  std::size_t step = kNone;  // attestation: into the due steps of its assessment
};

// What changed in a model since its last record.
struct Since {
  bool known = false;  // there is a record of it; nothing else is filled in if not
  bool same = false;   // the design says what it said then
  std::vector<std::string> added, changed, removed;           // subjects, by id
  std::vector<std::string> new_findings, gone_findings;       // by id
  std::vector<std::string> new_questions, settled_questions;  // by id
};

// What earlier rounds left behind.
struct Past {
  const assurance::ChainedRecord* last = nullptr;  // the newest round
  std::vector<std::string> packs;                  // catalogue packs that are others since
  std::vector<Since> since;                        // by assessment
  // By system and what it is about: who has it, until when.
  struct Handed {
    std::string who;
    std::optional<Date> until;
  };
  std::map<std::pair<std::string, std::string>, Handed> handed;
};
[[nodiscard]] Past past_of(const study::Study& study, const assurance::Chain& chain);

struct Situation {
  const study::Study& study;
  const Past& past;
  const std::vector<std::vector<DueStep>>& due;  // by assessment; may be empty
  Date today;
};

// Everything that could be looked at, in order; a `change` first.
[[nodiscard]] std::vector<Card> all_cards(const Situation& situation);
// The card about something, whether it would come up today or not; `why` stays empty. nullopt if
// there is no such thing any more.
[[nodiscard]] std::optional<Card> find_card(const Situation& situation, CardKind kind,
                                            std::size_t assessment, std::string_view about);
// Is there still something to do about it today?
[[nodiscard]] bool is_open(const Situation& situation, const Card& card);

// "amps", the id of an assessment's system.
[[nodiscard]] std::string system_id(const study::Assessment& assessment);
// "signed-update@os": a use of a control.
[[nodiscard]] std::string use_id(const study::Study& study, const study::Assessment& assessment,
                                 std::size_t use);
// Who was asked, and until when; `who` is empty if nobody was.
[[nodiscard]] Past::Handed asked_of(const study::Assessment& assessment,
                                    const threats::Question& question);

}  // namespace wardround::sitting
