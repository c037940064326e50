// The options of `habit`.
#include <CLI/CLI.hpp>

#include "cli/describe.h"

namespace wardround::cli {

void describe_habit(CLI::App& app, HabitOptions& options) {
  auto* command =
      app.add_subcommand("habit", "Does the habit live? Rounds, answers, decisions over time");
  command->add_option("DIR", options.paths, "projects, or folders that hold some (default: .)");
  add_word(command, "--format", options.format, {"text", "html", "json"},
           "what stdout gets, text unless -o is given");
  add_values(command, "-o,--output", options.outputs, "FILE",
             "write to FILE (.html, .json, .txt); may be repeated");
  command->footer(
      "Nothing is evaluated: figures come from records of rounds and from the history of git.\n"
      "They are of teams, not of people; what nothing is known of says so.\n"
      "\n"
      "Examples:\n"
      "  wardround habit                              of this project\n"
      "  wardround habit -o habit.html                the same as a page with charts\n"
      "  wardround habit products/                    every project below: which is stale?");
}

}  // namespace wardround::cli
