// What controls that are built now make of the statements of a model.
#pragma once

#include <string>
#include <vector>

#include "sitting/draft.h"

namespace wardround::sitting {

// Evaluates the project with `edits`, which say of controls that they are built. What the model
// states otherwise than a built control makes it spoke of the time before: it is left to the
// control, `edits` grows by that, and `overlay` holds the texts. Where that cannot be, the mistake
// stays one of the study.
[[nodiscard]] study::Study evaluate_built(const Workspace& workspace, const study::Request& request,
                                          const study::Study& before, std::size_t assessment,
                                          std::vector<diag::Edit>& edits,
                                          std::vector<Restated>& restated,
                                          study::OverlayFs& overlay);

// Adds those of `more` that are not there yet: subjects made from one list share their text.
void add_edits(std::vector<diag::Edit> more, std::vector<diag::Edit>& edits);

}  // namespace wardround::sitting
