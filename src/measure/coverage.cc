#include "measure/coverage.h"

#include <set>

namespace wardround::measure {

using threats::Certainty;
using threats::Status;

Coverage coverage_of(const catalog::Catalog& catalog) {
  Coverage coverage;
  coverage.rules.resize(catalog.rules.size());
  coverage.facts.resize(catalog.vocabulary.facts.size());
  coverage.controls.resize(catalog.controls.size());
  for (const catalog::Rule& rule : catalog.rules) {
    std::set<catalog::ControlId> named;
    for (const catalog::Answer& answer : rule.answered_by) {
      for (const catalog::Use& use : answer.all) named.insert(use.control);
    }
    for (const catalog::ControlId control : named) ++coverage.controls[control.index()].rules;
  }
  return coverage;
}

namespace {
// Where each rule of a study stands in the catalogue alone: what people found adds rules in
// between.
std::vector<std::size_t> places(const catalog::Catalog& catalog) {
  std::vector<std::size_t> found;
  std::size_t next = 0;
  for (const catalog::Rule& rule : catalog.rules) found.push_back(rule.manual ? next : next++);
  return found;
}
}  // namespace

void add(const study::Study& study, Coverage& coverage) {
  const std::vector<std::size_t> place = places(study.catalog);
  for (const study::Assessment& assessment : study.assessments) {
    const model::Model& model = assessment.model();
    std::set<catalog::RuleId> fired;
    const auto count = [&](catalog::RuleId rule, Certainty certainty, Status status) {
      if (study.catalog[rule].manual) return;
      RuleUse& use = coverage.rules[place[rule.index()]];
      if (fired.insert(rule).second) ++use.models;
      ++(status == Status::cleared ? use.cleared : use.open);
      if (status != Status::cleared && certainty == Certainty::certain) ++use.certain;
    };
    for (const threats::Finding& finding : assessment.result.findings) {
      count(finding.rule, finding.certainty, finding.status);
      for (const threats::Also& also : finding.also) count(also.rule, also.certainty, also.status);
      std::set<catalog::ControlId> by;
      for (const std::size_t use : finding.cleared_by) by.insert(model.controls[use].control);
      for (const catalog::ControlId control : by) ++coverage.controls[control.index()].cleared;
    }
    for (const threats::Question& question : assessment.result.questions) {
      if (question.fact.valid()) ++coverage.facts[question.fact.index()].asked;
    }
    for (std::size_t f = 0; f < coverage.facts.size(); ++f) {
      const lang::FactId fact(f);
      for (std::size_t s = 0; s < model.universe.size(); ++s) {
        const auto provenance = model.universe.cell(fact, lang::SubjectId(s)).provenance;
        if (provenance == lang::Provenance::stated) ++coverage.facts[f].stated;
      }
    }
    for (const model::ControlUse& use : model.controls)
      ++coverage.controls[use.control.index()].declared;
    ++coverage.models;
  }
}

}  // namespace wardround::measure
