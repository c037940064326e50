#include "diagram/counts.h"

#include <fmt/core.h>

#include "base/utf8.h"

namespace wardround::diagram {
namespace {

std::string harm_text(const model::Model& model, const risk::Reach& reach) {
  const std::string id = escape_for_terminal(model[reach.harms.front()].id);
  if (reach.severity_unknown || !reach.severity) return fmt::format("{} (severity unknown)", id);
  return fmt::format("{} ({})", id, model::name(*reach.severity));
}

}  // namespace

std::vector<FindingCount> count_findings(const study::Assessment& assessment) {
  const model::Model& model = assessment.model();
  std::vector<FindingCount> counts(model.subjects.size());
  for (std::size_t i = 0; i < assessment.result.findings.size(); ++i) {
    const threats::Finding& finding = assessment.result.findings[i];
    if (finding.status != threats::Status::open) continue;
    FindingCount& count = counts[finding.subject.index()];
    ++(finding.certainty == threats::Certainty::unverified ? count.badges.unverified
                                                           : count.badges.sure);
    const risk::Reach& reach = assessment.reach[i];
    const int rank = reach.harms.empty() ? -1
                     : reach.severity    ? static_cast<int>(*reach.severity)
                                         : 0;
    if (rank <= count.rank) continue;
    count.rank = rank;
    count.badges.worst = harm_text(model, reach);
  }
  return counts;
}

}  // namespace wardround::diagram
