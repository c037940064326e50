// `wardround bench incidents`: the table of known incidents, each as it could have been modelled
// before it happened: what is found of it, where on the screen, and what twins with good and with
// pretended controls say.
#include <fmt/format.h>

#include <algorithm>

#include "base/utf8.h"
#include "cli/commands.h"
#include "measure/incidents.h"

namespace wardround::cli {
namespace {

using measure::Incident;
using measure::Triple;

std::string per_place(std::size_t findings, const Incident& incident) {
  if (incident.places == 0) return "-";
  return fmt::format("{:.2f}",
                     static_cast<double>(findings) / static_cast<double>(incident.places));
}

std::string line_of(const Incident& one) {
  return fmt::format("{:<8} {:<36} {:>3}/{:<3} {:<6} {:<6} {:>6}  {:<9} {:>6}  {}\n",
                     escape_for_terminal(one.id), escape_for_terminal(one.title), one.hits(),
                     one.triples.size(), one.whole() ? "yes" : "no", one.in_sight() ? "yes" : "no",
                     per_place(one.findings, one),
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

}  // namespace

int bench_incidents(const Context& context, const std::string& folder) {
  if (!context.fs.is_directory(folder))
    return complain(context,
                    fmt::format("there is no folder `{}`: give the one that holds the incidents, "
                                "as in `wardround bench incidents examples/incidents`",
                                escape_for_terminal(folder)));
  study::Study study;
  study::load_catalog(context.fs, {}, study);
  const auto progress = [&](std::string_view stage, std::size_t done, std::size_t total) {
    if (context.progress != nullptr) context.progress->step(stage, done, total);
  };
  const measure::Incidents all = measure::measure_incidents(context.fs, folder, study, progress);
  if (context.progress != nullptr) context.progress->end();
  if (show_diagnostics(context, study)) return kInputError;
  std::string out =
      fmt::format("{:<8} {:<36} {:>7} {:<6} {:<6} {:>6}  {:<9} {:>6}  {}\n", "incident", "",
                  "found", "whole", "first", "each", "hardened", "each", "insufficient");
  std::string gaps;
  for (const Incident& one : all.incidents) {
    out += line_of(one);
    gaps += gaps_of(one);
  }
  out += fmt::format(
      "\n{} of {} incidents whole, {:.1f} % of the triples, {} among the first ten findings or "
      "five "
      "questions; {:.2f} findings per element or flow, {:.2f} when hardened.\n",
      all.count(&Incident::whole), all.incidents.size(), 100 * all.atomic(),
      all.count(&Incident::in_sight), all.findings(), all.hardened_findings());
  if (!gaps.empty()) out += "\nWhat is missing:\n" + gaps;
  const std::vector<std::string> lines = measure::shortfalls(all);
  if (!lines.empty()) {
    out += "\nBelow the floors:\n";
    for (const std::string& line : lines) out += "  " + line + "\n";
  }
  write_out(out);
  return lines.empty() ? kOk : kGateFailed;
}

}  // namespace wardround::cli
