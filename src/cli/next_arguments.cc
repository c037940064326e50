// The options of `next`.
#include <fmt/core.h>
#include <fmt/ranges.h>

#include <CLI/CLI.hpp>

#include "assurance/playbook.h"
#include "cli/describe.h"

namespace wardround::cli {

void describe_next(CLI::App& app, NextOptions& options) {
  CLI::App* command = app.add_subcommand(
      "next", "The one next thing to do, and where you stand in the playbook of your team");
  add_path(command, options.path);
  command->add_flag("--all", options.all, "where every step stands, and what is missing where");
  command->add_flag("--misses", options.misses, "with --all: everything that is missing");
  command->add_flag("--plan", options.plan,
                    "who does what, how deep and how often: the skeleton of a security risk "
                    "management plan");
  command
      ->add_option("--matrix", options.matrix,
                   "sr2: what IEC 62443-4-1 SR-2 asks for, and what shows it")
      ->check(CLI::IsMember({"sr2"}));
  command
      ->add_option("--playbook", options.playbook,
                   fmt::format("another playbook than the project's: {}",
                               fmt::join(assurance::shipped_playbooks(), ", ")))
      ->type_name("NAME");
  command
      ->add_option("--format", options.format, "text, md, json, or ics: a calendar of what is due")
      ->check(CLI::IsMember({"text", "md", "json", "ics"}))
      ->capture_default_str();
  command
      ->add_option("--attest", options.attest,
                   "say that STEP is done, or with --not-applicable that it, or one thing that it "
                   "misses, does not apply")
      ->type_name("STEP");
  command->add_option("--by", options.by, "attest: who says so")->envname("WARDROUND_BY");
  command->add_option("--role", options.role, "attest: in which role")->envname("WARDROUND_ROLE");
  command->add_option("--note", options.note, "attest: what was seen, where it is kept");
  command->add_flag("--not-applicable", options.not_applicable, "attest: it does not apply here");
  command->add_option("--because", options.because, "attest: why it does not apply");
  add_packs(command, options.packs);
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
