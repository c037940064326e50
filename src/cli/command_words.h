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

// What `check --format`, `schema` and `init --from` take.
[[nodiscard]] std::vector<std::string> format_names();
[[nodiscard]] std::vector<std::string> schema_words();
[[nodiscard]] std::vector<std::string> template_names();
[[nodiscard]] std::vector<std::string> command_names(const CLI::App& app);
// What `help` takes: commands and topics.
[[nodiscard]] std::vector<std::string> help_words(const CLI::App& app);
[[nodiscard]] CommandWords::Option option_words(const CLI::Option& option);
[[nodiscard]] std::vector<CommandWords> command_words(const CLI::App& app);

}  // namespace wardround::cli
