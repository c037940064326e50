// The habit as one page: no script, nothing from elsewhere, readable in light and dark, on paper
// and by a screen reader. Charts are drawings with their numbers in a table beside them.
#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <functional>

#include "report/escapes.h"
#include "report/habit.h"
#include "report/habit_words.h"
#include "report/view.h"

namespace wardround::report {
namespace {

using assurance::Habit;
using assurance::QuarterFigures;

// Text and its ground differ by at least 4.5 : 1 in both schemes (WCAG 2.2, 1.4.3), marks by 3 : 1.
constexpr std::string_view kStyle = R"(
:root{color-scheme:light dark;--ground:#fbfaf7;--card:#fff;--ink:#1d2733;--soft:#55606d;--line:#d9d6cd;
--one:#1f5f8b;--two:#b4531a;--fresh:#1e6b3a;--ageing:#7a5200;--stale:#a3261c}
@media(prefers-color-scheme:dark){:root{--ground:#14181d;--card:#1c2229;--ink:#e8eaed;--soft:#a9b3bf;--line:#38414b;
--one:#7db7e0;--two:#f0a06a;--fresh:#7fd09a;--ageing:#e3b95c;--stale:#f39a90}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:64rem;padding:2rem 1.25rem 4rem;background:var(--ground);color:var(--ink);
font:1rem/1.5 system-ui,"Segoe UI","DejaVu Sans",sans-serif}
h1{font-size:1.6rem;margin:0 0 .25rem}h2{font-size:1.2rem;margin:2.5rem 0 .5rem}h3{font-size:1rem;margin:0 0 .5rem}
p{margin:.25rem 0}.soft{color:var(--soft)}code{font-family:ui-monospace,"DejaVu Sans Mono",monospace;font-size:.9em}
table{border-collapse:collapse;width:100%;margin:.75rem 0}th,td{text-align:left;padding:.4rem .75rem .4rem 0;
border-bottom:1px solid var(--line);vertical-align:top}th{font-weight:600}td.n,th.n{text-align:right;font-variant-numeric:tabular-nums}
.scroll{overflow-x:auto}
.state{display:inline-block;min-width:4.5rem;font-weight:600}
.fresh{color:var(--fresh)}.ageing{color:var(--ageing)}.stale{color:var(--stale)}.new{color:var(--soft)}
section{background:var(--card);border:1px solid var(--line);border-radius:.5rem;padding:1.25rem;margin:1rem 0}
section>h2{margin-top:0}
.charts{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(20rem,100%),1fr));gap:1.25rem;margin:1rem 0}
figure{margin:0}figcaption{font-weight:600;margin-bottom:.25rem}svg{display:block;width:100%;height:auto}
svg text{fill:var(--soft);font-size:11px;font-family:inherit}
.b1{fill:var(--one)}.b2{fill:var(--two)}.base{stroke:var(--line)}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.35rem 1.25rem;margin:.75rem 0}dt{font-weight:600}dd{margin:0}
@media(max-width:36rem){dl{grid-template-columns:1fr}dd{margin-bottom:.4rem}}
details summary{cursor:pointer;color:var(--soft)}
@media print{section{break-inside:avoid}}
)";

std::string quarter_name(const QuarterFigures& one) {
  return fmt::format("{} Q{}", one.quarter.year, one.quarter.quarter);
}

using Number = std::optional<std::size_t>;
struct Series {
  std::string_view name;
  std::string_view look;  // class of its bars
  std::function<Number(const QuarterFigures&)> of;
};

