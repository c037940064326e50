// What a YAML reader stumbled over, in words that help the writer of the text.
#pragma once

#include "diag/diagnostic.h"
#include "text/yaml_events.h"

namespace wardround::text {

void report_syntax_error(const diag::Sources& sources, diag::SourceId source,
                         const SyntaxError& error, diag::Diagnostics& diagnostics);

}  // namespace wardround::text
