// The open sitting as it stands on the disk, `rounds/open-sitting.json`: cut off at any moment,
// nothing that was acknowledged is lost. Before files are changed the change is written down here
// (the intent), afterwards that it is done. The file is gone when the round is closed.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "assurance/record.h"
#include "base/fs.h"
#include "sitting/splice.h"

namespace wardround::sitting {

inline constexpr std::string_view kJournalFile = "open-sitting.json";  // in the folder of rounds

// A card as it is remembered: its model by path (relative to the project's folder) and what it is
// about by id.
struct JournalCard {
  std::string kind, model, about, why;
  bool operator==(const JournalCard&) const = default;
};

// One thing that was said and done.
struct JournalEntry {
  std::optional<std::size_t> card;  // none: a note
  std::string outcome, detail, by;
  std::vector<Splice> files;
  bool operator==(const JournalEntry&) const = default;
};

struct JournalIntent {
  enum class What : uint8_t { act, undo, close } what = What::act;
  JournalEntry entry;  // act: what is to be done; undo: what is taken back
  std::string record;  // close: name of the record's file
  bool operator==(const JournalIntent&) const = default;
};

// Of one model, when the sitting began.
struct JournalModel {
  std::string path;
  assurance::RecordedFigures before;
  bool operator==(const JournalModel&) const = default;
};

struct Journal {
  Date opened;
  std::size_t cards = 5;  // at a time
  std::size_t minutes = 15;
  std::optional<assurance::Participant> speaker;
  std::vector<assurance::Participant> participants;  // in the order in which they came
  std::vector<JournalModel> models;
  std::vector<JournalCard> agenda;
  std::vector<JournalEntry> entries;
  std::size_t at = 0;  // the card that is spoken of
  std::optional<JournalIntent> intent;
  bool operator==(const Journal&) const = default;
};

[[nodiscard]] std::string journal_text(const Journal& journal);
[[nodiscard]] Result<Journal> read_journal(std::string_view text);

}  // namespace wardround::sitting
