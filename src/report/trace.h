// Traces as a screen, a table in Markdown, CSV and JSON.
#pragma once

#include <string>

#include "report/view.h"
#include "treatment/trace.h"

namespace wardround::report {

[[nodiscard]] std::string trace_screen(const View& view, const treatment::Trace& trace);
[[nodiscard]] std::string trace_markdown(const View& view, const treatment::Trace& trace);
[[nodiscard]] std::string trace_csv(const View& view, const treatment::Trace& trace);
[[nodiscard]] std::string trace_json(const View& view, const treatment::Trace& trace);

}  // namespace wardround::report
