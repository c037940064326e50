// Where the lines of a block scalar (`|`, `>`) stand: libyaml tells only where reading stopped.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace wardround::text {

// End of the scalar's last line without its line break. Blank lines after it belong to it only
// where `+` keeps them. `begin` is the indicator, `reached` where libyaml stopped, `decoded` the
// value.
[[nodiscard]] uint32_t block_scalar_end(std::string_view text, uint32_t begin, uint32_t reached,
                                        std::string_view decoded);

// One line of a block scalar in its file, its indent and line break left out.
struct BlockLine {
  uint32_t begin;
  uint32_t end;
};
// The lines below the header of [begin, end), which is what block_scalar_end gave.
[[nodiscard]] std::vector<BlockLine> block_scalar_lines(std::string_view text, uint32_t begin,
                                                        uint32_t end, std::string_view decoded);

}  // namespace wardround::text
