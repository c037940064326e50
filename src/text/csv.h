// CSV as other tools write it (RFC 4180), every field with its bytes, so that a mistake is shown
// where it stands. Lines end in LF, CRLF or CR; a byte order mark is skipped, and so are lines
// without anything. Fields are separated by commas, or by semicolons where the first line has no
// comma, as spreadsheets of some countries write it. Only files within limits::kModelBytes are
// read.
#pragma once

#include <string>
#include <vector>

#include "diag/diagnostic.h"

namespace wardround::text {

struct CsvField {
  std::string value;  // without its quotes
  diag::Span span;    // with them
};
using CsvRow = std::vector<CsvField>;

struct Csv {
  CsvRow head;               // the first row; empty: the file is
  std::vector<CsvRow> rows;  // each with as many fields as the head
  bool cut = false;          // there are more rows than were asked for
};

// Everything wrong is reported, at most limits::kImportMistakes times; rows with a mistake are left
// out. Reads at most `max_rows` rows below the head, and kCsvFields fields of one row.
inline constexpr std::size_t kCsvFields = 1000;
[[nodiscard]] Csv parse_csv(const diag::Sources& sources, diag::SourceId source,
                            std::size_t max_rows, diag::Diagnostics& diagnostics);

}  // namespace wardround::text
