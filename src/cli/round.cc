// `round`: the sitting of the team. In a terminal one card a screen (round_screen.cc); elsewhere a
// script of actions, or the agenda as a page.
#include "report/round.h"

#include <fmt/core.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>

#include "base/limits.h"
#include "base/utf8.h"
#include "cli/commands.h"
#include "cli/round_screen.h"
#include "diag/render.h"
#include "sitting/sitting.h"

namespace wardround::cli {

namespace {

using sitting::Sitting;

Result<std::string> read_script(const Context& context, const std::string& path) {
  if (path != "-") return context.fs.read(path, limits::kModelBytes);
  std::string text;
  char part[1 << 14];
  for (std::size_t got = 0; (got = std::fread(part, 1, sizeof part, stdin)) > 0;) {
    text.append(part, got);
    if (text.size() > limits::kModelBytes) return fail("the script is too large");
  }
  return text;
}

report::Views views_of(const Context& context, const Sitting& sitting) {
  report::Views views;
  for (const study::Assessment& one : sitting.study().assessments)
    views.push_back(view_of(context, sitting.study(), one));
  return views;
}

class Round {
 public:
  Round(Context& context, const RoundOptions& options) : context_(context), options_(options) {}

  int run() {
    std::string format = options_.format;
    const bool screen = options_.script.empty() && format.empty() && context_.terminal_in &&
                        isatty(STDOUT_FILENO) != 0;
    if (format.empty()) format = options_.script.empty() ? "md" : "text";
    sitting::Settings settings;
    if (const auto problem = fill(settings)) return complain(context_, *problem);
    std::vector<sitting::Action> actions;
    if (!options_.script.empty()) {
      auto text = read_script(context_, options_.script);
      if (!text) return complain(context_, text.error().message);
      const diag::SourceId source =
          sources_.add(options_.script == "-" ? "<script>" : options_.script, *std::move(text));
      diag::Diagnostics diagnostics;
      actions = sitting::parse_actions(sources_, source, diagnostics);
      if (diagnostics.has_errors()) {
        write_err(
            diag::render_text(diagnostics, sources_, {context_.colour_err, context_.width_err}));
        return complain(context_, "nothing was done: mend the script first");
      }
    }
    auto opened = Sitting::open(context_.fs, std::move(settings));
    if (!opened) return complain(context_, opened.error());
    Sitting& sitting = **opened;
    for (const std::string& line : sitting.news())
      write_err(fmt::format("note: {}\n", escape_for_terminal(line)));
    if (screen) {
      const auto code = context_.terminal_out ? round_screen(context_, sitting) : std::nullopt;
      if (code) return *code;
    }
    if (options_.script.empty()) {
      if (format == "text") {
        write_out(
            report::agenda_text(views_of(context_, sitting), sitting, screen_style(context_)));
      } else {
        finish(sitting, format, "");
      }
      std::fflush(stdout);
      if (screen) {
        write_err(
            "note: this terminal cannot place its cursor, so this was the agenda; `wardround round "
            "--script FILE` takes the answers\n");
      }
      return kOk;
    }
    return play(sitting, actions, format);
  }

 private:
  std::optional<std::string> fill(sitting::Settings& settings) {
    const sitting::Workspace workspace =
        workspace_of(context_, {options_.path, options_.packs, true});
    settings.request = workspace.request;
    settings.evaluate = workspace.evaluate;
    settings.tool = fmt::format("wardround {}", WARDROUND_VERSION);
    settings.minutes = options_.minutes;
    // Three minutes a card, unless somebody says otherwise.
    settings.cards =
        options_.cards > 0 ? options_.cards : std::max<std::size_t>(1, options_.minutes / 3);
    if (!options_.by.empty()) {
      auto who =
          parse_participant(options_.role.empty() || options_.by.find(':') != std::string::npos
                                ? options_.by
                                : options_.by + ":" + options_.role);
      if (!who) return "--by " + who.error().message;
      settings.speaker = *std::move(who);
    }
    for (const std::string& one : options_.with) {
      auto who = parse_participant(one);
      if (!who) return "--with " + who.error().message;
      settings.participants.push_back(*std::move(who));
    }
    return std::nullopt;
  }

  int play(Sitting& sitting, const std::vector<sitting::Action>& actions,
           const std::string& format) {
    const bool talk = format == "text";
    std::string record;
    std::size_t said = 0;
    for (const sitting::Action& action : actions) {
      const auto done = sitting.perform(action);
      if (!done) {
        sitting::Refusal refusal;
        refusal.message =
            fmt::format("{}: {}", sources_.location(action.span), done.error().message);
        if (const auto& study = done.error().study; study) show_diagnostics(context_, *study);
        complain(context_, refusal.message);
        if (said > 0)
          write_err("note: what was said before is kept: go on with the lines that are left\n");
        return kInputError;
      }
      ++said;
      if (talk) {
        write_out(report::outcome_text(views_of(context_, sitting), sitting, *done,
                                       screen_style(context_)));
        // What is shown is safe: whoever reads it may rely on it.
        std::fflush(stdout);
      }
      if (action.verb == sitting::Verb::close) record = done->record;
      if (action.verb == sitting::Verb::close || action.verb == sitting::Verb::quit) break;
    }
    if (!talk) finish(sitting, format, record);
    if (record.empty() && talk && !sitting.journal().entries.empty() &&
        (actions.empty() || actions.back().verb != sitting::Verb::quit)) {
      write_err("note: the round is open: `close` writes its record\n");
    }
    return kOk;
  }

  void finish(const Sitting& sitting, const std::string& format, const std::string& record) {
    const auto views = views_of(context_, sitting);
    if (format == "json") {
      write_out(report::round_json(views, sitting, record));
    } else if (options_.script.empty()) {
      write_out(report::agenda_markdown(views, sitting));
    } else {
      write_out(report::closing_markdown(views, sitting, record));
    }
  }
  Context& context_;
  const RoundOptions& options_;
  diag::Sources sources_;
};

}  // namespace

int run_round(Context& context, const RoundOptions& options) {
  if (options.verify) return run_round_verify(context, options);
  if (options.no_impact) return run_no_impact(context, options);
  if (options.cues) return run_cues(context, options);
  return Round(context, options).run();
}

}  // namespace wardround::cli
