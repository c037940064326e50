// `wardround bench incidents`: the table of known incidents, each as it could have been modelled
// before it happened: what is found of it, where on the screen, and what twins with good and with
// pretended controls say.
#include <fmt/format.h>

#include <algorithm>

#include "base/utf8.h"
#include "cli/commands.h"
#include "measure/incidents.h"
#include "report/incidents_json.h"

namespace wardround::cli {
namespace {

using measure::Incident;
using measure::Triple;

std::string per_place(std::size_t findings, const Incident& incident) {
  if (incident.places == 0) return "-";
  return fmt::format("{:.2f}",
                     static_cast<double>(findings) / static_cast<double>(incident.places));
}

std::string line_of(const measure::Incidents& all, const Incident& one) {
  return fmt::format("{:<8} {:<36} {:>3}/{:<3} {:>4} {:<6} {:<6} {:>6}  {:<9} {:>6}  {}\n",
                     escape_for_terminal(one.id), escape_for_terminal(one.title), one.hits(),
                     one.triples.size(), all.kept(one), one.whole() ? "yes" : "no",
                     one.in_sight() ? "yes" : "no", per_place(one.findings, one),
                     !one.hardened    ? "missing"
                     : one.silenced() ? "silent"
                                      : "not silent",
                     one.hardened ? per_place(one.hardened_findings, one) : "-",
                     !one.insufficient ? "missing"
                     : one.pretended() ? "open"
                                       : "not open");
}

// What is wrong, triple by triple.
std::string gaps_of(const Incident& one) {
  std::string text;
  const auto gap = [&](const Triple& triple, std::string_view what) {
    text += fmt::format("  {} {} {}: {}\n", escape_for_terminal(one.id),
                        escape_for_terminal(triple.row), triple.letter, what);
  };
  for (const Triple& triple : one.triples) {
    if (triple.by.empty()) gap(triple, "not found");
    if (!triple.open_in_hardened.empty())
      gap(triple, fmt::format("still open in the hardened twin as {}",
                              escape_for_terminal(triple.open_in_hardened)));
    if (one.insufficient && !triple.by.empty() && !triple.open_in_insufficient)
      gap(triple, "gone in the insufficient twin");
  }
  return text;
}

std::string table_of_incidents(const measure::Incidents& all) {
  std::string out =
      fmt::format("{:<8} {:<36} {:>7} {:>4} {:<6} {:<6} {:>6}  {:<9} {:>6}  {}\n", "incident", "",
                  "found", "kept", "whole", "first", "each", "hardened", "each", "insufficient");
  std::string gaps;
  for (const Incident& one : all.incidents) {
    out += line_of(all, one);
    gaps += gaps_of(one);
  }
  out += fmt::format(
      "\n{} of {} incidents whole, {:.1f} % of the triples, {:.1f} % without the rules that hit "
      "one incident alone,\n{} among the first ten findings or five questions; {:.2f} findings per "
      "element or flow, {:.2f} when hardened.\n",
      all.count(&Incident::whole), all.incidents.size(), 100 * all.atomic(), 100 * all.kept(),
      all.count(&Incident::in_sight), all.findings(), all.hardened_findings());
  if (!gaps.empty()) out += "\nWhat is missing:\n" + gaps;
  return out;
}

std::string table_of_rules(const measure::Incidents& all, const catalog::Catalog& catalog) {
  std::string out = fmt::format("{:<32} {:>7} {:>12} {:>9} {:>7}\n", "rule", "letters",
                                "of incidents", "fires in", "others");
  for (const measure::RuleHits& rule : all.rules) {
    out += fmt::format("{:<32} {:>7} {:>12} {:>9} {:>7}{}\n",
                       escape_for_terminal(catalog[rule.rule].id), rule.letters, rule.incidents,
                       rule.fires, all.elsewhere == 0 ? "-" : fmt::format("{}", rule.elsewhere),
                       all.elsewhere != 0 && rule.alone() ? "  alone" : "");
  }
  out += fmt::format(
      "\n{} rules hit a row of {} incidents; {}\n", all.rules.size(), all.incidents.size(),
      all.elsewhere == 0 ? "name other models to see whether any serves one incident alone."
                         : fmt::format("{} fire in one incident and in none of {} other models.",
                                       all.alone(), all.elsewhere));
  return out;
}

}  // namespace

int bench_incidents(const Context& context, const BenchOptions& options) {
  const std::string folder = options.rest.empty() ? "examples/incidents" : options.rest[0];
  if (!context.fs.is_directory(folder))
    return complain(context,
                    fmt::format("there is no folder `{}`: give the one that holds the incidents, "
                                "as in `wardround bench incidents examples/incidents`",
                                escape_for_terminal(folder)));
  study::Study study;
  study::load_catalog(context.fs, {}, study);
  measure::Coverage elsewhere = measure::coverage_of(study.catalog);
  if (options.rest.size() > 1) {
    const std::vector<std::string> others(options.rest.begin() + 1, options.rest.end());
    auto coverage = coverage_of_models(context, others, study.catalog);
    if (!coverage) return kInputError;
    elsewhere = *std::move(coverage);
  }
  const auto progress = [&](std::string_view stage, std::size_t done, std::size_t total) {
    if (context.progress != nullptr) context.progress->step(stage, done, total);
  };
  const measure::Incidents all =
      measure::measure_incidents(context.fs, folder, elsewhere, study, progress);
  if (context.progress != nullptr) context.progress->end();
  if (show_diagnostics(context, study)) return kInputError;
  const std::vector<std::string> lines = measure::shortfalls(all);
  if (options.format == "json") {
    write_out(report::incidents_json(all, study.catalog));
    return lines.empty() ? kOk : kGateFailed;
  }
  std::string out = options.by_rule ? table_of_rules(all, study.catalog) : table_of_incidents(all);
  if (!lines.empty()) {
    out += "\nBelow the floors:\n";
    for (const std::string& line : lines) out += "  " + line + "\n";
  }
  write_out(out);
  return lines.empty() ? kOk : kGateFailed;
}

}  // namespace wardround::cli
