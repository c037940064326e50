// Arbitrary bytes as CSV: read or refused with a position, never a crash; every field's bytes lie
// in the text, in order, and every row is as wide as the head.
#include <cstdint>
#include <string_view>

#include "base/result.h"
#include "text/csv.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace wardround;
  diag::Sources sources;
  diag::Diagnostics diagnostics;
  const diag::SourceId source =
      sources.add("a.csv", std::string(reinterpret_cast<const char*>(data), size));
  const text::Csv csv = text::parse_csv(sources, source, 1000, diagnostics);
  uint32_t end = 0;
  const auto check = [&](const text::CsvRow& row) {
    for (const text::CsvField& field : row) {
      WARDROUND_CHECK(field.span.begin >= end && field.span.end >= field.span.begin);
      WARDROUND_CHECK(field.span.end <= size);
      end = field.span.end;
    }
  };
  check(csv.head);
  for (const text::CsvRow& row : csv.rows) {
    WARDROUND_CHECK(row.size() == csv.head.size());
    check(row);
  }
  for (const diag::Diagnostic& one : diagnostics.sorted(sources)) {
    WARDROUND_CHECK(!sources.location(one.span).empty());
  }
  return 0;
}
