// The limits of GitHub, tried with small numbers; escapes; paths. The formats as a whole are in
// tests/acceptance/formats_test.py and tests/golden/formats.
#include "report/formats.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "report/annotations.h"
#include "report/escapes.h"

namespace wardround::report {
namespace {

using nlohmann::json;
using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;
using testing::StartsWith;

constexpr std::string_view kModel = R"(wardround: 1
system: {id: demo, name: Demo}
harms: {wrong-dose: critical}
functions: {deliver: {needs: [orders], harms: [wrong-dose]}}
data: {orders: command}
elements:
  mcu: {type: rtos-mcu, performs: [deliver], records_actions: no}
  app: mobile-app
flows:
  order: {path: app -> mcu, protocol: {name: ble, pairing: just-works}, sends: [orders]}
)";

class Formats : public testing::Test {
 protected:
  Formats() {
    fs_.files["demo.model.yaml"] = kModel;
    study_ = study::run(fs_, {"demo.model.yaml", {}, true});
    EXPECT_FALSE(study_.diagnostics.has_errors());
    view_.push_back({study_.sources, study_.catalog, study_.assessments.at(0), study_.policy,
                     Date{2026, 11, 23}, "0.0.1", "demo.model.yaml"});
  }
  std::vector<View> copies(std::size_t count) const { return std::vector<View>(count, view_[0]); }

