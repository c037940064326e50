// Arbitrary bytes as what `check --format json` wrote earlier: read or refused with a reason, never
// a crash; what was read compares equal to itself.
#include <cstdint>
#include <string_view>

#include "base/result.h"
#include "study/change.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace wardround;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto snapshot = study::read_snapshot(text);
  if (!snapshot) {
    WARDROUND_CHECK(!snapshot.error().message.empty());
    return 0;
  }
  const catalog::Catalog catalog;
  const study::Assessment assessment;
  WARDROUND_CHECK(study::compare(catalog, assessment, *snapshot, *snapshot).empty());
  return 0;
}
