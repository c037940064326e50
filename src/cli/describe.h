// How the commands describe their options to CLI11. Only files that include CLI11 include this.
#pragma once

#include "cli/commands.h"

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace wardround::cli {

// Options of one shape each, so that parser, help, completions and manual say the same of them.
// One of `words`; the value it has already is the default.
CLI::Option* add_word(CLI::App* command, const std::string& name, std::string& value,
                      const std::vector<std::string>& words, const std::string& purpose);
// Free text; `type` says what of: "NAME".
CLI::Option* add_value(CLI::App* command, const std::string& name, std::string& value,
                       const std::string& type, const std::string& purpose);
// The same, one value each time it is given.
CLI::Option* add_values(CLI::App* command, const std::string& name,
                        std::vector<std::string>& values, const std::string& type,
                        const std::string& purpose);
// Options that many commands take. `endings`: ".txt, .json".
void add_packs(CLI::App* command, std::vector<std::string>& packs);
void add_path(CLI::App* command, std::string& path);
CLI::Option* add_outputs(CLI::App* command, std::vector<std::string>& outputs,
                         const std::string& endings);

// What add_word was given; empty: the option takes something else, or nothing.
[[nodiscard]] std::vector<std::string> words_of(const CLI::Option& option);
// What stands behind the option: "FILE", or "WORD" for one of its words.
[[nodiscard]] std::string argument_of(const CLI::Option& option);

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
void describe_init(CLI::App& app, InitOptions& options);
void describe_format(CLI::App& app, FormatOptions& options);
void describe_schema(CLI::App& app, SchemaOptions& options);
void describe_bench(CLI::App& app, BenchOptions& options);

}  // namespace wardround::cli
