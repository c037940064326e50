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

// Help as CLI11 lays it out, within `width` columns: what stands in a column of its own goes on in
// that column, and a command that is too long for its line goes on in the next as a shell takes it.
[[nodiscard]] std::string fit_help(std::string_view text, std::size_t width);

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
