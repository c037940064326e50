// Scores of CVSS 3.0 and 3.1 (section 7 of 3.1, section 8 of 3.0), in whole units of 10^-15.
#include <fmt/core.h>

#include <algorithm>

#include "risk/cvss_internal.h"

namespace wardround::risk::cvss {

namespace {

using Fixed = int64_t;
__extension__ using Wide = __int128;
constexpr Fixed kOne = 1'000'000'000'000'000;

constexpr Fixed thousandths(int64_t value) {
  return value * (kOne / 1000);
}
constexpr Fixed hundredths(int64_t value) {
  return thousandths(value * 10);
}
constexpr Fixed times(Fixed a, Fixed b) {
  const Wide product = Wide{a} * b;
  return static_cast<Fixed>((product + (product < 0 ? -kOne : kOne) / 2) / kOne);
}
constexpr Fixed power(Fixed base, int exponent) {
  Fixed result = kOne;
  for (int i = 0; i < exponent; ++i) result = times(result, base);
  return result;
}

// `value` is not below 0.
Score round_up(Fixed value, Version version) {
  constexpr Fixed kTenth = kOne / 10;
  if (version == Version::v3_0) return {static_cast<int>((value + kTenth - 1) / kTenth)};
  const Fixed fifth_decimal = (value + kOne / 200'000) / (kOne / 100'000);
  return {static_cast<int>((fifth_decimal + 9'999) / 10'000)};
}
constexpr Fixed fixed(Score score) {
  return hundredths(score.tenths * 10);
}

// What a value counts for, in thousandths, by its place in the list of its metric's values.
constexpr int kAttackVector[] = {850, 620, 550, 200};
constexpr int kComplexity[] = {770, 440};
constexpr int kPrivileges[] = {850, 620, 270};
constexpr int kPrivilegesScopeChanged[] = {850, 680, 500};
constexpr int kInteraction[] = {850, 620};
constexpr int kImpact[] = {560, 220, 0};
// With X.
constexpr int kMaturity[] = {1000, 1000, 970, 940, 910};
constexpr int kRemediation[] = {1000, 1000, 970, 960, 950};
constexpr int kConfidence[] = {1000, 1000, 960, 920};
constexpr int kRequirement[] = {1000, 1500, 1000, 500};

// A vector as the arithmetic sees it: base metrics, or those that modified ones put in their place.
struct Effective {
  std::array<std::size_t, v3::kBase> at{};      // places in the lists of base metrics
  std::array<std::size_t, v3::kBase> source{};  // the metric that says so
  [[nodiscard]] bool scope_changed() const { return at[v3::S] == 0; }
  [[nodiscard]] int weight(std::size_t metric) const {
    switch (metric) {
      case v3::AV:
        return kAttackVector[at[metric]];
      case v3::AC:
        return kComplexity[at[metric]];
      case v3::PR:
        return scope_changed() ? kPrivilegesScopeChanged[at[metric]] : kPrivileges[at[metric]];
      case v3::UI:
        return kInteraction[at[metric]];
      default:
        return kImpact[at[metric]];
    }
  }
};

Effective effective(const Vector& vector, bool with_modified) {
  Effective result;
  for (std::size_t metric = 0; metric < v3::kBase; ++metric) {
    const std::size_t modified = v3::MAV + metric;
    const bool changed = with_modified && vector.values[modified] != 0;
    result.source[metric] = changed ? modified : metric;
    result.at[metric] = changed ? vector.values[modified] - 1u : vector.values[metric];
  }
  return result;
}

struct SubScores {
  Fixed loss = 0, impact = 0, exploitability = 0;
  Score score;
};

Fixed exploitability(const Effective& e) {
  Fixed product = hundredths(822);
  for (const std::size_t metric : {v3::AV, v3::AC, v3::PR, v3::UI})
    product = times(product, thousandths(e.weight(metric)));
  return product;
}

Score sum(const SubScores& parts, bool scope_changed, Version version) {
  if (parts.impact <= 0) return {0};
  const Fixed both = parts.impact + parts.exploitability;
  return round_up(std::min(scope_changed ? times(hundredths(108), both) : both, 10 * kOne),
                  version);
}

SubScores base_score(const Vector& vector) {
  const Effective e = effective(vector, false);
  SubScores parts;
  Fixed kept = kOne;
  for (const std::size_t metric : {v3::C, v3::I, v3::A})
    kept = times(kept, kOne - thousandths(e.weight(metric)));
  parts.loss = kOne - kept;
  parts.impact = e.scope_changed()
                     ? times(hundredths(752), parts.loss - thousandths(29)) -
                           times(hundredths(325), power(parts.loss - hundredths(2), 15))
                     : times(hundredths(642), parts.loss);
  parts.exploitability = exploitability(e);
  parts.score = sum(parts, e.scope_changed(), vector.version);
  return parts;
}

Fixed temporal_factor(const Vector& vector) {
  return times(times(thousandths(kMaturity[vector.values[v3::E]]),
                     thousandths(kRemediation[vector.values[v3::RL]])),
               thousandths(kConfidence[vector.values[v3::RC]]));
}

// `score` before the temporal metrics.
SubScores environmental_score(const Vector& vector) {
  const Effective e = effective(vector, true);
  SubScores parts;
  Fixed kept = kOne;
  for (const std::size_t metric : {v3::C, v3::I, v3::A}) {
    const std::size_t requirement = v3::CR + (metric - v3::C);
    kept = times(kept, kOne - times(thousandths(e.weight(metric)),
                                    thousandths(kRequirement[vector.values[requirement]])));
  }
  parts.loss = std::min(kOne - kept, thousandths(915));
  if (!e.scope_changed()) {
    parts.impact = times(hundredths(642), parts.loss);
  } else {
    const Fixed linear = times(hundredths(752), parts.loss - thousandths(29));
    const Fixed bend = vector.version == Version::v3_0
                           ? power(parts.loss - hundredths(2), 15)
                           : power(times(parts.loss, kOne / 10'000 * 9'731) - hundredths(2), 13);
    parts.impact = linear - times(hundredths(325), bend);
  }
  parts.exploitability = exploitability(e);
  parts.score = sum(parts, e.scope_changed(), vector.version);
  return parts;
}

// "0.62"; three decimals where they are needed.
std::string shown(int weight) {
  return weight % 10 == 0 ? fmt::format("{}.{:02}", weight / 1000, weight % 1000 / 10)
                          : fmt::format("{}.{:03}", weight / 1000, weight % 1000);
}
std::string shown(Fixed value, Fixed unit) {
  const Fixed rounded = (std::abs(value) + unit / 2) / unit;
  return fmt::format("{}{}.{:03}", value < 0 && rounded > 0 ? "-" : "", rounded / 1000,
                     rounded % 1000);
}
std::string shown(Fixed value) {
  return shown(value, kOne / 1000);
}

void add_weights(const Vector& vector, const Effective& e, Breakdown& breakdown) {
  const auto table = metrics(vector.version);
  for (std::size_t metric = 0; metric < v3::kBase; ++metric) {
    breakdown.weights.push_back({table[metric].id, table[metric].values[e.at[metric]].id,
                                 table[e.source[metric]].id,
                                 metric == v3::S ? "" : shown(e.weight(metric))});
  }
  const auto more = [&](std::size_t metric, const int* weights) {
    const std::size_t at = vector.values[metric];
    if (at == 0) return;  // X leaves everything as it is
    breakdown.weights.push_back(
        {table[metric].id, table[metric].values[at].id, table[metric].id, shown(weights[at])});
  };
  more(v3::E, kMaturity);
  more(v3::RL, kRemediation);
  more(v3::RC, kConfidence);
  for (const std::size_t metric : {v3::CR, v3::IR, v3::AR}) more(metric, kRequirement);
}

}  // namespace

Scored score_v3(const Vector& vector) {
  const bool environment = vector.has(Group::environmental);
  const bool time = vector.has(Group::threat);
  const SubScores base = base_score(vector);
  const Fixed factor = temporal_factor(vector);
  Scored scored;
  scored.base = base.score;
  scored.score = base.score;
  scored.nomenclature = "base score";
  if (time || environment) {
    scored.temporal = round_up(times(fixed(base.score), factor), vector.version);
    scored.score = *scored.temporal;
    scored.nomenclature = "temporal score";
  }
  SubScores parts = base;
  if (environment) {
    parts = environmental_score(vector);
    scored.environmental = round_up(times(fixed(parts.score), factor), vector.version);
    scored.score = *scored.environmental;
    scored.nomenclature = "environmental score";
  }
  add_weights(vector, effective(vector, environment), scored.breakdown);
  const std::string modified = environment ? "modified " : "";
  scored.breakdown.figures = {{modified + "impact sub-score before scaling", shown(parts.loss)},
                              {modified + "impact", shown(parts.impact)},
                              {modified + "exploitability", shown(parts.exploitability)}};
  if (time) scored.breakdown.figures.push_back({"temporal factor", shown(factor)});
  return scored;
}

}  // namespace wardround::risk::cvss
