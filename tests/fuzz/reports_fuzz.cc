// Arbitrary bytes as a file of reports (CSV, JSON, CycloneDX, OpenVEX): read or refused with a
// position, never a crash; what was read can be recorded, reads back, and changes nothing when it
// is recorded again.
#include <cstdint>
#include <string_view>

#include "base/result.h"
#include "model/load.h"
#include "treatment/report_import.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace wardround;
  diag::Sources sources;
  diag::Diagnostics diagnostics;
  const catalog::Catalog catalog;
  const model::Loaded loaded =
      model::load_text("m.yaml", "wardround: 1\nsystem: s\n", catalog, sources, diagnostics);
  diagnostics = {};
  treatment::ReportImport import({catalog, {&loaded.model}, treatment::ReportKind::pentest},
                                 sources, diagnostics);
  import.read(sources.add("r", std::string(reinterpret_cast<const char*>(data), size)), "");
  const auto reports = import.take();
  for (const diag::Diagnostic& one : diagnostics.sorted(sources)) {
    WARDROUND_CHECK(!sources.location(one.span).empty() && !one.message().empty());
  }
  if (diagnostics.has_errors()) return 0;
  const treatment::Evidence news{{}, reports[0]};
  const auto first = treatment::record("", news);
  WARDROUND_CHECK(first.has_value());
  const auto again = treatment::record(first->text, news);
  WARDROUND_CHECK(again.has_value() && again->text == first->text);
  return 0;
}
