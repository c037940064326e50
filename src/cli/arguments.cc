#include "cli/arguments.h"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <CLI/CLI.hpp>
#include <algorithm>

#include "cli/command_words.h"
#include "cli/completions.h"
#include "cli/describe.h"
#include "cli/help.h"
#include "cli/help_page.h"
#include "model/project.h"
#include "sitting/action.h"

namespace wardround::cli {

namespace {

constexpr const char* kHelp =
    "wardround: what can go wrong with your medical device, why, whom it harms, and what to do.\n"
    "The design is described in a text file beside the code; see `wardround init`.\n";
constexpr const char* kExamples =
    "Examples:\n"
    "  wardround init --from wearable      write a first model to security/\n"
    "  wardround check                     what can go wrong, what is still unknown\n"
    "  wardround answer sync.pairing passkey\n"
    "  wardround explain command-peer@sync\n"
    "  wardround                           the one next thing to do, as `next`\n"
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

// In the order of a newcomer's questions, each under the one that it answers.
void describe_all(CLI::App& app, Options& options) {
  const auto group = [&](const char* question) {
    for (CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; })) {
      if (command->get_group() != "Subcommands") continue;
      command->group(question);
      command->get_help_ptr()->group("");  // who reads the page has found it
    }
  };
  describe_init(app, options.init);
  describe_next(app, options.next);
  group("Begin, and go on");
  describe_diagram(app, options.diagram);
  describe_diff(app, options.diff);
  group("What are we working on?");
  describe_check(app, options.check);
  describe_answer(app, options.answer);
  describe_explain(app, options.explain);
  group("What can go wrong?");
  describe_decide(app, options.decide);
  describe_evidence(app, options.evidence);
  describe_trace(app, options.trace);
  group("What do we do about it?");
  describe_round(app, options.round);
  describe_habit(app, options.habit);
  group("Did we do a good enough job?");
  describe_format(app, options.format);
  describe_merge(app, options.merge);
  describe_schema(app, options.schema);
  describe_bench(app, options.bench);
  auto* completions = app.add_subcommand("completions", "Completions for your shell");
  add_word(completions, "SHELL", options.shell, {"bash", "zsh", "fish"}, "which")->required();
  completions->footer("Example:\n  source <(wardround completions bash)");
  auto* help = app.add_subcommand("help", "Help for a command or a topic");
  help->add_option("WHAT", options.help.what, "a command, or a topic");
  help->add_flag("--man", options.help.man, "the whole as a manual page");
  help->footer(
      "Examples:\n  wardround help check\n  wardround help formats\n"
      "  wardround help --man > wardround.1 && man ./wardround.1\n\n" +
      topic_list());
  group("Tools");
}

Manual manual_of(const CLI::App& app) {
  Manual manual{WARDROUND_VERSION, app.get_description(), kExamples, {}, command_words(app)};
  for (const CLI::Option* option : app.get_options()) {
    if (option->get_lnames()[0] != "help") manual.options.push_back(option_words(*option));
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
    write_out(overview + "\n" + fit_help(topic_list(), context.width_out));
    return kOk;
  }
  if (const Topic* topic = find_topic(options.what)) {
    write_out(fit_help(topic->text(), context.width_out));
    return kOk;
  }
  const auto known = help_words(app);
  if (std::ranges::find(known, options.what) != known.end()) {
    write_out(app.get_subcommand(options.what)->help(app.get_name()));
    return kOk;
  }
  const auto near = diag::did_you_mean(options.what, {known.begin(), known.end()});
  return complain(context, fmt::format("no command or topic is called `{}`{}", options.what,
                                       near.empty() ? std::string("; `wardround help` lists them")
                                                    : fmt::format("; did you mean `{}`?", near)));
}

// Where to read on: of the command that was meant.
std::string help_of(const CLI::App& app) {
  const std::vector<CLI::App*> chosen = app.get_subcommands();
  return chosen.empty() ? "wardround --help"
                        : fmt::format("wardround {} --help", chosen.front()->get_name());
}

// What people call a command who do not know its name yet.
struct OtherNames {
  std::string_view command;
  std::string_view names;  // with a blank around each
};
constexpr OtherNames kOtherNames[] = {
    {"init", " new create start begin "},
    {"next", " status todo playbook "},
    {"diagram", " draw graph picture dfd "},
    {"diff", " compare "},
    {"check", " validate lint analyse analyze scan run threats questions "},
    {"check --watch", " watch "},
    {"check --fix", " fix "},
    {"check -o report.md", " report export "},
    {"answer", " ask set "},
    {"explain", " show why "},
    {"decide", " accept mitigate transfer eliminate "},
    {"evidence", " test "},
    {"evidence --import", " import "},
    {"round", " meeting review "},
    {"round --verify", " audit "},
    {"habit", " stats metrics "},
    {"fmt", " format "},
    {"--version", " version "},
};

