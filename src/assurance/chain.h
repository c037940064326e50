// All records of a project together: which came before which, which are the newest, and whether
// anything about them is not as it was.
#pragma once

#include <string>
#include <vector>

#include "assurance/record.h"
#include "base/fs.h"

namespace wardround::assurance {

struct ChainedRecord {
  std::string path;    // of the file
  std::string sha256;  // of its bytes
  diag::SourceId source;
  Record record;
};

struct Chain {
  std::string folder;                  // where records stand, whether there are any or not
  std::vector<ChainedRecord> records;  // by date, parents before children, then by name
  std::vector<std::size_t> heads;      // those that no other names as a parent, ascending
  [[nodiscard]] bool empty() const { return records.empty(); }
  // The newest round (not `no_impact`); null: there was none.
  [[nodiscard]] const ChainedRecord* newest_round() const;
  // What the next record names as its parents.
  [[nodiscard]] std::vector<std::string> next_parents() const;
};

// Reads every record in `folder`. What is wrong with one of them is reported at its place: no
// record, a name that its bytes do not have, a parent that is not there, a date before a parent's.
[[nodiscard]] Chain read_chain(const Fs& fs, const std::string& folder, diag::Sources& sources,
                               diag::Diagnostics& diagnostics);
// Writes a record into the folder and returns its path. Safe against being cut off: the file is
// there whole or not at all.
[[nodiscard]] Result<std::string> write_record(Fs& fs, const std::string& folder,
                                               const Record& record);

// A file that a head of the chain recorded and that is otherwise today.
struct Departure {
  std::string path;  // as recorded
  std::size_t record = 0;
  bool missing = false;
};
// `base`: the folder that recorded paths are relative to.
[[nodiscard]] std::vector<Departure> departures(const Fs& fs, const std::string& base,
                                                const Chain& chain);

}  // namespace wardround::assurance
