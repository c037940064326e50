// Scores of CVSS 4.0: the macro vector's score, less the mean of how far the vector lies below the
// worst one of its macro vector, in each group of metrics (section 8 of the specification).
#include <fmt/core.h>

#include <algorithm>
#include <numeric>

#include "base/result.h"
#include "risk/cvss_internal.h"

namespace wardround::risk::cvss {

namespace {

using v4::Levels;

// Steps of a metric below its worst value. Of subsequent systems the worst is Safety, which is one
// step above High.
using Steps = std::array<int, v4::MAV>;

bool of_subsequent_systems(std::size_t metric) {
  return metric == v4::SI || metric == v4::SA;
}

// The metric whose value is in force: the modified one where it is defined.
std::size_t in_force(const Vector& vector, std::size_t metric) {
  const std::size_t modified = v4::MAV + metric;
  return metric < v4::kBase && vector.values[modified] != 0 ? modified : metric;
}

Steps steps_of(const Vector& vector) {
  Steps steps{};
  for (std::size_t metric = 0; metric < steps.size(); ++metric) {
    const std::size_t source = in_force(vector, metric);
    const int at = vector.values[source];
    if (source != metric) {
      steps[metric] = at - 1 + (metric == v4::SC ? 1 : 0);
    } else if (metric < v4::kBase) {
      steps[metric] = at + (of_subsequent_systems(metric) || metric == v4::SC ? 1 : 0);
    } else {
      steps[metric] = std::max(0, at - 1);  // X is the worst
    }
  }
  return steps;
}

constexpr int kHigh = 0, kNone = 2;                         // of VC, VI, VA and CR, IR, AR
constexpr int kSafety = 0, kLaterHigh = 1, kLaterNone = 3;  // of SC, SI, SA

bool without_impact(const Steps& steps) {
  return steps[v4::VC] == kNone && steps[v4::VI] == kNone && steps[v4::VA] == kNone &&
         steps[v4::SC] == kLaterNone && steps[v4::SI] == kLaterNone && steps[v4::SA] == kLaterNone;
}

int exploitability(const Steps& s) {
  const int worst = (s[v4::AV] == 0 ? 1 : 0) + (s[v4::PR] == 0 ? 1 : 0) + (s[v4::UI] == 0 ? 1 : 0);
  constexpr int kPhysical = 3;
  if (worst == 3) return 0;
  return worst > 0 && s[v4::AV] != kPhysical ? 1 : 2;
}

Levels levels_of(const Steps& s) {
  const bool c = s[v4::VC] == kHigh, i = s[v4::VI] == kHigh, a = s[v4::VA] == kHigh;
  Levels levels{};
  levels[0] = exploitability(s);
  levels[1] = s[v4::AC] == 0 && s[v4::AT] == 0 ? 0 : 1;
  levels[2] = c && i ? 0 : c || i || a ? 1 : 2;
  levels[3] = s[v4::SI] == kSafety || s[v4::SA] == kSafety                                    ? 0
              : s[v4::SC] == kLaterHigh || s[v4::SI] == kLaterHigh || s[v4::SA] == kLaterHigh ? 1
                                                                                              : 2;
  levels[4] = s[v4::E];
  levels[5] =
      (c && s[v4::CR] == kHigh) || (i && s[v4::IR] == kHigh) || (a && s[v4::AR] == kHigh) ? 0 : 1;
  return levels;
}

// The worst vectors of a level, as steps of the metrics of its group, and how many steps lie
// between them and the next lower level.
struct Worst {
  int level = 0;  // of EQ3 and EQ6: both digits
  int depth = 1;
  std::vector<std::vector<int>> vectors;
};
struct Equals {
  std::string_view name, title;
  std::vector<std::size_t> metrics;
  std::vector<Worst> worst;
};
// Section 8.2 of the specification, tables 24 to 30.
const std::vector<Equals>& groups() {
  static const std::vector<Equals> all = {
      {"EQ1",
       "how it is reached",
       {v4::AV, v4::PR, v4::UI},
       {{0, 1, {{0, 0, 0}}},
        {1, 4, {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}},
        {2, 5, {{3, 0, 0}, {1, 1, 1}}}}},
      {"EQ2", "how hard it is", {v4::AC, v4::AT}, {{0, 1, {{0, 0}}}, {1, 2, {{1, 0}, {0, 1}}}}},
      {"EQ3+EQ6",
       "the vulnerable system",
       {v4::VC, v4::VI, v4::VA, v4::CR, v4::IR, v4::AR},
       {{0, 7, {{0, 0, 0, 0, 0, 0}}},
        {1, 6, {{0, 0, 1, 1, 1, 0}, {0, 0, 0, 1, 1, 1}}},
        {10, 8, {{1, 0, 0, 0, 0, 0}, {0, 1, 0, 0, 0, 0}}},
        {11,
         8,
         {{1, 0, 1, 0, 1, 0},
          {1, 0, 0, 0, 1, 1},
          {0, 1, 0, 1, 0, 1},
          {0, 1, 1, 1, 0, 0},
          {1, 1, 0, 0, 0, 1}}},
        {21, 10, {{1, 1, 1, 0, 0, 0}}}}},
      {"EQ4",
       "subsequent systems",
       {v4::SC, v4::SI, v4::SA},
       {{0, 6, {{1, 0, 0}}}, {1, 5, {{1, 1, 1}}}, {2, 4, {{2, 2, 2}}}}},
      {"EQ5", "exploits known", {v4::E}, {{0, 1, {{0}}}, {1, 1, {{1}}}, {2, 1, {{2}}}}},
  };
  return all;
}

// Steps below the first of the worst vectors that is nowhere better than this one.
int distance(const Equals& group, const Worst& worst, const Steps& steps) {
  for (const std::vector<int>& vector : worst.vectors) {
    int sum = 0;
    bool below = true;
    for (std::size_t i = 0; i < vector.size(); ++i) {
      const int apart = steps[group.metrics[i]] - vector[i];
      below = below && apart >= 0;
      sum += apart;
    }
    if (below) return sum;
  }
  check_failed("a worst vector of the level", __FILE__, __LINE__);
}

// The score of the macro vector one level lower in a group; the higher one where two are.
std::optional<int> next_lower(const Levels& levels, std::size_t group) {
  Levels next = levels;
  if (group == 2 && levels[2] == 0 && levels[5] == 0) {
    Levels other = levels;
    next[5] = 1;
    other[2] = 1;
    return std::max(v4::lookup(next), v4::lookup(other));
  }
  if (group != 2) {
    next[group] += 1;
  } else if (levels[2] == 1 && levels[5] == 0) {
    next[5] = 1;
  } else {
    next[2] += 1;
  }
  return v4::lookup(next);
}

// Of all depths: distances become whole numbers of it.
constexpr int kDepths = 840;
static_assert(std::lcm(std::lcm(7, 6), std::lcm(8, 10)) == kDepths);

struct Interpolated {
  Score score;
  Breakdown breakdown;
};

std::string decimals(int numerator, int denominator) {
  const int thousandths =
      static_cast<int>((int64_t{numerator} * 1000 + denominator / 2) / denominator);  // of a tenth
  return fmt::format("{}.{:04}", thousandths / 10000, thousandths % 10000);
}

Interpolated interpolate(const Steps& steps) {
  Interpolated result;
  Breakdown& breakdown = result.breakdown;
  const Levels levels = levels_of(steps);
  for (const int level : levels) breakdown.macro_vector += std::to_string(level);
  const int macro = v4::lookup(levels).value_or(0);
  breakdown.macro_score = {macro};
  if (without_impact(steps)) {
    breakdown.figures.push_back({"unrounded score", "0.0000"});
    return result;
  }
  int parts = 0;    // in 1 / kDepths tenths
  int counted = 0;  // groups that have a lower level
  for (std::size_t g = 0; g < groups().size(); ++g) {
    const Equals& group = groups()[g];
    const int level = g == 2 ? levels[2] * 10 + levels[5] : levels[g];
    const Worst& worst = *std::ranges::find(group.worst, level, &Worst::level);
    Equivalence shown{group.name,
                      group.title,
                      g == 2 ? fmt::format("{:02}", level) : std::to_string(level),
                      std::nullopt,
                      distance(group, worst, steps),
                      worst.depth};
    if (const auto next = next_lower(levels, g)) {
      shown.next = Score{*next};
      ++counted;
      parts += (macro - *next) * shown.distance * (kDepths / worst.depth);
    }
    breakdown.equivalences.push_back(std::move(shown));
  }
  const int denominator = kDepths * std::max(1, counted);
  const int numerator = std::clamp(macro * denominator - parts, 0, 100 * denominator);
  const int doubled = 2 * numerator + denominator;  // a half goes up
  result.score = {doubled / (2 * denominator)};
  breakdown.tie = doubled % (2 * denominator) == 0;
  breakdown.figures.push_back({"unrounded score", decimals(numerator, denominator)});
  return result;
}

Vector only(const Vector& vector, Group group) {
  Vector base = vector;
  const auto all = metrics(vector.version);
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (all[i].group != group) base.values[i] = 0;
  }
  return base;
}

}  // namespace

Scored score_v4(const Vector& vector) {
  const Steps steps = steps_of(vector);
  Interpolated all = interpolate(steps);
  Scored scored;
  scored.score = all.score;
  scored.base = interpolate(steps_of(only(vector, Group::base))).score;
  scored.nomenclature = fmt::format("CVSS-B{}{}", vector.has(Group::threat) ? "T" : "",
                                    vector.has(Group::environmental) ? "E" : "");
  scored.breakdown = std::move(all.breakdown);
  const auto table = metrics(vector.version);
  for (std::size_t metric = 0; metric < steps.size(); ++metric) {
    const std::size_t source = in_force(vector, metric);
    const bool taken = metric >= v4::kBase && vector.values[source] == 0;
    const Value& value = taken ? table[metric].values[1] : vector[source];
    const int below = steps[metric] - (metric == v4::SC ? kLaterHigh : 0);  // it has no Safety
    scored.breakdown.weights.push_back(
        {table[metric].id, value.id, taken ? "" : table[source].id, std::to_string(below)});
  }
  return scored;
}

}  // namespace wardround::risk::cvss
