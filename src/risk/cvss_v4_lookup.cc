// The scores that FIRST's experts gave to the macro vectors of CVSS 4.0: of the worst vector in
// each (the table "cvss_lookup" of FIRST's calculator, first.org/cvss/calculator/4.0).
#include "risk/cvss_internal.h"

namespace wardround::risk::cvss::v4 {

namespace {

constexpr int8_t kAbsent = -1;  // EQ3 at its lowest leaves nothing that EQ6 could be highest for

// Tenths; a row for each of EQ1 to EQ4, in it EQ5 and EQ6: 00, 01, 10, 11, 20, 21.
constexpr std::array<std::array<int8_t, 6>, 54> kScores{{
    // clang-format off
    {{100, 99, 98, 95, 95, 92}},  // 0000
    {{100, 96, 93, 87, 91, 81}},  // 0001
    {{93, 90, 89, 80, 81, 68}},  // 0002
    {{98, 95, 95, 92, 90, 84}},  // 0010
    {{93, 92, 89, 81, 81, 65}},  // 0011
    {{88, 80, 78, 70, 69, 48}},  // 0012
    {{kAbsent, 92, kAbsent, 82, kAbsent, 72}},  // 0020
    {{kAbsent, 79, kAbsent, 69, kAbsent, 50}},  // 0021
    {{kAbsent, 69, kAbsent, 55, kAbsent, 27}},  // 0022
    {{99, 97, 95, 92, 92, 85}},  // 0100
    {{95, 91, 90, 83, 84, 71}},  // 0101
    {{92, 81, 82, 71, 72, 53}},  // 0102
    {{95, 93, 92, 85, 85, 73}},  // 0110
    {{92, 82, 80, 72, 70, 59}},  // 0111
    {{84, 70, 71, 52, 50, 30}},  // 0112
    {{kAbsent, 86, kAbsent, 75, kAbsent, 52}},  // 0120
    {{kAbsent, 71, kAbsent, 52, kAbsent, 29}},  // 0121
    {{kAbsent, 63, kAbsent, 29, kAbsent, 17}},  // 0122
    {{98, 95, 94, 87, 91, 81}},  // 1000
    {{94, 89, 86, 74, 77, 64}},  // 1001
    {{87, 75, 74, 63, 63, 49}},  // 1002
    {{94, 89, 88, 77, 76, 67}},  // 1010
    {{86, 76, 74, 58, 59, 50}},  // 1011
    {{72, 57, 57, 52, 52, 25}},  // 1012
    {{kAbsent, 83, kAbsent, 70, kAbsent, 54}},  // 1020
    {{kAbsent, 65, kAbsent, 58, kAbsent, 26}},  // 1021
    {{kAbsent, 53, kAbsent, 21, kAbsent, 13}},  // 1022
    {{95, 90, 88, 76, 76, 70}},  // 1100
    {{90, 77, 75, 62, 61, 53}},  // 1101
    {{77, 66, 68, 59, 52, 30}},  // 1102
    {{89, 78, 76, 67, 62, 58}},  // 1110
    {{74, 59, 57, 57, 47, 23}},  // 1111
    {{61, 52, 57, 29, 24, 16}},  // 1112
    {{kAbsent, 71, kAbsent, 59, kAbsent, 30}},  // 1120
    {{kAbsent, 58, kAbsent, 26, kAbsent, 15}},  // 1121
    {{kAbsent, 23, kAbsent, 13, kAbsent, 6}},  // 1122
    {{93, 87, 86, 72, 75, 58}},  // 2000
    {{86, 74, 74, 61, 56, 34}},  // 2001
    {{70, 54, 52, 40, 40, 22}},  // 2002
    {{85, 75, 74, 55, 62, 51}},  // 2010
    {{72, 57, 55, 41, 46, 19}},  // 2011
    {{53, 36, 34, 19, 19, 8}},  // 2012
    {{kAbsent, 64, kAbsent, 51, kAbsent, 20}},  // 2020
    {{kAbsent, 47, kAbsent, 21, kAbsent, 11}},  // 2021
    {{kAbsent, 24, kAbsent, 9, kAbsent, 4}},  // 2022
    {{88, 75, 73, 53, 60, 50}},  // 2100
    {{73, 55, 59, 40, 41, 20}},  // 2101
    {{54, 43, 45, 22, 20, 11}},  // 2102
    {{75, 55, 58, 45, 40, 21}},  // 2110
    {{61, 51, 48, 18, 20, 9}},  // 2111
    {{46, 18, 17, 7, 8, 2}},  // 2112
    {{kAbsent, 53, kAbsent, 24, kAbsent, 14}},  // 2120
    {{kAbsent, 24, kAbsent, 12, kAbsent, 5}},  // 2121
    {{kAbsent, 10, kAbsent, 3, kAbsent, 1}},  // 2122
    // clang-format on
}};

}  // namespace

std::optional<int> lookup(const Levels& levels) {
  constexpr Levels kLimits{3, 2, 3, 3, 3, 2};
  for (std::size_t i = 0; i < levels.size(); ++i) {
    if (levels[i] < 0 || levels[i] >= kLimits[i]) return std::nullopt;
  }
  const auto at = [&levels](std::size_t i) { return static_cast<std::size_t>(levels[i]); };
  const std::size_t row = ((at(0) * 2 + at(1)) * 3 + at(2)) * 3 + at(3);
  const int score = kScores[row][at(4) * 2 + at(5)];
  return score == kAbsent ? std::nullopt : std::optional<int>(score);
}

}  // namespace wardround::risk::cvss::v4
