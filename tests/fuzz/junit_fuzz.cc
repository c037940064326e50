// Arbitrary bytes as JUnit XML: read or refused with a reason, never a crash; each test once, by a
// name that can be recorded and read back.
#include <cstdint>
#include <string_view>

#include "treatment/evidence.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace wardround;
  const auto tests = treatment::read_junit(std::string(reinterpret_cast<const char*>(data), size));
  if (!tests) {
    WARDROUND_CHECK(!tests.error().message.empty());
    return 0;
  }
  treatment::Evidence news;
  for (const treatment::TestResult& test : *tests) {
    WARDROUND_CHECK(!test.test.empty());
    WARDROUND_CHECK(news.tests.empty() || news.tests.back().test < test.test);
    treatment::TestEvidence entry;
    entry.build = "b";
    entry.test = test.test;
    entry.result = test.outcome;
    news.tests.push_back(std::move(entry));
  }
  const auto first = treatment::record("", news);
  WARDROUND_CHECK(first.has_value() && first->added == news.tests.size());
  const auto again = treatment::record(first->text, news);
  WARDROUND_CHECK(again.has_value() && again->text == first->text);
  return 0;
}
