// JUnit XML, as Jenkins and GitLab read it: a suite for each model, a test case for each finding.
// What is certain fails, what nobody has decided is skipped, what controls clear has passed.
#include <fmt/core.h>

#include "report/annotations.h"
#include "report/escapes.h"
#include "report/formats.h"

namespace wardround::report {

namespace {

using threats::Certainty;
using threats::Finding;
using threats::Status;

struct Counts {
  std::size_t tests = 0, failures = 0, skipped = 0;
};

Counts count(const View& view) {
  Counts counts;
  for (const Finding& finding : view.result().findings) {
    ++counts.tests;
    if (finding.status == Status::cleared) continue;
    ++(finding.certainty == Certainty::certain ? counts.failures : counts.skipped);
  }
  if (counts.tests == 0) counts.tests = 1;  // readers take a suite without cases for a mistake
  return counts;
}

std::string attributes(const Counts& counts) {
  return fmt::format("tests=\"{}\" failures=\"{}\" errors=\"0\" skipped=\"{}\"", counts.tests,
                     counts.failures, counts.skipped);
}

std::string waiting_for(const View& view, const Finding& finding) {
  std::string text = std::string(threats::name(finding.certainty));
  for (std::size_t i = 0; i < finding.questions.size(); ++i) {
    text += fmt::format("{}{}", i == 0 ? ", waits for " : ", ",
                        threats::question_id(view.catalog, view.model(),
                                             view.result().questions[finding.questions[i]]));
  }
  return text;
}

void test_case(std::string& out, const View& view, const Rendering& rendering, std::size_t index) {
  const Finding& finding = view.result().findings[index];
  const catalog::Weakness& weakness = view.catalog[finding.weakness];
  const auto place = place_of(view.sources, rendering.checkout, view.model()[finding.subject].span);
  out += fmt::format("    <testcase classname=\"{}\" name=\"{}\"", for_xml(weakness.id),
                     for_xml(finding_id(view, index)));
  if (place) out += fmt::format(" file=\"{}\" line=\"{}\"", for_xml(place->path), place->line);
  const std::string title = threats::title(view.catalog, view.model(), finding);
  if (finding.status == Status::cleared) {
    std::string by;
    for (const std::size_t use : finding.cleared_by)
      by += (by.empty() ? "" : ", ") + control_use_text(view, use);
    out += fmt::format(">\n      <system-out>{}: cleared by {}</system-out>\n    </testcase>\n",
                       for_xml(title), for_xml(by));
    return;
  }
  if (finding.certainty != Certainty::certain) {
    out += fmt::format(">\n      <skipped message=\"{}: {}\"/>\n    </testcase>\n", for_xml(title),
                       for_xml(waiting_for(view, finding)));
    return;
  }
  out += fmt::format(">\n      <failure type=\"{}\" message=\"{}\">", catalog::name(weakness.kind),
                     for_xml(title));
  const auto line = [&out](std::string_view label, const std::string& text) {
    if (!text.empty()) out += fmt::format("{}{}\n", label, for_xml(text));
  };
  line("", threats::scenario(view.catalog, view.model(), finding));
  line("why: ", why_text(view, finding));
  line("harm: ", worst_harm_text(view, index));
  line("but: ", insufficient_text(view, finding));
  line("fix: ", remedy_text(view, finding));
  out += "</failure>\n    </testcase>\n";
}

}  // namespace

Rendered render_junit(const std::vector<View>& views, const Rendering& rendering) {
  Counts all;
  std::string suites;
  const std::vector<std::string> names = model_names(views);
  for (std::size_t i = 0; i < views.size(); ++i) {
    const Counts counts = count(views[i]);
    all.tests += counts.tests;
    all.failures += counts.failures;
    all.skipped += counts.skipped;
    suites += fmt::format("  <testsuite name=\"{}\" {}>\n", for_xml(names[i]), attributes(counts));
    for (const std::size_t index : views[i].assessment.finding_order)
      test_case(suites, views[i], rendering, index);
    if (views[i].result().findings.empty())
      suites += "    <testcase classname=\"wardround\" name=\"no-finding\"/>\n";
    suites += "  </testsuite>\n";
  }
  return {fmt::format("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                      "<testsuites name=\"wardround\" {}>\n{}</testsuites>\n",
                      attributes(all), suites),
          {}};
}

}  // namespace wardround::report
