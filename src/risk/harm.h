// Q2, what does it do to people? Which harms a finding reaches: from the subject whose property is
// lost, over the data and functions that depend on it, through hazardous situations (ISO
// 14971:2019, clause 5.4) to harms. A finding inherits a harm only through the loss of a property
// that causes the deviation; a missing link never lowers a rank. A safety-design finding reaches
// whatever the functions lead to that its fault sits in (faults.h).
#pragma once

#include <optional>
#include <vector>

#include "model/model.h"
#include "risk/policy.h"
#include "threats/finding.h"

namespace wardround::risk {

using lang::SubjectId;

// What a finding's severity speaks of.
enum class Basis : uint8_t {
  patient,     // harm to a patient
  unlinked,    // nobody has said yet what the loss leads to
  credential,  // disclosure of what opens other things
  privacy,     // disclosure of data about people
  business,    // none of these
};
[[nodiscard]] std::string_view name(Basis basis);

struct Reach {
  std::vector<SubjectId> harms;  // worst first, then by id
  std::optional<model::Severity>
      severity;  // worst of the harms; a harm of unknown severity counts as catastrophic
  bool severity_unknown = false;  // some harm's severity is not stated
  SubjectId function;  // the function through which the worst harm is reached; may be invalid
  bool confidentiality_only = false;  // nothing but disclosure: privacy severity
  bool multi_patient = false;         // a harm that may reach several patients by one cause
  // What the finding is rated with: `severity` where a patient is harmed, else what the policy says
  // of what is lost.
  model::Severity rated = model::Severity::catastrophic;
  Basis basis = Basis::patient;
};

// By finding, in the order of `result.findings`.
[[nodiscard]] std::vector<Reach> reach_harms(const catalog::Catalog& catalog,
                                             const model::Model& model,
                                             const threats::Result& result, const Policy& policy);

// Data and functions whose properties are lost with a subject; sorted.
struct Affected {
  std::vector<SubjectId> data;
  std::vector<SubjectId> functions;
};
[[nodiscard]] Affected affected_by(const catalog::Catalog& catalog, const model::Model& model,
                                   SubjectId subject);

}  // namespace wardround::risk
