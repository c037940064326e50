// The habit as one page: no script, nothing from elsewhere, readable in light and dark, on paper
// and by a screen reader. Charts are drawings with their numbers in a table beside them.
#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <functional>
#include <span>
#include <utility>

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
.scroll{overflow-x:auto}a{color:inherit}.sum span{font-weight:600}
.all td:nth-child(n+5),.all th:nth-child(n+5){text-align:right;font-variant-numeric:tabular-nums}
.all td:first-child{font-weight:600}.all td:nth-child(4){white-space:nowrap}.all tbody th{font-weight:400}
.names{columns:15rem;padding:0;list-style:none;margin:.75rem 0}.names li{break-inside:avoid;padding:.1rem 0}
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

// Of a portfolio: how many projects have a chapter with charts.
constexpr std::size_t kChapters = 20;

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

// The order of the page: what waits, the gravest first; by name among equals.
std::vector<const HabitOf*> by_attention(const HabitPage& page) {
  std::vector<const HabitOf*> all;
  for (const HabitOf& one : page.projects) all.push_back(&one);
  std::ranges::stable_sort(all, [](const HabitOf* a, const HabitOf* b) {
    const Waits first = waits_for(*a), second = waits_for(*b);
    return first != second ? first < second : matters_more(*a, *b);
  });
  return all;
}

using Projects = std::span<const HabitOf* const>;

// Those that have a chapter of their own lead there.
std::string name_html(const HabitOf& one, std::optional<std::size_t> chapter) {
  return chapter ? fmt::format("<a href=\"#{}\">{}</a>", anchor(*chapter), for_xml(one.project))
                 : for_xml(one.project);
}

std::string cell(const Number& value) {
  if (value && *value > 0) return fmt::format("<td>{}</td>", *value);
  return fmt::format("<td class=\"soft\">{}</td>", value ? "0" : "no data");
}

// What brings projects into a group, in figures.
struct Column {
  std::string_view head;
  Number (*of)(const HabitOf& one);
};
std::vector<Column> columns_of(Waits waits) {
  const Column urgent{"Urgent", [](const HabitOf& one) { return one.habit.undecided_urgent; }};
  const Column high{"High", [](const HabitOf& one) { return one.habit.undecided_high; }};
  const Column late{"Days late", [](const HabitOf& one) {
                      const int days = one.habit.days_since.value_or(0) - one.cadence;
                      return Number(static_cast<std::size_t>(std::max(days, 0)));
                    }};
  const Column changes{"Changes", [](const HabitOf& one) {
                         return Number(static_cast<std::size_t>(one.habit.unanswered_triggers));
                       }};
  if (waits == Waits::decision) return {urgent, high};
  return {waits == Waits::round ? late : changes};
}

// `first`: the place of the first of them on the page; those before `chapters` have a chapter.
std::string rows(Waits waits, Projects some, std::size_t first, std::size_t chapters,
                 std::string_view title) {
  const std::vector<Column> columns = columns_of(waits);
  std::string out = fmt::format(
      "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"{}\"><table "
      "class=\"all\"><thead><tr><th scope=\"col\">State</th><th scope=\"col\">Project</th><th "
      "scope=\"col\">Team</th><th scope=\"col\">Last round</th>",
      title);
  for (const Column& column : columns) out += fmt::format("<th scope=\"col\">{}</th>", column.head);
  out += "<th scope=\"col\">Verified</th></tr></thead><tbody>\n";
  for (std::size_t i = 0; i < some.size(); ++i) {
    const HabitOf& one = *some[i];
    const Habit& habit = one.habit;
    const std::string state = state_of(one);
    out += fmt::format(
        "<tr><td class=\"{0}\">{0}</td><th scope=\"row\">{1}</th><td>{2}</td><td>{3}</td>", state,
        name_html(one, first + i < chapters ? std::optional(first + i) : std::nullopt),
        for_xml(one.team), habit.last_round ? to_string(*habit.last_round) : "never");
    for (const Column& column : columns) out += cell(column.of(one));
    out += fmt::format("<td>{}</td></tr>\n", verified_text(habit));
  }
  return out + "</tbody></table></div>\n";
}

