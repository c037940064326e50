#include <fmt/core.h>

#include "base/limits.h"
#include "base/utf8.h"
#include "cli/commands.h"
#include "cli/edits.h"
#include "report/formats.h"
#include "report/stride.h"
#include "study/change.h"

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
    const auto texts = edited_texts(study.sources, edits);
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

}  // namespace

int run_check(Context& context, const CheckOptions& options) {
  std::vector<Output> outputs;
  for (const std::string& output : options.outputs) {
    outputs.push_back(split_output(output));
    if (!outputs.back().format) return unknown_format(context, output);
  }
  const study::Request request{options.path, options.packs, true};
  if (options.fix && !fix(context, {options.path, options.packs, false})) return kInputError;
  const study::Study study = study::run(context.fs, request);
  if (show_diagnostics(context, study)) return kInputError;
  const auto views = views_of(context, study);
  const auto style = screen_style(context, options.all);

  report::Rendering plain{style, context.checkout};
  plain.screen.colour = false;
  for (const auto& [format, file] : outputs) {
    if (const auto written = context.fs.write(file, render(*format, views, plain)); !written)
      return complain(context, written.error().message);
  }
  if (!options.baseline.empty()) {
    if (views.size() != 1)
      return complain(context, "--baseline compares one model; name the model file");
    constexpr std::size_t kBaselineBytes = 256u << 20;
    const auto json = context.fs.read(options.baseline, kBaselineBytes);
    if (!json) return complain(context, json.error().message);
    const auto before = study::read_snapshot(*json);
    if (!before)
      return complain(context, fmt::format("{}: {}", options.baseline, before.error().message));
    const auto after = study::snapshot(study.catalog, study.assessments[0]);
    write_out(report::change_screen(
        views[0], study::compare(study.catalog, study.assessments[0], *before, after), style));
    return kOk;
  }
  if (options.stride_grid) {
    for (const report::View& view : views) write_out(report::stride_grid(view, style));
    return kOk;
  }
  if (outputs.empty() || options.format != "text") {
    write_out(render(*report::find_format(options.format), views, {style, context.checkout}));
  }
  return kOk;
}

}  // namespace wardround::cli
