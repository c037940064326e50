// glibc takes small and middling blocks from one heap that grows at its end. It is grown once, by
// addresses alone, and the system is told to back them with large pages as they are used. A run is
// short: what was freed is kept for what comes next, rather than given back page by page.
#include "cli/large_pages.h"

#if defined(WARDROUND_LARGE_PAGES) && __has_include(<malloc.h>)
#include <malloc.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#endif

namespace wardround::cli {

#if defined(WARDROUND_LARGE_PAGES) && defined(__GLIBC__) && defined(MADV_HUGEPAGE)

void prefer_large_pages() {
  constexpr int kHeap = 500 << 20;
  constexpr int kLargestBlock = 32 << 20;  // what glibc allows; larger ones come from elsewhere
  constexpr std::size_t kLargePage = std::size_t{2} << 20;
  mallopt(M_MMAP_THRESHOLD, kLargestBlock);
  mallopt(M_TRIM_THRESHOLD, 2 * kHeap);  // it keeps its end
  mallopt(M_TOP_PAD, kHeap);
  void* volatile first = std::malloc(kLargePage);  // more than there is: the heap grows
  std::free(first);
  mallopt(M_TOP_PAD, kLargestBlock);
  const auto end = reinterpret_cast<std::uintptr_t>(sbrk(0));
  const auto at = reinterpret_cast<std::uintptr_t>(first);
  if (first == nullptr || at > end || end - at < kHeap) return;  // it did not
  const std::uintptr_t begin = (at + kLargePage - 1) / kLargePage * kLargePage;
  (void)madvise(reinterpret_cast<void*>(begin), end - begin, MADV_HUGEPAGE);
}

#else

void prefer_large_pages() {}

#endif

}  // namespace wardround::cli
