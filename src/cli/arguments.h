// The command line: options, help texts with examples, completions. The only file that knows CLI11.
#pragma once

#include "cli/commands.h"

namespace wardround::cli {

// Parses and runs. `as_of` on the command line replaces `context.today`.
int run(Context& context, int argc, const char* const* argv);

}  // namespace wardround::cli
