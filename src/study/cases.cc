#include "study/cases.h"

#include <fmt/core.h>

#include <algorithm>

#include "diag/render.h"
#include "model/load.h"
#include "threats/finding.h"

namespace wardround::study {

namespace {

using threats::Finding;

// "weakness@subject certainty" for everything that the rule raises, as winner or standing behind
// one.
std::vector<std::string> raised_by(const catalog::Catalog& catalog, const model::Model& model,
                                   const threats::Result& result, catalog::RuleId rule) {
  std::vector<std::string> raised;
  const auto add = [&](catalog::WeaknessId weakness, const Finding& finding,
                       threats::Certainty certainty, threats::Status status) {
    raised.push_back(
        fmt::format("{} {}", threats::finding_id(catalog, model, weakness, finding.subject),
                    status == threats::Status::cleared ? name(status) : name(certainty)));
  };
  for (const Finding& finding : result.findings) {
    if (finding.rule == rule) add(finding.weakness, finding, finding.certainty, finding.status);
    for (const threats::Also& also : finding.also) {
      if (also.rule == rule) add(also.weakness, finding, also.certainty, also.status);
    }
  }
  std::ranges::sort(raised);
  return raised;
}

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
  return text.empty() ? "none" : text;
}

CaseResult run_case(const catalog::Catalog& catalog, const catalog::Case& test,
                    diag::Sources& sources) {
  diag::Diagnostics diagnostics;
  const auto loaded = model::load_text("case", test.model, catalog, sources, diagnostics);
  const auto result = threats::evaluate(catalog, loaded.model, diagnostics);
  if (diagnostics.has_errors()) {
    return {false,
            "the case's model has mistakes:\n" + diag::render_text(diagnostics, sources, {})};
  }
  const auto raised = raised_by(catalog, loaded.model, result, test.rule);
  const bool passed = test.expect == "none"
                          ? raised.empty()
                          : std::ranges::find(raised, test.expect) != raised.end();
  if (passed) return {true, {}};
  return {false, fmt::format("expected {}, got {}", test.expect, joined(raised))};
}

}  // namespace

std::vector<CaseResult> run_cases(const catalog::Catalog& catalog,
                                  const std::vector<catalog::Case>& cases, diag::Sources& sources) {
  std::vector<CaseResult> results;
  results.reserve(cases.size());
  for (const catalog::Case& test : cases) results.push_back(run_case(catalog, test, sources));
  return results;
}

}  // namespace wardround::study
