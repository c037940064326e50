// Test results as test runners write them: JUnit XML. Read as from a stranger: no document type,
// hence no entities; every size has a budget (limits.h); no recursion.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"

namespace wardround::treatment {

enum class Outcome : uint8_t { passed, skipped, failed };  // better first
[[nodiscard]] std::string_view name(Outcome outcome);
// What a test is for: showing that a control works, or trying to get past it.
enum class TestKind : uint8_t { mitigation, defeat };
[[nodiscard]] std::string_view name(TestKind kind);
[[nodiscard]] std::optional<TestKind> parse_test_kind(std::string_view word);

struct TestResult {
  std::string test;  // "CLASSNAME.NAME"; the name alone where there is no class
  Outcome outcome = Outcome::passed;
  std::optional<TestKind> kind;  // by the property `wardround.kind` of the test or its suite
};

// The results of one file, by name, each name once: of several results the worst counts. An Error
// says what is wrong with the file, without its name. `xml` is used up.
[[nodiscard]] Result<std::vector<TestResult>> read_junit(std::string xml);

}  // namespace wardround::treatment
