// The texts of a model: the main file and what it includes.
#pragma once

#include <string>
#include <vector>

#include "base/fs.h"
#include "model/load.h"
#include "model/report.h"

namespace wardround::model {

// Reads and parses `main` and, depth first, all files that it includes. Every file is read once;
// cycles, second inclusions and broken budgets are reported. `main_text`: the text of the main file
// where it is at hand.
[[nodiscard]] std::vector<SourceText> read_files(const Fs& fs, const std::string& main,
                                                 const std::string* main_text,
                                                 diag::Sources& sources, Report& report,
                                                 std::size_t& node_budget);

}  // namespace wardround::model
