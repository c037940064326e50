#include "report/decision.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "assurance/deciding.h"
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

// To be typed: lines of a shell. What is given stands before what must be filled in.
std::string to_type(std::string_view label, const View& view, const assurance::Way& way,
                    Untold untold, const ScreenStyle& style) {
  constexpr std::size_t kIndent = 14, kOptions = 2;
  constexpr std::string_view kGoesOn = " \\";
  const auto is_option = [&](std::size_t i) { return way.argv[i].starts_with("--"); };
  const auto is_filled_in = [&](std::size_t i) {
    return std::ranges::find(way.placeholders, i, &assurance::Placeholder::argument) !=
           way.placeholders.end();
  };
  std::vector<std::string> lines{""};
  std::size_t i = 0;
  const auto add_word = [&](std::string_view word) {
    std::string& line = lines.back();
    line += (line.empty() ? "" : " ") + std::string(word);
  };
  for (; i < way.argv.size() && !is_option(i); ++i) add_word(way.argv[i]);
  if (!view.argument.empty()) add_word(view.argument);
  bool fills_in = false;
  for (; i < way.argv.size(); ++i) {
    const bool takes = i + 1 < way.argv.size() && !is_option(i + 1);
    if (!takes) {  // the disposition
      add_word(way.argv[i]);
      continue;
    }
    const std::string& option = way.argv[i];
    const std::string& value = way.argv[++i];
    if ((option == "--by" && !untold.by) || (option == "--role" && !untold.role)) continue;
    const bool begins_filling_in = is_filled_in(i) && !std::exchange(fills_in, is_filled_in(i));
    const std::string both = option + " " + value;
    if (lines.size() == 1 || begins_filling_in ||
        kIndent + kOptions + lines.back().size() + 1 + both.size() + kGoesOn.size() > style.width)
      lines.emplace_back();
    add_word(both);
  }
  std::string out;
  for (std::size_t line = 0; line < lines.size(); ++line) {
    out += line == 0 ? fmt::format("  {:<12}", label) : std::string(kIndent + kOptions, ' ');
    out += lines[line];
    if (line + 1 < lines.size()) out += kGoesOn;
    out += "\n";
  }
  return out;
}

assurance::Way mitigation(const std::string& id, const sitting::Alternative& by) {
  assurance::Way way = assurance::way("", {"decide", id, "--mitigate"});
  for (const std::string& control : by.with) {
    way.argv.emplace_back("--with");
    way.argv.push_back(control);
  }
  assurance::ask_person(way);
  assurance::ask(way, "--reason", "TEXT", assurance::Takes::text);
  return way;
}

std::string joined(const std::vector<std::string>& words, std::string_view between) {
  return fmt::format("{}", fmt::join(words, between));
}

// Why a finding is open that a control was to answer.
std::string left_text(const std::vector<std::string>& asks) {
  if (asks.empty()) return "something else raises it, too";
  return fmt::format("it stays open until {} {} answered", joined(asks, ", "),
                     asks.size() == 1 ? "is" : "are");
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

std::string stays_open_line(const sitting::StaysOpen& one, const ScreenStyle& style) {
  std::string out;
  add(out, "but", "once that is built, " + left_text(one.asks), style);
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
  std::string mitigate = remedy_text(view, which, [&](std::size_t number) {
    const auto one = tried(number);
    return one == alternatives.end() || one->answers;
  });
  for (const sitting::Alternative& one : alternatives) {
    if (!one.number) mitigate += (mitigate.empty() ? "" : "; or ") + joined(one.with, " with ");
  }
  if (mitigate.empty() && alternatives.empty()) mitigate = "nothing of the catalogue answers it";
  add(out, "mitigate", mitigate, style);
  for (const sitting::Alternative& one : alternatives) {
    if (one.answers) continue;
    const auto fix =
        fix_text(view, which, [&](std::size_t number) { return one.number == number; });
    add(out, "not enough", fmt::format("{}: {}", fix, left_text(one.asks)), style);
  }
  const std::string insufficient = insufficient_text(view, which);
  add(out, "but", insufficient, style);
  add(out, "accept", "takes " + risk::needs_text(view.policy, rating, reach), style);
  add(out, "transfer",
      "takes a role that takes it on, what it must be able to do, where it is told, what happens "
      "if it does not, and how you learn that it agreed",
      style);
  add(out, "eliminate", "takes a change of the design that makes the finding go away", style);
  const auto best = std::ranges::find(alternatives, true, &sitting::Alternative::answers);
  if (best != alternatives.end())
    return out + to_type("record", view, mitigation(id, *best), untold, style);
  // Nothing of the catalogue answers it as the model is: what else can be done.
  const auto asks = std::ranges::find_if(
      alternatives, [](const sitting::Alternative& one) { return !one.asks.empty(); });
  if (asks != alternatives.end()) {
    out +=
        to_type("answer", view, assurance::way("", {"answer", asks->asks.front()}), untold, style);
  } else if (!which.questions.empty()) {
    const std::string question = threats::question_id(
        view.catalog, view.model(), view.result().questions[which.questions.front()]);
    out += to_type("answer", view, assurance::way("", {"answer", question}), untold, style);
  }
  const treatment::Case given{
      view.catalog, view.model(), view.result(), view.assessment.reach, view.assessment.ratings,
      view.policy,  view.as_of};
  std::string_view label = "record";
  for (const assurance::Way& way : assurance::ways_without_controls(given, finding))
    out += to_type(std::exchange(label, "or"), view, way, untold, style);
  return out;
}

}  // namespace wardround::report
