// The round in a terminal: one card a screen.
#pragma once

#include <optional>

#include "cli/commands.h"
#include "sitting/sitting.h"

namespace wardround::cli {

// Sits until the team quits or closes, and gives the exit code; none where the terminal cannot
// place its cursor.
[[nodiscard]] std::optional<int> round_screen(Context& context, sitting::Sitting& sitting);

}  // namespace wardround::cli
