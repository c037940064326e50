// The one way a bug ends the process.
#include <cstdio>
#include <cstdlib>

#include "base/result.h"

namespace wardround {

void check_failed(const char* condition, const char* file, int line) {
  std::fprintf(stderr, "%s:%d: internal fault: `%s` does not hold\n", file, line, condition);
  std::abort();
}

}  // namespace wardround
