#include <fmt/core.h>

#include <algorithm>
#include <cstdio>
#include <map>
#include <set>

#include "base/limits.h"
#include "base/utf8.h"
#include "cli/baseline.h"
#include "cli/commands.h"
#include "cli/watch.h"
#include "report/formats.h"
#include "report/stride.h"
#include "study/edits.h"

namespace wardround::cli {

namespace {

std::vector<report::View> views_of(const Context& context, const study::Study& study) {
  std::vector<report::View> views;
  views.reserve(study.assessments.size());
  for (const study::Assessment& assessment : study.assessments)
    views.push_back(view_of(context, study, assessment));
  return views;
}

struct Output {
  const report::Format* format = nullptr;
  std::string file;
};

// "report.json", "text=notes.txt"; without a format where it cannot be told.
Output split_output(const std::string& output) {
  const auto equals = output.find('=');
  if (equals != std::string::npos) {
    if (const auto* format = report::find_format(output.substr(0, equals)))
      return {format, output.substr(equals + 1)};
  }
  return {report::format_of_file(output), output};
}

int unknown_format(const Context& context, const std::string& output) {
  std::string names;
  for (const report::Format& format : report::formats())
    names += fmt::format("{}{}", names.empty() ? "" : ", ", format.name);
  return complain(context,
                  fmt::format("--output {}: unknown format; write FORMAT={} with one of {}", output,
                              output, names));
}

// What was left out of an output is said beside it.
std::string render(const report::Format& format, const std::vector<report::View>& views,
                   const report::Rendering& rendering) {
  report::Rendered rendered = format.render(views, rendering);
  for (const std::string& note : rendered.notes)
    write_err(fmt::format("note: {}: {}\n", format.name, escape_for_terminal(note)));
  return std::move(rendered.text);
}

// False, with a complaint, if a file cannot be written.
bool write_outputs(Context& context, const std::vector<Output>& outputs,
                   const std::vector<report::View>& views, report::Rendering plain) {
  plain.screen.colour = false;
  for (const auto& [format, file] : outputs) {
    const auto written =
        format->stream ? context.fs.write_parts(
                             file, [&](const Append& append) { format->stream(views, append); })
                       : context.fs.write(file, render(*format, views, plain));
    if (!written) {
      complain(context, written.error().message);
      return false;
    }
  }
  return true;
}

std::vector<diag::Edit> safe_edits(const study::Study& study) {
  std::vector<diag::Edit> edits;
  for (const diag::Diagnostic& diagnostic : study.diagnostics.sorted(study.sources)) {
    for (const diag::Fix& fix : diagnostic.fixes) {
      if (fix.safety != diag::Safety::safe) continue;
      edits.insert(edits.end(), fix.edits.begin(), fix.edits.end());
      break;  // alternatives: the first safe one
    }
  }
  return edits;
}

// Safe fixes until nothing is left to fix; each round rereads what the last one wrote. False if a
// file cannot be written.
bool fix(Context& context, const study::Request& request) {
  constexpr int kRounds = 8;
  for (int round = 0; round < kRounds; ++round) {
    const study::Study study = study::run(context.fs, request);
    const auto edits = safe_edits(study);
    const auto texts = study::edited_texts(study.sources, edits);
    bool changed = false;
    for (const auto& [path, text] : texts) {
      const auto old = context.fs.read(path, limits::kModelBytes);
      if (old && *old == text) continue;
      if (const auto written = context.fs.write(path, text); !written) {
        complain(context, written.error().message);
        return false;
      }
      changed = true;
      write_err(fmt::format("fixed {}\n", path));
    }
    if (!changed) break;
  }
  return true;
}

// What the last rounds of a watch found, by the path of the model: what the next one is compared
// with.
using Snapshots = std::map<std::string, study::Snapshot>;

// The changes of each model since its last good round, and remembers this one.
std::string changes_since(const std::vector<report::View>& views, Snapshots& before,
                          const report::ScreenStyle& style) {
  std::string text;
  for (const report::View& view : views) {
    const study::Assessment& assessment = view.assessment;
    auto now = study::snapshot(view.catalog, assessment);
    const auto last = before.find(assessment.path);
    if (last != before.end()) {
      const auto change = study::compare(view.catalog, assessment, last->second, now);
      if (views.size() > 1 && !change.empty()) text += escape_for_terminal(assessment.path) + "\n";
      if (views.size() == 1 || !change.empty()) text += report::change_text(change, style);
    }
    before[assessment.path] = std::move(now);
  }
  return text.empty() ? text : text + "\n";
}

// One look of a watch: what changed, then the screen, both within its height.
void look(Context& context, const CheckOptions& options, const std::vector<Output>& outputs,
          const Fs& fs, Snapshots& before) {
  constexpr std::size_t kLeast = 24;  // lines for the screen
  const study::Study study = run_study(context, fs, {options.path, options.packs, true});
  if (context.terminal_out) write_out("\x1b[H\x1b[2J\x1b[3J");
  std::fflush(stdout);
  if (show_diagnostics(context, study)) return;
  const auto views = views_of(context, study);
  auto style = screen_style(context, options.all);
  const std::string changes = changes_since(views, before, style);
  write_out(changes);
  const auto lines = static_cast<std::size_t>(std::ranges::count(changes, '\n'));
  style.height = std::max(kLeast, style.height - std::min(style.height, lines));
  write_out(render(*report::find_format("text"), views, {style, context.checkout}));
  std::fflush(stdout);
  write_outputs(context, outputs, views, {screen_style(context, options.all), context.checkout});
}

int watch_check(Context& context, const CheckOptions& options, const std::vector<Output>& outputs) {
  Snapshots before;
  std::set<std::string> own;
  for (const Output& output : outputs) own.insert(path_join("", output.file));
  watch(context.fs, disk_world(), own, [&](const Fs& fs, const auto& changed) {
    look(context, options, outputs, fs, before);
    std::string paths;
    for (const std::string& path : changed)
      paths += (paths.empty() ? "" : ", ") + escape_for_terminal(path);
    write_err(changed.empty() ? "watching; Ctrl-C ends\n" : fmt::format("changed: {}\n", paths));
  });
  return kOk;
}

void show(const CheckOptions& options, const std::vector<report::View>& views,
          const report::Rendering& rendering) {
  const report::Format& format = *report::find_format(options.format);
  if (format.stream) {
    format.stream(views, write_out);
  } else {
    write_out(render(format, views, rendering));
  }
}

// The lock as the catalogue is now. False, with a complaint, if it cannot be written.
bool write_lock(Context& context, const study::Study& study) {
  const catalog::Lock lock = catalog::lock_of(study.catalog, study.sources);
  const bool same = study.lock == lock;
  if (!same) {
    const auto written = context.fs.write(study.lock_path, catalog::lock_text(lock));
    if (!written) {
      complain(context, written.error().message);
      return false;
    }
  }
  std::string packs;
  for (const auto& [id, pack] : lock.packs) {
    packs += fmt::format("{}{} {}", packs.empty() ? "" : ", ", id, pack.version);
  }
  write_err(escape_for_terminal(fmt::format("{} {}: {}", same ? "same as before:" : "wrote",
                                            study.lock_path, packs)) +
            "\n");
  return true;
}

}  // namespace

int run_check(Context& context, const CheckOptions& options) {
  std::vector<Output> outputs;
  for (const std::string& output : options.outputs) {
    outputs.push_back(split_output(output));
    if (!outputs.back().format) return unknown_format(context, output);
  }
  if (options.watch && (options.fix || options.lock || options.stride_grid ||
                        !options.baseline.empty() || options.format != "text")) {
    return complain(context,
                    "--watch shows the screen: leave out --fix, --lock, --stride-grid, --baseline "
                    "and --format; -o writes other formats");
  }
  if (options.watch) return watch_check(context, options, outputs);
  study::Request request{options.path, options.packs, true};
  request.build = options.build;
  if (options.fix && !fix(context, {options.path, options.packs, false})) return kInputError;
  OwnedStudy owned(context, run_study(context, context.fs, request));
  study::Study& study = *owned;
  warn_of_cut_off(context, study);
  if (show_diagnostics(context, study)) return kInputError;
  if (options.lock && !write_lock(context, study)) return kInputError;
  std::vector<Compared> compared;
  if (!options.baseline.empty()) {
    auto with_baseline = compare_with_baseline(context, options, study);
    if (!with_baseline) return complain(context, with_baseline.error().message);
    compared = *std::move(with_baseline);
  }
  const auto views = views_of(context, study);
  const auto style = screen_style(context, options.all);
  report::Rendering rendering{style, context.checkout};
  for (const Compared& one : compared) rendering.since.push_back(&one.since);
  if (!write_outputs(context, outputs, views, rendering)) return kInputError;
  if (!options.baseline.empty()) {
    for (std::size_t i = 0; i < compared.size(); ++i) {
      if (options.format == "text")
        write_out(report::since_screen(views[i], compared[i].since, style));
    }
    if (options.format != "text") show(options, views, rendering);
    return pass_gate(context, options, study, compared);
  }
  if (!options.fail_on.empty() && !options.release)
    write_err(
        "note: --fail-on says when --baseline or --release fails; nothing is gated without\n");
  if (options.stride_grid) {
    for (const report::View& view : views) write_out(report::stride_grid(view, style));
    return kOk;
  }
  if (outputs.empty() || options.format != "text") show(options, views, rendering);
  if (!options.release) return kOk;
  for (const study::Assessment& assessment : study.assessments)
    compared.push_back({&assessment, {}});
  return pass_gate(context, options, study, compared);
}

}  // namespace wardround::cli
