// Inside of risk/: the parts of cvss.h by version.
#pragma once

#include "risk/cvss.h"

namespace wardround::risk::cvss {

// Places of metrics in `metrics(version)`; cvss_test.cc holds them against the tables.
namespace v3 {
enum : std::size_t { AV, AC, PR, UI, S, C, I, A, E, RL, RC, CR, IR, AR, MAV, MC = MAV + 5 };
inline constexpr std::size_t kBase = 8;
[[nodiscard]] std::span<const Metric> table();
}  // namespace v3
namespace v4 {
enum : std::size_t { AV, AC, AT, PR, UI, VC, VI, VA, SC, SI, SA, E, CR, IR, AR, MAV };
inline constexpr std::size_t kBase = 11;
[[nodiscard]] std::span<const Metric> table();
// In tenths; nothing for a macro vector that does not exist. Levels are those of EQ1 to EQ6.
using Levels = std::array<int, 6>;
[[nodiscard]] std::optional<int> lookup(const Levels& levels);
}  // namespace v4

[[nodiscard]] Scored score_v3(const Vector& vector);
[[nodiscard]] Scored score_v4(const Vector& vector);

}  // namespace wardround::risk::cvss
