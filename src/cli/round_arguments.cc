// The options of `round`.
#include <fmt/core.h>

#include <CLI/CLI.hpp>

#include "cli/describe.h"
#include "report/paint.h"
#include "sitting/action.h"

namespace wardround::cli {

namespace {

// "answer VALUE   answers the question of the card", a line or two for each.
std::string action_list() {
  constexpr std::size_t kForm = 28;
  std::string text;
  for (const sitting::VerbInfo& verb : sitting::verbs()) {
    const std::vector<std::string> forms = report::paragraph("  ", verb.form, 78);
    for (std::size_t i = 0; i < forms.size(); ++i)
      text += (i == 0 ? "" : "     ") + forms[i] + "\n";
    text += fmt::format("{:{}}{}\n", "", kForm, verb.purpose);
  }
  text.pop_back();
  return text;
}

}  // namespace

void describe_round(CLI::App& app, RoundOptions& options) {
  auto* command = app.add_subcommand(
      "round", "The sitting of the team: what changed, the worst first, one card at a time");
  add_path(command, options.path);
  command
      ->add_option("--script", options.script,
                   "do what stands in FILE, one action a line; `-` reads stdin")
      ->type_name("FILE");
  command
      ->add_option("--format", options.format,
                   "text, md or json: the agenda, or after a script what came of it")
      ->check(CLI::IsMember({"text", "md", "json"}));
  command
      ->add_option("--minutes", options.minutes, "how long you want to sit; three minutes a card")
      ->check(CLI::Range(std::size_t{1}, std::size_t{480}))
      ->capture_default_str();
  command->add_option("--cards", options.cards, "so many cards at a time instead")
      ->check(CLI::Range(std::size_t{1}, std::size_t{200}));
  command->add_option("--by", options.by, "who speaks, NAME:ROLE")
      ->type_name("NAME:ROLE")
      ->envname("WARDROUND_BY");
  command->add_option("--role", options.role, "in which role, if --by does not say it")
      ->envname("WARDROUND_ROLE");
  command->add_option("--with", options.with, "who else is there, NAME:ROLE; may be repeated")
      ->type_name("NAME:ROLE")
      ->allow_extra_args(false);
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
  command->add_option("--note", options.note, "--no-impact: why")->type_name("TEXT");
  command
      ->add_option("--baseline", options.baseline,
                   "--no-impact, --cues: changed since this revision of git (default: HEAD)")
      ->type_name("REV");
  command
      ->add_option("--at", options.at,
                   "--cues: of this revision instead of the work tree; for what is staged, of "
                   "`git write-tree`")
      ->type_name("REV")
      ->needs(cues);
  add_packs(command, options.packs);
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
      "  printf 'answer passkey\\nclose\\n' | wardround round --script - --by 'Ana Roth:security'\n"
      "  wardround round --verify                     the records, and whether all is as written\n"
      "  wardround round --cues                       for a hook, or a pipeline\n"
      "  wardround round --no-impact --by 'Ann Lee:firmware' --note 'renamed a variable'\n"
      "\n"
      "Actions of a script, one a line, to the card that is next:\n" +
      action_list());
}

}  // namespace wardround::cli
