#include "study/rounds.h"

#include <algorithm>
#include <set>

#include "assurance/canonical.h"
#include "assurance/tier.h"
#include "base/limits.h"
#include "base/sha256.h"
#include "study/watched.h"
#include "treatment/evidence.h"

namespace wardround::study {
namespace {

bool asked(const threats::Question& question) {
  return !question.assumed && (question.fact.valid() || question.relation || question.type);
}

}  // namespace

std::string project_folder(const Study& study) {
  const std::string& beside = !study.project.path.empty()    ? study.project.path
                              : study.project.models.empty() ? study.path
                                                             : study.project.models.front();
  return path_folder(beside);
}

std::string rounds_folder(const Study& study) {
  return path_join(project_folder(study), assurance::kRoundsFolder);
}

assurance::Chain read_rounds(const Fs& fs, Study& study) {
  return assurance::read_chain(fs, rounds_folder(study), study.sources, study.diagnostics);
}

assurance::RecordedFigures figures_of(const Assessment& assessment) {
  assurance::RecordedFigures figures;
  const Summary summary = summarise(assessment.result);
  figures.certain = summary.certain;
  figures.assumed = summary.assumed;
  figures.unverified = summary.unverified;
  figures.cleared = summary.cleared;
  for (std::size_t i = 0; i < assessment.result.findings.size(); ++i) {
    if (assessment.result.findings[i].status == threats::Status::cleared) continue;
    if (!assessment.judged.findings[i].decided()) ++figures.undecided;
    switch (assessment.ratings[i].word) {
      case risk::Word::urgent:
        ++figures.urgent;
        break;
      case risk::Word::high:
        ++figures.high;
        break;
      case risk::Word::medium:
        ++figures.medium;
        break;
      case risk::Word::low:
        ++figures.low;
        break;
    }
  }
  figures.questions =
      static_cast<std::size_t>(std::ranges::count_if(assessment.result.questions, asked));
  figures.controls = assessment.verifications.size();
  figures.verified_controls = static_cast<std::size_t>(
      std::ranges::count(assessment.verifications, treatment::VerificationState::verified,
                         &treatment::Verification::state));
  for (const treatment::ReportVerdict& verdict : assessment.foresight) {
    if (verdict.foresight == treatment::Foresight::predicted) ++figures.predicted;
    if (verdict.foresight == treatment::Foresight::escaped) ++figures.escaped;
  }
  return figures;
}

Result<assurance::RecordedModel> recorded_model(const Fs& fs, const Study& study,
                                                const Assessment& assessment) {
  const model::Model& model = assessment.model();
  const std::string folder = project_folder(study);
  assurance::RecordedModel out;
  out.system = model.subjects.empty() ? "" : model.subjects[0].id;
  out.path = path_relative(folder, assessment.path);
  std::set<std::string> paths;
  for (const model::SourceText& text : assessment.loaded.texts)
    paths.emplace(study.sources.name(text.source));
  for (const std::string& path :
       {treatment::decisions_path(assessment.path), treatment::evidence_path(assessment.path)}) {
    if (fs.is_file(path)) paths.insert(path);
  }
  for (const std::string& path : paths) {
    const auto bytes = fs.read(path, limits::kImportBytes);
    if (!bytes) return tl::unexpected(bytes.error());
    out.files.push_back({path_relative(folder, path), sha256(*bytes)});
  }
  std::ranges::sort(out.files);
  out.subjects = assurance::subject_digests(study.catalog, model);
  for (const model::Subject& subject : model.subjects) {
    if (const model::Field* watch = subject.field("watch"))
      out.watch.emplace(subject.id, watch->words);
  }
  out.canonical = assurance::canonical_digest(out.subjects);
  out.before = out.after = figures_of(assessment);
  for (std::size_t i = 0; i < assessment.result.findings.size(); ++i) {
    const threats::Finding& finding = assessment.result.findings[i];
    if (finding.status == threats::Status::cleared) continue;
    out.findings.push_back(
        {threats::finding_id(study.catalog, model, finding.weakness, finding.subject),
         std::string(threats::name(finding.certainty)),
         std::string(risk::name(assessment.ratings[i].word)),
         assessment.judged.findings[i].decided()});
  }
  std::ranges::sort(out.findings, {}, &assurance::RecordedFinding::id);
  for (const threats::Question& question : assessment.result.questions) {
    if (asked(question))
      out.questions.push_back(threats::question_id(study.catalog, model, question));
  }
  std::ranges::sort(out.questions);
  return out;
}

assurance::Record new_record(const Study& study, const assurance::Chain& chain,
                             assurance::RecordKind kind, Date date, std::string tool) {
  assurance::Record record;
  record.kind = kind;
  record.date = date;
  record.parents = chain.next_parents();
  record.project = study.project.id;
  record.tool = std::move(tool);
  record.watch = study.project.watch;
  for (const Assessment& assessment : study.assessments) {
    const int days =
        assurance::usual_cadence(assurance::tier_of(study.catalog, assessment.model()).depth);
    if (record.cadence == 0 || days < record.cadence) record.cadence = days;
  }
  for (const auto& [id, pack] : catalog::pack_hashes(study.catalog, study.sources))
    record.catalogue.push_back({id, pack.version, pack.hash});
  return record;
}

std::vector<std::string> watchers(const Study& study, std::string_view path) {
  std::vector<std::string> ids;
  if (is_watched(study.project.watch, path)) ids.emplace_back(".");
  for (const Assessment& assessment : study.assessments) {
    const model::Model& model = assessment.model();
    for (const model::Subject& subject : model.subjects) {
      const model::Field* watch = subject.field("watch");
      if (watch && is_watched(watch->words, path))
        ids.push_back(model.subjects[0].id + "/" + subject.id);
    }
  }
  std::ranges::sort(ids);
  return ids;
}

}  // namespace wardround::study
