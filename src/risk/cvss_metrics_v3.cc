// The metrics of CVSS 3.0 and 3.1, which differ in words and arithmetic, not in metrics.
#include "risk/cvss_internal.h"
#include "risk/cvss_values.h"

namespace wardround::risk::cvss::v3 {

namespace {

constexpr std::array kComplexity{
    kX, Value{"L", "low", "works whenever it is tried"},
    Value{"H", "high", "needs preparation, or conditions that the attacker cannot bring about"}};
constexpr std::array kInteraction{kX, Value{"N", "none", "nobody else has to do anything"},
                                  Value{"R", "required", "somebody else has to do something"}};
constexpr std::array kScope{kX, Value{"C", "changed", "reaches beyond what guards the part"},
                            Value{"U", "unchanged", "stays within what guards the part"}};

constexpr std::array kMaturity{
    kX, Value{"H", "high", "works by itself, or no code is needed"},
    Value{"F", "functional", "code that works in most cases is about"},
    Value{"P", "proof of concept", "code that shows it, with work to do"},
    Value{"U", "unproven", "no code is known"}};
constexpr std::array kRemediation{
    kX, Value{"U", "unavailable", "there is no remedy"},
    Value{"W", "workaround", "there is a remedy that the maker did not give"},
    Value{"T", "temporary fix", "the maker has given a remedy for the time being"},
    Value{"O", "official fix", "the maker has given a complete remedy"}};
constexpr std::array kConfidence{kX,
                                 Value{"C", "confirmed", "reproduced, or admitted by the maker"},
                                 Value{"R", "reasonable", "much is known, but not all"},
                                 Value{"U", "unknown", "reports say so, and differ"}};

constexpr std::array kMetrics{
    Metric{"AV", "attack vector", Group::base, base(kAttackVector)},
    Metric{"AC", "attack complexity", Group::base, base(kComplexity)},
    Metric{"PR", "privileges required", Group::base, base(kPrivileges)},
    Metric{"UI", "user interaction", Group::base, base(kInteraction)},
    Metric{"S", "scope", Group::base, base(kScope)},
    Metric{"C", "confidentiality", Group::base, base(kConfidentiality)},
    Metric{"I", "integrity", Group::base, base(kIntegrity)},
    Metric{"A", "availability", Group::base, base(kAvailability)},
    Metric{"E", "exploit code maturity", Group::threat, kMaturity},
    Metric{"RL", "remediation level", Group::threat, kRemediation},
    Metric{"RC", "report confidence", Group::threat, kConfidence},
    Metric{"CR", "confidentiality requirement", Group::environmental, kRequirement},
    Metric{"IR", "integrity requirement", Group::environmental, kRequirement},
    Metric{"AR", "availability requirement", Group::environmental, kRequirement},
    Metric{"MAV", "modified attack vector", Group::environmental, kAttackVector},
    Metric{"MAC", "modified attack complexity", Group::environmental, kComplexity},
    Metric{"MPR", "modified privileges required", Group::environmental, kPrivileges},
    Metric{"MUI", "modified user interaction", Group::environmental, kInteraction},
    Metric{"MS", "modified scope", Group::environmental, kScope},
    Metric{"MC", "modified confidentiality", Group::environmental, kConfidentiality},
    Metric{"MI", "modified integrity", Group::environmental, kIntegrity},
    Metric{"MA", "modified availability", Group::environmental, kAvailability},
};
static_assert(kMetrics.size() <= kMaxMetrics);

}  // namespace

std::span<const Metric> table() {
  return kMetrics;
}

}  // namespace wardround::risk::cvss::v3
