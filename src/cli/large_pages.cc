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
  constexpr std::size_t kMost = 2 * kLargePage;  // of the first block; at least a large page less
  constexpr std::size_t kProbe = 64 << 10;       // more than lies free inside the heap as yet
  constexpr std::size_t kHeader = 256;           // more than malloc writes in front of a block
  mallopt(M_MMAP_THRESHOLD, kLargestBlock);
  mallopt(M_TRIM_THRESHOLD, 2 * kHeap);  // it keeps its end
  mallopt(M_TOP_PAD, kHeap);
  // The first block asks for more than there is, so that the heap grows. It is kept and never
  // touched: it ends where a large page begins, and what comes next lies in large pages. A small
  // page that is touched where a large one could lie keeps it away.
  void* volatile probe = std::malloc(kProbe);
  const auto here = reinterpret_cast<std::uintptr_t>(probe);
  std::free(probe);
  const std::uintptr_t next = (here + kMost) / kLargePage * kLargePage;
  static void* const unused = std::malloc(next - here - kHeader);
  mallopt(M_TOP_PAD, kLargestBlock);
  const auto end = reinterpret_cast<std::uintptr_t>(sbrk(0));
  const auto at = reinterpret_cast<std::uintptr_t>(unused);
  if (unused == nullptr || at > end || end - at < kHeap) return;  // it did not
  const std::uintptr_t begin = (at + kLargePage - 1) / kLargePage * kLargePage;
  (void)madvise(reinterpret_cast<void*>(begin), end - begin, MADV_HUGEPAGE);
}

#else

void prefer_large_pages() {}

#endif

}  // namespace wardround::cli
