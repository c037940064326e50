// Options of commands whose description stands in a file of its own. Only files that include CLI11
// include this.
#pragma once

#include "cli/commands.h"

namespace CLI {
class App;
}

namespace wardround::cli {

// Options that many commands take.
void add_packs(CLI::App* command, std::vector<std::string>& packs);
void add_path(CLI::App* command, std::string& path);

void describe_next(CLI::App& app, NextOptions& options);
void describe_round(CLI::App& app, RoundOptions& options);
void describe_habit(CLI::App& app, HabitOptions& options);

}  // namespace wardround::cli
