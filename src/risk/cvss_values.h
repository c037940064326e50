// Inside of risk/: values that metrics of CVSS 3 and 4 share, in the same words.
#pragma once

#include <array>

#include "risk/cvss.h"

namespace wardround::risk::cvss {

inline constexpr Value kX{"X", "not defined", "counts as if the metric were left out"};

// Those of a modified metric; without the X, those of the base metric.
inline constexpr std::array kAttackVector{
    kX, Value{"N", "network", "from anywhere that packets come from"},
    Value{"A", "adjacent", "from the same network, or within reach of the radio"},
    Value{"L", "local", "from an account or a file on the device itself"},
    Value{"P", "physical", "with the hands on the device"}};
inline constexpr std::array kPrivileges{kX, Value{"N", "none", "without any account"},
                                        Value{"L", "low", "with the rights of an ordinary user"},
                                        Value{"H", "high", "with the rights of an administrator"}};
inline constexpr std::array kConfidentiality{kX, Value{"H", "high", "everything can be read"},
                                             Value{"L", "low", "something can be read"},
                                             Value{"N", "none", "nothing can be read"}};
inline constexpr std::array kIntegrity{kX, Value{"H", "high", "everything can be changed"},
                                       Value{"L", "low", "something can be changed"},
                                       Value{"N", "none", "nothing can be changed"}};
inline constexpr std::array kAvailability{kX, Value{"H", "high", "it can be stopped"},
                                          Value{"L", "low", "it can be slowed or interrupted"},
                                          Value{"N", "none", "it goes on as before"}};
inline constexpr std::array kRequirement{kX,
                                         Value{"H", "high", "its loss would be a disaster here"},
                                         Value{"M", "medium", "its loss would be serious here"},
                                         Value{"L", "low", "its loss would matter little here"}};

constexpr std::span<const Value> base(std::span<const Value> values, std::size_t skip = 1) {
  return values.subspan(skip);
}

}  // namespace wardround::risk::cvss
