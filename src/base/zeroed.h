// Large tables of words, all zero at first. Where the system has large pages it is asked for them:
// touching fresh memory page by page costs more than filling it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

namespace wardround {

struct FreeWords {
  std::size_t mapped = 0;  // bytes that the system gave; 0: from the heap
  void operator()(uint64_t* words) const;
};
using Words = std::unique_ptr<uint64_t[], FreeWords>;
// Aborts where there is no memory, as every allocation does.
[[nodiscard]] Words zeroed_words(std::size_t count);

}  // namespace wardround
