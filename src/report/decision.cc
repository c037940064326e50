#include "report/decision.h"

#include <fmt/format.h>

#include <algorithm>

#include "report/paint.h"

namespace wardround::report {

namespace {

using treatment::Decision;
using treatment::Disposition;
using treatment::Standing;

void add(std::string& out, std::string_view label, std::string_view text,
         const ScreenStyle& style) {
  if (text.empty()) return;
  for (const std::string& line :
       paragraph(fmt::format("  {:<12}", label), text, style.width, SIZE_MAX))
    out += line + "\n";
}

std::string argument(const View& view) {
  return view.argument.empty() ? std::string() : " " + std::string(view.argument);
}

}  // namespace

std::string verdict_text(const View& view, std::size_t finding) {
  const std::optional<treatment::Verdict>& verdict =
      view.assessment.judged.findings[finding].verdict;
  if (!verdict) return {};
  const Decision& decision = view.assessment.decisions.all[verdict->decision];
  std::string text = fmt::format("{} by {} ({})", treatment::name(decision.disposition),
                                 decision.by, decision.role);
  if (decision.date) text += ", " + to_string(*decision.date);
  if (verdict->standing == Standing::holds) {
    if (decision.disposition == Disposition::accept && decision.expires)
      text += ", until " + to_string(*decision.expires);
    if (decision.disposition == Disposition::transfer) text += ", to " + decision.to;
    return text;
  }
  text += fmt::format("; {}: ", treatment::name(verdict->standing));
  for (std::size_t i = 0; i < verdict->because.size(); ++i)
    text += (i == 0 ? "" : "; ") + verdict->because[i];
  return text;
}

std::string decision_line(const View& view, std::size_t finding, const ScreenStyle& style) {
  const treatment::Treated& treated = view.assessment.judged.findings[finding];
  std::string out;
  for (const std::string& line :
       paragraph("", threats::title(view.catalog, view.model(), view.result().findings[finding]),
                 style.width, 2))
    out += line + "\n";
  std::string where = treated.decided() ? "decided" : "still open";
  if (view.result().findings[finding].status == threats::Status::cleared) where = "cleared";
  add(out, where, verdict_text(view, finding), style);
  return out;
}

std::string requirement_line(std::string_view id, std::string_view text,
                             const std::vector<std::string>& tests, const ScreenStyle& style) {
  std::string out, names;
  for (const std::string& test : tests) names += (names.empty() ? "" : ", ") + test;
  add(out, "requires", fmt::format("{}: {}", id, text), style);
  add(out, "to test", names, style);
  return out;
}

std::string built_line(std::string_view control, const ScreenStyle& style) {
  std::string out;
  add(out, "built", fmt::format("{}: planned → implemented", control), style);
  return out;
}

std::string restated_line(const sitting::Restated& restated, const ScreenStyle& style) {
  std::string out;
  add(out, "restated",
      fmt::format("{}: {} → {}, by {}", restated.fact, restated.was, restated.is, restated.control),
      style);
  return out;
}

std::string choices(const View& view, std::size_t finding,
                    const std::vector<sitting::Alternative>& alternatives, Untold untold,
                    const ScreenStyle& style) {
  const threats::Finding& which = view.result().findings[finding];
  const risk::Rating& rating = view.assessment.ratings[finding];
  const risk::Reach& reach = view.assessment.reach[finding];
  const std::string id = finding_id(view, finding);
  std::string out = paint(cut(threats::title(view.catalog, view.model(), which), style.width),
                          Ink::bold, style.colour) +
                    "\n";
  add(out, "finding", id, style);
  add(out, "risk", risk_text(view, finding), style);
  add(out, "harm", worst_harm_text(view, finding), style);
  add(out, "why", why_text(view, which), style);
  add(out, "decided", verdict_text(view, finding), style);
  const auto tried = [&](std::size_t number) {
    return std::ranges::find(alternatives, number, &sitting::Alternative::number);
  };
  add(out, "mitigate",
      planned_text(view, which) + fix_text(view, which,
                                           [&](std::size_t number) {
                                             const auto one = tried(number);
                                             return one == alternatives.end() || one->answers;
                                           }),
      style);
  for (const sitting::Alternative& one : alternatives) {
    if (one.answers) continue;
    const auto fix =
        fix_text(view, which, [&](std::size_t number) { return number == one.number; });
    const std::string left = one.asks.empty() ? "something else raises it, too"
                                              : fmt::format("it stays open until {} {} answered",
                                                            fmt::join(one.asks, ", "),
                                                            one.asks.size() == 1 ? "is" : "are");
    add(out, "not enough", fmt::format("{}: {}", fix, left), style);
  }
  const std::string insufficient = insufficient_text(view, which);
  add(out, "but", insufficient, style);
  add(out, "accept", "takes " + risk::needs_text(view.policy, rating, reach), style);
  add(out, "transfer",
      "takes a role that takes it on, what it must be able to do, where it is told, what happens "
      "if it does not, and how you learn that it agreed",
      style);
  add(out, "eliminate", "takes a change of the design that makes the finding go away", style);
  // To be typed: lines of a shell, however long.
  auto best = std::ranges::find(alternatives, true, &sitting::Alternative::answers);
  if (best == alternatives.end()) best = alternatives.begin();
  std::string with;
  if (best != alternatives.end()) {
    for (const std::string& control : best->with) with += " --with " + control;
  }
  if (with.empty()) with = " --with CONTROL";
  out +=
      paint(fmt::format("  {:<12}wardround decide {}{} --mitigate", "record", id, argument(view)),
            Ink::plain, false) +
      " \\\n";
  out += fmt::format("  {:<12} {} \\\n", "", with);
  out += fmt::format("  {:<12}  {}{}--reason TEXT\n", "", untold.by ? "--by NAME " : "",
                     untold.role ? "--role ROLE " : "");
  return out;
}

}  // namespace wardround::report
