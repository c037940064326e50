#include "treatment/trace.h"

#include <fmt/core.h>

#include <algorithm>

#include "model/csr.h"

namespace wardround::treatment {
namespace {

std::vector<SubjectId> software_of(const model::Model& model, const Requirement& requirement) {
  std::vector<SubjectId> out;
  for (std::size_t i = 0; i < model.subjects.size(); ++i) {
    if (model.subjects[i].kind != model::Kind::software) continue;
    const SubjectId software(i);
    const SubjectId home = model::only(model.universe.relation(lang::Relation::runs_in), software);
    for (const SubjectId place : requirement.allocated_to) {
      if (place != software && (!home.valid() || place != home)) continue;
      out.push_back(software);
      break;
    }
  }
  return out;
}

void find_gaps(const model::Model& model, const Chain& chain, std::vector<Gap>& gaps) {
  const Requirement& requirement = chain.requirement;
  const model::Subject& subject = model[requirement.id];
  const auto add = [&](std::string_view text) {
    gaps.push_back({subject.span, subject.id, fmt::format("`{}` {}", subject.id, text)});
  };
  if (requirement.accept.empty()) add("has no acceptance criterion (`accept:`)");
  if (requirement.allocated_to.empty()) add("is allocated to nothing (`allocated_to:`)");
  if (requirement.tests.empty()) add("has no test (`tests:`)");
  if (!requirement.by.empty() && requirement.defeats.empty())
    add("has no attempt to defeat it (`defeats:`)");
  if (!requirement.by.empty() && chain.controls.empty())
    add("names a control that is declared nowhere for it");
  for (const std::string& test : requirement.tests) {
    if (std::find(requirement.defeats.begin(), requirement.defeats.end(), test) ==
        requirement.defeats.end())
      continue;
    add(fmt::format("names `{}` both as a test and as an attempt to defeat it", test));
  }
}

}  // namespace

Trace trace(const catalog::Catalog& catalog, const model::Model& model,
            const threats::Result& result, const Evidence& evidence, std::string_view build) {
  Trace out;
  out.build = build_of(evidence, build);
  const auto verifications = verify_controls(catalog, model, result, evidence, out.build);
  std::vector<bool> answered(result.findings.size());
  for (Requirement& requirement : requirements(catalog, model)) {
    Chain& chain = out.chains.emplace_back();
    chain.findings = answered_by(requirement, catalog, model, result);
    for (const std::size_t finding : chain.findings) answered[finding] = true;
    for (std::size_t use = 0; use < verifications.size(); ++use) {
      const auto& askers = verifications[use].requirement;
      if (std::find(askers.begin(), askers.end(), requirement.id) != askers.end())
        chain.controls.push_back({use, verifications[use]});
    }
    for (const std::string& test : requirement.tests)
      chain.tests.push_back({test, TestKind::mitigation, results_of(evidence, test, out.build)});
    for (const std::string& test : requirement.defeats)
      chain.tests.push_back({test, TestKind::defeat, results_of(evidence, test, out.build)});
    chain.software = software_of(model, requirement);
    chain.requirement = std::move(requirement);
    find_gaps(model, chain, out.gaps);
  }
  for (std::size_t i = 0; i < result.findings.size(); ++i) {
    const threats::Finding& finding = result.findings[i];
    const auto& uses = finding.cleared_by.empty() ? finding.planned_by : finding.cleared_by;
    if (answered[i] || uses.empty()) continue;
    const std::string id = threats::finding_id(catalog, model, finding.weakness, finding.subject);
    const model::ControlUse& use = model.controls[uses.front()];
    out.gaps.push_back({use.span, id,
                        fmt::format("`{}` is {} by `{}`, and no requirement answers it", id,
                                    finding.cleared_by.empty() ? "to be cleared" : "cleared",
                                    catalog[use.control].id)});
  }
  return out;
}

bool narrow(Trace& trace, const catalog::Catalog& catalog, const model::Model& model,
            const threats::Result& result, std::string_view id) {
  const SubjectId subject = model.find(id);
  const auto hangs_on = [&](const Chain& chain) {
    const Requirement& requirement = chain.requirement;
    if (subject.valid() && (requirement.id == subject || model[requirement.id].external_id == id))
      return true;
    const auto is = [&](SubjectId other) { return subject.valid() && other == subject; };
    if (std::any_of(chain.software.begin(), chain.software.end(), is)) return true;
    if (std::any_of(requirement.allocated_to.begin(), requirement.allocated_to.end(), is))
      return true;
    for (const std::size_t finding : chain.findings) {
      const threats::Finding& f = result.findings[finding];
      if (threats::finding_id(catalog, model, f.weakness, f.subject) == id || is(f.subject))
        return true;
    }
    for (const std::string& from : requirement.from) {
      if (from == id) return true;
    }
    for (const catalog::ControlId control : requirement.by) {
      if (catalog[control].id == id) return true;
    }
    for (const TracedControl& control : chain.controls) {
      if (is(model.controls[control.use].at)) return true;
    }
    for (const TracedTest& test : chain.tests) {
      if (test.name == id) return true;
      for (const TestEvidence* result_of : test.results) {
        if (result_of->test == id) return true;
      }
    }
    return false;
  };
  std::erase_if(trace.chains, [&](const Chain& chain) { return !hangs_on(chain); });
  std::erase_if(trace.gaps, [&](const Gap& gap) {
    if (gap.id == id) return false;
    return std::none_of(trace.chains.begin(), trace.chains.end(), [&](const Chain& chain) {
      return model[chain.requirement.id].id == gap.id;
    });
  });
  return !trace.chains.empty() || !trace.gaps.empty();
}

}  // namespace wardround::treatment
