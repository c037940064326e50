// What `check` compares with, and the gates.
#pragma once

#include <vector>

#include "cli/commands.h"
#include "cli/sides.h"
#include "report/since.h"

namespace wardround::cli {

// One model with what changed since the baseline.
struct Compared {
  const study::Assessment* assessment = nullptr;
  report::Since since;
};

// The baseline of a revision is evaluated, that of a file read. Marks in `study` what a change of
// the catalogue alone brought.
[[nodiscard]] Result<std::vector<Compared>> compare_with_baseline(Context& context,
                                                                  const CheckOptions& options,
                                                                  study::Study& study);
// The same of a study that was read from `now`, and a revision.
[[nodiscard]] Result<std::vector<Compared>> compare_with_revision(Context& context,
                                                                  const CheckOptions& options,
                                                                  const Side& now,
                                                                  study::Study& study);

// What fails the gate is said on stderr; the exit code follows.
[[nodiscard]] int pass_gate(const Context& context, const CheckOptions& options,
                            const study::Study& study, const std::vector<Compared>& compared);

}  // namespace wardround::cli
