// `wardround help`: topics that belong to no single command, and the whole as a manual page.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cli/completions.h"

namespace wardround::cli {

struct Topic {
  std::string_view name;     // "exit-codes"
  std::string_view title;    // "exit codes"
  std::string_view section;  // of the manual page: "EXIT STATUS"
  std::string (*text)();     // lines of at most 80 columns
};
[[nodiscard]] std::span<const Topic> topics();
[[nodiscard]] const Topic* find_topic(std::string_view name);  // null if there is none
// A line for each topic, to stand behind the commands.
[[nodiscard]] std::string topic_list();

// The whole command line, as its own description has it.
struct Manual {
  std::string version;
  std::string description;
  std::string examples;
  std::vector<CommandWords::Option> options;  // of all commands
  std::vector<CommandWords> commands;
};
// wardround(1) in the man macros. ASCII alone, the same on every machine.
[[nodiscard]] std::string man_page(const Manual& manual);

}  // namespace wardround::cli
