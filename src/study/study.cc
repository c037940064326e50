#include "study/study.h"

#include <fmt/core.h>

#include "base/limits.h"
#include "base/reason.h"
#include "catalog/embedded.h"

namespace wardround::study {

Summary summarise(const threats::Result& result) {
  Summary summary;
  for (const threats::Finding& finding : result.findings) {
    summary.also += finding.also.size();
    if (finding.status == threats::Status::cleared) {
      ++summary.cleared;
      continue;
    }
    switch (finding.certainty) {
      case threats::Certainty::certain:
        ++summary.certain;
        break;
      case threats::Certainty::assumed:
        ++summary.assumed;
        break;
      case threats::Certainty::unverified:
        ++summary.unverified;
        break;
    }
  }
  return summary;
}

void load_catalog(const Fs& fs, const std::vector<std::string>& packs, Study& study, Core core) {
  std::vector<std::vector<catalog::PackFile>> extra;
  for (const std::string& folder : packs) {
    extra.push_back(catalog::read_pack(fs, folder, catalog::CaseFiles::left_out, study.sources,
                                       study.diagnostics));
  }
  study.catalog = core == Core::embedded
                      ? catalog::load_embedded(study.sources, study.diagnostics, extra)
                      : catalog::load(extra, study.sources, study.diagnostics);
}

namespace {

void rank(const catalog::Catalog& catalog, Assessment& assessment) {
  assessment.finding_order =
      risk::rank_findings(catalog, assessment.result, assessment.reach, assessment.ratings);
  assessment.question_order = risk::rank_questions(catalog, assessment.model(), assessment.result,
                                                   assessment.reach, assessment.ratings);
}

}  // namespace

void assess(const catalog::Catalog& catalog, const risk::Policy& policy, Assessment& assessment,
            diag::Diagnostics& diagnostics, std::vector<threats::Stated> stated) {
  const model::Model& model = assessment.loaded.model;
  assessment.result = threats::evaluate(catalog, model, diagnostics, std::move(stated));
  const threats::Result& result = assessment.result;
  assessment.reach = risk::reach_harms(catalog, model, result, policy);
  assessment.ratings = risk::rate(catalog, model, result, assessment.reach, policy);
  rank(catalog, assessment);
  assessment.judged.findings.resize(result.findings.size());
}

treatment::Case case_of(const Study& study, const Assessment& assessment, Date as_of) {
  return {study.catalog,
          assessment.loaded.model,
          assessment.result,
          assessment.reach,
          assessment.ratings,
          study.policy,
          as_of};
}

void judge(const Study& study, Date as_of, Assessment& assessment, diag::Diagnostics& diagnostics) {
  assessment.judged =
      treatment::judge(case_of(study, assessment, as_of), assessment.decisions, diagnostics);
}

namespace {

void decide_opened(Date as_of, Study& study, Assessment& assessment) {
  treatment::read_decisions(assessment.decisions, study.catalog, study.sources, study.diagnostics);
  judge(study, as_of, assessment, study.diagnostics);
  assessment.foresight =
      treatment::judge_reports(study.catalog, assessment.model(), assessment.result,
                               assessment.decisions, assessment.evidence.reports);
}

}  // namespace

void decide(const Fs& fs, Date as_of, Study& study, Assessment& assessment) {
  assessment.decisions =
      treatment::open_decisions(fs, assessment.path, study.sources, study.diagnostics);
  decide_opened(as_of, study, assessment);
}

namespace {

// What people found joins the catalogue before any model is loaded: models may speak of it.
void add_findings(const Fs& fs, Study& study) {
  catalog::Reading reading{{study.sources, study.diagnostics}, study.catalog};
  for (const std::string& path : study.project.models) {
    Assessment& assessment = study.assessments.emplace_back();
    assessment.path = path;
    assessment.decisions = treatment::open_decisions(fs, path, study.sources, study.diagnostics);
    assessment.manual = treatment::read_findings(assessment.decisions, reading);
  }
  std::vector<catalog::Manual*> all;
  for (Assessment& assessment : study.assessments) {
    for (catalog::Manual& one : assessment.manual) all.push_back(&one);
  }
  catalog::add_manual(reading, all);
}

// Those of one model at their subjects; their rules learn of what kind these are.
std::vector<threats::Stated> place_findings(Study& study, const Assessment& assessment) {
  auto stated =
      threats::place({study.sources, study.diagnostics}, assessment.model(), assessment.manual);
  for (const threats::Stated& one : stated)
    study.catalog.rules[one.rule.index()].on = assessment.model()[one.subject].kind;
  return stated;
}

void check_reports(Study& study, const Assessment& assessment) {
  if (assessment.manual.empty()) return;
  std::vector<std::string_view> ids;
  for (const treatment::OutsideReport& report : assessment.evidence.reports)
    ids.push_back(report.id);
  treatment::check_reports(assessment.manual, ids, treatment::evidence_path(assessment.path),
                           {study.sources, study.diagnostics});
}

void read_evidence(const Fs& fs, Study& study, Assessment& assessment) {
  const std::string path = treatment::evidence_path(assessment.path);
  if (!fs.is_file(path)) return;
  auto text = fs.read(path, limits::kFileBytes);
  if (!text) {
    study.diagnostics.report(diag::Kind::file_unreadable, {}, {path, reason(text.error(), path)});
    return;
  }
  assessment.evidence = treatment::read_evidence(
      study.sources, study.sources.add(path, *std::move(text)), study.diagnostics);
}

// What is known to have been done is no easier than that.
void raise(const Study& study, Assessment& assessment) {
  assessment.floors = treatment::floors_of(study.catalog, assessment.model(), assessment.result,
                                           assessment.evidence.reports, study.policy);
  if (assessment.floors.empty()) return;
  risk::raise_to_floors(assessment.result, assessment.floors, assessment.reach, study.policy,
                        assessment.ratings);
  rank(study.catalog, assessment);
}

// What the evidence shows, and the residual risk that is left if only that counts.
void verify(const std::string& build, const Study& study, Assessment& assessment) {
  assessment.build = treatment::build_of(assessment.evidence, build);
  assessment.verifications =
      treatment::verify_controls(study.catalog, assessment.loaded.model, assessment.result,
                                 assessment.evidence, assessment.build);
  // Without evidence nothing is verified: the residual risk is what it was before any control.
  if (assessment.build.empty()) return;
  treatment::rate_verified(study.catalog, assessment.loaded.model, assessment.result,
                           assessment.verifications, assessment.evidence.reports, study.policy,
                           assessment.ratings);
}

std::string what_changed(const catalog::PackChange& change) {
  if (change.after.empty()) return "it is gone";
  const std::string version = change.before.empty() ? "it is not in it"
                              : change.before == change.after
                                  ? "its content is another one"
                                  : change.before + " → " + change.after;
  return fmt::format("{}; rules: {} new, {} changed, {} gone", version, change.added,
                     change.changed, change.gone);
}

void read_lock(const Fs& fs, Study& study) {
  const std::string& beside =
      study.project.path.empty() ? study.project.models.front() : study.project.path;
  study.lock_path = path_join(path_folder(beside), catalog::kLockFile);
  if (!fs.is_file(study.lock_path)) return;
  auto text = fs.read(study.lock_path, limits::kFileBytes);
  if (!text) {
    study.diagnostics.report(diag::Kind::file_unreadable, {},
                             {study.lock_path, reason(text.error(), study.lock_path)});
    return;
  }
  const diag::SourceId source = study.sources.add(study.lock_path, *std::move(text));
  const std::size_t errors = study.diagnostics.count(diag::Severity::error);
  catalog::Lock lock = catalog::read_lock(study.sources, source, study.diagnostics);
  if (study.diagnostics.count(diag::Severity::error) > errors) return;
  for (const auto& change : catalog::changes_since(lock, study.catalog, study.sources)) {
    const auto pack = lock.packs.find(change.id);
    study.diagnostics
        .report(diag::Kind::lock_differs,
                pack == lock.packs.end() ? diag::Span{source, 0, 0} : pack->second.span,
                {change.id, what_changed(change)})
        .note("`wardround check --lock` takes the catalogue as it is now");
  }
  study.lock = std::move(lock);
}

}  // namespace

Study run(const Fs& fs, const Request& request) {
  Study study;
  study.path = request.path;
  auto project = model::find_project(fs, request.path, study.sources, study.diagnostics);
  const std::size_t models = project ? project->models.size() : 0;
  const std::size_t steps = 1 + models * (request.evaluate ? 2 : 1);
  std::size_t done = 0;
  const auto step = [&](const std::string& stage) {
    if (request.progress) request.progress(stage, done, steps);
    ++done;
  };
  step("reading the catalogue");
  std::vector<std::string> packs;
  if (project) packs = request.project_packs.value_or(project->packs);
  packs.insert(packs.end(), request.packs.begin(), request.packs.end());
  load_catalog(fs, packs, study);
  if (!project) return study;
  study.project = std::move(*project);
  read_lock(fs, study);
  study.policy =
      risk::read_policy(study.project.policy(), study.catalog.vocabulary, study.diagnostics);
  add_findings(fs, study);
  for (Assessment& assessment : study.assessments) {
    const std::string& path = assessment.path;
    step("reading " + path);
    assessment.loaded = model::load(fs, path, study.catalog, study.sources, study.diagnostics);
    auto stated = place_findings(study, assessment);
    if (!request.evaluate) continue;
    step("evaluating " + path);
    assess(study.catalog, study.policy, assessment, study.diagnostics, std::move(stated));
    read_evidence(fs, study, assessment);
    check_reports(study, assessment);
    raise(study, assessment);
    if (request.decisions) decide_opened(request.as_of, study, assessment);
    verify(request.build, study, assessment);
  }
  return study;
}

}  // namespace wardround::study
