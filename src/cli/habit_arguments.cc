// The options of `habit`.
#include <CLI/CLI.hpp>

#include "cli/describe.h"

namespace wardround::cli {

void describe_habit(CLI::App& app, HabitOptions& options) {
  auto* command = app.add_subcommand(
      "habit", "Does the habit live? Rounds, answers and decisions over time, of one team or many");
  command->add_option("DIR", options.paths, "projects, or folders that hold some (default: .)");
  command->add_option("--format", options.format, "text, html or json, on stdout")
      ->check(CLI::IsMember({"text", "html", "json"}));
  command->add_option("-o,--output", options.outputs, "write FILE.html, FILE.json or FILE.txt")
      ->allow_extra_args(false)
      ->type_name("FILE");
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