// The command that somebody meant who wrote `word` in its place; empty if nobody can tell.
std::string meant_command(const Context& context, const CLI::App& app, const std::string& word) {
  if (context.fs.is_file(word) || context.fs.is_directory(word)) return "wardround check " + word;
  for (const auto& [command, names] : kOtherNames) {
    if (names.find(" " + word + " ") != std::string_view::npos)
      return fmt::format("wardround {}", command);
  }
  const auto known = command_names(app);
  const auto near = diag::did_you_mean(word, {known.begin(), known.end()});
  return near.empty() ? std::string() : fmt::format("wardround {}", near);
}

// A word that no command takes, with what was meant perhaps.
std::string unexpected(const Context& context, const CLI::App& app) {
  const std::vector<std::string> words = app.remaining(true);
  if (words.empty()) return "";
  const std::string& word = words.front();
  const std::vector<CLI::App*> chosen = app.get_subcommands();
  std::string what = "nothing takes";
  std::string meant;
  if (!chosen.empty()) {
    what = fmt::format("`{}` does not take", chosen.front()->get_name());
    std::vector<std::string> known;
    for (const CLI::Option* option : chosen.front()->get_options()) {
      for (const std::string& name : option->get_lnames()) known.push_back("--" + name);
    }
    meant = diag::did_you_mean(word, {known.begin(), known.end()});
  } else if (!word.starts_with('-')) {
    what = "there is no command";
    meant = meant_command(context, app, word);
  }
  return fmt::format("{} `{}`{} (see `{}`)", what, word,
                     meant.empty() ? "" : fmt::format("; did you mean `{}`?", meant), help_of(app));
}

// What the command line lacks, an argument or what stands behind an option, with what it is.
std::string lacking(const CLI::App& app, const CLI::ParseError& error) {
  const std::string said = error.what();
  for (const CLI::App* command : app.get_subcommands()) {
    for (const CLI::Option* option : command->get_options()) {
      if (option->get_positional() && option->get_required() && option->count() == 0)
        return fmt::format("{} is missing: {}", option->get_name(true), option->get_description());
      if (option->get_positional() || !said.starts_with(option->get_name() + ": ")) continue;
      const auto words = words_of(*option);
      return words.empty()
                 ? fmt::format("{} takes {}: {}", option->get_name(), argument_of(*option),
                               option->get_description())
                 : fmt::format("{} takes one of {}", option->get_name(), fmt::join(words, ", "));
    }
  }
  return said;
}

// Is there something in the current folder that `next` can speak of, be it only to say which of
// many models it takes?
bool is_project(const Context& context) {
  diag::Sources sources;
  diag::Diagnostics diagnostics;
  if (model::find_project(context.fs, ".", sources, diagnostics)) return true;
  return !diagnostics.counts().contains(diag::Kind::folder_without_model);
}

// What stands where nothing is yet: how one begins, and what comes then.
std::string welcome() {
  std::vector<std::string> devices = template_names();
  std::erase(devices, "blank");
  return fmt::format(
      "wardround: what can go wrong with your medical device, why, whom it harms, and\n"
      "what to do. It reads a description of the design, and none is in this folder.\n"
      "\n"
      "Begin with a few lines, or with a whole device that is like yours:\n"
      "  wardround init\n"
      "  wardround init --from DEVICE    {}\n"
      "\n"
      "That writes security/NAME.model.yaml. Make it your own in an editor, then:\n"
      "  wardround check                 what can go wrong, and what is still unknown\n"
      "  wardround answer                what is unknown, one question at a time\n"
      "  wardround                       the one next thing to do\n"
      "\n"
      "More: wardround --help, wardround help words\n"
      "Next: wardround init\n",
      fmt::join(devices, ", "));
}

// "Ann Lee:quality", as `round` takes it, says both.
void split_speaker(std::string& by, std::string& role) {
  const auto one = sitting::parse_participant(by);
  if (!one) return;
  by = one->name;
  role = one->role;
}

}  // namespace

int run(Context& context, int argc, const char* const* argv) {
  Options options;
  CLI::App app(kHelp, "wardround");
  app.formatter(help_page(context.width_out));
  app.footer(kExamples);
  app.require_subcommand(0, 1);
  app.fallthrough();
  app.add_option("--as-of", options.as_of, "the date that counts as today (YYYY-MM-DD)")
      ->type_name("DATE");
  app.add_flag("--version", options.version, "version of wardround and of its catalogue");
  describe_all(app, options);
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
    return complain(context, unexpected(context, app));
  } catch (const CLI::RequiredError& error) {
    return complain(context, fmt::format("{} (see `{}`)", lacking(app, error), help_of(app)));
  } catch (const CLI::ArgumentMismatch& error) {
    return complain(context, fmt::format("{} (see `{}`)", lacking(app, error), help_of(app)));
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
  split_speaker(options.decide.by, options.decide.role);
  split_speaker(options.decide.approved_by, options.decide.approved_role);
  split_speaker(options.next.by, options.next.role);
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
  write_out(fit_help(welcome(), context.width_out));
  return kOk;
}

}  // namespace wardround::cli
