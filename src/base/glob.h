// Globs of one sort: `*` stands for any run of characters, everything else for itself.
#pragma once

#include <string_view>

namespace wardround {

// Greedy with one point of return, so time is bounded by the product of the two lengths.
[[nodiscard]] bool matches_glob(std::string_view glob, std::string_view text);

}  // namespace wardround
