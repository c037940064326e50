// Open findings by subject, as badges count them.
#pragma once

#include <vector>

#include "diagram/picture.h"

namespace wardround::diagram {

struct FindingCount {
  Badges badges;
  int rank = -1;  // of the worst harm; larger is worse
};

[[nodiscard]] std::vector<FindingCount> count_findings(const study::Assessment& assessment);

}  // namespace wardround::diagram
