// Arbitrary bytes as a record of a round: read or refused with a position, never a crash. What was
// read and is written again reads as the same; the habit can be told of it.
#include <cstdint>
#include <string_view>

#include "assurance/habit.h"
#include "base/result.h"

namespace {

using namespace wardround;

void check_positions(const diag::Diagnostics& diagnostics, const diag::Sources& sources) {
  for (const diag::Diagnostic& one : diagnostics.sorted(sources))
    WARDROUND_CHECK(!sources.location(one.span).empty() && !one.message().empty());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  diag::Sources sources;
  diag::Diagnostics diagnostics;
  const auto record =
      assurance::read_record(sources, sources.add("r.json", std::string(text)), diagnostics);
  check_positions(diagnostics, sources);
  WARDROUND_CHECK(record || diagnostics.has_errors());
  if (!record) return 0;

  MemoryFs fs;
  WARDROUND_CHECK(assurance::write_record(fs, "rounds", *record));
  const assurance::Chain chain = assurance::read_chain(fs, "rounds", sources, diagnostics);
  check_positions(diagnostics, sources);
  WARDROUND_CHECK(chain.records.size() == 1 && chain.records[0].record == *record);
  const assurance::Habit habit =
      assurance::habit_of({chain, nullptr, 90, add_days(record->date, 100)});
  WARDROUND_CHECK(habit.rounds + habit.no_impact == 1);
  return 0;
}
