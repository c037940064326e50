#include "treatment/requirement.h"

#include <algorithm>

namespace wardround::treatment {
namespace {

std::vector<std::string> words(const model::Subject& subject, std::string_view field) {
  const model::Field* found = subject.field(field);
  return found == nullptr ? std::vector<std::string>() : found->words;
}
std::string text(const model::Subject& subject, std::string_view field) {
  const model::Field* found = subject.field(field);
  return found == nullptr ? std::string() : found->text;
}

template <class T>
bool holds(const std::vector<T>& all, const T& one) {
  return std::find(all.begin(), all.end(), one) != all.end();
}

}  // namespace

std::vector<Requirement> requirements(const catalog::Catalog& catalog, const model::Model& model) {
  std::vector<Requirement> out;
  for (std::size_t i = 0; i < model.subjects.size(); ++i) {
    const model::Subject& subject = model.subjects[i];
    if (subject.kind != model::Kind::requirement) continue;
    Requirement& requirement = out.emplace_back();
    requirement.id = SubjectId(i);
    requirement.text = text(subject, "text");
    requirement.accept = text(subject, "accept");
    requirement.from = words(subject, "from");
    for (const std::string& word : words(subject, "by")) {
      const catalog::ControlId control = catalog.find_control(word);
      if (control.valid()) requirement.by.push_back(control);
    }
    requirement.tests = words(subject, "tests");
    requirement.defeats = words(subject, "defeats");
    for (const std::string& word : words(subject, "allocated_to")) {
      const SubjectId place = model.find(word);
      if (place.valid()) requirement.allocated_to.push_back(place);
    }
  }
  return out;
}

std::vector<std::size_t> answered_by(const Requirement& requirement,
                                     const catalog::Catalog& catalog, const model::Model& model,
                                     const threats::Result& result) {
  std::vector<std::size_t> out;
  for (const std::string& word : requirement.from) {
    const std::size_t at = word.find('@');
    if (at == std::string::npos) continue;
    const catalog::WeaknessId weakness = catalog.find_weakness(word.substr(0, at));
    const SubjectId subject = model.find(word.substr(at + 1));
    if (!weakness.valid() || !subject.valid()) continue;
    for (std::size_t i = 0; i < result.findings.size(); ++i) {
      const threats::Finding& finding = result.findings[i];
      if (finding.subject != subject) continue;
      const bool behind =
          std::any_of(finding.also.begin(), finding.also.end(),
                      [&](const threats::Also& also) { return also.weakness == weakness; });
      if (finding.weakness == weakness || behind) out.push_back(i);
    }
  }
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

bool asks_for(const Requirement& requirement, const catalog::Catalog& catalog,
              const model::Model& model, const threats::Result& result, std::size_t use) {
  const model::ControlUse& declared = model.controls[use];
  if (!holds(requirement.by, declared.control)) return false;
  if (requirement.from.empty() && requirement.allocated_to.empty()) return true;
  if (holds(requirement.allocated_to, declared.at)) return true;
  for (const std::size_t i : answered_by(requirement, catalog, model, result)) {
    const threats::Finding& finding = result.findings[i];
    if (holds(finding.cleared_by, use) || holds(finding.planned_by, use)) return true;
  }
  return false;
}

}  // namespace wardround::treatment
