// `wardround diff`: finds the two sides, on the disk or in a revision of git, and compares them.
#include "report/diff.h"

#include <fmt/core.h>

#include <algorithm>
#include <optional>

#include "base/utf8.h"
#include "cli/commands.h"
#include "cli/sides.h"
#include "report/formats.h"
#include "study/change.h"

namespace wardround::cli {
namespace {

// What is compared with `before` if nothing is named: the same part of the work tree.
Side work_tree(const Side& before) {
  return {"the work tree", before.path, nullptr};
}

std::optional<study::Study> study_of(const Context& context, const Side& side, const Fs& fs,
                                     const std::vector<std::string>& packs) {
  study::Study study = run_study(context, fs, {side.path, packs, true});
  if (!study.diagnostics.has_errors()) return study;  // warnings are for `check`
  write_err(fmt::format("in {}:\n", escape_for_terminal(side.label)));
  show_diagnostics(context, study);
  return std::nullopt;
}

std::string render(std::string_view format, const report::DiffView& view,
                   const report::ScreenStyle& style) {
  if (format == "json") return report::diff_json(view);
  if (format == "md") return report::diff_markdown(view, report::kCommentBytes);
  return report::diff_screen(view, style);
}

struct Output {
  std::string format, file;
};
// "a.json", "md=comment.txt"; without a format where it cannot be told.
Output split_output(const std::string& output) {
  for (const std::string_view format : {"text", "md", "json"}) {
    const std::string prefix = fmt::format("{}=", format);
    if (output.starts_with(prefix)) return {std::string(format), output.substr(prefix.size())};
  }
  if (output.ends_with(".txt")) return {"text", output};
  if (output.ends_with(".md")) return {"md", output};
  if (output.ends_with(".json")) return {"json", output};
  return {"", output};
}

study::Change change_of(const study::Study& before, const std::optional<std::size_t>& earlier,
                        const study::Study& after, const study::Assessment& later) {
  return study::compare(
      after.catalog, later,
      earlier ? study::snapshot(before.catalog, before.assessments[*earlier]) : study::Snapshot{},
      study::snapshot(after.catalog, later));
}

// Marks in `later` what a change of the catalogue alone brought.
void mark(const Looked& earlier, const Fs& later_fs, const std::vector<std::string>& packs,
          const Context& context, study::Study& later) {
  const SameCatalogue same(context, earlier, {later_fs, later}, packs);
  if (!same.study()) return;
  const auto by_design = study::pair_models(*same.study(), later);
  for (const study::ModelPair& pair : study::pair_models(earlier.study, later)) {
    if (!pair.after) continue;
    study::Assessment& now = later.assessments[*pair.after];
    const auto twin = std::ranges::find(by_design, pair.after, &study::ModelPair::after);
    study::Change change = change_of(earlier.study, pair.before, later, now);
    study::mark_catalogue_only(later.catalog, change_of(*same.study(), twin->before, later, now),
                               earlier.study.lock, now, change);
  }
}

// What changed in the code that the models watch, and not in them.
void watch_code(const Context& context, const Side& before, const Side& after,
                const study::Study& later, std::vector<study::PairDiff>& pairs) {
  auto paths = changed_paths(context, before, after, study::watch_globs(later));
  if (!paths) write_err(fmt::format("note: watched code: {}\n", paths.error().message));
  if (!paths) return;
  drop_confirmed(context, before, after, later, *paths);
  if (paths->empty()) return;
  std::vector<const study::ModelDiff*> designs(later.assessments.size());
  for (const study::PairDiff& diff : pairs) {
    if (diff.pair.before && diff.pair.after) designs[*diff.pair.after] = &diff.design;
  }
  auto watched = study::watched_changes(later, designs, *paths);
  for (study::PairDiff& diff : pairs) {
    if (diff.pair.after) diff.watched = std::move(watched[*diff.pair.after]);
  }
}

}  // namespace

int run_diff(Context& context, const DiffOptions& options) {
  std::vector<Output> outputs;
  for (const std::string& output : options.outputs) {
    outputs.push_back(split_output(output));
    if (outputs.back().format.empty()) {
      return complain(context, fmt::format("--output {}: unknown format; write FORMAT={} with one "
                                           "of text, md, json",
                                           output, output));
    }
  }
  if (options.after.empty() && on_disk(context, options.before)) {
    return complain(context, fmt::format("{} is compared with what? Name a second file or folder, "
                                         "or a revision of git",
                                         options.before));
  }
  const auto before = find_side(context, options.before);
  if (!before) return complain(context, before.error().message);
  const auto after =
      options.after.empty() ? Result<Side>(work_tree(*before)) : find_side(context, options.after);
  if (!after) return complain(context, after.error().message);
  const OverlaidFs before_fs(before->fs(context), context.fs, options.packs);
  const OverlaidFs after_fs(after->fs(context), context.fs, options.packs);
  const auto earlier = study_of(context, *before, before_fs, options.packs);
  auto later = study_of(context, *after, after_fs, options.packs);
  if (!earlier || !later) return kInputError;
  mark({before_fs, *earlier}, after_fs, options.packs, context, *later);
  std::vector<study::PairDiff> pairs;
  for (const study::ModelPair& pair : study::pair_models(*earlier, *later))
    pairs.push_back(study::diff_pair(*earlier, *later, pair));
  watch_code(context, *before, *after, *later, pairs);
  const report::DiffView view{
      {before->label, *earlier}, {after->label, *later}, pairs, context.today, WARDROUND_VERSION};
  auto style = screen_style(context, options.all);
  if (outputs.empty() || options.format != "text") write_out(render(options.format, view, style));
  style.colour = false;
  for (const auto& [format, file] : outputs) {
    if (const auto written = context.fs.write(file, render(format, view, style)); !written)
      return complain(context, written.error().message);
  }
  return kOk;
}

}  // namespace wardround::cli
