#include "base/zeroed.h"

#include <cstdlib>
#include <cstring>

#include "base/result.h"

#if __has_include(<sys/mman.h>)
#include <sys/mman.h>
#endif

namespace wardround {
namespace {

constexpr std::size_t kLargePage = std::size_t{2} << 20;

}  // namespace

void FreeWords::operator()(uint64_t* words) const {
  std::free(words);
}

Words zeroed_words(std::size_t count) {
  const std::size_t bytes = count * sizeof(uint64_t);
#if defined(MADV_HUGEPAGE)
  if (bytes >= 2 * kLargePage) {
    const std::size_t rounded = (bytes + kLargePage - 1) / kLargePage * kLargePage;
    void* const memory = std::aligned_alloc(kLargePage, rounded);
    WARDROUND_CHECK(memory != nullptr);
    (void)::madvise(memory, rounded, MADV_HUGEPAGE);
    std::memset(memory, 0, bytes);
    return Words(static_cast<uint64_t*>(memory));
  }
#endif
  auto* const memory =
      static_cast<uint64_t*>(std::calloc(count == 0 ? 1 : count, sizeof(uint64_t)));
  WARDROUND_CHECK(memory != nullptr);
  return Words(memory);
}

}  // namespace wardround
