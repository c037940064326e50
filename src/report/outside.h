// What came in from outside (penetration tests, anomalies, vulnerabilities, VEX, patches) and
// whether it was foreseen, for screens, Markdown and JSON.
#pragma once

#include <string>
#include <vector>

#include "base/json_writer.h"
#include "report/view.h"

namespace wardround::report {

// Indices of all reports of the assessment, in their order.
[[nodiscard]] std::vector<std::size_t> all_reports(const View& view);

// "predicted"; of VEX and patches, which are not judged, their kind.
[[nodiscard]] std::string_view report_state(const View& view, std::size_t report);
// Why, or what a VEX statement or a patch says. Names in backticks.
[[nodiscard]] std::string report_text(const View& view, std::size_t report);
// The findings that it speaks of, by id.
[[nodiscard]] std::vector<std::string> report_findings(const View& view, std::size_t report);
// "`PT-1` (pt.csv; amps.evidence.yaml:4:5)": which report raised a finding to its exploitability;
// empty if none did.
[[nodiscard]] std::string floor_text(const View& view, std::size_t finding);

// A line of counts and one line each; empty if there are none.
[[nodiscard]] std::string reports_screen(const View& view, const std::vector<std::size_t>& reports);
void put_report(JsonWriter& json, const View& view, std::size_t report);

}  // namespace wardround::report