// Bars by quarter, of one or two series side by side, on one scale from nothing to at least
// `scale`.
std::string chart(const Habit& habit, std::string_view title, const std::vector<Series>& series,
                  std::string_view unit = "", std::size_t scale = 1) {
  constexpr double kWide = 320, kHigh = 120, kTop = 16, kFoot = 18;
  std::size_t most = scale;
  for (const QuarterFigures& quarter : habit.quarters) {
    for (const Series& one : series) most = std::max(most, one.of(quarter).value_or(0));
  }
  std::string said;
  for (const QuarterFigures& quarter : habit.quarters) {
    said += said.empty() ? "" : "; ";
    said += quarter_name(quarter) + ":";
    for (const Series& one : series) {
      const Number value = one.of(quarter);
      said += fmt::format(" {} {}", one.name, value ? std::to_string(*value) : "no data");
    }
  }
  std::string out = fmt::format(
      "<figure><figcaption>{}</figcaption><svg viewBox=\"0 0 {} {}\" role=\"img\" "
      "aria-label=\"{}: {}\">",
      title, kWide, kHigh, title, for_xml(said));
  const double slot = kWide / static_cast<double>(habit.quarters.size());
  const double bar = std::min(22.0, slot * 0.8 / static_cast<double>(series.size()));
  const double ground = kHigh - kFoot;
  out += fmt::format("<line class=\"base\" x1=\"0\" x2=\"{}\" y1=\"{}\" y2=\"{}\"/>", kWide, ground,
                     ground);
  for (std::size_t i = 0; i < habit.quarters.size(); ++i) {
    const QuarterFigures& quarter = habit.quarters[i];
    const double middle = slot * (static_cast<double>(i) + 0.5);
    double x = middle - bar * static_cast<double>(series.size()) / 2;
    for (const Series& one : series) {
      const Number value = one.of(quarter);
      if (value) {
        const double height =
            (ground - kTop) * static_cast<double>(*value) / static_cast<double>(most);
        out += fmt::format(
            "<rect class=\"{}\" x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\"/>",
            one.look, x + 1, ground - height, bar - 2, height);
        if (series.size() == 1 || habit.quarters.size() <= 6)
          out += fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"middle\">{}{}</text>",
                             x + bar / 2, ground - height - 4, *value, unit);
      } else {
        out += fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"middle\">–</text>",
                           x + bar / 2, ground - 4);
      }
      x += bar;
    }
    if (habit.quarters.size() <= 6 || i % 2 == habit.quarters.size() % 2)
      out += fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"middle\">Q{} {:02}</text>",
                         middle, kHigh - 4, quarter.quarter.quarter, quarter.quarter.year % 100);
  }
  out += "</svg>";
  if (series.size() > 1) {
    out += "<p class=\"soft\">";
    for (std::size_t i = 0; i < series.size(); ++i)
      out += fmt::format(
          "{}<svg viewBox=\"0 0 10 10\" style=\"display:inline;width:.7rem\" "
          "aria-hidden=\"true\"><rect class=\"{}\" width=\"10\" "
          "height=\"10\"/></svg> {}",
          i == 0 ? "" : " &#160; ", series[i].look, series[i].name);
    out += "</p>";
  }
  return out + "</figure>\n";
}

std::string charts(const Habit& habit) {
  if (habit.quarters.empty()) return "";
  std::string out = "<div class=\"charts\">\n";
  out += chart(habit, "Rounds that settled something",
               {{"rounds", "b1", [](const QuarterFigures& q) { return Number(q.rounds); }}});
  out += chart(habit, "Findings that came, and that were settled",
               {{"came", "b2", [](const QuarterFigures& q) { return Number(q.arrived); }},
                {"settled", "b1", [](const QuarterFigures& q) { return Number(q.settled); }}});
  out += chart(habit, "Findings without a decision, at the end",
               {{"undecided", "b2", [](const QuarterFigures& q) { return q.undecided; }}});
  out += chart(habit, "Controls verified",
               {{"verified", "b1",
                 [](const QuarterFigures& q) {
                   return q.verified_percent ? Number(static_cast<std::size_t>(*q.verified_percent))
                                             : Number();
                 }}},
               " %", 100);
  return out + "</div>\n";
}

std::string table(const Habit& habit) {
  if (habit.quarters.empty()) return "";
  const auto cell = [](const Number& value) {
    return value ? std::to_string(*value) : std::string("no data");
  };
  std::string out =
      "<details><summary>The numbers</summary><div class=\"scroll\" tabindex=\"0\" role=\"region\" "
      "aria-label=\"Numbers by quarter\"><table><thead><tr><th scope=\"col\">Quarter</th>"
      "<th class=\"n\" scope=\"col\">Rounds</th><th class=\"n\" scope=\"col\">Roles</th>"
      "<th class=\"n\" scope=\"col\">Came</th><th class=\"n\" scope=\"col\">Settled</th>"
      "<th class=\"n\" scope=\"col\">Open</th><th class=\"n\" scope=\"col\">Undecided</th>"
      "<th class=\"n\" scope=\"col\">Verified</th></tr></thead><tbody>\n";
  for (const QuarterFigures& q : habit.quarters) {
    out += fmt::format(
        "<tr><th scope=\"row\">{}</th><td class=\"n\">{}</td><td class=\"n\">{}</td><td "
        "class=\"n\">{}</td><td class=\"n\">{}</td><td class=\"n\">{}</td><td "
        "class=\"n\">{}</td><td class=\"n\">{}</td></tr>\n",
        quarter_name(q), q.rounds, q.roles, q.arrived, q.settled, cell(q.open), cell(q.undecided),
        q.verified_percent ? fmt::format("{} %", *q.verified_percent) : "no data");
  }
  return out + "</tbody></table></div></details>\n";
}

std::string state_html(const HabitOf& one) {
  const std::string state = state_of(one);
  return fmt::format("<span class=\"state {}\">{}</span>", state, state);
}

std::string anchor(std::size_t index) {
  return fmt::format("project-{}", index + 1);
}

