// CVSS against lists of scored vectors, and what must hold of every vector.
#include "risk/cvss.h"

#include <fmt/core.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "risk/cvss_internal.h"

namespace wardround::risk::cvss {
namespace {

using testing::ElementsAre;

std::vector<std::vector<std::string>> read_table(const std::string& path) {
  std::vector<std::vector<std::string>> rows;
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) {
    if (line.empty() || line[0] == '#') continue;
    std::vector<std::string> row;
    std::istringstream cells(line);
    for (std::string cell; std::getline(cells, cell, '\t');) row.push_back(cell);
    rows.push_back(row);
  }
  if (!rows.empty()) rows.erase(rows.begin());  // names of the columns
  return rows;
}

// Of outside material; empty where it is not there.
std::string reference(const std::string& name) {
  const char* folder = std::getenv("WARDROUND_REFERENCE");
  const std::string path = folder == nullptr ? "" : std::string(folder) + "/" + name;
  return !path.empty() && std::ifstream(path).good() ? path : "";
}

Vector vector_of(std::string_view text) {
  const auto vector = parse(text);
  if (!vector) {
    ADD_FAILURE() << text << ": " << vector.error().front().reason;
    return {};
  }
  return *vector;
}

TEST(CvssReference, BaseScoresOfAdvisories) {
  const std::string path = reference("cvss3_vectors_cisa.tsv");
  if (path.empty()) GTEST_SKIP() << "WARDROUND_REFERENCE has no cvss3_vectors_cisa.tsv";
  const auto rows = read_table(path);
  EXPECT_EQ(rows.size(), 1265u);
  for (const auto& row : rows) EXPECT_EQ(text(score(vector_of(row[0])).base), row[1]) << row[0];
}

TEST(CvssReference, ScoresOfVersion4) {
  const std::string path = reference("cvss40_vectors.tsv");
  if (path.empty()) GTEST_SKIP() << "WARDROUND_REFERENCE has no cvss40_vectors.tsv";
  const auto rows = read_table(path);
  EXPECT_EQ(rows.size(), 2600u);
  std::size_t ties = 0;
  for (const auto& row : rows) {
    const Scored found = score(vector_of(row[0]));
    EXPECT_EQ(found.breakdown.macro_vector, row[1]) << row[0];
    EXPECT_EQ(text(found.score), row[3]) << row[0];
    if (row[2] == row[3]) continue;
    ++ties;  // where a rounding without epsilon differs, the score must be a tie
    EXPECT_TRUE(found.breakdown.tie) << row[0];
  }
  EXPECT_EQ(ties, 10u);
}

// vector, base, temporal, environmental score, the score that counts, its word, why it is there.
TEST(Cvss, OwnList) {
  const auto rows = read_table(std::string(WARDROUND_SOURCE_DIR) + "/tests/cvss/vectors.tsv");
  EXPECT_GE(rows.size(), 60u);
  const auto shown = [](const std::optional<Score>& score) { return score ? text(*score) : "-"; };
  for (const auto& row : rows) {
    ASSERT_GE(row.size(), 6u) << row[0];
    const Scored found = score(vector_of(row[0]));
    EXPECT_EQ(text(found.base), row[1]) << row[0];
    EXPECT_EQ(shown(found.temporal), row[2]) << row[0];
    EXPECT_EQ(shown(found.environmental), row[3]) << row[0];
    EXPECT_EQ(text(found.score), row[4]) << row[0];
    EXPECT_EQ(name(severity(found.score)), row[5]) << row[0];
  }
}

TEST(Cvss, TablesAreInTheOrderTheArithmeticExpects) {
  const auto ids = [](Version version, std::size_t from, std::size_t count) {
    std::string text;
    for (const Metric& metric : metrics(version).subspan(from, count))
      text += std::string(metric.id) + " ";
    return text;
  };
  EXPECT_EQ(ids(Version::v3_1, v3::AV, v3::kBase), "AV AC PR UI S C I A ");
  EXPECT_EQ(ids(Version::v3_1, v3::E, 6), "E RL RC CR IR AR ");
  EXPECT_EQ(ids(Version::v3_1, v3::MAV, 8), "MAV MAC MPR MUI MS MC MI MA ");
  EXPECT_EQ(ids(Version::v4_0, v4::AV, v4::kBase), "AV AC AT PR UI VC VI VA SC SI SA ");
  EXPECT_EQ(ids(Version::v4_0, v4::E, 4), "E CR IR AR ");
  EXPECT_EQ(ids(Version::v4_0, v4::MAV, 11), "MAV MAC MAT MPR MUI MVC MVI MVA MSC MSI MSA ");
  EXPECT_EQ(ids(Version::v4_0, v4::MAV + 11, 6), "S AU R V RE U ");
}

TEST(Cvss, MacroVectors) {
  std::size_t known = 0;
  for (int n = 0; n < 3 * 2 * 3 * 3 * 3 * 2; ++n) {
    const v4::Levels levels{n / 108, n / 54 % 2, n / 18 % 3, n / 6 % 3, n / 2 % 3, n % 2};
    known += v4::lookup(levels) ? 1 : 0;
    EXPECT_EQ(v4::lookup(levels).has_value(), !(levels[2] == 2 && levels[5] == 0));
  }
  EXPECT_EQ(known, 270u);
  EXPECT_FALSE(v4::lookup({3, 0, 0, 0, 0, 0}));
  EXPECT_FALSE(v4::lookup({0, 0, 0, 0, 0, 2}));
}

TEST(Cvss, TiesGoUp) {
  const Scored found =
      score(vector_of("CVSS:4.0/AV:N/AC:L/AT:P/PR:H/UI:A/VC:L/VI:H/VA:N/SC:L/SI:L/SA:N"));
  EXPECT_EQ(text(found.score), "5.7");
  EXPECT_TRUE(found.breakdown.tie);
  EXPECT_EQ(found.breakdown.figures.front().value, "5.6500");
}

TEST(Cvss, BreakdownOfVersion4) {
  const Scored found = score(
      vector_of("CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:N/VA:N/SC:N/SI:N/SA:N/E:P/CR:M/MAV:A"));
  const Breakdown& breakdown = found.breakdown;
  EXPECT_EQ(found.nomenclature, "CVSS-BTE");
  EXPECT_EQ(breakdown.macro_vector, "101211");
  EXPECT_EQ(text(breakdown.macro_score), "5.2");
  ASSERT_EQ(breakdown.equivalences.size(), 5u);
  EXPECT_EQ(breakdown.equivalences[0].name, "EQ1");
  EXPECT_EQ(breakdown.equivalences[2].level, "11");
  EXPECT_EQ(breakdown.equivalences[2].distance, 2);  // below VC:H/VI:L/VA:L/CR:M/IR:H/AR:H
  EXPECT_EQ(breakdown.equivalences[2].depth, 8);
  ASSERT_TRUE(breakdown.equivalences[0].next);
  EXPECT_EQ(text(*breakdown.equivalences[0].next), "1.9");
  EXPECT_FALSE(breakdown.equivalences[3].next);
  const Weight& vector = breakdown.weights[v4::AV];
  EXPECT_EQ(vector.from, "MAV");
  EXPECT_EQ(vector.value, "A");
  EXPECT_EQ(vector.weight, "1");
  EXPECT_EQ(breakdown.weights[v4::IR].from, "");  // not defined: the worst
  EXPECT_EQ(breakdown.weights[v4::IR].value, "H");
}

TEST(Cvss, BreakdownOfVersion3) {
  const Scored found = score(vector_of("CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:C/C:H/I:H/A:H/RL:O"));
  EXPECT_EQ(found.nomenclature, "temporal score");
  EXPECT_EQ(found.breakdown.weights[v3::PR].weight, "0.68");  // 0.62 where the scope is unchanged
  EXPECT_EQ(found.breakdown.figures[0].value, "0.915");
  EXPECT_EQ(found.breakdown.figures[1].value, "6.048");
  EXPECT_EQ(found.breakdown.figures[2].value, "3.110");
  EXPECT_EQ(found.breakdown.figures[3].value, "0.950");
}

TEST(Cvss, Severities) {
  const auto word = [](int tenths) { return name(severity({tenths})); };
  EXPECT_EQ(word(0), "None");
  EXPECT_EQ(word(1), "Low");
  EXPECT_EQ(word(39), "Low");
  EXPECT_EQ(word(40), "Medium");
  EXPECT_EQ(word(69), "Medium");
  EXPECT_EQ(word(70), "High");
  EXPECT_EQ(word(89), "High");
  EXPECT_EQ(word(90), "Critical");
  EXPECT_EQ(word(100), "Critical");
}

struct Bad {
  std::string_view text;
  std::vector<Problem> problems;
};

TEST(Cvss, BadVectors) {
  const std::string rest = "/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N";
  const std::string kAll = "CVSS:4.0/AV:N" + rest;
  const std::string prefix = "a vector begins with `CVSS:3.0/`, `CVSS:3.1/` or `CVSS:4.0/`";
  const std::size_t end = kAll.size();
  const std::vector<std::pair<std::string, std::vector<Problem>>> cases = {
      {"", {{0, 0, "``: " + prefix}}},
      {"AV:N" + rest, {{0, 4, "`AV:N`: " + prefix}}},
      {"cvss:4.0/AV:N" + rest, {{0, 8, "`cvss:4.0`: " + prefix}}},
      {"CVSS:2.0/AV:N", {{5, 8, "`2.0`: versions 3.0, 3.1 and 4.0 are read"}}},
      {"CVSS:4/AV:N", {{5, 6, "`4`: versions 3.0, 3.1 and 4.0 are read"}}},
      {"CVSS:4.0/AV:Q" + rest, {{12, 13, "`Q` is no value of `AV`; it takes N, A, L or P"}}},
      {"CVSS:4.0/AV:n" + rest, {{12, 13, "`n` is no value of `AV`; it takes N, A, L or P"}}},
      {"CVSS:4.0/AV:X" + rest, {{12, 13, "`X` is no value of `AV`; it takes N, A, L or P"}}},
      {"CVSS:4.0/AV:" + rest, {{12, 12, "`AV` has no value; it takes N, A, L or P"}}},
      {"CVSS:4.0/AV" + rest, {{11, 11, "`AV` has no value; it takes N, A, L or P"}}},
      {"CVSS:4.0/AV:N:L" + rest, {{12, 15, "`N:L` is no value of `AV`; it takes N, A, L or P"}}},
      {kAll + "/", {{end + 1, end + 1, "a metric is expected after `/`"}}},
      {kAll + "//E:A", {{end + 1, end + 1, "a metric is expected after `/`"}}},
      {kAll + "/AV:N", {{end + 1, end + 5, "`AV` is given twice"}}},
      {kAll + "/E:X/E:X", {{end + 5, end + 8, "`E` is given twice"}}},
      {kAll + "/ZZ:N", {{end + 1, end + 3, "`ZZ` is no metric of CVSS 4.0"}}},
      {kAll + "/mav:N",
       {{end + 1, end + 4, "`mav` is no metric of CVSS 4.0; did you mean `MAV`?"}}},
      {kAll + "/RL:O",
       {{end + 1, end + 3, "`RL` is no metric of CVSS 4.0; it belongs to CVSS 3.1"}}},
      {kAll + "/SI:S", {{end + 1, end + 5, "`SI` is given twice"}}},
      {"CVSS:4.0" + rest,
       {{end - 5, end - 5, "`AV` is missing: every vector has all base metrics"}}},
      {"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/C:H/I:H/A:H/AT:N",
       {{41, 43, "`AT` is no metric of CVSS 3.1; it belongs to CVSS 4.0"},
        {45, 45, "`S` is missing: every vector has all base metrics"}}},
      {"CVSS:3.0/AV:N/AC:M/PR:N/UI:N/S:U/C:H/I:H",
       {{17, 18, "`M` is no value of `AC`; it takes L or H"},
        {40, 40, "`A` is missing: every vector has all base metrics"}}},
      {std::string(kVectorBytes + 1, 'A'),
       {{kVectorBytes, kVectorBytes + 1, "longer than 1024 bytes"}}},
  };
  for (const auto& [text, problems] : cases) {
    const auto found = parse(text);
    ASSERT_FALSE(found) << text;
    ASSERT_EQ(found.error().size(), problems.size()) << text;
    for (std::size_t i = 0; i < problems.size(); ++i) {
      EXPECT_EQ(found.error()[i].reason, problems[i].reason) << text;
      EXPECT_EQ(found.error()[i].begin, problems[i].begin) << text;
      EXPECT_EQ(found.error()[i].end, problems[i].end) << text;
    }
  }
}

TEST(Cvss, PrintsCanonically) {
  EXPECT_EQ(print(vector_of("CVSS:3.1/A:H/I:H/C:H/S:U/UI:N/PR:N/AC:L/AV:N/E:X/MAV:L")),
            "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H/MAV:L");
}

TEST(Cvss, SetsByName) {
  Vector vector;
  EXPECT_TRUE(vector.set("MSI", "S"));
  EXPECT_EQ(vector.value("MSI"), "S");
  EXPECT_FALSE(vector.set("SI", "S"));
  EXPECT_FALSE(vector.set("RL", "O"));
  EXPECT_EQ(vector.value("RL"), "");
}

Vector arbitrary(Version version, bool base_only = false) {
  Vector vector;
  vector.version = version;
  const auto table = metrics(version);
  for (std::size_t i = 0; i < table.size(); ++i) {
    const bool base = table[i].group == Group::base;
    if (base_only && !base) continue;
    // Most optional metrics are left out, so that base metrics matter.
    if (!base && *rc::gen::inRange(0, 3) != 0) continue;
    vector.values[i] = static_cast<uint8_t>(*rc::gen::inRange(0, int(table[i].values.size())));
  }
  return vector;
}
Version any_version() {
  return *rc::gen::element(Version::v3_0, Version::v3_1, Version::v4_0);
}

RC_GTEST_PROP(CvssProperty, WhatIsPrintedReadsTheSame, ()) {
  const Vector vector = arbitrary(any_version());
  const auto again = parse(print(vector));
  RC_ASSERT(again.has_value());
  RC_ASSERT(*again == vector);
}

RC_GTEST_PROP(CvssProperty, OrderOfMetricsDoesNotMatter, ()) {
  const Vector vector = arbitrary(any_version());
  std::istringstream parts(print(vector));
  std::vector<std::string> metrics;
  for (std::string part; std::getline(parts, part, '/');) metrics.push_back(part);
  std::string shuffled = metrics.front();
  metrics.erase(metrics.begin());
  while (!metrics.empty()) {
    const auto at = *rc::gen::inRange<std::size_t>(0, metrics.size());
    shuffled += "/" + metrics[at];
    metrics.erase(metrics.begin() + static_cast<std::ptrdiff_t>(at));
  }
  RC_ASSERT(parse(shuffled) == vector);
}

RC_GTEST_PROP(CvssProperty, ScoresStayInRange, ()) {
  const Scored found = score(arbitrary(any_version()));
  RC_ASSERT(found.score.tenths >= 0 && found.score.tenths <= 100);
  RC_ASSERT(found.base.tenths >= 0 && found.base.tenths <= 100);
}

RC_GTEST_PROP(CvssProperty, SupplementalMetricsNeverMatter, ()) {
  Vector vector = arbitrary(Version::v4_0);
  const Score before = score(vector).score;
  for (std::size_t i = v4::MAV + 11; i < metrics(Version::v4_0).size(); ++i) vector.values[i] = 0;
  RC_ASSERT(score(vector).score == before);
}

// Every vector of base metrics, by mixed radix.
std::vector<Vector> all_base_vectors(Version version) {
  Vector vector;
  vector.version = version;
  const auto table = metrics(version);
  std::vector<Vector> all;
  for (;;) {
    all.push_back(vector);
    std::size_t i = 0;
    while (i < table.size() && table[i].group == Group::base &&
           ++vector.values[i] == table[i].values.size())
      vector.values[i++] = 0;
    if (table[i].group != Group::base) return all;
  }
}

// How many steps of one metric to a worse value lower the score, over all base vectors.
std::size_t falls(Version version) {
  std::size_t count = 0;
  for (const Vector& vector : all_base_vectors(version)) {
    const Score better = score(vector).score;
    for (std::size_t i = 0; metrics(version)[i].group == Group::base; ++i) {
      if (vector.values[i] == 0) continue;
      Vector worse = vector;
      worse.values[i] -= 1;
      if (score(worse).score < better) {
        if (++count < 5) ADD_FAILURE() << print(vector) << " " << print(worse);
      }
    }
  }
  return count;
}

TEST(CvssProperty, AWorseValueNeverLowersABaseScore) {
  EXPECT_EQ(falls(Version::v3_0), 0u);
  EXPECT_EQ(falls(Version::v3_1), 0u);
  EXPECT_EQ(falls(Version::v4_0), 0u);
}

// A defined value of any metric made worse, all others as they are.
Vector made_worse(const Vector& vector, std::size_t metric) {
  Vector worse = vector;
  worse.values[metric] -= 1;
  return worse;
}
bool can_be_worse(const Vector& vector, std::size_t metric) {
  const Group group = metrics(vector.version)[metric].group;
  return group != Group::supplemental && vector.values[metric] > (group == Group::base ? 0 : 1);
}

RC_GTEST_PROP(CvssProperty, AWorseValueNeverLowersAScore, ()) {
  const Vector vector = arbitrary(*rc::gen::element(Version::v3_1, Version::v4_0));
  for (std::size_t i = 0; i < metrics(vector.version).size(); ++i) {
    if (can_be_worse(vector, i))
      RC_ASSERT(score(made_worse(vector, i)).score >= score(vector).score);
  }
}

// Why 3.1 has another formula for environmental scores: in 3.0 a greater loss may score less.
TEST(CvssProperty, EnvironmentalScoresOfVersion30MayFall) {
  const Vector low =
      vector_of("CVSS:3.0/AV:A/AC:L/PR:N/UI:N/S:C/C:L/I:H/A:L/CR:H/AR:M/MAV:A/MAC:H/MC:H/MI:L");
  Vector high = low;
  high.set("MI", "H");
  EXPECT_EQ(text(score(low).score), "8.4");
  EXPECT_EQ(text(score(high).score), "8.3");
}

}  // namespace
}  // namespace wardround::risk::cvss
