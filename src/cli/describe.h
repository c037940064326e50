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

void describe_check(CLI::App& app, CheckOptions& options);
void describe_answer(CLI::App& app, AnswerOptions& options);
void describe_explain(CLI::App& app, ExplainOptions& options);
void describe_diff(CLI::App& app, DiffOptions& options);
void describe_merge(CLI::App& app, MergeOptions& options);
void describe_diagram(CLI::App& app, DiagramOptions& options);
void describe_decide(CLI::App& app, DecideOptions& options);
void describe_evidence(CLI::App& app, EvidenceOptions& options);
void describe_trace(CLI::App& app, TraceOptions& options);
void describe_next(CLI::App& app, NextOptions& options);
void describe_round(CLI::App& app, RoundOptions& options);
void describe_habit(CLI::App& app, HabitOptions& options);

}  // namespace wardround::cli
