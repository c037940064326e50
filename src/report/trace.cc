#include "report/trace.h"

#include <fmt/core.h>

#include <array>

#include "base/json_writer.h"
#include "report/escapes.h"

namespace wardround::report {
namespace {

using treatment::Chain;
using treatment::TracedControl;
using treatment::TracedTest;

constexpr std::array<std::string_view, 8> kHeadings{
    "finding", "requirement", "control", "control_state", "test", "kind", "result", "software"};
using Row = std::array<std::string, 8>;

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
void for_each_row(const View& view, const treatment::Trace& trace, Take take) {
  for (const Chain& chain : trace.chains) {
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
          take(row);
        }
      }
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

}  // namespace

std::string trace_screen(const View& view, const treatment::Trace& trace) {
  const model::Model& model = view.model();
  std::string out = fmt::format("{}: {}, {}\n", for_screen(model.subjects[0].name),
                                counted(trace.chains.size(), "requirement"),
                                trace.build.empty()
                                    ? "no evidence yet"
                                    : fmt::format("evidence of build {}", for_screen(trace.build)));
  for (const Chain& chain : trace.chains) {
    out += fmt::format("\n{}  {}\n", for_screen(model[chain.requirement.id].id),
                       for_screen(chain.requirement.text));
    for (const std::size_t f : chain.findings) {
      out +=
          fmt::format("  answers   {} ({})\n", for_screen(finding_id(view, f)), risk_text(view, f));
    }
    for (const TracedControl& control : chain.controls) {
      out += fmt::format(
          "  control   {}: {}, {}\n", for_screen(control_use_text(view, control.use)),
          treatment::name(control.verification.state), for_screen(control.verification.because));
    }
    for (const TracedTest& test : chain.tests) {
      out += fmt::format("  {}  {}: {}",
                         test.kind == treatment::TestKind::defeat ? "attempt " : "test    ",
                         for_screen(test.name), result_text(test));
      if (!test.results.empty() && !test.results[0]->tester.empty())
        out += fmt::format(", by {}", for_screen(test.results[0]->tester));
      out += '\n';
    }
    if (!chain.software.empty())
      out += fmt::format("  software  {}\n", for_screen(software_text(view, chain)));
  }
  if (trace.gaps.empty()) return out;
  out += fmt::format("\nGaps: {}\n", trace.gaps.size());
  for (const treatment::Gap& gap : trace.gaps)
    out += fmt::format("  {}  ({})\n", for_screen(gap.text),
                       for_screen(view.sources.location(gap.span)));
  return out;
}

std::string trace_markdown(const View& view, const treatment::Trace& trace) {
  std::string out = fmt::format("# Trace: {}\n\n", for_markdown(view.model().subjects[0].name));
  std::string rule = "|";
  out += "|";
  for (const std::string_view heading : kHeadings) {
    out += fmt::format(" {} |", for_markdown(heading));
    rule += "---|";
  }
  out += "\n" + rule + "\n";
  for_each_row(view, trace, [&](const Row& row) {
    out += "|";
    for (const std::string& cell : row) out += fmt::format(" {} |", for_markdown(cell));
    out += "\n";
  });
  if (trace.gaps.empty()) return out;
  out += "\n## Gaps\n\n";
  for (const treatment::Gap& gap : trace.gaps)
    out += fmt::format("- {}\n", for_markdown_with_code(gap.text));
  return out;
}

std::string trace_csv(const View& view, const treatment::Trace& trace) {
  std::string out;
  for (const std::string_view heading : kHeadings)
    out += fmt::format("{}{}", out.empty() ? "" : ",", heading);
  out += "\r\n";
  for_each_row(view, trace, [&](const Row& row) {
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i) line += (i == 0 ? "" : ",") + for_csv(row[i]);
    out += line + "\r\n";
  });
  return out;
}

std::string trace_json(const View& view, const treatment::Trace& trace) {
  const model::Model& model = view.model();
  JsonWriter json(5);
  json.begin_object();
  json.integer("schema_version", 1);
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
  json.end_object();
  return json.take();
}

}  // namespace wardround::report
