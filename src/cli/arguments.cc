#include "cli/arguments.h"

#include <fmt/core.h>

#include <CLI/CLI.hpp>
#include <algorithm>

#include "assurance/playbook.h"
#include "cli/completions.h"
#include "cli/describe.h"
#include "cli/help.h"
#include "report/check_json.h"
#include "report/formats.h"

namespace wardround::cli {

void add_packs(CLI::App* command, std::vector<std::string>& packs) {
  command->add_option("--catalog", packs, "folder of a further catalogue pack; may be repeated")
      ->type_name("DIR")
      ->allow_extra_args(false);
}
void add_path(CLI::App* command, std::string& path) {
  command->add_option("PATH", path, "project folder or model file")->capture_default_str();
}

namespace {

constexpr const char* kHelp =
    "wardround: what can go wrong with your medical device, why, whom it harms, and what to do.\n"
    "The design is described in a text file beside the code; see `wardround init`.";
constexpr const char* kExamples =
    "Examples:\n"
    "  wardround init --from wearable      write a first model to security/\n"
    "  wardround check                     what can go wrong, and what is still unknown\n"
    "  wardround answer sync.pairing passkey\n"
    "  wardround explain command-peer@sync\n"
    "  wardround                           the one next thing to do (same as `wardround next`)\n"
    "\n"
    "PATH is a project folder (with wardround.yaml or security/wardround.yaml) or one model file.\n"
    "Exit codes: 0 fine, 1 a check failed, 2 mistakes in files or usage, 3 internal fault.\n"
    "More: wardround help, wardround help COMMAND, wardround help exit-codes";

// All options of all commands, filled in by CLI11.
struct Options {
  CheckOptions check;
  AnswerOptions answer;
  DecideOptions decide;
  ExplainOptions explain;
  DiffOptions diff;
  MergeOptions merge;
  EvidenceOptions evidence;
  TraceOptions trace;
  RoundOptions round;
  HabitOptions habit;
  InitOptions init;
  FormatOptions format;
  NextOptions next;
  DiagramOptions diagram;
  SchemaOptions schema;
  HelpOptions help;
  BenchOptions bench;
  std::string shell;
  std::string as_of;
  bool version = false;
};

std::vector<std::string> schema_words() {
  std::vector<std::string> words = report::schema_names();
  words.insert(words.begin(), "model");
  return words;
}
std::vector<std::string> format_names() {
  std::vector<std::string> names;
  for (const report::Format& format : report::formats()) names.emplace_back(format.name);
  return names;
}
// ".txt, .json, …": one for each format that has an ending of its own.
std::string joined_endings() {
  std::string text;
  for (const report::Format& format : report::formats()) {
    if (!format.endings.empty() && format.endings.front().starts_with('.'))
      text += fmt::format("{}{}", text.empty() ? "" : ", ", format.endings.front());
  }
  return text;
}

void describe_check(CLI::App& app, CheckOptions& options) {
  auto* command = app.add_subcommand(
      "check", "What can go wrong, why, whom it harms, what to do, and what is still unknown");
  add_path(command, options.path);
  command->add_option("--format", options.format, "what stdout gets (see `wardround help formats`)")
      ->check(CLI::IsMember(format_names()))
      ->capture_default_str();
  command
      ->add_option(
          "-o,--output", options.outputs,
          fmt::format("write to FILE ({}) or FORMAT=FILE; may be repeated", joined_endings()))
      ->type_name("FILE")
      ->allow_extra_args(false);
  command
      ->add_option("--baseline", options.baseline,
                   "an earlier JSON of this command, or a revision of git: say what changed since, "
                   "and fail if something new is undecided")
      ->type_name("FILE|REV");
  command
      ->add_option("--fail-on", options.fail_on,
                   "the least risk that fails the gate (default: the policy's, high)")
      ->check(CLI::IsMember({"urgent", "high", "medium", "low", "none"}));
  command->add_option("--build", options.build,
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
  auto* command = app.add_subcommand(
      "answer", "State a fact of the model: the least change of its text, and what that settles");
  command->add_option("SUBJECT.FACT", options.question, "what is answered, as `check` shows it")
      ->required();
  command->add_option("VALUE", options.value, "the answer; without it, the values are listed");
  add_path(command, options.path);
  command->add_option("--ask", options.ask, "record who owes the answer instead of answering")
      ->type_name("WHO");
  command->add_option("--until", options.until, "by when, with --ask")->type_name("DATE");
  command->add_flag("--dry-run", options.dry_run, "show what would change, write nothing");
  add_packs(command, options.packs);
  command->footer(
      "Examples:\n"
      "  wardround answer sync.pairing                    what it may be, and what each value "
      "would do\n"
      "  wardround answer sync.pairing passkey\n"
      "  wardround answer sync.pairing --ask tom --until 2027-01-15");
}

void describe_decide(CLI::App& app, DecideOptions& options) {
  CLI::App* command = app.add_subcommand(
      "decide", "Record what is done about a finding: eliminate, mitigate, accept or transfer");
  command
      ->add_option("FINDING", options.target,
                   "WEAKNESS@SUBJECT as `check` shows it; `*` stands for any run of letters")
      ->required();
  add_path(command, options.path);
  command->add_flag("--eliminate", options.eliminate, "the design will change so that it is gone");
  command->add_flag("--mitigate", options.mitigate, "a control will answer it; see --with");
  command->add_flag("--accept", options.accept, "live with it, for a while");
  command->add_flag("--transfer", options.transfer, "somebody else will take care of it");
  command->add_flag("--withdraw", options.withdraw, "take back what was decided");
  command->add_option("--reason", options.reason, "why; the auditor reads this");
  command->add_option("--by", options.by, "who decides")->envname("WARDROUND_BY");
  command->add_option("--role", options.role, "in which role")->envname("WARDROUND_ROLE");
  command->add_option("--with", options.with, "mitigate: CONTROL or CONTROL:PARAMETER=VALUE")
      ->allow_extra_args(false);
  command->add_option("--at", options.at, "mitigate: the subject at which the control works");
  command->add_flag(
      "--implemented", options.implemented,
      "mitigate: the control is built already; one that was planned becomes implemented");
  command->add_option("--approved-by", options.approved_by,
                      "accept: who approves, not who decides");
  command->add_option("--approved-role", options.approved_role, "accept: in which role");
  command->add_option("--approved-on", options.approved_on, "accept: when; today if left out");
  command->add_option("--expires", options.expires, "accept: until when, YYYY-MM-DD");
  command->add_option("--benefit-risk", options.benefit_risk,
                      "accept: where benefit is weighed against risk");
  command->add_option("--to", options.to, "transfer: who takes it on (a role)");
  command->add_option("--capability", options.capability, "transfer: what he must be able to do");
  command->add_option("--told-in", options.told_in, "transfer: where he is told (IFU, MDS2 …)")
      ->allow_extra_args(false);
  command->add_option("--consequence", options.consequence,
                      "transfer: what happens if he does not");
  command->add_option("--acknowledged", options.acknowledged,
                      "transfer: how you learn that he agreed");
  command->add_flag("--add", options.add,
                    "write down a finding that no rule raises: WORD@SUBJECT, a word of your own");
  command->add_option("--title", options.title, "add: what is wrong, in a few words");
  command->add_option("--text", options.text, "add: what somebody does, and what comes of it");
  const auto list = [&](const char* name, std::vector<std::string>& values, const char* help) {
    command->add_option(name, values, help)->delimiter(',')->allow_extra_args(false);
  };
  list("--letters", options.letters, "add: STRIDE, one or more: S,T");
  list("--cwe", options.cwe, "add: CWE numbers");
  list("--loses", options.loses, "add: confidentiality, integrity, availability");
  list("--leads-to", options.leads_to, "add: harms and hazardous situations of the model");
  list("--answered-by", options.answered_by,
       "add: controls, each of which answers it; A+B: both together");
  command->add_option("--needs", options.needs, "add: where one must stand: POSITION[:PRIVILEGE]");
  command->add_option("--kind", options.kind,
                      "add: security (if left out), safety-design, privacy");
  command->add_option(
      "--from", options.from,
      "add: the imported report it comes from; it also gives title, letters and CWE");
  command->add_flag("--dry-run", options.dry_run, "show what would be written, write nothing");
  add_packs(command, options.packs);
  command->footer(
      "Examples:\n"
      "  wardround decide command-peer@sync                what it may be, and what each choice "
      "takes\n"
      "  wardround decide command-peer@sync --mitigate --with ble-pairing:mode=passkey \\\n"
      "      --reason 'the app shows a passkey'\n"
      "  wardround decide battery-drain@dev --accept --reason 'alarm at 20 %, spare on the ward' "
      "\\\n"
      "      --by 'Ana Roth' --role security --approved-by 'Bo Lind' --approved-role management "
      "\\\n"
      "      --expires 2027-05-01\n"
      "  wardround decide open-link@lan --transfer --reason 'the hospital separates the network' "
      "\\\n"
      "      --to hospital-it --capability 'a VLAN of its own' --told-in 'IFU 4.2' \\\n"
      "      --consequence 'others on the LAN read results' --acknowledged 'signed delivery form'\n"
      "  wardround decide battery-drain@dev --withdraw\n"
      "  wardround decide --add spoofed-cuff@sensor --title 'Readings of a spoofed cuff are taken' "
      "\\\n"
      "      --letters S,T --leads-to wrong-dose --reason 'seen in the workshop' --by 'Ana Roth'\n"
      "\n"
      "Decisions go to NAME.decisions.yaml beside NAME.model.yaml; --by and --role may\n"
      "stand in WARDROUND_BY and WARDROUND_ROLE.");
}

void describe_explain(CLI::App& app, ExplainOptions& options) {
  auto* command = app.add_subcommand(
      "explain",
      "One rule, control, fact, finding or part of the model, or a CVSS vector, in full");
  command->add_option(
      "WHAT", options.what,
      "RULE, RULE@SUBJECT, SUBJECT.FACT, FINDING, CONTROL, TYPE, SUBJECT, an item of a standard "
      "(CWE-306, \"IEC 62443-4-2 CR 1.1\") or a CVSS vector");
  add_path(command, options.path);
  command
      ->add_option("--list", options.list,
                   "list rules, controls, weaknesses, facts, types, protocols, data, positions, "
                   "relations or "
                   "standards")
      ->type_name("WHAT");
  command
      ->add_option("--check", options.check,
                   "load the pack in DIR on top of the catalogue and run its cases")
      ->type_name("DIR");
  command->add_flag("--alone", options.alone, "with --check: without the built-in catalogue");
  add_packs(command, options.packs);
  command->footer(
      "Examples:\n"
      "  wardround explain firmware-origin@fw-path    a finding: why, harm, what clears it\n"
      "  wardround explain sync.encrypted             a fact: its value and where it comes from\n"
      "  wardround explain ble-peer@sync              a rule at a flow: why it holds, or why not\n"
      "  wardround explain CWE-306                    what of the catalogue cites it\n"
      "  wardround explain \"IEC 62443-4-2 CR 1.1\"\n"
      "  wardround explain iec-62443-4-2              a standard, item by item\n"
      "  wardround explain --list rules\n"
      "  wardround explain CVSS:3.1/AV:A/AC:L/PR:N/UI:N/S:U/C:L/I:H/A:H    score and reasons\n"
      "  wardround explain --check my-pack/");
}

void describe_diff(CLI::App& app, DiffOptions& options) {
  auto* command = app.add_subcommand(
      "diff", "What changed between two states of a model, what that brought and what it settled");
  command
      ->add_option("BEFORE", options.before,
                   "project folder, model file, or a revision of git: REV, REV:PATH")
      ->required();
  command->add_option("AFTER", options.after, "the same; left out: the files as they are now");
  command->add_option("--format", options.format, "what stdout gets: text, md or json")
      ->check(CLI::IsMember({"text", "md", "json"}))
      ->capture_default_str();
  command
      ->add_option("-o,--output", options.outputs,
                   "write to FILE (.txt, .md, .json) or FORMAT=FILE; may be repeated")
      ->type_name("FILE")
      ->allow_extra_args(false);
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
  auto* command = app.add_subcommand(
      "merge", "Merge two states of a model, decisions or project file by id: a driver for git");
  command->add_option("BASE", options.base, "the file that both sides began with");
  command->add_option("OURS", options.ours, "our file: what stays as it is, but for their changes");
  command->add_option("THEIRS", options.theirs, "their file");
  command->add_option("-o,--output", options.output, "write to FILE (which may be OURS)")
      ->type_name("FILE");
  command->add_option("--name", options.name, "the name of the file for messages")
      ->type_name("NAME");
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

void describe_evidence(CLI::App& app, EvidenceOptions& options) {
  auto* command = app.add_subcommand(
      "evidence", "Keep test results and reports from outside, and say what they show");
  command->add_option("FILE", options.files,
                      "JUnit XML of a test run; and the project folder or model file");
  command
      ->add_option("--import", options.imports,
                   "reports from outside: CSV, JSON, CycloneDX or OpenVEX")
      ->allow_extra_args(false)
      ->type_name("FILE");
  command->add_option("--build", options.build, "what was tested: a hash or version")
      ->type_name("BUILD");
  command->add_option("--tester", options.tester, "who tested")->type_name("NAME");
  command->add_option("--role", options.role, "the tester's role")->type_name("ROLE");
  command
      ->add_option("--independence", options.independence,
                   "how far the tester stands from the makers (IEC 62443-4-1, SVV-5)")
      ->check(CLI::IsMember({"none", "other-person", "other-team", "other-organisation"}));
  command
      ->add_option("--kind", options.kind,
                   "what the tests are for, where their requirement does not say it; or what the "
                   "imported reports are, where they do not say it")
      ->check(CLI::IsMember(
          {"mitigation", "defeat", "pentest", "anomaly", "vulnerability", "vex", "patch"}));
  command->add_flag("--all", options.all, "keep results that no requirement names, too");
  add_packs(command, options.packs);
  command->footer(
      "Examples:\n"
      "  wardround evidence build/*.xml --build 3f9c2e1 --tester \"Test bench\" \\\n"
      "    --independence other-person\n"
      "  wardround evidence pentest.xml --build 3f9c2e1 --kind defeat --tester Acme \\\n"
      "    --independence other-organisation\n"
      "  wardround evidence --import findings.csv --kind pentest\n"
      "  wardround evidence --import product.vex.json\n"
      "  wardround evidence                           which controls the newest build verifies,\n"
      "                                               and which reports had been foreseen");
}

void describe_trace(CLI::App& app, TraceOptions& options) {
  auto* command = app.add_subcommand(
      "trace", "From threats over requirements, controls and tests to software, and back");
  add_path(command, options.path);
  command->add_option("ID", options.id,
                      "only what hangs on a finding, requirement, control, test or software");
  command->add_option("--build", options.build, "the build that counts (default: the newest)")
      ->type_name("BUILD");
  command->add_option("--format", options.format, "text, md, csv or json")
      ->check(CLI::IsMember({"text", "md", "csv", "json"}))
      ->capture_default_str();
  add_packs(command, options.packs);
  command->footer(
      "Examples:\n"
      "  wardround trace                              every requirement, and the gaps\n"
      "  wardround trace REQ-12\n"
      "  wardround trace security fw_downgrade        from a test back to its threats\n"
      "  wardround trace --format csv > trace.csv");
}

void describe_diagram(CLI::App& app, DiagramOptions& options) {
  auto* command = app.add_subcommand(
      "diagram", "The model as a picture: a data-flow diagram with boundaries and findings");
  add_path(command, options.path);
  command
      ->add_option("--format", options.format,
                   "svg, png, dot or mermaid, on stdout (svg, unless -o is given)")
      ->check(CLI::IsMember({"svg", "png", "dot", "mermaid"}));
  command
      ->add_option("-o,--output", options.outputs,
                   "write to FILE (.svg, .png, .dot, .mmd) or FORMAT=FILE; may be repeated")
      ->type_name("FILE")
      ->allow_extra_args(false);
  auto* around = command->add_option("--around", options.around,
                                     "only this element, boundary or flow, and its neighbours");
  around->type_name("ELEMENT");
  command
      ->add_option("--depth", options.depth, "how many flows away neighbours may be, with --around")
      ->check(CLI::Range(1, 100))
      ->needs(around)
      ->capture_default_str();
  command
      ->add_option("--boundary", options.boundary,
                   "only what is inside; the outside as far as flows lead there")
      ->type_name("BOUNDARY");
  command->add_flag("--flow-labels", options.flow_labels, "name flows and the data they carry");
  command->add_flag("--no-findings", options.no_findings, "leave out the counts of findings");
  command
      ->add_option("--layout", options.layout,
                   "dot: by Graphviz; plain: by wardround itself, the same on every machine")
      ->check(CLI::IsMember({"dot", "plain"}))
      ->capture_default_str();
  add_packs(command, options.packs);
  command->footer(
      "Examples:\n"
      "  wardround diagram -o model.svg               the whole model\n"
      "  wardround diagram -o a.svg -o a.png          two formats at once\n"
      "  wardround diagram --around app -o app.svg    one part and its neighbours\n"
      "  wardround diagram --format mermaid           text for a Markdown page");
}

std::string topic_names() {
  std::string text;
  for (const Topic& topic : topics())
    text += fmt::format("{}{}", text.empty() ? "" : ", ", topic.name);
  return text;
}

void describe_rest(CLI::App& app, Options& options) {
  auto* init = app.add_subcommand("init", "Write a first model and a small project file");
  init->add_option("FOLDER", options.init.folder, "where")->capture_default_str();
  std::vector<std::string> names;
  for (const auto& file : embedded_files())
    names.emplace_back(file.path.substr(0, file.path.rfind('.')));
  init->add_option("--from", options.init.from, "start from a device like yours (default: blank)")
      ->check(CLI::IsMember(names));
  init->add_option("--id", options.init.id, "id of the system (default: from its name)")
      ->type_name("ID");
  init->add_option("--name", options.init.name, "name of the system (default: this folder's)")
      ->type_name("NAME");
  init->footer(
      "Examples:\n"
      "  wardround init                               a blank model in security/\n"
      "  wardround init --from infusion-pump --name \"Pump 3\"");

  describe_next(app, options.next);

  auto* format = app.add_subcommand(
      "fmt", "One spelling for model files: yes/no, spaces, quotes; comments and order stay");
  add_path(format, options.format.path);
  format->add_flag("--check", options.format.check, "write nothing; exit 1 if a file would change");
  add_packs(format, options.format.packs);
  format->footer("Examples:\n  wardround fmt\n  wardround fmt --check       for a commit hook");

  auto* schema = app.add_subcommand(
      "schema", "JSON Schema of model files, or of the JSON that other commands write");
  schema->add_option("WHICH", options.schema.which, "model, or a command that writes JSON")
      ->check(CLI::IsMember(schema_words()))
      ->capture_default_str();
  add_packs(schema, options.schema.packs);
  schema->footer("Examples:\n  wardround schema > model.schema.json\n  wardround schema check");

  auto* bench = app.add_subcommand(
      "bench", "How fast it is on made-up models, and what it finds of known incidents");
  bench
      ->add_option(
          "WHAT", options.bench.what,
          "table, generate or engine; incidents, to hold known ones against the catalogue; "
          "catalogue, to see what models make of its rules")
      ->check(CLI::IsMember({"table", "generate", "engine", "incidents", "catalogue"}))
      ->capture_default_str();
  bench->add_option("SIZE|PATH", options.bench.rest,
                    "numbers of elements, 2 to 2,000,000 (a model has 3 flows each); or the folder "
                    "of the incidents, and other models that their rules should serve; or models");
  bench
      ->add_option("--rules", options.bench.rules,
                   "engine: so many rules, of the catalogue's shape")
      ->check(CLI::Range(std::size_t{1}, std::size_t{100'000}))
      ->capture_default_str();
  bench->add_option("--threads", options.bench.threads, "engine: on so many threads")
      ->check(CLI::Range(std::size_t{1}, std::size_t{64}))
      ->capture_default_str();
  bench->add_flag("--by-rule", options.bench.by_rule,
                  "incidents: the rules that hit, and where else they fire");
  bench->add_option("--format", options.bench.format, "incidents: text or json")
      ->check(CLI::IsMember({"text", "json"}))
      ->capture_default_str();
  bench->footer(
      "Examples:\n"
      "  wardround bench                              sizes by stages\n"
      "  wardround bench generate 1000 > model.yaml   a model to measure with, always the same\n"
      "  wardround bench engine 1000000               rules alone, on a model made in memory\n"
      "  wardround bench incidents examples/incidents  what is found of them; exit 1 below the "
      "floors\n"
      "  wardround bench incidents examples/incidents examples/amps --by-rule\n"
      "                                               which rules find it, and what else they "
      "find");

  auto* completions = app.add_subcommand("completions", "Completions for your shell");
  completions->add_option("SHELL", options.shell, "bash, zsh or fish")
      ->required()
      ->check(CLI::IsMember({"bash", "zsh", "fish"}));
  completions->footer("Example:\n  source <(wardround completions bash)");

  auto* help = app.add_subcommand("help", "Help for a command or a topic");
  help->add_option("WHAT", options.help.what, "a command, or " + topic_names());
  help->add_flag("--man", options.help.man, "the whole as a manual page");
  help->footer(
      "Examples:\n  wardround help check\n  wardround help formats\n"
      "  wardround help --man > wardround.1 && man ./wardround.1");
}

// Words that an option takes, for completions; CLI11 keeps them only inside its checks.
std::vector<std::string> words_of(const std::string& command, const std::string& flag) {
  if (command == "check" && flag == "--format") return format_names();
  if (command == "diff" && flag == "--format") return {"text", "md", "json"};
  if (command == "trace" && flag == "--format") return {"text", "md", "csv", "json"};
  if (command == "next" && flag == "--format") return {"text", "md", "json", "ics"};
  if (command == "next" && flag == "--matrix") return {"sr2"};
  if (command == "next" && flag == "--playbook") {
    const auto names = assurance::shipped_playbooks();
    return {names.begin(), names.end()};
  }
  if (command == "round" && flag == "--format") return {"text", "md", "json"};
  if (command == "evidence" && flag == "--kind")
    return {"mitigation", "defeat", "pentest", "anomaly", "vulnerability", "vex", "patch"};
  if (command == "evidence" && flag == "--independence")
    return {"none", "other-person", "other-team", "other-organisation"};
  if (command == "diagram" && flag == "--format") return {"svg", "png", "dot", "mermaid"};
  if (command == "diagram" && flag == "--layout") return {"dot", "plain"};
  if (command == "explain" && flag == "--list") {
    return {"rules",     "controls", "weaknesses", "facts",     "types",
            "protocols", "data",     "positions",  "relations", "standards"};
  }
  std::vector<std::string> names;
  if (command == "init" && flag == "--from") {
    for (const auto& file : embedded_files())
      names.emplace_back(file.path.substr(0, file.path.rfind('.')));
  }
  return names;
}

// Words that the first positional of a command takes.
std::vector<std::string> first_words(const CLI::App& app, const std::string& command) {
  if (command == "completions") return {"bash", "zsh", "fish"};
  if (command == "schema") return schema_words();
  std::vector<std::string> words;
  if (command != "help") return words;
  for (const CLI::App* other : app.get_subcommands([](const CLI::App*) { return true; }))
    words.push_back(other->get_name());
  for (const Topic& topic : topics()) words.emplace_back(topic.name);
  return words;
}

CommandWords::Option option_words(const std::string& command, const CLI::Option& option) {
  const std::string flag = "--" + option.get_lnames()[0];
  const bool takes_value = option.get_expected_max() > 0;
  const std::string argument = option.get_type_name();
  return {flag,
          option.get_description(),
          words_of(command, flag),
          takes_value,
          option.get_snames().empty() ? "" : "-" + option.get_snames()[0],
          argument.substr(0, argument.find(':')) == "TEXT"
              ? "WORD"
              : argument.substr(0, argument.find(':'))};
}

std::vector<CommandWords> command_words(const CLI::App& app) {
  std::vector<CommandWords> commands;
  for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; })) {
    CommandWords words;
    words.name = command->get_name();
    words.summary = command->get_description();
    words.words = first_words(app, words.name);
    words.examples = command->get_footer();
    for (const CLI::Option* option : command->get_options()) {
      if (option->get_positional()) {
        words.positionals.push_back(
            {option->get_name(true), option->get_description(), option->get_required()});
      } else if (option->get_lnames().empty() || option->get_lnames()[0] != "help") {
        words.options.push_back(option_words(words.name, *option));
      }
    }
    commands.push_back(std::move(words));
  }
  return commands;
}

Manual manual_of(const CLI::App& app) {
  Manual manual{WARDROUND_VERSION, app.get_description(), kExamples, {}, command_words(app)};
  for (const CLI::Option* option : app.get_options()) {
    if (option->get_lnames()[0] != "help") manual.options.push_back(option_words("", *option));
  }
  return manual;
}

// `overview`: the help of the whole, which CLI11 only gives before it has parsed a command.
int run_help(const Context& context, const CLI::App& app, const std::string& overview,
             const HelpOptions& options) {
  if (options.man) {
    write_out(man_page(manual_of(app)));
    return kOk;
  }
  if (options.what.empty()) {
    write_out(overview + "\n" + topic_list());
    return kOk;
  }
  if (const Topic* topic = find_topic(options.what)) {
    write_out(topic->text());
    return kOk;
  }
  const auto known = first_words(app, "help");
  if (std::ranges::find(known, options.what) != known.end()) {
    write_out(app.get_subcommand(options.what)->help(app.get_name()));
    return kOk;
  }
  const auto near = diag::did_you_mean(options.what, {known.begin(), known.end()});
  return complain(context, fmt::format("no command or topic is called `{}`{}", options.what,
                                       near.empty() ? std::string("; `wardround help` lists them")
                                                    : fmt::format("; did you mean `{}`?", near)));
}

// Help of every command within a terminal of 80 columns.
class Narrow final : public CLI::Formatter {
 public:
  std::string make_help(const CLI::App* app, std::string name,
                        CLI::AppFormatMode mode) const override {
    return fit_help(CLI::Formatter::make_help(app, std::move(name), mode), 80);
  }
};

// Where to read on: of the command that was meant.
std::string help_of(const CLI::App& app) {
  const std::vector<CLI::App*> chosen = app.get_subcommands();
  return chosen.empty() ? "wardround --help"
                        : fmt::format("wardround {} --help", chosen.front()->get_name());
}

// A word that no command takes, with what was meant perhaps.
std::string unexpected(const CLI::App& app) {
  const std::vector<std::string> words = app.remaining(true);
  if (words.empty()) return "";
  const std::string& word = words.front();
  const std::vector<CLI::App*> chosen = app.get_subcommands();
  std::vector<std::string> known;
  std::string what = "nothing takes";
  if (chosen.empty()) {
    if (!word.starts_with('-')) what = "there is no command";
    known = first_words(app, "help");
  } else {
    what = fmt::format("`{}` does not take", chosen.front()->get_name());
    for (const CLI::Option* option : chosen.front()->get_options()) {
      for (const std::string& name : option->get_lnames()) known.push_back("--" + name);
    }
  }
  const auto near = diag::did_you_mean(word, {known.begin(), known.end()});
  return fmt::format("{} `{}`{} (see `{}`)", what, word,
                     near.empty() ? "" : fmt::format("; did you mean `{}`?", near), help_of(app));
}

// Is there something in the current folder that `next` can speak of? A project file, or the one
// model that stands alone.
bool is_project(const Context& context) {
  if (context.fs.is_file("wardround.yaml") || context.fs.is_file("security/wardround.yaml"))
    return true;
  const auto names = context.fs.list(".");
  return names && std::ranges::count_if(*names, [](const std::string& name) {
                    return name.ends_with(".model.yaml");
                  }) == 1;
}

}  // namespace

int run(Context& context, int argc, const char* const* argv) {
  Options options;
  CLI::App app(kHelp, "wardround");
  app.formatter(std::make_shared<Narrow>());
  app.footer(kExamples);
  app.require_subcommand(0, 1);
  app.fallthrough();
  app.add_option("--as-of", options.as_of, "the date that counts as today (YYYY-MM-DD)")
      ->type_name("DATE");
  app.add_flag("--version", options.version, "version of wardround and of its catalogue");
  describe_check(app, options.check);
  describe_answer(app, options.answer);
  describe_decide(app, options.decide);
  describe_explain(app, options.explain);
  describe_diff(app, options.diff);
  describe_merge(app, options.merge);
  describe_evidence(app, options.evidence);
  describe_trace(app, options.trace);
  describe_round(app, options.round);
  describe_habit(app, options.habit);
  describe_diagram(app, options.diagram);
  describe_rest(app, options);
  const std::string overview = app.help();
  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForHelp& help) {
    app.exit(help);
    return kOk;
  } catch (const CLI::CallForAllHelp& help) {
    app.exit(help);
    return kOk;
  } catch (const CLI::ExtrasError&) {
    return complain(context, unexpected(app));
  } catch (const CLI::ParseError& error) {
    return complain(context, fmt::format("{} (see `{}`)", error.what(), help_of(app)));
  }
  if (!options.as_of.empty()) {
    const auto date = parse_date(options.as_of);
    if (!date)
      return complain(context,
                      fmt::format("--as-of {}: a date is written YYYY-MM-DD", options.as_of));
    context.today = *date;
  }
  if (options.version) {
    write_out(version_text());
    return kOk;
  }
  if (app.got_subcommand("check")) return run_check(context, options.check);
  if (app.got_subcommand("answer")) return run_answer(context, options.answer);
  if (app.got_subcommand("decide")) return run_decide(context, options.decide);
  if (app.got_subcommand("explain")) return run_explain(context, options.explain);
  if (app.got_subcommand("diff")) return run_diff(context, options.diff);
  if (app.got_subcommand("merge")) return run_merge(context, options.merge);
  if (app.got_subcommand("evidence")) return run_evidence(context, options.evidence);
  if (app.got_subcommand("trace")) return run_trace(context, options.trace);
  if (app.got_subcommand("round")) return run_round(context, options.round);
  if (app.got_subcommand("habit")) return run_habit(context, options.habit);
  if (app.got_subcommand("init")) return run_init(context, options.init);
  if (app.got_subcommand("fmt")) return run_format(context, options.format);
  if (app.got_subcommand("diagram")) return run_diagram(context, options.diagram);
  if (app.got_subcommand("schema")) return run_schema(context, options.schema);
  if (app.got_subcommand("help")) return run_help(context, app, overview, options.help);
  if (app.got_subcommand("bench")) return run_bench(context, options.bench);
  if (app.got_subcommand("completions")) {
    write_out(completions(options.shell, command_words(app)));
    return kOk;
  }
  if (app.got_subcommand("next") || is_project(context)) return run_next(context, options.next);
  write_out(app.help());
  write_out("\nThere is no model here yet. Next: wardround init\n");
  return kOk;
}

}  // namespace wardround::cli