  MemoryFs fs_;
  study::Study study_;
  std::vector<View> view_;
  Rendering rendering_{{}, {"/ward", ""}};
};

TEST_F(Formats, AnnotationsLeaveNoOpenFindingOut) {
  std::vector<std::size_t> seen;
  bool questions = false;
  for (const Annotation& annotation : annotations(view_[0])) {
    seen.insert(seen.end(), annotation.findings.begin(), annotation.findings.end());
    EXPECT_FALSE(questions && !annotation.is_question()) << "what holds comes first";
    questions = questions || annotation.is_question();
  }
  std::ranges::sort(seen);
  EXPECT_EQ(std::ranges::adjacent_find(seen), seen.end()) << "each stands in one place";
  EXPECT_EQ(seen.size(), study::summarise(view_[0].result()).open());
}

TEST_F(Formats, SarifKeepsTheWorstResultsAndSaysWhatItLeftOut) {
  const std::size_t all = annotations(view_[0]).size();
  ASSERT_GT(all, 3u);
  const Rendered cut = render_sarif(view_, rendering_, {20, 3, 2});
  const json run = json::parse(cut.text)["runs"][0];
  ASSERT_THAT(run["results"], SizeIs(3));
  const json whole = json::parse(render_sarif(view_, rendering_).text)["runs"][0];
  for (std::size_t i = 0; i < 3; ++i)
    EXPECT_EQ(run["results"][i]["properties"]["id"], whole["results"][i]["properties"]["id"]);
  const json& notes = run["invocations"][0]["toolExecutionNotifications"];
  ASSERT_THAT(notes, SizeIs(2));
  EXPECT_THAT(notes[0]["message"]["text"].get<std::string>(),
              StartsWith(std::to_string(all - 3) + " results are left out"));
  EXPECT_THAT(cut.notes, SizeIs(2));
  EXPECT_FALSE(whole["invocations"][0].contains("toolExecutionNotifications"));
  EXPECT_THAT(render_sarif(view_, rendering_).notes, IsEmpty());
}

TEST_F(Formats, SarifHasNoMoreRunsThanGithubTakes) {
  const Rendered cut = render_sarif(copies(5), rendering_, {2, 100, 100});
  const json runs = json::parse(cut.text)["runs"];
  ASSERT_THAT(runs, SizeIs(2));
  EXPECT_EQ(runs[0]["automationDetails"]["id"], "wardround/demo/");
  EXPECT_EQ(runs[1]["automationDetails"]["id"], "wardround/demo-2/");
  EXPECT_THAT(cut.notes, ElementsAre(HasSubstr("3 models are left out")));
}

TEST_F(Formats, MarkdownIsCutBetweenBlocks) {
  const std::string whole = render_markdown(view_, rendering_).text;
  for (std::size_t bytes = 200; bytes < whole.size() + 500; bytes += 37) {
    const Rendered cut = render_markdown(view_, rendering_, bytes);
    EXPECT_LE(cut.text.size(), bytes);
    EXPECT_EQ(cut.notes.empty(), cut.text == whole) << bytes;
    const auto count = [&](std::string_view word) {
      std::size_t n = 0;
      for (auto at = cut.text.find(word); at != std::string::npos; at = cut.text.find(word, at + 1))
        ++n;
      return n;
    };
    EXPECT_EQ(count("<details>"), count("</details>")) << bytes;
    EXPECT_EQ(count("### "), count("Next:")) << bytes;
    EXPECT_EQ(count("Left out"), cut.notes.empty() ? 0u : 1u) << bytes;
  }
}

TEST_F(Formats, MarkdownLeavesRoomForEveryModel) {
  const Rendered cut = render_markdown(copies(10), rendering_, 20'000);
  for (int i = 2; i <= 10; ++i)
    EXPECT_THAT(cut.text, HasSubstr("<!-- wardround: demo-" + std::to_string(i) + " -->"));
}

TEST_F(Formats, GithubShowsTenOfAKindAndCountsTheRest) {
  const std::string text = render_github(copies(8), rendering_).text;
  std::size_t errors = 0, warnings = 0, notices = 0;
  for (std::size_t at = 0; at < text.size(); at = text.find('\n', at) + 1) {
    const std::string_view line = std::string_view(text).substr(at);
    errors += line.starts_with("::error ");
    warnings += line.starts_with("::warning ");
    notices += line.starts_with("::notice ");
  }
  EXPECT_EQ(errors, 10u);
  EXPECT_EQ(warnings, 8u);
  EXPECT_EQ(notices, 10u);
  EXPECT_THAT(text, HasSubstr("here are 10 of 16 errors, 8 of 8 warnings, 9 of "));
}

TEST(FormatTable, FindsByNameAndByTheLongestEnding) {
  EXPECT_EQ(find_format("no-such"), nullptr);
  for (const Format& format : formats()) {
    EXPECT_EQ(find_format(format.name), &format);
    for (const std::string_view ending : format.endings)
      EXPECT_EQ(format_of_file("out/x" + std::string(ending)), &format) << ending;
  }
  EXPECT_EQ(format_of_file("x.sarif.json")->name, "sarif");
  EXPECT_EQ(format_of_file("gl-code-quality-report.json")->name, "gitlab");
  EXPECT_EQ(format_of_file("x.html"), nullptr);
}

TEST(Escapes, EachSinkForItself) {
  EXPECT_EQ(for_screen("  ::error::x"), "  \\x3a:error::x");
  EXPECT_EQ(for_screen("a ##[error]b"), "a \\x23#[error]b");
  EXPECT_EQ(for_screen("a::b"), "a::b");
  EXPECT_EQ(for_markdown("*a* [b](c) `d` | <e>"), "\\*a\\* \\[b\\](c) \\`d\\` \\| &lt;e&gt;");
  EXPECT_EQ(for_markdown("@you #1"), "@\u200byou #\u200b1");
  EXPECT_EQ(for_markdown("# a"), "\\# a");
  EXPECT_EQ(for_markdown("12. a"), "12\\. a");
  EXPECT_EQ(for_markdown("http://x"), "http\\://x");
  EXPECT_EQ(for_markdown_with_code("`a.b` is `c|d` *"), "`a.b` is `c|d` \\*");
  EXPECT_EQ(for_markdown_with_code("one ` alone"), "one \\` alone");
  EXPECT_EQ(code_span("a`b``c"), "``` a`b``c ```");
  EXPECT_EQ(code_block("a```b"), "````\na```b\n````\n");
  EXPECT_EQ(for_html("<a> & @b"),
            "&lt;a&gt; &amp; @\u200b"
            "b");
  EXPECT_EQ(for_xml("a\n]]>\x01\xef\xbf\xbf"), "a\\x0a]]&gt;\\x01\\uffff");
  EXPECT_EQ(for_csv("=1"), "\"'=1\"");
  EXPECT_EQ(for_csv("  @x"), "\"'  @x\"");
  EXPECT_EQ(for_csv("\t=1"), "\"'\\x09=1\"");
  EXPECT_EQ(for_csv("a\"b"), "\"a\"\"b\"");
  EXPECT_EQ(for_csv("a b"), "a b");
  EXPECT_EQ(for_workflow_message("50%\n::error::x"), "50%25\\x0a::error::x");
  EXPECT_EQ(for_workflow_property("a:b,c"), "a%3Ab%2Cc");
  EXPECT_EQ(for_sarif("[x](1)"), "\\[x\\](1)");
  EXPECT_EQ(for_sarif("a[1]"), "a[1]");
  EXPECT_EQ(uri_path("a b/ü#?.yaml"), "a%20b/%C3%BC%23%3F.yaml");
}

TEST(Escapes, ShorteningKeepsCharactersWhole) {
  EXPECT_EQ(shortened("abc", 3), "abc");
  for (std::size_t bytes = 3; bytes < 12; ++bytes) {
    const std::string cut = shortened("ääääääää", bytes);
    EXPECT_LE(cut.size(), bytes);
    EXPECT_THAT(cut, EndsWith("…"));
    EXPECT_EQ((cut.size() - 3) % 2, 0u);
  }
}

TEST(Places, FromTheRootOfTheRepository) {
  const Checkout checkout{"/src/repo", "firmware/pump"};
  EXPECT_EQ(from_root(checkout, "a.yaml"), "firmware/pump/a.yaml");
  EXPECT_EQ(from_root(checkout, "../../security/a.yaml"), "security/a.yaml");
  EXPECT_EQ(from_root(checkout, "/src/repo/security/a.yaml"), "security/a.yaml");
  EXPECT_EQ(from_root(checkout, "../../../other/a.yaml"), "/src/other/a.yaml");
  EXPECT_EQ(from_root(checkout, "/elsewhere/a.yaml"), "/elsewhere/a.yaml");
  EXPECT_EQ(uri_of({"a b.yaml"}), "a%20b.yaml");
  EXPECT_EQ(uri_of({"/else where/a.yaml"}), "file:///else%20where/a.yaml");
}

TEST(Fingerprints, DifferAndStay) {
  EXPECT_EQ(fingerprint("a@b"), fingerprint("a@b"));
  EXPECT_NE(fingerprint("a@b"), fingerprint("a@c"));
  EXPECT_THAT(fingerprint(""), SizeIs(16));
  EXPECT_THAT(fingerprint("x"), Not(HasSubstr(" ")));
}

}  // namespace
}  // namespace wardround::report
