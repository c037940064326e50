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
#if defined(MADV_HUGEPAGE)
  if (mapped != 0) {
    (void)::munmap(words, mapped);
    return;
  }
#endif
  std::free(words);
}

Words zeroed_words(std::size_t count) {
  const std::size_t bytes = count * sizeof(uint64_t);
#if defined(MADV_HUGEPAGE)
  // What the system gives is zero already. It is asked for one page too many, so that what begins
  // with a large page can be cut out.
  if (bytes >= 2 * kLargePage) {
    const std::size_t rounded = (bytes + kLargePage - 1) / kLargePage * kLargePage;
    void* const memory = ::mmap(nullptr, rounded + kLargePage, PROT_READ | PROT_WRITE,
                                MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    WARDROUND_CHECK(memory != MAP_FAILED);
    auto* const first = static_cast<std::byte*>(memory);
    const std::size_t before =
        (kLargePage - reinterpret_cast<uintptr_t>(memory) % kLargePage) % kLargePage;
    if (before != 0) (void)::munmap(first, before);
    (void)::munmap(first + before + rounded, kLargePage - before);
    (void)::madvise(first + before, rounded, MADV_HUGEPAGE);
    return {reinterpret_cast<uint64_t*>(first + before), FreeWords{rounded}};
  }
#endif
  auto* const memory =
      static_cast<uint64_t*>(std::calloc(count == 0 ? 1 : count, sizeof(uint64_t)));
  WARDROUND_CHECK(memory != nullptr);
  return Words(memory);
}

}  // namespace wardround
