#include "report/trace.h"

#include <fmt/core.h>

#include <array>

#include "base/json_writer.h"
#include "base/utf8.h"
#include "report/check_json.h"
#include "report/escapes.h"
#include "report/outside.h"

namespace wardround::report {
namespace {

using treatment::Chain;
using treatment::TracedControl;
using treatment::TracedTest;

constexpr std::array<std::string_view, 11> kHeadings{
    "finding", "requirement", "control", "control_state", "test", "kind",
    "result",  "software",    "report",  "foresight",     "model"};
constexpr int kSchemaVersion = 1;
constexpr std::size_t kWidth = 80;  // of the screen
using Row = std::array<std::string, kHeadings.size()>;

std::string result_text(const TracedTest& test) {
  if (test.results.empty()) return "not run";
  auto worst = treatment::Outcome::passed;
  for (const treatment::TestEvidence* result : test.results)
    worst = std::max(worst, result->result);
  return std::string(treatment::name(worst));
}

std::string software_text(const View& view, const Chain& chain) {
  std::string out;
  for (const lang::SubjectId software : chain.software)
    out += (out.empty() ? "" : ", ") + view.model()[software].id;
  return out;
}

// One row for each way from a finding to a test.
template <class Take>
void for_each_way(const Traced& traced, Take take) {
  const View& view = traced.view;
  const std::string& system = view.model().subjects[0].id;
  for (const Chain& chain : traced.trace.chains) {
    const std::string software = software_text(view, chain);
    for (std::size_t f = 0; f < std::max<std::size_t>(chain.findings.size(), 1); ++f) {
      for (std::size_t c = 0; c < std::max<std::size_t>(chain.controls.size(), 1); ++c) {
        for (std::size_t t = 0; t < std::max<std::size_t>(chain.tests.size(), 1); ++t) {
          Row row;
          if (f < chain.findings.size()) row[0] = finding_id(view, chain.findings[f]);
          row[1] = view.model()[chain.requirement.id].id;
          if (c < chain.controls.size()) {
            row[2] = control_use_text(view, chain.controls[c].use);
            row[3] = treatment::name(chain.controls[c].verification.state);
          }
          if (t < chain.tests.size()) {
            row[4] = chain.tests[t].name;
            row[5] = treatment::name(chain.tests[t].kind);
            row[6] = result_text(chain.tests[t]);
          }
          row[7] = software;
          row[10] = system;
          take(row);
        }
      }
    }
  }
}

// One row for each report and finding that it speaks of.
template <class Take>
void for_each_report(const Traced& traced, Take take) {
  const View& view = traced.view;
  for (const std::size_t report : traced.reports) {
    const std::vector<std::string> findings = report_findings(view, report);
    for (std::size_t f = 0; f < std::max<std::size_t>(findings.size(), 1); ++f) {
      Row row;
      if (f < findings.size()) row[0] = findings[f];
      row[8] = view.assessment.evidence.reports[report].id;
      row[9] = report_state(view, report);
      row[10] = view.model().subjects[0].id;
      take(row);
    }
  }
}

void put_ids(JsonWriter& json, std::string_view key, const std::vector<std::string>& ids) {
  json.begin_array(key);
  for (const std::string& id : ids) json.string(id);
  json.end_array();
}

void put_test(JsonWriter& json, const TracedTest& test) {
  json.begin_object();
  json.string("name", test.name);
  json.string("kind", treatment::name(test.kind));
  json.begin_array("results");
  for (const treatment::TestEvidence* result : test.results) {
    json.begin_object();
    json.string("test", result->test);
    json.string("build", result->build);
    json.string("result", treatment::name(result->result));
    json.string("date", to_string(result->date));
    if (!result->tester.empty()) json.string("tester", result->tester);
    if (result->independence) json.string("independence", treatment::name(*result->independence));
    if (!result->sha256.empty()) json.string("sha256", result->sha256);
    json.end_object();
  }
  json.end_array();
  json.end_object();
}

// A line of the screen; what does not fit goes on behind the label.
std::string line(std::string_view label, std::string_view text) {
  const std::string indent(label.size(), ' ');
  return std::string(label) + wrap(text, kWidth, indent).substr(label.size()) + "\n";
}

std::string screen(const Traced& traced) {
  const auto& [view, trace, reports] = traced;
  const model::Model& model = view.model();
  std::string out = fmt::format("{}: {}, {}\n", for_screen(model.subjects[0].name),
                                counted(trace.chains.size(), "requirement"),
                                trace.build.empty()
                                    ? "no evidence yet"
                                    : fmt::format("evidence of build {}", for_screen(trace.build)));
  for (const Chain& chain : trace.chains) {
    out += "\n" +
           wrap(fmt::format("{}: {}", for_screen(model[chain.requirement.id].id),
                            for_screen(chain.requirement.text)),
                kWidth, "    ")
               .substr(4) +
           "\n";
    for (const std::size_t f : chain.findings) {
      out += line("  answers   ",
                  fmt::format("{} ({})", for_screen(finding_id(view, f)), risk_text(view, f)));
    }
    for (const TracedControl& control : chain.controls) {
      out += line("  control   ",
                  fmt::format("{}: {}, {}", for_screen(control_use_text(view, control.use)),
                              treatment::name(control.verification.state),
                              for_screen(control.verification.because)));
    }
    for (const TracedTest& test : chain.tests) {
      std::string text = fmt::format("{}: {}", for_screen(test.name), result_text(test));
      if (!test.results.empty() && !test.results[0]->tester.empty())
        text += fmt::format(", by {}", for_screen(test.results[0]->tester));
      out += line(test.kind == treatment::TestKind::defeat ? "  attempt   " : "  test      ", text);
    }
    if (!chain.software.empty())
      out += line("  software  ", for_screen(software_text(view, chain)));
  }
  if (!reports.empty()) out += "\n" + reports_screen(view, reports);
  if (trace.gaps.empty()) return out;
  out += fmt::format("\nGaps: {}\n", trace.gaps.size());
  for (const treatment::Gap& gap : trace.gaps)
    out += wrap(fmt::format("{} ({})", for_screen(gap.text),
                            for_screen(view.sources.location(gap.span))),
                kWidth, "    ")
               .replace(0, 4, "  ") +
           "\n";
  return out;
}

std::string markdown(const Traced& traced) {
  const auto& [view, trace, reports] = traced;
  std::string out = fmt::format("# Trace: {}\n\n", for_markdown(view.model().subjects[0].name));
  std::string rule = "|";
  out += "|";
  constexpr std::size_t kShown = 8;  // reports have a list of their own
  for (std::size_t i = 0; i < kShown; ++i) {
    out += fmt::format(" {} |", for_markdown(kHeadings[i]));
    rule += "---|";
  }
  out += "\n" + rule + "\n";
  for_each_way(traced, [&](const Row& row) {
    out += "|";
    for (std::size_t i = 0; i < kShown; ++i) out += fmt::format(" {} |", for_markdown(row[i]));
    out += "\n";
  });
  if (!reports.empty()) out += "\n## Reports from outside\n\n";
  for (const std::size_t report : reports) {
    out += fmt::format("- {} {}: {}\n", report_state(view, report),
                       for_markdown(view.assessment.evidence.reports[report].id),
                       for_markdown_with_code(report_text(view, report)));
  }
  if (trace.gaps.empty()) return out;
  out += "\n## Gaps\n\n";
  for (const treatment::Gap& gap : trace.gaps)
    out += fmt::format("- {}\n", for_markdown_with_code(gap.text));
  return out;
}

void put_document(JsonWriter& json, const Traced& traced) {
  const auto& [view, trace, reports] = traced;
  const model::Model& model = view.model();
  json.begin_object();
  json.integer("schema_version", kSchemaVersion);
  json.string("as_of", to_string(view.as_of));
  json.string("model", model.path);
  json.string("build", trace.build);
  json.begin_array("requirements");
  for (const Chain& chain : trace.chains) {
    json.begin_object();
    json.string("id", model[chain.requirement.id].id);
    json.string("external_id", model[chain.requirement.id].external_id);
    json.string("text", chain.requirement.text);
    json.string("accept", chain.requirement.accept);
    std::vector<std::string> ids;
    for (const std::size_t f : chain.findings) ids.push_back(finding_id(view, f));
    put_ids(json, "findings", ids);
    json.begin_array("controls");
    for (const TracedControl& control : chain.controls) {
      json.begin_object();
      json.string("control", control_use_text(view, control.use));
      json.string("state", treatment::name(control.verification.state));
      json.string("because", control.verification.because);
      json.end_object();
    }
    json.end_array();
    json.begin_array("tests");
    for (const TracedTest& test : chain.tests) put_test(json, test);
    json.end_array();
    ids.clear();
    for (const lang::SubjectId place : chain.requirement.allocated_to)
      ids.push_back(model[place].id);
    put_ids(json, "allocated_to", ids);
    ids.clear();
    for (const lang::SubjectId software : chain.software) ids.push_back(model[software].id);
    put_ids(json, "software", ids);
    json.end_object();
  }
  json.end_array();
  json.begin_array("gaps");
  for (const treatment::Gap& gap : trace.gaps) {
    json.begin_object();
    json.string("id", gap.id);
    json.string("text", gap.text);
    json.string("place", view.sources.location(gap.span));
    json.end_object();
  }
  json.end_array();
  json.begin_array("reports");
  for (const std::size_t report : reports) put_report(json, view, report);
  json.end_array();
  json.end_object();
}

}  // namespace

std::string trace_screen(const std::vector<Traced>& models) {
  std::string out;
  for (const Traced& traced : models) out += (out.empty() ? "" : "\n") + screen(traced);
  return out;
}

std::string trace_markdown(const std::vector<Traced>& models) {
  std::string out;
  for (const Traced& traced : models) out += (out.empty() ? "" : "\n") + markdown(traced);
  return out;
}

std::string trace_csv(const std::vector<Traced>& models) {
  std::string out;
  for (const std::string_view heading : kHeadings)
    out += fmt::format("{}{}", out.empty() ? "" : ",", heading);
  out += "\r\n";
  for (const Traced& traced : models) {
    const auto put = [&](const Row& row) {
      for (std::size_t i = 0; i < row.size(); ++i) out += (i == 0 ? "" : ",") + for_csv(row[i]);
      out += "\r\n";
    };
    for_each_way(traced, put);
    for_each_report(traced, put);
  }
  return out;
}

std::string trace_json(const std::vector<Traced>& models, bool several) {
  constexpr std::size_t kOpen = 5;
  if (!several && models.size() == 1) {
    JsonWriter json(kOpen);
    put_document(json, models[0]);
    return json.take();
  }
  JsonWriter json(kOpen + 2);
  json.begin_object();
  json.integer("schema_version", kSchemaVersion);
  json.begin_array("models");
  for (const Traced& traced : models) put_document(json, traced);
  json.end_array();
  json.end_object();
  return json.take();
}

}  // namespace wardround::report