std::string section(const HabitOf& one, std::size_t index) {
  std::string out = fmt::format("<section aria-labelledby=\"{0}\"><h2 id=\"{0}\">{1}</h2>\n",
                                anchor(index), for_xml(one.project));
  out += fmt::format("<p>{} {} <span class=\"soft\">(every {} days{})</span></p>\n",
                     state_html(one), for_xml(freshness_text(one)), one.cadence,
                     one.team.empty() ? "" : ", team " + for_xml(one.team));
  out += "<dl>\n";
  if (one.habit.undecided_urgent)
    out += fmt::format("<dt>Undecided harm</dt><dd>{} urgent, {} high</dd>\n",
                       *one.habit.undecided_urgent, one.habit.undecided_high.value_or(0));
  for (const HabitLine& line : habit_lines(one))
    out += fmt::format("<dt>{}</dt><dd{}>{}</dd>\n", for_xml(line.what),
                       line.known ? "" : " class=\"soft\"", for_xml(line.figure));
  out += "</dl>\n" + charts(one.habit) + table(one.habit);
  return out + "</section>\n";
}

std::string overview(const HabitPage& page) {
  std::string out =
      "<h2>All projects</h2>\n<div class=\"scroll\" tabindex=\"0\" role=\"region\" "
      "aria-label=\"All projects\"><table><thead><tr><th scope=\"col\">State</th><th "
      "scope=\"col\">Project</th><th scope=\"col\">Team</th><th scope=\"col\">Last round</th><th "
      "class=\"n\" scope=\"col\">Undecided urgent</th><th class=\"n\" scope=\"col\">Undecided "
      "high</th><th class=\"n\" scope=\"col\">Verified</th></tr></thead><tbody>\n";
  for (std::size_t i = 0; i < page.projects.size(); ++i) {
    const HabitOf& one = page.projects[i];
    const Habit& habit = one.habit;
    const auto number = [](const Number& value) {
      return value ? std::to_string(*value) : std::string("no data");
    };
    out += fmt::format(
        "<tr><td>{}</td><th scope=\"row\"><a style=\"color:inherit\" "
        "href=\"#{}\">{}</a></th><td>{}</td><td>{}</td><td class=\"n\">{}</td><td "
        "class=\"n\">{}</td><td class=\"n\">{}</td></tr>\n",
        state_html(one), anchor(i), for_xml(one.project), for_xml(one.team),
        habit.last_round ? to_string(*habit.last_round) : "never", number(habit.undecided_urgent),
        number(habit.undecided_high),
        habit.controls
            ? fmt::format("{} of {}", habit.verified_controls.value_or(0), *habit.controls)
            : "no data");
  }
  return out + "</tbody></table></div>\n";
}

std::string next_steps(const HabitPage& page) {
  const auto all = nudges(page);
  if (all.empty()) return "<p>Nothing waits. Well done.</p>\n";
  std::string out = all.size() == 1 ? "" : "<h2>One thing for each team</h2>\n";
  out += "<ul>\n";
  for (const Nudge& nudge : all)
    out += fmt::format("<li>{}: {}. <code>{}</code></li>\n", for_xml(nudge.team),
                       for_xml(nudge.why), for_xml(nudge.command));
  return out + "</ul>\n";
}

std::string shown_by(const HabitPage& page) {
  std::string out =
      "<h2>What the records show</h2>\n<p class=\"soft\">Where an assessor may look. This is no "
      "score: how well a practice is done is for people to judge.</p>\n<dl>\n";
  for (const PracticeEvidence& practice : practices(page)) {
    out += fmt::format("<dt>{}</dt><dd>{}: ", for_xml(practice.practice), for_xml(practice.text));
    constexpr std::size_t kShown = 5;
    for (std::size_t i = 0; i < practice.records.size() && i < kShown; ++i)
      out += fmt::format("{}<code>{}</code>", i == 0 ? "" : ", ", for_xml(practice.records[i]));
    if (practice.records.size() > kShown)
      out += fmt::format(" and {} more", practice.records.size() - kShown);
    if (practice.records.empty()) out += "<span class=\"soft\">no record shows it</span>";
    out += "</dd>\n";
  }
  return out + "</dl>\n";
}

}  // namespace

std::string habit_html(const HabitPage& page) {
  const bool alone = page.projects.size() == 1;
  const std::string title =
      alone ? "The habit: " + page.projects.front().project : std::string("The habit");
  std::string out = fmt::format(
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta "
      "name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n<meta "
      "http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
      "'unsafe-inline'\">\n<title>{0}</title>\n<style>{1}</style>\n</head>\n<body>\n<main>\n"
      "<h1>{0}</h1>\n<p class=\"soft\">As of {2}, by {3}. Out of records of rounds and the history "
      "of git. Figures are of teams, not of people, and finding much is no success.</p>\n",
      for_xml(title), kStyle, to_string(page.today), for_xml(page.tool));
  out += next_steps(page);
  if (!alone) out += overview(page);
  for (std::size_t i = 0; i < page.projects.size(); ++i) out += section(page.projects[i], i);
  out += shown_by(page);
  return out + "</main>\n</body>\n</html>\n";
}

}  // namespace wardround::report
