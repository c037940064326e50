// What a finding rests on, in a form that can be written down today and looked up after the design
// has changed: facts by name and value, structure by its sentence.
#pragma once

#include <vector>

#include "model/model.h"
#include "threats/finding.h"
#include "treatment/decision.h"

namespace wardround::treatment {

using lang::SubjectId;

// The deciding facts and sentences, in the order of the rule's expression, each once.
[[nodiscard]] std::vector<Ground> grounds_of(const catalog::Catalog& catalog,
                                             const model::Model& model,
                                             const threats::Result& result,
                                             const threats::Finding& finding);

// A ground that is no longer as it was: what it is now.
struct Shift {
  const Ground* ground = nullptr;
  // A value; "gone" of structure and of what has no such subject; kUnasked of a fact that is as it
  // was, but that the rule no longer looks at.
  std::string now;
};
inline constexpr std::string_view kUnasked = "no longer asked";

// Looks grounds up again. A fact must have its value and be one that the finding's rule looks at
// today; a sentence must still be true of some atom of that rule. The rules of the findings that
// stand behind it count as well. Former ids (`was:`) count as the present
// ones. `wide`: the grounds are those of several findings; only facts count that the
// finding's rule asks for.
[[nodiscard]] std::vector<Shift> shifted(const catalog::Catalog& catalog, const model::Model& model,
                                         const threats::Result& result,
                                         const threats::Finding& finding,
                                         const std::vector<Ground>& grounds, bool wide);

}  // namespace wardround::treatment
