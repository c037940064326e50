// The command line as the parser knows it, in words: for completions, help, and suggestions. Only
// files that include CLI11 include this.
#pragma once

#include <string>
#include <vector>

#include "cli/completions.h"

namespace CLI {  // NOLINT(readability-identifier-naming): the library chose it
class App;
class Option;
}  // namespace CLI

namespace wardround::cli {

// What `check --format` and `schema` take.
[[nodiscard]] std::vector<std::string> format_names();
[[nodiscard]] std::vector<std::string> schema_words();
// Words that the first positional of a command takes; of `help`: all commands and topics.
[[nodiscard]] std::vector<std::string> first_words(const CLI::App& app, const std::string& command);
// `command` is empty for options of the whole.
[[nodiscard]] CommandWords::Option option_words(const std::string& command,
                                                const CLI::Option& option);
[[nodiscard]] std::vector<CommandWords> command_words(const CLI::App& app);

}  // namespace wardround::cli
