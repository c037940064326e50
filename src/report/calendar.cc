// What falls due, as iCalendar (RFC 5545): all-day events, the same bytes for the same project.
#include <fmt/core.h>

#include <set>
#include <tuple>

#include "base/sha256.h"
#include "base/utf8.h"
#include "report/escapes.h"
#include "report/next.h"

namespace wardround::report {
namespace {

constexpr std::size_t kLineBytes = 75;  // RFC 5545, 3.1; a longer one is folded

struct Due {
  Date date;
  std::string text;
  bool operator<(const Due& other) const {
    return std::tie(date, text) < std::tie(other.date, other.text);
  }
};

std::string compact(Date date) {
  return fmt::format("{:04}{:02}{:02}", date.year, date.month, date.day);
}

// A text value: what would end it or begin another is escaped (RFC 5545, 3.3.11).
std::string value(std::string_view text) {
  std::string out;
  for (const char c : escape_for_terminal(text)) {
    if (c == '\\' || c == ';' || c == ',') out += '\\';
    out += c;
  }
  return out;
}

void add_line(std::string& out, std::string_view line) {
  std::size_t used = 0;
  for (std::size_t at = 0; at < line.size();) {
    const std::size_t begin = at;
    (void)next_code_point(line, at);
    if (used + (at - begin) > kLineBytes) {
      out += "\r\n ";
      used = 1;
    }
    out += line.substr(begin, at - begin);
    used += at - begin;
  }
  out += "\r\n";
}

void collect(const Guide& guide, const Guided& guided, std::set<Due>& all) {
  const View& view = guided.view;
  const auto& standing = guided.standing.standing;
  const std::string name =
      view.model().subjects.empty() ? view.assessment.path : view.model().subjects[0].name;
  const auto add = [&](Date date, const std::string& what) {
    all.insert({date, fmt::format("{}: {}", name, what)});
  };
  add(standing.next_round, "the next round");
  for (std::size_t s = 0; s < standing.steps.size(); ++s) {
    if (const auto due = standing.steps[s].due)
      add(*due, "say again: " + guide.playbook.steps[s].title);
  }
  for (const treatment::Decision& decision : view.assessment.decisions.all) {
    if (decision.expires) add(*decision.expires, "the acceptance of " + decision.target + " ends");
  }
  const lang::Universe& universe = view.model().universe;
  for (const threats::Question& question : view.result().questions) {
    if (!question.fact.valid()) continue;
    const lang::Cell cell = universe.cell(question.fact, question.subject);
    if (cell.origin >= universe.origins.size()) continue;
    const lang::Origin& origin = universe.origins[cell.origin];
    if (const auto until = parse_date(origin.until))
      add(*until, fmt::format("{} answers {}", origin.owner,
                              threats::question_id(view.catalog, view.model(), question)));
  }
}

}  // namespace

std::string next_calendar(const Guide& guide) {
  std::set<Due> all;
  for (const Guided& guided : guide.models) collect(guide, guided, all);
  std::string out;
  add_line(out, "BEGIN:VCALENDAR");
  add_line(out, "VERSION:2.0");
  add_line(out, "PRODID:-//wardround//next//EN");
  for (const Due& due : all) {
    add_line(out, "BEGIN:VEVENT");
    // The same matter on the same day is the same event, whenever it is exported.
    add_line(out, fmt::format("UID:{}@wardround", sha256(to_string(due.date) + due.text)));
    const Date today = guide.models.front().view.as_of;
    add_line(out, fmt::format("DTSTAMP:{}T000000Z", compact(today)));
    add_line(out, "DTSTART;VALUE=DATE:" + compact(due.date));
    add_line(out, "SUMMARY:" + value(due.text));
    add_line(out, "TRANSP:TRANSPARENT");
    add_line(out, "END:VEVENT");
  }
  add_line(out, "END:VCALENDAR");
  return out;
}

}  // namespace wardround::report
