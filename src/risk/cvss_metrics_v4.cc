// The metrics of CVSS 4.0.
#include "risk/cvss_internal.h"
#include "risk/cvss_values.h"

namespace wardround::risk::cvss::v4 {

namespace {

constexpr std::array kComplexity{
    kX, Value{"L", "low", "no defence has to be got round"},
    Value{"H", "high", "a defence that is in place has to be got round"}};
constexpr std::array kRequirements{
    kX, Value{"N", "none", "works whenever it is tried"},
    Value{"P", "present", "needs a moment or a setting that the attacker does not choose"}};
constexpr std::array kInteraction{
    kX, Value{"N", "none", "nobody else has to do anything"},
    Value{"P", "passive", "somebody has to do what he does anyway"},
    Value{"A", "active", "somebody has to do something out of the ordinary"}};
// Of systems behind the vulnerable one; people may be harmed through them.
constexpr Value kSafety{"S", "safety", "people may be injured, seriously or worse"};
constexpr std::array kLaterIntegrity{kX, kSafety, kIntegrity[1], kIntegrity[2], kIntegrity[3]};
constexpr std::array kLaterAvailability{kX, kSafety, kAvailability[1], kAvailability[2],
                                        kAvailability[3]};

constexpr std::array kMaturity{kX, Value{"A", "attacked", "attacks, or tools for them, are known"},
                               Value{"P", "proof of concept", "code that shows it is about"},
                               Value{"U", "unreported", "neither attacks nor code are known"}};

constexpr std::array kSafetyOfPeople{
    kX, Value{"P", "present", "people may be injured, more than slightly"},
    Value{"N", "negligible", "people are hardly at risk"}};
constexpr std::array kAutomatable{kX, Value{"Y", "yes", "can be done to many by a program"},
                                  Value{"N", "no", "each one takes work by hand"}};
constexpr std::array kRecovery{kX, Value{"I", "irrecoverable", "it does not come back"},
                               Value{"U", "user", "somebody has to bring it back"},
                               Value{"A", "automatic", "it comes back by itself"}};
constexpr std::array kDensity{kX, Value{"C", "concentrated", "one attack yields much"},
                              Value{"D", "diffuse", "one attack yields little"}};
constexpr std::array kEffort{kX, Value{"H", "high", "hard to answer for those who use it"},
                             Value{"M", "moderate", "some work for those who use it"},
                             Value{"L", "low", "little work for those who use it"}};
constexpr std::array kUrgency{kX, Value{"Red", "red", "most urgent, says the maker"},
                              Value{"Amber", "amber", "urgent, says the maker"},
                              Value{"Green", "green", "less urgent, says the maker"},
                              Value{"Clear", "clear", "for information, says the maker"}};

constexpr std::array kMetrics{
    Metric{"AV", "attack vector", Group::base, base(kAttackVector)},
    Metric{"AC", "attack complexity", Group::base, base(kComplexity)},
    Metric{"AT", "attack requirements", Group::base, base(kRequirements)},
    Metric{"PR", "privileges required", Group::base, base(kPrivileges)},
    Metric{"UI", "user interaction", Group::base, base(kInteraction)},
    Metric{"VC", "confidentiality, vulnerable system", Group::base, base(kConfidentiality)},
    Metric{"VI", "integrity, vulnerable system", Group::base, base(kIntegrity)},
    Metric{"VA", "availability, vulnerable system", Group::base, base(kAvailability)},
    Metric{"SC", "confidentiality, subsequent systems", Group::base, base(kConfidentiality)},
    Metric{"SI", "integrity, subsequent systems", Group::base, base(kLaterIntegrity, 2)},
    Metric{"SA", "availability, subsequent systems", Group::base, base(kLaterAvailability, 2)},
    Metric{"E", "exploit maturity", Group::threat, kMaturity},
    Metric{"CR", "confidentiality requirement", Group::environmental, kRequirement},
    Metric{"IR", "integrity requirement", Group::environmental, kRequirement},
    Metric{"AR", "availability requirement", Group::environmental, kRequirement},
    Metric{"MAV", "modified attack vector", Group::environmental, kAttackVector},
    Metric{"MAC", "modified attack complexity", Group::environmental, kComplexity},
    Metric{"MAT", "modified attack requirements", Group::environmental, kRequirements},
    Metric{"MPR", "modified privileges required", Group::environmental, kPrivileges},
    Metric{"MUI", "modified user interaction", Group::environmental, kInteraction},
    Metric{"MVC", "modified confidentiality, vulnerable system", Group::environmental,
           kConfidentiality},
    Metric{"MVI", "modified integrity, vulnerable system", Group::environmental, kIntegrity},
    Metric{"MVA", "modified availability, vulnerable system", Group::environmental, kAvailability},
    Metric{"MSC", "modified confidentiality, subsequent systems", Group::environmental,
           kConfidentiality},
    Metric{"MSI", "modified integrity, subsequent systems", Group::environmental, kLaterIntegrity},
    Metric{"MSA", "modified availability, subsequent systems", Group::environmental,
           kLaterAvailability},
    Metric{"S", "safety", Group::supplemental, kSafetyOfPeople},
    Metric{"AU", "automatable", Group::supplemental, kAutomatable},
    Metric{"R", "recovery", Group::supplemental, kRecovery},
    Metric{"V", "value density", Group::supplemental, kDensity},
    Metric{"RE", "response effort", Group::supplemental, kEffort},
    Metric{"U", "provider urgency", Group::supplemental, kUrgency},
};
static_assert(kMetrics.size() <= kMaxMetrics);

}  // namespace

std::span<const Metric> table() {
  return kMetrics;
}

}  // namespace wardround::risk::cvss::v4
