// Options of the commands that look at a design, answer questions about it, and compare it.
#include <fmt/core.h>

#include <CLI/CLI.hpp>

#include "cli/command_words.h"
#include "cli/describe.h"
#include "report/explain.h"
#include "report/formats.h"

namespace wardround::cli {

namespace {

// ".txt, .json, …": one for each format that has an ending of its own.
std::string joined_endings() {
  std::string text;
  for (const report::Format& format : report::formats()) {
    if (!format.endings.empty() && format.endings.front().starts_with('.'))
      text += fmt::format("{}{}", text.empty() ? "" : ", ", format.endings.front());
  }
  return text;
}

}  // namespace

void describe_check(CLI::App& app, CheckOptions& options) {
  auto* command =
      app.add_subcommand("check", "What can go wrong, why, whom it harms, and what is unknown");
  add_path(command, options.path);
  add_word(command, "--format", options.format, format_names(),
           "what stdout gets (see `wardround help formats`)");
  add_outputs(command, options.outputs, joined_endings());
  add_value(command, "--baseline", options.baseline, "FILE|REV",
            "an earlier JSON of this command, or a revision of git: say what changed since, and "
            "fail if something new is undecided");
  add_word(command, "--fail-on", options.fail_on, {"urgent", "high", "medium", "low", "none"},
           "the least risk that fails the gate, instead of the policy's (high)");
  add_value(command, "--build", options.build, "BUILD",
            "whose evidence counts (default: the newest build that has any)");
  command->add_flag("--release", options.release,
                    "the gate of a release: everything, unknowns at worst, only verified controls");
  command->add_flag("--all", options.all, "list every finding and question");
  command->add_flag("--fix", options.fix, "mend what can be mended safely in the model's files");
  command->add_flag("--lock", options.lock,
                    "take the catalogue as it is now: write wardround.lock beside the project");
  command->add_flag("--stride-grid", options.stride_grid,
                    "STRIDE per element: where findings stand, and why a cell is empty");
  command->add_flag("--watch", options.watch, "look again whenever a file changes, until Ctrl-C");
  add_packs(command, options.packs);
  command->footer(
      "Examples:\n"
      "  wardround check                              the project in this folder\n"
      "  wardround check pump.model.yaml --all        everything, with scenarios\n"
      "  wardround check -o before.json               keep the result …\n"
      "  wardround check --baseline before.json       … and see later what changed\n"
      "  wardround check --baseline origin/main       the gate of a pull request: exit 1 if it "
      "fails\n"
      "  wardround check --release --build 3f9c2e1    the gate of a release\n"
      "  wardround check --lock                       after a round: what the catalogue brought "
      "is known\n"
      "  wardround check --fix                        mend misspelt keys and the like\n"
      "  wardround check --watch                      beside your editor\n"
      "  wardround check -o wardround.sarif -o md=comment.md     for a pipeline");
}

void describe_answer(CLI::App& app, AnswerOptions& options) {
  auto* command =
      app.add_subcommand("answer", "State a fact of the model, and see what that settles");
  command->add_option("SUBJECT.FACT", options.question,
                      "what is answered, as `check` shows it (left out: shows what is most worth "
                      "answering)");
  command->add_option("VALUE", options.value, "the answer; without it, the values are listed");
  add_path(command, options.path);
  add_value(command, "--ask", options.ask, "WHO",
            "record who owes the answer instead of answering");
  add_value(command, "--until", options.until, "DATE", "by when, with --ask");
  command->add_flag("--dry-run", options.dry_run, "show what would change, write nothing");
  add_packs(command, options.packs);
  command->footer(
      "Examples:\n"
      "  wardround answer                                 the one most worth answering\n"
      "  wardround answer sync.pairing                    what it may be, and what each value "
      "would do\n"
      "  wardround answer sync.pairing passkey\n"
      "  wardround answer sync.pairing --ask tom --until 2027-01-15");
}

void describe_explain(CLI::App& app, ExplainOptions& options) {
  auto* command = app.add_subcommand(
      "explain", "One finding, rule, control, fact or part of the model, in full");
  command->add_option(
      "WHAT", options.what,
      "RULE, RULE@SUBJECT, SUBJECT.FACT, FINDING, CONTROL, TYPE, SUBJECT, an item of a standard "
      "(CWE-306, \"IEC 62443-4-2 CR 1.1\") or a CVSS vector");
  add_path(command, options.path);
  const auto& lists = report::catalog_lists();
  add_word(command, "--list", options.list, {lists.begin(), lists.end()}, "list all");
  add_value(command, "--check", options.check, "DIR",
            "load the pack in DIR on top of the catalogue and run its cases");
  command->add_flag("--alone", options.alone, "with --check: without the built-in catalogue");
  add_packs(command, options.packs);
  command->footer(
      "Examples:\n"
      "  wardround explain firmware-origin@fw-path    a finding: why, harm, what clears it\n"
      "  wardround explain sync.encrypted             a fact: its value and where it comes from\n"
      "  wardround explain command-peer-ble@sync      a rule at a flow: why it holds, or why not\n"
      "  wardround explain CWE-306                    what of the catalogue cites it\n"
      "  wardround explain \"IEC 62443-4-2 CR 1.1\"\n"
      "  wardround explain iec-62443-4-2              a standard, item by item\n"
      "  wardround explain --list rules\n"
      "  wardround explain CVSS:3.1/AV:A/AC:L/PR:N/UI:N/S:U/C:L/I:H/A:H    score and reasons\n"
      "  wardround explain --check my-pack/");
}

void describe_diff(CLI::App& app, DiffOptions& options) {
  auto* command =
      app.add_subcommand("diff", "What changed between two states, what that brought and settled");
  command
      ->add_option("BEFORE", options.before,
                   "project folder, model file, or a revision of git: REV, REV:PATH")
      ->required();
  command->add_option("AFTER", options.after, "the same; left out: the files as they are now");
  add_word(command, "--format", options.format, {"text", "md", "json"}, "what stdout gets");
  add_outputs(command, options.outputs, ".txt, .md, .json");
  command->add_flag("--all", options.all, "list everything, with places");
  add_packs(command, options.packs);
  command->footer(
      "A revision is read with git, without touching your files. REV compares the project of\n"
      "this folder as it was then; REV:PATH a file or folder of it, as `git show REV:PATH` does.\n"
      "\n"
      "Examples:\n"
      "  wardround diff HEAD                       what is not committed yet\n"
      "  wardround diff main HEAD                  what a branch changes\n"
      "  wardround diff v1.0:security security     a release, and now\n"
      "  wardround diff old.model.yaml new.model.yaml --all\n"
      "  wardround diff main HEAD -o md=comment.md     for a pull request");
}

void describe_merge(CLI::App& app, MergeOptions& options) {
  auto* command =
      app.add_subcommand("merge", "Merge two states of a project's file by id: a driver for git");
  command->add_option("BASE", options.base, "the file that both sides began with");
  command->add_option("OURS", options.ours, "our file: what stays as it is, but for their changes");
  command->add_option("THEIRS", options.theirs, "their file");
  add_value(command, "-o,--output", options.output, "FILE", "write to FILE (which may be OURS)");
  add_value(command, "--name", options.name, "NAME", "the name of the file for messages");
  command->add_flag("--install", options.install,
                    "print the commands that make git use this for its merges");
  command->footer(
      "Changes of either side come together entry by entry, with their comments. Where both\n"
      "changed the same, the entry is shown three times between conflict marks, and the exit\n"
      "code is 1.\n"
      "\n"
      "Examples:\n"
      "  wardround merge --install                    what to type once in a repository\n"
      "  wardround merge --install | sh\n"
      "  wardround merge base.yaml ours.yaml theirs.yaml -o ours.yaml");
}

void describe_diagram(CLI::App& app, DiagramOptions& options) {
  auto* command =
      app.add_subcommand("diagram", "The model as a picture, with boundaries and findings");
  add_path(command, options.path);
  add_word(command, "--format", options.format, {"svg", "png", "dot", "mermaid"},
           "what stdout gets, svg unless -o is given");
  add_outputs(command, options.outputs, ".svg, .png, .dot, .mmd");
  auto* around = add_value(command, "--around", options.around, "ID",
                           "only this element, boundary or flow, and its neighbours");
  command
      ->add_option("--depth", options.depth, "how many flows away neighbours may be, with --around")
      ->type_name("N")
      ->check(CLI::Range(std::size_t{1}, std::size_t{100}))
      ->needs(around)
      ->capture_default_str();
  add_value(command, "--boundary", options.boundary, "ID",
            "only what is inside; the outside as far as flows lead there");
  command->add_flag("--flow-labels", options.flow_labels, "name flows and the data they carry");
  command->add_flag("--no-findings", options.no_findings, "leave out the counts of findings");
  add_word(command, "--layout", options.layout, {"dot", "plain"},
           "dot: by Graphviz; plain: by wardround itself, the same on every machine");
  add_packs(command, options.packs);
  command->footer(
      "Examples:\n"
      "  wardround diagram -o model.svg               the whole model\n"
      "  wardround diagram -o a.svg -o a.png          two formats at once\n"
      "  wardround diagram --around app -o app.svg    one part and its neighbours\n"
      "  wardround diagram --format mermaid           text for a Markdown page");
}

}  // namespace wardround::cli
