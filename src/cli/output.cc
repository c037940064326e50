#include <fmt/core.h>

#include <cstdio>

#include "base/utf8.h"
#include "catalog/packed_catalog.h"
#include "cli/commands.h"
#include "diag/render.h"
#include "report/paint.h"
#include "sitting/cut_off.h"

namespace wardround::cli {

void write_out(std::string_view text) {
  std::fwrite(text.data(), 1, text.size(), stdout);
}
void write_err(std::string_view text) {
  std::fwrite(text.data(), 1, text.size(), stderr);
}

int complain(const Context& context, const std::string& message) {
  write_err(fmt::format("{}error{}: {}\n", context.colour_err ? "\x1b[1;31m" : "",
                        context.colour_err ? "\x1b[0m" : "", escape_for_terminal(message)));
  return kInputError;
}

bool show_diagnostics(const Context& context, const study::Study& study) {
  if (study.diagnostics.empty()) return false;
  write_err(
      diag::render_text(study.diagnostics, study.sources, {context.colour_err, context.width_err}));
  for (const std::string& help : way_on(study)) {
    for (const std::string& line : report::paragraph("help: ", help, context.width_err))
      write_err(line + "\n");
  }
  return study.diagnostics.has_errors();
}

void warn_of_cut_off(const Context& context, const study::Study& study) {
  const std::string half = sitting::cut_off(context.fs, study);
  if (half.empty()) return;
  write_err(fmt::format("{}warning{}: {}\n", context.colour_err ? "\x1b[1;33m" : "",
                        context.colour_err ? "\x1b[0m" : "", escape_for_terminal(half)));
}

study::Study run_study(const Context& context, const Fs& fs, study::Request request) {
  request.as_of = context.today;
  Progress* const progress = context.progress;
  if (progress) {
    request.progress = [progress](std::string_view stage, std::size_t done, std::size_t total) {
      progress->step(stage, done, total);
    };
  }
  study::Study study = study::run(fs, request);
  if (progress) progress->end();
  return study;
}

OwnedStudy::OwnedStudy(const Context& context, study::Study study)
    : context_(context), study_(std::make_unique<study::Study>(std::move(study))) {}

OwnedStudy::~OwnedStudy() {
  static study::Study* left = nullptr;  // reachable: what checks for leaks does not mind it
  if (context_.ends && left == nullptr) left = study_.release();
}

int complain(const Context& context, const sitting::Refusal& refusal) {
  if (refusal.study) show_diagnostics(context, *refusal.study);
  return complain(context, refusal.message);
}

sitting::Workspace workspace_of(const Context& context, study::Request request) {
  request.as_of = context.today;
  return {context.fs, std::move(request), [&context](const Fs& fs, study::Request one) {
            return run_study(context, fs, std::move(one));
          }};
}

report::ScreenStyle screen_style(const Context& context, bool all) {
  report::ScreenStyle style;
  style.colour = context.colour_out;
  style.width = context.width_out;
  style.all = all;
  return style;
}

report::View view_of(const Context& context, const study::Study& study,
                     const study::Assessment& assessment) {
  const std::string_view argument = study.assessments.size() > 1 ? std::string_view(assessment.path)
                                                                 : std::string_view(study.path);
  return {study.sources,
          study.catalog,
          assessment,
          study.policy,
          context.today,
          WARDROUND_VERSION,
          argument == "." ? "" : argument};
}

std::string version_text() {
  std::string text = fmt::format("wardround {}\n", WARDROUND_VERSION);
  const catalog::Contents embedded = catalog::contents(catalog::embedded_catalog());
  for (const catalog::Pack& pack : embedded.packs) {
    text += fmt::format("catalogue {} {}: {} rules, {} controls, {} facts\n", pack.id, pack.version,
                        embedded.rules, embedded.controls, embedded.facts);
  }
  return text;
}

}  // namespace wardround::cli
