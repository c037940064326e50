#include "report/outside.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <numeric>

#include "report/escapes.h"

namespace wardround::report {
namespace {

using treatment::OutsideReport;
using treatment::ReportKind;

const OutsideReport& report_at(const View& view, std::size_t report) {
  return view.assessment.evidence.reports[report];
}

// How long after the first report of what it repairs a patch came; empty if nobody reported that.
std::string after_text(const View& view, const OutsideReport& patch) {
  const OutsideReport* first = nullptr;
  for (const OutsideReport& other : view.assessment.evidence.reports) {
    const bool repaired = !patch.reference.empty() &&
                          (other.reference == patch.reference || other.id == patch.reference);
    if (!repaired || other.kind == ReportKind::patch || other.kind == ReportKind::vex ||
        !other.date || (first != nullptr && first->date <= other.date))
      continue;
    first = &other;
  }
  if (first == nullptr || !patch.date || !first->date) return {};
  return fmt::format(", {} after `{}` was known",
                     counted(static_cast<std::size_t>(
                                 std::max<int64_t>(0, days_between(*first->date, *patch.date))),
                             "day"),
                     first->id);
}

}  // namespace

std::vector<std::size_t> all_reports(const View& view) {
  std::vector<std::size_t> all(view.assessment.evidence.reports.size());
  std::iota(all.begin(), all.end(), std::size_t{0});
  return all;
}

std::string_view report_state(const View& view, std::size_t report) {
  const auto& foresight = view.assessment.foresight[report].foresight;
  return foresight ? treatment::name(*foresight) : treatment::name(report_at(view, report).kind);
}

std::string report_text(const View& view, std::size_t report) {
  const treatment::ReportVerdict& verdict = view.assessment.foresight[report];
  if (verdict.foresight) return verdict.because;
  const OutsideReport& given = report_at(view, report);
  const std::string of = given.reference.empty() || given.id.starts_with(given.reference)
                             ? ""
                             : fmt::format(" (`{}`)", given.reference);
  const std::string on = given.date ? fmt::format(" on {}", to_string(*given.date)) : "";
  if (given.kind == ReportKind::patch)
    return fmt::format("installed{}{}{}", on, of, after_text(view, given));
  return fmt::format("{}{}, said{}", given.status, of, on.empty() ? " without a date" : on);
}

std::vector<std::string> report_findings(const View& view, std::size_t report) {
  std::vector<std::string> ids;
  for (const std::size_t finding : view.assessment.foresight[report].match.findings)
    ids.push_back(finding_id(view, finding));
  return ids;
}

std::string floor_text(const View& view, std::size_t finding) {
  const auto& floors = view.assessment.floors;
  const auto floor = std::ranges::lower_bound(floors, finding, {}, &risk::Floor::finding);
  if (floor == floors.end() || floor->finding != finding ||
      !view.assessment.ratings[finding].attacker)
    return {};
  const OutsideReport& given = report_at(view, floor->report);
  const std::string_view what = given.kind == ReportKind::pentest ? "a penetration test got through"
                                                                  : "known to be exploited";
  return fmt::format("{}: `{}` ({}{}{}): exploitability at least {}", what, given.id, given.file,
                     given.file.empty() ? "" : "; ", view.sources.location(given.span),
                     threats::name(floor->level));
}

std::string reports_screen(const View& view, const std::vector<std::size_t>& reports) {
  if (reports.empty()) return {};
  constexpr std::array kStates{treatment::Foresight::predicted, treatment::Foresight::escaped,
                               treatment::Foresight::undated, treatment::Foresight::unplaced};
  std::string counts;
  for (const treatment::Foresight state : kStates) {
    const auto count = std::ranges::count_if(
        reports, [&](std::size_t i) { return view.assessment.foresight[i].foresight == state; });
    if (count > 0)
      counts += fmt::format("{}{} {}", counts.empty() ? ": " : ", ", count, treatment::name(state));
  }
  std::string out = fmt::format("{} from outside{}.\n", counted(reports.size(), "report"), counts);
  for (const std::size_t i : reports) {
    const OutsideReport& given = report_at(view, i);
    const bool judged = view.assessment.foresight[i].foresight.has_value();
    out += fmt::format("  {:<9} {}{}: {}\n", report_state(view, i),
                       judged ? std::string(treatment::name(given.kind)) + " " : "",
                       for_screen(given.id), for_screen(report_text(view, i)));
  }
  return out;
}

void put_report(JsonWriter& json, const View& view, std::size_t report) {
  const OutsideReport& given = report_at(view, report);
  const treatment::ReportVerdict& verdict = view.assessment.foresight[report];
  json.begin_object();
  json.string("id", given.id);
  json.string("kind", treatment::name(given.kind));
  json.string("title", given.title);
  json.string("date", given.date ? to_string(*given.date) : "");
  json.string("subject", given.subject);
  json.string("weakness", given.weakness);
  json.begin_array("stride");
  for (const catalog::Stride stride : given.stride)
    json.string(std::string(1, catalog::letter(stride)));
  json.end_array();
  json.begin_array("cwe");
  for (const uint32_t cwe : given.cwe) json.integer(cwe);
  json.end_array();
  json.string("status", given.status);
  json.boolean("exploited", given.exploited);
  json.string("reference", given.reference);
  json.string("file", given.file);
  json.string("sha256", given.sha256);
  json.string("place", view.sources.location(given.span));
  json.key("foresight");
  if (verdict.foresight) {
    json.string(treatment::name(*verdict.foresight));
  } else {
    json.null();
  }
  json.string("because", verdict.because);
  const bool matches = !verdict.match.findings.empty() || !verdict.match.decisions.empty();
  json.key("by");
  if (matches) {
    json.string(treatment::name(verdict.match.likeness));
  } else {
    json.null();
  }
  json.begin_array("findings");
  for (const std::string& id : report_findings(view, report)) json.string(id);
  json.end_array();
  json.end_object();
}

}  // namespace wardround::report
