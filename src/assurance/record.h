// Q4, did we do a good enough job? What a sitting of the team leaves behind: one file a round,
// `rounds/DATE-HASH.json` beside the project file, which names the records before it by the digest
// of their bytes. Records form a graph: where branches were merged, the next one has two parents.
// A record is never edited; its file's name begins with the digest of its own bytes, so that an
// edit shows. The format is docs/reference/rounds.md. (`signatures` is empty today: its place.)
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.h"
#include "base/result.h"
#include "diag/diagnostic.h"

namespace wardround::assurance {

inline constexpr std::string_view kRoundsFolder = "rounds";
inline constexpr std::string_view kRecordVersion = "1.0";
inline constexpr std::size_t kNameDigits = 12;  // of a SHA-256, hexadecimal, in a file's name

enum class RecordKind : uint8_t {
  round,      // a sitting of the team
  no_impact,  // watched code changed; somebody looked and says that the model stays true
};
[[nodiscard]] std::string_view name(RecordKind kind);

struct Participant {
  std::string name, role;
  auto operator<=>(const Participant&) const = default;
};

// A file as it was. Paths are relative to the folder of the project file, or, of `code`, to the top
// of the repository.
struct RecordedFile {
  std::string path, sha256;
  auto operator<=>(const RecordedFile&) const = default;
};

// A file of code that somebody looked at, and the subjects that watch it, as `SYSTEM/ID`; the
// project itself is ".". What they say is in `models`, so that a later change of theirs shows.
struct ConfirmedFile {
  std::string path, sha256;
  std::vector<std::string> watched_by;
  auto operator<=>(const ConfirmedFile&) const = default;
};

struct RecordedPack {
  std::string id, version, sha256;
  auto operator<=>(const RecordedPack&) const = default;
};

// One card of the sitting and what came of it.
struct RecordedItem {
  std::string kind;     // "finding", "question", "decision", "evidence", "attestation", "change"
  std::string about;    // the finding, question, step … it is about
  std::string outcome;  // "answered", "mitigated", "accepted", …, "skipped", "handed-over"
  std::string detail;   // the value, the controls, the name; may be empty
  std::string by;       // who said so; may be empty
  bool operator==(const RecordedItem&) const = default;
};

// A finding as it stood when the round closed.
struct RecordedFinding {
  std::string id, certainty, risk;  // risk: a word, or empty where it has none
  bool decided = false;
  bool operator==(const RecordedFinding&) const = default;
};

// What a model came to; counts of findings are those of open ones, `cleared` apart.
struct RecordedFigures {
  std::size_t certain = 0, assumed = 0, unverified = 0, cleared = 0;
  std::size_t undecided = 0, questions = 0;
  std::size_t urgent = 0, high = 0, medium = 0, low = 0;
  std::size_t controls = 0, verified_controls = 0;
  std::size_t predicted = 0, escaped = 0;  // reports from outside, by whether the model knew
  bool operator==(const RecordedFigures&) const = default;
};

// Every figure under the name that records give it.
struct FigureField {
  std::string_view name;
  std::size_t RecordedFigures::* count;
};
[[nodiscard]] std::span<const FigureField> figure_fields();

struct RecordedModel {
  std::string system;               // its id
  std::string path;                 // of the main file
  std::string canonical;            // SHA-256 of the model whatever its layout (canonical.h)
  std::vector<RecordedFile> files;  // model, included files, decisions, evidence: by path
  RecordedFigures before, after;
  std::vector<RecordedItem> agenda;                       // in the order of the sitting
  std::vector<RecordedFinding> findings;                  // open ones, by id
  std::map<std::string, std::string> subjects;            // id: digest of what the model says of it
  std::vector<std::string> questions;                     // still open, by id
  std::map<std::string, std::vector<std::string>> watch;  // id: globs of the code it watches
  bool operator==(const RecordedModel&) const = default;
};

struct Record {
  RecordKind kind = RecordKind::round;
  Date date;
  std::vector<std::string> parents;  // SHA-256 of the bytes of each, sorted
  std::string project;               // its id; may be empty
  std::string tool;                  // "wardround 0.1.0"
  std::vector<Participant> participants;
  std::vector<std::string> watch;  // globs of the code that the project watches as a whole
  std::string note;                // no_impact: why; round: whatever was worth writing down
  int cadence = 0;  // days until the next round, as the device asks for; 0: nobody said
  std::vector<ConfirmedFile> code;  // no_impact: the watched files that were looked at
  std::vector<RecordedPack> catalogue;
  std::vector<RecordedModel> models;
  bool operator==(const Record&) const = default;
};

// The bytes of a record: the same record gives the same bytes, and reading them gives it again.
[[nodiscard]] std::string record_text(const Record& record);
// "2026-11-23-3f9c0d12ab34.json" for these bytes.
[[nodiscard]] std::string record_name(Date date, std::string_view bytes);
// Every mistake is reported; nullopt if it is not a record.
[[nodiscard]] std::optional<Record> read_record(const diag::Sources& sources, diag::SourceId source,
                                                diag::Diagnostics& diagnostics);

}  // namespace wardround::assurance
