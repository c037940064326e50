// The options of `round`.
#include <CLI/CLI.hpp>

#include "cli/describe.h"

namespace wardround::cli {

void describe_round(CLI::App& app, RoundOptions& options) {
  auto* command =
      app.add_subcommand("round", "The sitting of the team, and the records that it leaves");
  add_path(command, options.path);
  auto* verify = command->add_flag("--verify", options.verify,
                                   "is every record as it was written, and is none missing?");
  command
      ->add_flag("--no-impact", options.no_impact,
                 "watched code changed: somebody looked, and the model stays true")
      ->excludes(verify);
  command->add_option("--by", options.by, "who says so")->type_name("NAME:ROLE");
  command->add_option("--note", options.note, "why")->type_name("TEXT");
  command
      ->add_option("--baseline", options.baseline,
                   "--no-impact: changed since this revision of git (default: HEAD)")
      ->type_name("REV");
  add_packs(command, options.packs);
  command->footer(
      "Examples:\n"
      "  wardround round --verify                     the records, and whether all is as written\n"
      "  wardround round --no-impact --by \"Ann Lee:firmware\" --note \"renamed a variable\"");
}

}  // namespace wardround::cli
