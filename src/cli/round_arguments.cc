// The options of `round`.
#include <CLI/CLI.hpp>

#include "cli/describe.h"

namespace wardround::cli {

void describe_round(CLI::App& app, RoundOptions& options) {
  auto* command =
      app.add_subcommand("round", "The sitting of the team: the worst first, one card at a time");
  add_path(command, options.path);
  add_value(
      command, "--script", options.script, "FILE",
      "do what stands in FILE, one action a line (`wardround help actions`); `-` reads stdin");
  add_word(command, "--format", options.format, {"text", "md", "json"},
           "what stdout gets: the agenda, or after a script what came of it");
  command
      ->add_option("--minutes", options.minutes,
                   "how long you want to sit, 1 to 480; three minutes a card")
      ->type_name("N")
      ->check(CLI::Range(std::size_t{1}, std::size_t{480}))
      ->capture_default_str();
  command->add_option("--cards", options.cards, "so many cards at a time instead, 1 to 200")
      ->type_name("N")
      ->check(CLI::Range(std::size_t{1}, std::size_t{200}));
  add_value(command, "--by", options.by, "NAME:ROLE", "who speaks")->envname("WARDROUND_BY");
  add_value(command, "--role", options.role, "ROLE", "in which role, if --by does not say it")
      ->envname("WARDROUND_ROLE");
  add_values(command, "--with", options.with, "NAME:ROLE", "who else is there; may be repeated");
  add_packs(command, options.packs);

  constexpr const char* kInstead = "Instead of sitting down";
  auto* verify = command->add_flag("--verify", options.verify,
                                   "is every record as it was written, and is none missing?");
  auto* no_impact =
      command
          ->add_flag("--no-impact", options.no_impact,
                     "watched code changed: somebody looked, and the model stays true")
          ->excludes(verify);
  CLI::Option* const cues =
      command
          ->add_flag("--cues", options.cues,
                     "what asks for a look before the next round: watched code, another catalogue, "
                     "what no longer stands; says nothing where nothing does")
          ->excludes(verify)
          ->excludes(no_impact);
  auto* note = add_value(command, "--note", options.note, "TEXT", "with --no-impact: why");
  auto* baseline =
      add_value(command, "--baseline", options.baseline, "REV",
                "with --no-impact or --cues: changed since this revision of git (default: HEAD)");
  auto* at = add_value(command, "--at", options.at, "REV",
                       "with --cues: of this revision instead of the work tree; for what is "
                       "staged, of `git write-tree`")
                 ->needs(cues);
  for (CLI::Option* option : {verify, no_impact, cues, note, baseline, at}) option->group(kInstead);
  command->footer(
      "In a terminal, each card is a screen: answer the question, decide about the finding, hand\n"
      "it over or skip it; `?` shows the keys. Every answer is safe as soon as it is shown. Quit\n"
      "when you like: the next `round` goes on where you were. Closing writes "
      "rounds/DATE-HASH.json.\n"
      "Without a terminal it prints the agenda, a page for the meeting.\n"
      "\n"
      "Examples:\n"
      "  wardround round --by 'Ana Roth:security' --with 'Bo Lind:quality'\n"
      "  wardround round --minutes 30\n"
      "  wardround round --format md > agenda.md      before the meeting\n"
      "  wardround round --script actions.txt         after it\n"
      "  wardround round --verify                     the records, and whether all is as written\n"
      "  wardround round --cues                       for a hook, or a pipeline\n"
      "  wardround round --no-impact --by 'Ann Lee:firmware' --note 'renamed a variable'");
}

}  // namespace wardround::cli
