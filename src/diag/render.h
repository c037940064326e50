// Diagnostics as text for people and as JSON for programs.
#pragma once

#include <string>

#include "base/json_writer.h"
#include "diag/diagnostic.h"

namespace wardround::diag {

struct TextStyle {
  bool colour = false;
  std::size_t width = 80;
};

// Each diagnostic: `file:line:column: error[WR0203]: message`, the line with a caret under the
// span, notes, "help: did you mean …" for each fix; then one line of counts. Everything from the
// input is escaped.
[[nodiscard]] std::string render_text(const Diagnostics& diagnostics, const Sources& sources,
                                      const TextStyle& style);

// An array of {code, name, severity, message, location{file,line,column,end_line,end_column},
// notes[], fixes[]}.
[[nodiscard]] std::string render_json(const Diagnostics& diagnostics, const Sources& sources);
// The same array as a value inside a larger document.
void write_json(JsonWriter& json, const Diagnostics& diagnostics, const Sources& sources);

}  // namespace wardround::diag
