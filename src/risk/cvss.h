// CVSS, the Common Vulnerability Scoring System of FIRST (first.org/cvss), versions 3.0, 3.1 and
// 4.0: vectors read, printed and scored, with every figure that leads to the score.
//
// No floating point anywhere. 3.x is computed in whole units of 10^-15: all its products are exact
// there but one, a 15th or 13th power, which never comes near a tenth. 4.0 is a mean of fractions
// with small denominators and is kept as one fraction. What decides:
// - 3.0 rounds up to the next tenth whatever is above it; 3.1 first rounds to five decimals, so
//   that what an implementation's floating point adds does not cost a tenth (appendix A of 3.1).
// - 4.0 rounds to the nearest tenth, and a mean may lie exactly between two. FIRST's calculator
//   adds 10^-6 before it rounds, so that floating point cannot decide: 5.65 is 5.7. Earlier ones
//   gave 5.6 or 5.7 as it fell out. Here a half goes up, which is the same as the epsilon: two
//   different scores are never as near as that. Such a score says `tie` in its breakdown.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace wardround::risk::cvss {

enum class Version : uint8_t { v3_0, v3_1, v4_0 };
[[nodiscard]] std::string_view name(Version version);  // "3.1"

// `threat` is what 3.x calls temporal.
enum class Group : uint8_t { base, threat, environmental, supplemental };
[[nodiscard]] std::string_view name(Group group, Version version);

struct Value {
  std::string_view id;       // "N"
  std::string_view name;     // "network"
  std::string_view meaning;  // "from anywhere that packets come from"
};
struct Metric {
  std::string_view id;    // "AV"
  std::string_view name;  // "attack vector"
  Group group = Group::base;
  // Worst first. Of all but base metrics the first is X, not defined: what it stands for is no
  // better than the worst.
  std::span<const Value> values;
};
// In the order of canonical vectors.
[[nodiscard]] std::span<const Metric> metrics(Version version);
[[nodiscard]] std::optional<std::size_t> find_metric(Version version, std::string_view id);

inline constexpr std::size_t kMaxMetrics = 32;

// Complete: every base metric has a value, every other one has one or X.
struct Vector {
  Version version = Version::v4_0;
  std::array<uint8_t, kMaxMetrics> values{};  // by metric: index into its values

  [[nodiscard]] const Value& operator[](std::size_t metric) const {
    return metrics(version)[metric].values[values[metric]];
  }
  [[nodiscard]] std::string_view value(std::string_view metric) const;  // its id; "" if none
  // False if there is no such metric or no such value.
  bool set(std::string_view metric, std::string_view value);
  [[nodiscard]] bool has(Group group) const;  // is any of them defined?
  friend bool operator==(const Vector&, const Vector&) = default;
};

// What is wrong with a text, and which bytes of it; an empty range: something is missing there.
struct Problem {
  std::size_t begin = 0, end = 0;
  std::string reason;
  friend bool operator==(const Problem&, const Problem&) = default;
};
inline constexpr std::size_t kVectorBytes = 1024;  // a longer text is not looked at

// Takes metrics in any order and X written out, as all three versions allow; all problems are
// reported, in the order of the text. Never an empty list of problems.
[[nodiscard]] tl::expected<Vector, std::vector<Problem>> parse(std::string_view text);
// Canonical: metrics in the order of the specification, none that is X.
[[nodiscard]] std::string print(const Vector& vector);

struct Score {
  int tenths = 0;  // 0 … 100
  friend auto operator<=>(const Score&, const Score&) = default;
};
[[nodiscard]] std::string text(Score score);  // "8.7"
enum class Severity : uint8_t { none, low, medium, high, critical };
[[nodiscard]] Severity severity(Score score);
[[nodiscard]] std::string_view name(Severity severity);  // "High"

// What a metric counts for, after modified metrics and what X stands for.
struct Weight {
  std::string_view metric;  // "AV"
  std::string_view value;   // "A", in force
  std::string_view from;    // the metric that says so: "MAV"; "" where it is X and takes the worst
  std::string weight;       // 3.x: "0.62"; 4.0: steps below the worst value, "1"
};
struct Figure {
  std::string name;   // "impact sub-score"
  std::string value;  // "5.873", as many decimals as people want to see
};
// 4.0: one of the groups of metrics that are interpolated on their own; EQ3 and EQ6 go together.
struct Equivalence {
  std::string_view name;      // "EQ3+EQ6"
  std::string_view title;     // "vulnerable system, requirements"
  std::string level;          // "11"
  std::optional<Score> next;  // of the next lower macro vector, if there is one
  int distance = 0;           // steps below the worst vector of the macro vector …
  int depth = 1;              // … of so many until the next lower one
};
struct Breakdown {
  std::vector<Weight> weights;
  std::vector<Figure> figures;  // 3.x: sub-scores; 4.0: the unrounded score
  // 4.0 alone.
  std::string macro_vector;  // "111200"
  Score macro_score;
  std::vector<Equivalence> equivalences;  // none where nothing has any impact: the score is 0
  bool tie = false;                       // the unrounded score lies exactly between two tenths
};

struct Scored {
  Score score;                         // of all that the vector says
  Score base;                          // of its base metrics alone
  std::optional<Score> temporal;       // 3.x, with temporal metrics or environmental ones
  std::optional<Score> environmental;  // 3.x, with environmental metrics
  std::string nomenclature;  // 4.0: "CVSS-BTE"; 3.x: "base", "temporal" or "environmental score"
  Breakdown breakdown;       // of `score`
};
[[nodiscard]] Scored score(const Vector& vector);

}  // namespace wardround::risk::cvss
