// What the model said before a report from outside came, as far as git has kept it.
#pragma once

#include <vector>

#include "cli/commands.h"
#include "treatment/evidence.h"

namespace wardround::cli {

using Reports = std::vector<std::vector<treatment::OutsideReport>>;  // by model of a study

// Reports whose weakness the last revision before their day knew are predicted, since the date of
// that revision: the last commit before that day, along first parents, which touched the project's
// folder. Those that a decision has predicted stay as they are, and without git nothing changes.
void look_back(const Context& context, const EvidenceOptions& options, const study::Study& study,
               Reports& reports);

}  // namespace wardround::cli
