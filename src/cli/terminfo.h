// What the description of the terminal says.
#pragma once

namespace wardround::cli {

// Whether the terminal in TERM is known, and can place its cursor.
[[nodiscard]] bool can_place_cursor();

}  // namespace wardround::cli
