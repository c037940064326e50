// Proposed CVSS vectors of every finding of random models: complete, explained, and worse where
// nothing is known.
#include "risk/cvss_proposal.h"

#include <gtest/gtest.h>

#include "describe.h"
#include "random_model.h"

namespace wardround::testing {
namespace {

namespace cvss = risk::cvss;

constexpr uint64_t kModels = 100;

struct Seen {
  std::size_t proposals = 0, unknown = 0, safety = 0, none = 0;
};

void check_choices(const risk::CvssProposal& proposal, Seen& seen) {
  std::string text = "CVSS:4.0";
  for (const risk::CvssChoice& choice : proposal.choices) {
    text += "/" + std::string(choice.metric) + ":" + std::string(choice.value);
    EXPECT_FALSE(choice.reason.empty()) << choice.metric;
    if (choice.value == "S") ++seen.safety;
    if (!choice.unknown) continue;
    ++seen.unknown;
    if (choice.metric == "AV") continue;  // the farthest of the places that it may be
    const auto metric = cvss::find_metric(cvss::Version::v4_0, choice.metric);
    ASSERT_TRUE(metric);
    const cvss::Metric& info = cvss::metrics(cvss::Version::v4_0)[*metric];
    EXPECT_EQ(choice.value, info.values[info.group == cvss::Group::base ? 0 : 1].id)
        << choice.metric;
  }
  EXPECT_EQ(text, cvss::print(proposal.vector));
}

void check_finding(const risk::Grounds& grounds, Seen& seen) {
  const auto four = risk::propose_cvss4(grounds);
  const auto three = risk::propose_by_rubric(grounds);
  EXPECT_EQ(four.has_value(), three.has_value());
  const catalog::Weakness& weakness = grounds.catalog[grounds.finding.weakness];
  EXPECT_FALSE(four && weakness.kind == catalog::FindingKind::safety_design);
  if (!four || !three) {
    ++seen.none;
    return;
  }
  ++seen.proposals;
  check_choices(*four, seen);
  // Something is lost, so neither scores nothing.
  EXPECT_GT(cvss::score(four->vector).score.tenths, 0) << cvss::print(four->vector);
  EXPECT_GT(cvss::score(three->vector).score.tenths, 0) << cvss::print(three->vector);
  const bool serious =
      grounds.reach.severity && *grounds.reach.severity >= model::Severity::serious;
  EXPECT_TRUE(serious || four->vector.value("MSI") == "X");
  EXPECT_TRUE(serious || four->vector.value("MSA") == "X");
  for (const std::string_view metric : {"C", "I", "A"}) {
    const std::string here = "V" + std::string(metric);
    EXPECT_EQ(three->vector.value(metric) == "N", four->vector.value(here) == "N")
        << cvss::print(three->vector) << " " << cvss::print(four->vector);
  }
}

TEST(CvssProposals, AreCompleteAndExplained) {
  const catalog::Catalog& catalog = embedded_catalog().catalog;
  ModelOptions options;
  options.elements = 12;
  Seen seen;
  for (uint64_t seed = 0; seed < kModels; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    const Reading reading = read_model(catalog, random_model(catalog, seed, options));
    diag::Diagnostics diagnostics;
    const threats::Result result = threats::evaluate(catalog, reading.model(), diagnostics);
    const auto reach = risk::reach_harms(catalog, reading.model(), result, risk::Policy{});
    for (std::size_t i = 0; i < result.findings.size(); ++i)
      check_finding({catalog, reading.model(), result, result.findings[i], reach[i]}, seen);
    if (::testing::Test::HasFailure()) break;
  }
  EXPECT_GT(seen.proposals, kModels);
  EXPECT_GT(seen.unknown, kModels);
  EXPECT_GT(seen.safety, kModels / 10);
  EXPECT_GT(seen.none, kModels / 10);
}

}  // namespace
}  // namespace wardround::testing
