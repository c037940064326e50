// Runs the cases of a catalogue: each is a little model, and what its rule must say about it.
#pragma once

#include <string>
#include <vector>

#include "catalog/catalog.h"
#include "diag/diagnostic.h"

namespace wardround::study {

struct CaseResult {
  bool passed = false;
  std::string message;  // what was expected and what came out, if it failed
};

// In the order of `cases`. A case whose model has mistakes fails; the mistakes are in the message.
// `sources` are those of the catalogue, which a mistake may point into; the cases' models are
// added.
[[nodiscard]] std::vector<CaseResult> run_cases(const catalog::Catalog& catalog,
                                                const std::vector<catalog::Case>& cases,
                                                diag::Sources& sources);

}  // namespace wardround::study
