// What a file of reports holds, whatever its format: rows of named cells, each with its place. CSV,
// JSON of the same columns, CycloneDX (its `vulnerabilities`) and OpenVEX.
#pragma once

#include <string>
#include <vector>

#include "diag/diagnostic.h"
#include "text/tree.h"

namespace wardround::treatment {

struct ReportCell {
  std::string column;
  std::string value;
  diag::Span span;
  diag::Span column_span;  // where the column is named
};
struct ReportRow {
  std::vector<ReportCell> cells;
  diag::Span span;

  void add(std::string_view column, std::string value, diag::Span at) {
    if (!value.empty()) cells.push_back({std::string(column), std::move(value), at, at});
  }
};

// At most limits::kReports rows; everything wrong is reported, the rest can be used.
[[nodiscard]] std::vector<ReportRow> read_report_rows(const diag::Sources& sources,
                                                      diag::SourceId source,
                                                      diag::Diagnostics& diagnostics);

// CycloneDX with vulnerabilities, and OpenVEX: one row for each vulnerability and what it affects.
[[nodiscard]] bool is_vulnerability_document(const text::Tree& tree);
[[nodiscard]] std::vector<ReportRow> vulnerability_rows(const text::Tree& tree);

}  // namespace wardround::treatment
