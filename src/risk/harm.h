// Q2, what does it do to people? Which harms a finding reaches: from the subject whose property is
// lost, over the data and functions that depend on it, through hazardous situations (ISO
// 14971:2019, clause 5.4) to harms. A finding inherits a harm only through the loss of a property
// that causes the deviation; a missing link never lowers a rank. A safety-design finding reaches
// whatever the functions lead to that its fault sits in (faults.h).
#pragma once

#include <optional>
#include <vector>

#include "model/model.h"
#include "threats/finding.h"

namespace wardround::risk {

using lang::SubjectId;

struct Reach {
  std::vector<SubjectId> harms;  // worst first, then by id
  std::optional<model::Severity>
      severity;  // worst of the harms; a harm of unknown severity counts as catastrophic
  bool severity_unknown = false;  // some harm's severity is not stated
  SubjectId function;  // the function through which the worst harm is reached; may be invalid
  bool confidentiality_only = false;  // nothing but disclosure: privacy severity
};

// By finding, in the order of `result.findings`.
[[nodiscard]] std::vector<Reach> reach_harms(const catalog::Catalog& catalog,
                                             const model::Model& model,
                                             const threats::Result& result);

// Data and functions whose properties are lost with a subject; sorted.
struct Affected {
  std::vector<SubjectId> data;
  std::vector<SubjectId> functions;
};
[[nodiscard]] Affected affected_by(const catalog::Catalog& catalog, const model::Model& model,
                                   SubjectId subject);

// Indices into `result.findings`: worst harm first, then the more certain, then the attacker's
// easier position, then id.
[[nodiscard]] std::vector<std::size_t> rank_findings(const catalog::Catalog& catalog,
                                                     const threats::Result& result,
                                                     const std::vector<Reach>& reach);

// Indices into `result.questions`: those that an answer settles on its own first; among them the
// worst harm that is at stake, then how many findings are settled, then the attacker's easier
// position. What is only assumed comes last.
[[nodiscard]] std::vector<std::size_t> rank_questions(const catalog::Catalog& catalog,
                                                      const model::Model& model,
                                                      const threats::Result& result,
                                                      const std::vector<Reach>& reach);

}  // namespace wardround::risk
