// What to look at first.
#pragma once

#include <vector>

#include "risk/rating.h"

namespace wardround::risk {

// Indices into `result.findings`: the greatest claimed risk first, then the worst harm, then the
// more certain, then what is easier to do, then what was seen more often elsewhere, then id.
// Cleared ones come last.
[[nodiscard]] std::vector<std::size_t> rank_findings(const catalog::Catalog& catalog,
                                                     const threats::Result& result,
                                                     const std::vector<Reach>& reach,
                                                     const std::vector<Rating>& ratings);

// Indices into `result.questions`: those an answer settles, and those that say what something is,
// first; among them the greatest risk at stake, the worst harm, how many findings are expected to
// be settled (the often seen count more; the same asked again, less), what is easier to do. What is
// only assumed comes last.
[[nodiscard]] std::vector<std::size_t> rank_questions(const catalog::Catalog& catalog,
                                                      const model::Model& model,
                                                      const threats::Result& result,
                                                      const std::vector<Reach>& reach,
                                                      const std::vector<Rating>& ratings);

}  // namespace wardround::risk
