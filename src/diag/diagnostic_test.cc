// The table of kinds, the collector, and suggestions.
#include "diag/diagnostic.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <regex>
#include <set>

#include "base/limits.h"

namespace wardround::diag {
namespace {

using ::testing::ElementsAre;

TEST(Kinds, CodesAreUniqueAndInForm) {
  std::set<std::string_view> codes;
  for (std::size_t i = 0; i < kind_count(); ++i) {
    const KindInfo& kind = info(static_cast<Kind>(i));
    EXPECT_TRUE(codes.insert(kind.code).second) << kind.code << " stands twice";
    EXPECT_TRUE(std::regex_match(std::string(kind.code), std::regex("WR[0-9]{4}"))) << kind.code;
    EXPECT_TRUE(std::regex_match(std::string(kind.name), std::regex("[a-z0-9_]+"))) << kind.name;
    ASSERT_FALSE(kind.message.empty());
    EXPECT_NE(kind.message.back(), '.') << kind.code << " ends with a full stop";
    EXPECT_FALSE(kind.message[0] >= 'A' && kind.message[0] <= 'Z' && kind.message[1] >= 'a' &&
                 kind.message[1] <= 'z')
        << kind.code << " begins with a capital";
  }
}

TEST(Diagnostic, PutsArgumentsIntoTheMessage) {
  Diagnostics diagnostics;
  EXPECT_EQ(diagnostics.report(Kind::duplicate_key, {}, {"a"}).message(),
            "key `a` stands twice in one mapping");
  EXPECT_EQ(diagnostics.report(Kind::duplicate_key, {}, {"{0}"}).message(),
            "key `{0}` stands twice in one mapping");
  EXPECT_EQ(diagnostics.report(Kind::duplicate_key, {}).message(),
            "key `{0}` stands twice in one mapping");
}

TEST(Diagnostics, SortByFilePlaceCodeAndText) {
  Sources sources;
  const SourceId b = sources.add("b.yaml", "0123456789");
  const SourceId a = sources.add("a.yaml", "0123456789");
  Diagnostics diagnostics;
  diagnostics.report(Kind::duplicate_key, {b, 1, 2}, {"z"});
  diagnostics.report(Kind::duplicate_key, {b, 1, 2}, {"y"});
  diagnostics.report(Kind::yaml_syntax, {b, 1, 2}, {"x"});
  diagnostics.report(Kind::duplicate_key, {a, 5, 6}, {"q"});
  diagnostics.report(Kind::duplicate_key, {a, 2, 6}, {"q"});
  diagnostics.report(Kind::duplicate_key, {a, 5, 6}, {"q"}).note("the same again");
  diagnostics.report(Kind::text_too_large, {}, {"1"});
  std::vector<std::string> order;
  for (const Diagnostic& d : diagnostics.sorted(sources)) {
    order.push_back(sources.location(d.span) + " " + std::string(info(d.kind).code) +
                    (d.args.empty() ? "" : d.args[0]));
  }
  EXPECT_THAT(order, ElementsAre(" WR00031", "a.yaml:1:3 WR0006q", "a.yaml:1:6 WR0006q",
                                 "b.yaml:1:2 WR0001x", "b.yaml:1:2 WR0006y", "b.yaml:1:2 WR0006z"));
  EXPECT_TRUE(diagnostics.has_errors());
  EXPECT_EQ(diagnostics.count(Severity::error), 7u);
  EXPECT_EQ(diagnostics.count(Severity::warning), 0u);
}

TEST(Diagnostics, ListALimitedNumberOfAKind) {
  Sources sources;
  const SourceId a = sources.add("a.yaml", std::string(1000, 'x'));
  Diagnostics diagnostics;
  for (uint32_t i = 0; i < 500; ++i) diagnostics.report(Kind::duplicate_key, {a, i, i + 1}, {"k"});
  diagnostics.report(Kind::yaml_tag, {a, 600, 601}, {"!"});
  const auto sorted = diagnostics.sorted(sources);
  EXPECT_EQ(sorted.size(), limits::kDiagnosticsPerKind + 1);
  EXPECT_EQ(sorted.back().kind, Kind::yaml_tag);
  EXPECT_FALSE(Diagnostics().has_errors());
}

TEST(DidYouMean, FindsSlipsOnly) {
  const std::vector<std::string_view> words = {"stores", "sends", "returns", "controlled_by",
                                               "type",   "id",    "in"};
  const std::pair<const char*, const char*> cases[] = {
      {"store", "stores"},
      {"stroes", "stores"},
      {"sotres", "stores"},
      {"snds", "sends"},
      {"STORES", "stores"},
      {"controlled-by", "controlled_by"},
      {"controlledBy", "controlled_by"},
      {"tpye", "type"},
      {"di", "id"},
      {"inn", "in"},
      {"protocol", ""},
      {"x", ""},
      {"", ""},
      {"returning", "returns"},
      {"stores", ""},
  };
  for (const auto& [word, meant] : cases) EXPECT_EQ(did_you_mean(word, words), meant) << word;
}

TEST(DidYouMean, ComesFromHalfOfAWordOrFromMoreThanOne) {
  const std::vector<std::string_view> words = {
      "smart-pump", "smart-bed", "flow-sensor", "sensor", "yes", "numeric-code", "web-app"};
  const std::pair<const char*, const char*> cases[] = {
      {"numeric", "numeric-code"},      // the only one that begins so
      {"y", "yes"},                     // one letter stands for a short word
      {"n", ""},                        // not for a long one
      {"smart", ""},                    // two begin so
      {"app", "web-app"},               // the only one that ends so
      {"ap", ""},                       // too little to end with
      {"heart-rate-sensor", "sensor"},  // more than was asked for
      {"thermometersensor", ""},        // no word of its own
  };
  for (const auto& [word, meant] : cases) EXPECT_EQ(did_you_mean(word, words), meant) << word;
}

TEST(DidYouMean, TiesGoToTheFirst) {
  EXPECT_EQ(did_you_mean("cat", {"bat", "rat"}), "bat");
  EXPECT_EQ(did_you_mean("cat", {"rat", "bat"}), "rat");
  EXPECT_EQ(did_you_mean("catt", {"batt", "cat"}), "batt");
}

TEST(DidYouMean, ALongWordCostsNothing) {
  const std::string longest(1 << 20, 'x');
  EXPECT_EQ(did_you_mean(longest, {"x", longest.substr(1)}), "");
}

}  // namespace
}  // namespace wardround::diag
