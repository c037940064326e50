// One row for each finding, cleared ones too: RFC 4180 in UTF-8, with a row of headings.
#include <fmt/core.h>

#include <array>

#include "report/annotations.h"
#include "report/escapes.h"
#include "report/formats.h"

namespace wardround::report {

namespace {

using threats::Finding;

// Cells of one row; lists inside a cell are separated by "; ".
struct Row {
  const View& view;
  const Rendering& rendering;
  const std::string& model;
  std::size_t index;
  const Finding& finding;

  [[nodiscard]] const catalog::Weakness& weakness() const { return view.catalog[finding.weakness]; }
  [[nodiscard]] const model::Subject& subject() const { return view.model()[finding.subject]; }
};

template <class Range, class Text>
std::string listed(const Range& range, Text text) {
  std::string out;
  for (const auto& entry : range) {
    if (!out.empty()) out += "; ";
    out += text(entry);
  }
  return out;
}

std::string place_text(const Row& row, bool line) {
  const auto place = place_of(row.view.sources, row.rendering.checkout, row.subject().span);
  if (!place) return {};
  return line ? std::to_string(place->line) : place->path;
}

struct Column {
  std::string_view heading;
  std::string (*text)(const Row&);
};

constexpr std::array<Column, 23> kColumns = {{
    {"model", [](const Row& row) { return row.model; }},
    {"id", [](const Row& row) { return finding_id(row.view, row.index); }},
    {"title",
     [](const Row& row) {
       return threats::title(row.view.catalog, row.view.model(), row.finding);
     }},
    {"kind", [](const Row& row) { return std::string(catalog::name(row.weakness().kind)); }},
    {"certainty", [](const Row& row) { return std::string(threats::name(row.finding.certainty)); }},
    {"status", [](const Row& row) { return std::string(threats::name(row.finding.status)); }},
    {"risk",
     [](const Row& row) {
       const auto& word = row.view.assessment.ratings[row.index].claimed_word;
       return word ? std::string(risk::name(*word)) : std::string();
     }},
    {"exploitability",
     [](const Row& row) {
       const risk::Rating& rating = row.view.assessment.ratings[row.index];
       return rating.attacker ? std::string(threats::name(rating.claimed)) : std::string();
     }},
    {"severity",
     [](const Row& row) {
       const auto& harms = row.view.assessment.reach[row.index].harms;
       return harms.empty() ? std::string() : std::string(severity_text(row.view, harms.front()));
     }},
    {"harms",
     [](const Row& row) {
       return listed(row.view.assessment.reach[row.index].harms,
                     [&](lang::SubjectId harm) { return harm_text(row.view, harm); });
     }},
    {"stride", [](const Row& row) { return stride_text(row.view.catalog, row.finding); }},
    {"cwe",
     [](const Row& row) {
       return listed(cwe_of(row.view.catalog, row.finding),
                     [](uint32_t cwe) { return fmt::format("CWE-{}", cwe); });
     }},
    {"weakness", [](const Row& row) { return row.weakness().id; }},
    {"subject", [](const Row& row) { return row.subject().id; }},
    {"subject_name", [](const Row& row) { return row.subject().name; }},
    {"file", [](const Row& row) { return place_text(row, false); }},
    {"line", [](const Row& row) { return place_text(row, true); }},
    {"scenario",
     [](const Row& row) {
       return threats::scenario(row.view.catalog, row.view.model(), row.finding);
     }},
    {"why", [](const Row& row) { return why_text(row.view, row.finding); }},
    {"fix", [](const Row& row) { return remedy_text(row.view, row.finding); }},
    {"questions",
     [](const Row& row) {
       return listed(row.finding.questions, [&](std::size_t question) {
         return threats::question_id(row.view.catalog, row.view.model(),
                                     row.view.result().questions[question]);
       });
     }},
    {"cleared_by",
     [](const Row& row) {
       return listed(row.finding.cleared_by,
                     [&](std::size_t use) { return control_use_text(row.view, use); });
     }},
    {"tags",
     [](const Row& row) {
       return listed(tags_of(row.view, row.index),
                     [](std::string_view tag) { return std::string(tag); });
     }},
}};

}  // namespace

Rendered render_csv(const std::vector<View>& views, const Rendering& rendering) {
  Rendered rendered;
  for (const Column& column : kColumns) {
    if (!rendered.text.empty()) rendered.text += ',';
    rendered.text += column.heading;
  }
  rendered.text += "\r\n";
  const std::vector<std::string> names = model_names(views);
  for (std::size_t i = 0; i < views.size(); ++i) {
    for (const std::size_t index : views[i].assessment.finding_order) {
      const Row row{views[i], rendering, names[i], index, views[i].result().findings[index]};
      std::string_view separator;
      for (const Column& column : kColumns) {
        rendered.text += separator;
        rendered.text += for_csv(column.text(row));
        separator = ",";
      }
      rendered.text += "\r\n";
    }
  }
  return rendered;
}

}  // namespace wardround::report
