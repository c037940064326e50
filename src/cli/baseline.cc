#include "cli/baseline.h"

#include <fmt/core.h>

#include <algorithm>
#include <set>

#include "base/utf8.h"
#include "treatment/gate.h"

namespace wardround::cli {

namespace {

study::Change compare(const study::Study& study, const study::Assessment& now,
                      const study::Snapshot& before) {
  return study::compare(study.catalog, now, before, study::snapshot(study.catalog, now));
}

// The model of the same path; nothing where there was none.
study::Snapshot snapshot_of(const study::Study& study, const std::string& path) {
  const auto found = std::ranges::find(study.assessments, path, &study::Assessment::path);
  return found == study.assessments.end() ? study::Snapshot{}
                                          : study::snapshot(study.catalog, *found);
}

// The call is right, and the earlier model is not.
std::string broken_then(const std::string& revision, const study::Study& before) {
  const auto all = before.diagnostics.sorted(before.sources);
  const auto first = std::ranges::find(all, diag::Severity::error, [](const diag::Diagnostic& one) {
    return diag::info(one.kind).severity;
  });
  std::string what;
  if (first != all.end()) {
    what = first->span.valid() ? before.sources.location(first->span) + ": " : std::string();
    what += first->message();
  }
  return fmt::format(
      "the model of {} had mistakes then, the first of {}: {}; nothing can be compared with it, "
      "take a revision whose model can be read",
      revision, before.diagnostics.count(diag::Severity::error), what);
}

// A file tells what the catalogue did only if the model is the same: what has changed then, the
// catalogue has.
Result<std::vector<Compared>> compare_with_file(Context& context, const std::string& file,
                                                study::Study& study) {
  if (study.assessments.size() != 1)
    return fail("--baseline FILE compares one model; name the model file");
  constexpr std::size_t kBaselineBytes = 256u << 20;
  const auto json = context.fs.read(file, kBaselineBytes);
  if (!json) return tl::unexpected(json.error());
  const auto before = study::read_snapshot(*json);
  if (!before)
    return fail(
        fmt::format("--baseline: {} is no earlier check: {}", file, before.error().message));
  study::Assessment& now = study.assessments.front();
  Compared compared{&now, {*before, compare(study, now, *before), {}}};
  if (before->digest == study::digest(study.sources, now))
    study::mark_catalogue_only(study.catalog, {}, study.lock, now, compared.since.change);
  return std::vector<Compared>{std::move(compared)};
}

// What changed in the code that the models watch, and not in them.
void watch_code(const Context& context, const Side& side, const Side& after,
                const study::Study& before, const study::Study& now,
                std::vector<Compared>& compared) {
  auto paths = changed_paths(context, side, after, study::watch_globs(now));
  if (!paths) write_err(fmt::format("note: watched code: {}\n", paths.error().message));
  if (!paths) return;
  drop_confirmed(context, side, after, now, *paths);
  if (paths->empty()) return;
  std::vector<std::optional<study::ModelDiff>> designs;
  std::vector<const study::ModelDiff*> by_model;
  for (const study::Assessment& one : now.assessments) {
    std::optional<study::ModelDiff>& design = designs.emplace_back();
    const auto earlier = std::ranges::find(before.assessments, one.path, &study::Assessment::path);
    if (earlier == before.assessments.end()) continue;
    design = study::diff_models({before.sources, before.catalog, earlier->model()},
                                {now.sources, now.catalog, one.model()},
                                study::Matching(earlier->model(), one.model()));
  }
  for (const auto& design : designs) by_model.push_back(design ? &*design : nullptr);
  auto watched = study::watched_changes(now, by_model, *paths);
  for (std::size_t i = 0; i < compared.size(); ++i)
    compared[i].since.watched = std::move(watched[i]);
}

struct Said {
  std::size_t count = 0;
  std::string lines;
};

}  // namespace

Result<std::vector<Compared>> compare_with_revision(Context& context, const CheckOptions& options,
                                                    const Side& now, study::Study& study) {
  const auto side = revision_side(options.baseline);
  if (!side) return fail(fmt::format("--baseline: {}", side.error().message));
  const OverlaidFs fs(side->fs(context), context.fs, options.packs);
  const study::Study before = run_study(context, fs, {options.path, options.packs, true});
  if (before.diagnostics.has_errors()) return fail(broken_then(options.baseline, before));
  const SameCatalogue same(context, {fs, before}, {now.fs(context), study}, options.packs);
  std::vector<Compared> compared;
  for (study::Assessment& one : study.assessments) {
    study::Snapshot earlier = snapshot_of(before, one.path);
    study::Change change = compare(study, one, earlier);
    if (same.study()) {
      const study::Change by_design =
          same.study() == &before ? change
                                  : compare(study, one, snapshot_of(*same.study(), one.path));
      study::mark_catalogue_only(study.catalog, by_design, before.lock, one, change);
    }
    compared.push_back({&one, {std::move(earlier), std::move(change), {}}});
  }
  watch_code(context, *side, now, before, study, compared);
  return compared;
}

Result<std::vector<Compared>> compare_with_baseline(Context& context, const CheckOptions& options,
                                                    study::Study& study) {
  return context.fs.is_file(options.baseline) ? compare_with_file(context, options.baseline, study)
                                              : compare_with_revision(context, options, {}, study);
}

// What fails the gate is said on stderr; the exit code follows.
int pass_gate(const Context& context, const CheckOptions& options, const study::Study& study,
              const std::vector<Compared>& compared) {
  treatment::Gate gate{options.release, !options.release, study.policy.fail_on};
  if (!options.fail_on.empty()) gate.fail_on = risk::parse_word(options.fail_on);
  Said failing, waiting;
  for (const Compared& one : compared) {
    const report::View view = view_of(context, study, *one.assessment);
    const std::set<std::string> fresh = new_findings(one.since.change);
    for (const std::size_t i : one.assessment->finding_order) {
      const threats::Finding& finding = one.assessment->result.findings[i];
      const treatment::Treated& treated = one.assessment->judged.findings[i];
      const std::string id = report::finding_id(view, i);
      const risk::Rating& rating = one.assessment->ratings[i];
      treatment::Gated gated;
      gated.certainty = finding.certainty;
      gated.status = finding.status;
      gated.decided = treated.decided();
      gated.answered = treatment::is_answered(one.assessment->decisions, treated);
      gated.known_before = !fresh.contains(id);
      gated.claimed = rating.claimed_word;
      gated.verified = rating.verified_word;
      if (!treatment::fails(gate, gated)) continue;
      gated.catalogue_only = report::is_catalogue_only(view, i);
      const auto word = gate.release ? rating.verified_word : rating.claimed_word;
      Said& said = treatment::fails(gate, gated) ? failing : waiting;
      ++said.count;
      said.lines += fmt::format(
          "  {:<7} {} ({})\n", risk::name(word.value_or(rating.word)),
          escape_for_terminal(threats::title(study.catalog, one.assessment->model(), finding)),
          escape_for_terminal(id));
    }
  }
  if (waiting.count > 0) {
    write_err(
        fmt::format("note: a change of the catalogue alone brought {}; this gate lets that pass, a "
                    "release does "
                    "not\n{}",
                    report::counted(waiting.count, "finding"), waiting.lines));
  }
  if (failing.count == 0) return kOk;
  write_err(
      fmt::format("the gate fails: {} {} at `{}` or above\n{}", failing.count,
                  gate.release ? "not verified, accepted or transferred," : "new and undecided,",
                  gate.fail_on ? risk::name(*gate.fail_on) : "none", failing.lines));
  return kGateFailed;
}

}  // namespace wardround::cli
