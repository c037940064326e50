// `check --stride-grid`: STRIDE per element over a model. Says for every cell how many findings
// stand there, and for every empty one why.
#pragma once

#include <string>

#include "report/check_text.h"

namespace wardround::report {

[[nodiscard]] std::string stride_grid(const View& view, const ScreenStyle& style);

}  // namespace wardround::report