// Where a row would say no more than the name.
std::string names(Projects some, std::size_t first, std::size_t chapters) {
  std::string out = "<ul class=\"names\">\n";
  for (std::size_t i = 0; i < some.size(); ++i) {
    const HabitOf& one = *some[i];
    out += fmt::format(
        "<li>{}{}</li>\n",
        name_html(one, first + i < chapters ? std::optional(first + i) : std::nullopt),
        one.team.empty() ? "" : fmt::format(" <span class=\"soft\">{}</span>", for_xml(one.team)));
  }
  return out + "</ul>\n";
}

std::string folded(std::string_view summary, const std::string& body) {
  return fmt::format("<details><summary>{}</summary>\n{}</details>\n", summary, body);
}

std::string group(Waits waits, Projects some, std::size_t first, std::size_t chapters) {
  constexpr std::array<std::string_view, 5> kTitles{
      "Harm waits for a decision", "The round is late", "Nobody has sat down yet",
      "Code changed, and the model did not", "Nothing waits"};
  constexpr std::size_t kShown = 25;
  const std::string_view title = kTitles[static_cast<std::size_t>(waits)];
  const std::string heading =
      fmt::format("<h2>{} <span class=\"soft\">({})</span></h2>\n", title, some.size());
  const bool named = waits == Waits::first_round || waits == Waits::nothing;
  const auto body = [&](Projects part, std::size_t at) {
    return named ? names(part, at, chapters) : rows(waits, part, at, chapters, title);
  };
  if (waits == Waits::nothing)
    return heading + folded(counted(some.size(), "project"), body(some, first));
  const std::size_t shown = std::min(some.size(), kShown);
  std::string out = heading + body(some.first(shown), first);
  if (shown < some.size())
    out += folded(fmt::format("{} more", some.size() - shown),
                  body(some.subspan(shown), first + shown));
  return out;
}

std::string overview(Projects all, std::size_t chapters) {
  std::string out;
  for (std::size_t first = 0; first < all.size();) {
    const Waits waits = waits_for(*all[first]);
    std::size_t end = first;
    while (end < all.size() && waits_for(*all[end]) == waits) ++end;
    out += group(waits, all.subspan(first, end - first), first, chapters);
    first = end;
  }
  return out;
}

// "1,001 projects: 12 stale, 3 new."
std::string states_html(Projects all) {
  std::string out = fmt::format("<p class=\"sum\">{}:", counted(all.size(), "project"));
  std::string_view between = " ";
  for (const std::string_view state : {"stale", "ageing", "new", "fresh"}) {
    const auto count =
        std::ranges::count(all, state, [](const HabitOf* one) { return state_of(*one); });
    if (count == 0) continue;
    out += fmt::format("{}<span class=\"{}\">{} {}</span>", std::exchange(between, ", "), state,
                       count, state);
  }
  return out + "</p>\n";
}

std::string next_steps(const HabitPage& page) {
  constexpr std::size_t kShown = 25;
  const auto all = nudges(page);
  if (all.empty()) return "<p>Nothing waits. Well done.</p>\n";
  const auto list = [&](std::size_t from, std::size_t to) {
    std::string out = "<ul>\n";
    for (std::size_t i = from; i < to; ++i)
      out += fmt::format("<li>{}: {}. <code>{}</code></li>\n", for_xml(all[i].team),
                         for_xml(all[i].why), for_xml(all[i].command));
    return out + "</ul>\n";
  };
  const std::size_t shown = std::min(all.size(), kShown);
  std::string out = all.size() == 1 ? "" : "<h2>One thing for each team</h2>\n";
  out += list(0, shown);
  if (shown < all.size())
    out += folded(fmt::format("{} more", all.size() - shown), list(shown, all.size()));
  return out;
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
  const std::vector<const HabitOf*> all = by_attention(page);
  const std::size_t chapters = std::min(all.size(), kChapters);
  if (!alone) out += states_html(all);
  out += next_steps(page);
  if (!alone) out += overview(all, chapters);
  if (chapters < all.size())
    out += fmt::format(
        "<h2>Those that need it most</h2>\n<p class=\"soft\">The first {}. "
        "<code>wardround habit PATH -o habit.html</code> makes the page of any other.</p>\n",
        chapters);
  for (std::size_t i = 0; i < chapters; ++i) out += section(*all[i], i);
  out += shown_by(page);
  return out + "</main>\n</body>\n</html>\n";
}

}  // namespace wardround::report
