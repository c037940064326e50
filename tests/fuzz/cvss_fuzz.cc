// Arbitrary bytes as a CVSS vector: read or refused with reasons that lie inside the text; what was
// read prints, reads the same again and has a score.
#include <cstdint>
#include <string_view>

#include "base/result.h"
#include "risk/cvss.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  namespace cvss = wardround::risk::cvss;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto vector = cvss::parse(text);
  if (!vector) {
    WARDROUND_CHECK(!vector.error().empty());
    for (const cvss::Problem& problem : vector.error()) {
      WARDROUND_CHECK(!problem.reason.empty());
      WARDROUND_CHECK(problem.begin <= problem.end && problem.end <= size);
    }
    return 0;
  }
  WARDROUND_CHECK(cvss::parse(cvss::print(*vector)) == *vector);
  const cvss::Scored scored = cvss::score(*vector);
  WARDROUND_CHECK(scored.score.tenths >= 0 && scored.score.tenths <= 100);
  WARDROUND_CHECK(scored.base.tenths >= 0 && scored.base.tenths <= 100);
  return 0;
}
