#include "cli/arguments.h"

#include <fmt/core.h>

#include <CLI/CLI.hpp>
#include <algorithm>

#include "cli/command_words.h"
#include "cli/completions.h"
#include "cli/describe.h"
#include "cli/help.h"

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
    "More: wardround help, wardround help COMMAND, wardround help words";

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
