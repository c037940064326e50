// Spans of time as people write them: `90d`, `2w`, `6m`, `1y`.
#pragma once

#include <optional>
#include <string_view>

namespace wardround::assurance {

// In days (a month has 30, a year 365), 1 to 3,650; nullopt for anything else.
[[nodiscard]] std::optional<int> parse_period(std::string_view text);

}  // namespace wardround::assurance
