// Traces as a screen, a table in Markdown, CSV and JSON.
#pragma once

#include <string>
#include <vector>

#include "report/view.h"
#include "treatment/trace.h"

namespace wardround::report {

struct Traced {
  const View& view;
  treatment::Trace trace;
  std::vector<std::size_t> reports{};  // from outside, into the evidence
};

// All models of a project in one text.
[[nodiscard]] std::string trace_screen(const std::vector<Traced>& models);
[[nodiscard]] std::string trace_markdown(const std::vector<Traced>& models);
[[nodiscard]] std::string trace_csv(const std::vector<Traced>& models);
// One document; of a project with several models `{schema_version, models: [documents]}`, however
// many of them are traced.
[[nodiscard]] std::string trace_json(const std::vector<Traced>& models, bool several);

}  // namespace wardround::report
