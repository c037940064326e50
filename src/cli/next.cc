// `next`: where a team stands in its playbook, the one thing to do, and what people say about it.
#include "report/next.h"

#include <fmt/core.h>

#include <algorithm>
#include <deque>

#include "cli/commands.h"
#include "sitting/draft.h"
#include "study/assure.h"

namespace wardround::cli {

namespace {

// The folder of the project that has this model; empty: it is no model of a project. A model is
// looked at with its project: playbook, packs and rounds are there.
std::string project_around(const Fs& fs, const std::string& path) {
  const std::string folder(path_folder(path));
  const std::string file = path_join(folder, model::kProjectFile);
  if (!fs.is_file(path) || path == file || !fs.is_file(file)) return {};
  diag::Sources sources;
  diag::Diagnostics ignored;
  const auto project = model::find_project(fs, file, sources, ignored);
  const bool its = project && std::ranges::find(project->models, path) != project->models.end();
  return its ? file : std::string();
}

class Attesting {
 public:
  Attesting(Context& context, const NextOptions& options, study::Request request,
            const study::Study& study, const study::Assured& assured)
      : context_(context),
        options_(options),
        request_(std::move(request)),
        study_(study),
        assured_(assured) {}

  int run() {
    if (options_.by.empty() || options_.role.empty())
      return complain(context_,
                      "who says so? add --by NAME and --role ROLE (or set WARDROUND_BY, "
                      "WARDROUND_ROLE)");
    if (options_.not_applicable && options_.because.empty())
      return complain(context_, "why does it not apply? add --because TEXT");
    const std::string_view id =
        std::string_view(options_.attest).substr(0, options_.attest.find('@'));
    // What another playbook asks for may be said, too.
    const assurance::Playbook others = assurance::every_playbook(study_.catalog);
    const assurance::Step* step = assured_.playbook.find(id);
    if (step == nullptr) step = others.find(id);
    if (step == nullptr && !is_item(id)) return complain(context_, unknown(id, others));
    const bool decides = step != nullptr && step->check != nullptr && !step->check->waivable;
    if (decides && options_.not_applicable)
      return complain(context_, fmt::format("`{}` asks for answers or decisions, one by one", id));
    const bool one = options_.attest.size() > id.size();
    if (step != nullptr && !options_.not_applicable && (one || !step->attest))
      return complain(context_,
                      fmt::format("what `{}` asks for is worked out, not said; if it does not "
                                  "apply, add --not-applicable --because TEXT",
                                  options_.attest));
    if (assured_.models.size() != 1)
      return complain(context_, "which model? name its file as PATH");
    return write(*assured_.models.front().assessment, step != nullptr && !one ? step : nullptr);
  }

 private:
  static bool is_item(std::string_view id) {
    const auto keys = assurance::sr2_keys();
    return std::ranges::find(keys, id) != keys.end();
  }

  [[nodiscard]] std::string unknown(std::string_view id, const assurance::Playbook& others) const {
    std::vector<std::string_view> known = assurance::sr2_keys();
    for (const assurance::Playbook* playbook : {&assured_.playbook, &others}) {
      for (const assurance::Step& step : playbook->steps) known.push_back(step.id);
    }
    const auto near = diag::did_you_mean(id, known);
    return fmt::format("`{}` is no step of a playbook{}", id,
                       near.empty() ? "; `wardround next --format json` lists them"
                                    : fmt::format("; did you mean `{}`?", near));
  }

  // `step`: that is spoken of as a whole; null: an item, or one thing that a step misses.
  int write(const study::Assessment& assessment, const assurance::Step* step) {
    assurance::Attestation attestation;
    attestation.key = options_.attest;
    attestation.by = options_.by;
    attestation.role = options_.role;
    attestation.on = context_.today;
    attestation.note = options_.note;
    attestation.not_applicable = options_.not_applicable;
    attestation.because = options_.because;
    const auto draft = sitting::draft_attestation(
        workspace_of(context_, request_), study_,
        static_cast<std::size_t>(&assessment - study_.assessments.data()), attestation,
        step != nullptr && step->attest ? step->attest->about
                                        : assurance::sr2_about(options_.attest));
    if (!draft) return complain(context_, draft.error());
    for (const auto& [path, text] : draft->files) {
      if (const auto written = context_.fs.write(path, text); !written)
        return complain(context_, written.error().message);
      write_out(fmt::format("edited {}: {} {}\n", path, options_.attest,
                            options_.not_applicable ? "does not apply" : "is attested"));
    }
    return kOk;
  }

  Context& context_;
  const NextOptions& options_;
  study::Request request_;
  const study::Study& study_;
  const study::Assured& assured_;
};

}  // namespace

int run_next(Context& context, const NextOptions& options) {
  if (options.all + options.plan + !options.matrix.empty() + !options.attest.empty() > 1)
    return complain(context, "choose one of --all, --plan, --matrix, --attest");
  const std::string project = project_around(context.fs, options.path);
  const study::Request request{project.empty() ? options.path : project, options.packs, true};
  study::Study study = run_study(context, context.fs, request);
  study.path = options.path;
  warn_of_cut_off(context, study);
  study::Assured assured;
  if (!study.diagnostics.has_errors())
    assured = study::assure(context.fs, options.playbook, context.today, study);
  if (show_diagnostics(context, study)) {
    if (options.format != "text") return kInputError;
    write_out("Next: mend the mistakes above.\n");
    return kInputError;
  }
  if (!project.empty()) {
    std::erase_if(assured.models, [&](const study::AssuredModel& model) {
      return model.assessment->path != options.path;
    });
  }
  if (!options.attest.empty()) return Attesting(context, options, request, study, assured).run();
  std::deque<report::View> views;
  std::deque<assurance::Look> looks;
  report::Guide guide{assured.playbook, {}};
  for (const study::AssuredModel& model : assured.models) {
    views.push_back(view_of(context, study, *model.assessment));
    looks.push_back(study::look_of(study, *model.assessment, context.today, assured));
    guide.models.push_back({views.back(), looks.back(), model});
  }
  if (options.format == "json") {
    write_out(report::next_json(guide));
    return kOk;
  }
  if (options.format == "ics") {
    write_out(report::next_calendar(guide));
    return kOk;
  }
  const report::Outline outline = options.plan              ? report::plan_outline(guide)
                                  : !options.matrix.empty() ? report::sr2_outline(guide)
                                  : options.all ? report::standing_outline(guide, options.misses)
                                                : report::next_outline(guide);
  write_out(options.format == "md" ? outline.markdown() : outline.screen(screen_style(context)));
  return kOk;
}

}  // namespace wardround::cli
