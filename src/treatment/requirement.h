// Requirements as the model has them, and which declared control each of them speaks for.
#pragma once

#include <string>
#include <vector>

#include "catalog/catalog.h"
#include "model/model.h"
#include "threats/finding.h"

namespace wardround::treatment {

using lang::SubjectId;

struct Requirement {
  SubjectId id;
  std::string text, accept;
  std::vector<std::string> from;            // finding ids, as written
  std::vector<catalog::ControlId> by;       // controls that realise it
  std::vector<std::string> tests, defeats;  // names of tests
  std::vector<SubjectId> allocated_to;
};
// In the order of subjects.
[[nodiscard]] std::vector<Requirement> requirements(const catalog::Catalog& catalog,
                                                    const model::Model& model);

// Findings that a requirement answers: indices into `result.findings`. A finding that stands
// behind another (`also`) is answered with it; former ids count.
[[nodiscard]] std::vector<std::size_t> answered_by(const Requirement& requirement,
                                                   const catalog::Catalog& catalog,
                                                   const model::Model& model,
                                                   const threats::Result& result);

// Does it ask for this use of a control? It names the control, and either a finding that the use
// answers, or the place where the control is declared among those it is allocated to; one that
// names neither findings nor places asks for every use.
[[nodiscard]] bool asks_for(const Requirement& requirement, const catalog::Catalog& catalog,
                            const model::Model& model, const threats::Result& result,
                            std::size_t use);

}  // namespace wardround::treatment
