// The options of `next`.
#include <CLI/CLI.hpp>

#include "assurance/playbook.h"
#include "cli/describe.h"

namespace wardround::cli {

void describe_next(CLI::App& app, NextOptions& options) {
  CLI::App* command =
      app.add_subcommand("next", "The one next thing to do, and where you stand in the playbook");
  add_path(command, options.path);
  command->add_flag("--all", options.all, "where every step stands, and what is missing where");
  command->add_flag("--misses", options.misses, "with --all: everything that is missing");
  command->add_flag("--plan", options.plan,
                    "who does what, how deep and how often: the skeleton of a security risk "
                    "management plan");
  add_word(command, "--matrix", options.matrix, {"sr2"},
           "what IEC 62443-4-1 SR-2 asks for, and what shows it");
  const std::vector<std::string_view> playbooks = assurance::shipped_playbooks();
  add_word(command, "--playbook", options.playbook, {playbooks.begin(), playbooks.end()},
           "another playbook than the project's");
  add_word(command, "--format", options.format, {"text", "md", "json", "ics"},
           "what stdout gets; ics is a calendar of what is due");
  add_packs(command, options.packs);

  constexpr const char* kAttest = "To say what no program can see";
  add_value(command, "--attest", options.attest, "STEP",
            "it is done; or with --not-applicable: it, or one thing that it misses, does not apply")
      ->group(kAttest);
  add_value(command, "--by", options.by, "NAME", "who says so, NAME or NAME:ROLE")
      ->envname("WARDROUND_BY")
      ->group(kAttest);
  add_value(command, "--role", options.role, "ROLE", "in which role")
      ->envname("WARDROUND_ROLE")
      ->group(kAttest);
  add_value(command, "--note", options.note, "TEXT", "what was seen, where it is kept")
      ->group(kAttest);
  command->add_flag("--not-applicable", options.not_applicable, "it does not apply here")
      ->group(kAttest);
  add_value(command, "--because", options.because, "TEXT", "why it does not apply")->group(kAttest);
  command->footer(
      "Examples:\n"
      "  wardround next                               one thing, with its command\n"
      "  wardround next --all                         where we stand, step by step\n"
      "  wardround next --playbook first-hour         for the first hour\n"
      "  wardround next --plan --format md > plan.md  who does what, how often\n"
      "  wardround next --matrix sr2                  evidence for IEC 62443-4-1 SR-2\n"
      "  wardround next --format ics > rounds.ics     what falls due, for a calendar\n"
      "  wardround next --attest outsider-understands --by \"Ann Lee\" --role QA\n"
      "  wardround next --attest debug-ports@pump --not-applicable --because \"no headers\" "
      "--by ...");
}

}  // namespace wardround::cli
