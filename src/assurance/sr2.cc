#include "assurance/sr2.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "assurance/missing.h"

namespace wardround::assurance {
namespace {

// What several share is one place.
void add_place(std::vector<diag::Span>& where, diag::Span span) {
  if (where.size() < kSr2Places && std::ranges::find(where, span) == where.end())
    where.push_back(span);
}

// What there is of something, and where.
struct Count {
  std::size_t number = 0;
  std::vector<diag::Span> where;
  void add(diag::Span span) {
    ++number;
    add_place(where, span);
  }
};

template <class Wanted>
Count count_of(const Look& look, Kind kind, Wanted wanted) {
  Count out;
  for_each(look, kind, [&](SubjectId one) {
    if (wanted(one)) out.add(look.model()[one].span);
  });
  return out;
}

Count typed(const Look& look, std::string_view type) {
  return count_of(look, Kind::element, [&](SubjectId one) { return is_a(look, one, type); });
}
Count all_flows(const Look& look) {
  return count_of(look, Kind::flow, [](SubjectId) { return true; });
}
Count boundaries(const Look& look) {
  return count_of(look, Kind::boundary, [](SubjectId) { return true; });
}
Count processes(const Look& look) {
  return typed(look, "process");
}
Count stores(const Look& look) {
  return count_of(look, Kind::element,
                  [&](SubjectId one) { return count(look, Relation::stores, one) > 0; });
}
Count externals(const Look& look) {
  return typed(look, "external");
}
Count ports(const Look& look) {
  return typed(look, "port");
}
Count debug_ports(const Look& look) {
  return typed(look, "service-port");
}
Count findings(const Look& look) {
  Count out;
  for (const threats::Finding& finding : look.result().findings)
    out.add(look.model()[finding.subject].span);
  return out;
}
Count decided(const Look& look) {
  Count out;
  for (std::size_t i = 0; i < look.result().findings.size(); ++i) {
    const auto& finding = look.result().findings[i];
    const auto& verdict = look.judged.findings[i].verdict;
    if (finding.status == threats::Status::cleared || look.judged.findings[i].decided())
      out.add(verdict ? look.decisions.all[verdict->decision].span
                      : look.model()[finding.subject].span);
  }
  return out;
}
// Findings of people, and reports from outside.
Count issues(const Look& look) {
  Count out;
  for (const threats::Stated& one : look.result().stated) out.add(one.span);
  for (const treatment::OutsideReport& report : look.evidence.reports) out.add(report.span);
  return out;
}
Count software(const Look& look) {
  return count_of(look, Kind::software, [](SubjectId) { return true; });
}
Count rounds(const Look& look) {
  Count out;
  if (look.last_round) out.number = 1;
  return out;
}
Count nothing(const Look&) {
  return {};
}

struct Rule {
  Sr2Item item;
  std::string_view key;     // of attestations
  std::string_view counts;  // what is counted: "flows"
  Count (*count)(const Look& look);
  std::array<std::string_view, 3> checks;  // that miss nothing where it is there
  bool may_be_none = false;                // there may be none of it, and that is fine
  std::array<std::string_view, 2> about{"picture", ""};  // what is said of it speaks of these
};

constexpr std::array<Rule, 16> kRules{{
    {{"a", "how information of each category flows through the system"},
     "sr2-a",
     "flows",
     all_flows,
     {"flow-data", "data-kinds", ""}},
    {{"b", "trust boundaries"}, "sr2-b", "boundaries", boundaries, {"boundaries-crossed", "", ""}},
    {{"c", "processes"}, "sr2-c", "processes", processes, {"element-types", "", ""}},
    {{"d", "data stores"}, "sr2-d", "places where data is kept", stores, {"", "", ""}},
    {{"e", "people and foreign systems that interact"},
     "sr2-e",
     "people and foreign systems",
     externals,
     {"users", "", ""}},
    {{"f", "protocols inside and outside"},
     "sr2-f",
     "flows",
     all_flows,
     {"flow-protocols", "flow-versions", ""}},
    {{"g", "ports that can be touched from outside"},
     "sr2-g",
     "ports",
     ports,
     {"node-ports", "", ""}},
    {{"h", "connections of the boards, such as JTAG and debug headers"},
     "sr2-h",
     "service and debug ports",
     debug_ports,
     {"debug-ports", "port-states", ""}},
    {{"i", "ways of attack, through hardware too"},
     "sr2-i",
     "findings with where the attacker stands",
     findings,
     {"stride-grid", "", ""}},
    {{"j", "threats and how grave they are, by a scoring system"},
     "sr2-j",
     "rated findings",
     findings,
     {"harms-rated", "functions-harms", ""},
     false,
     {"picture", "harms"}},
    {{"k", "what is done about each threat"},
     "sr2-k",
     "findings with an answer",
     decided,
     {"findings-decided", "decisions-fresh", ""},
     true,
     {"decisions", ""}},
    {{"l", "security issues that were found"},
     "sr2-l",
     "reports and findings of people",
     issues,
     {"reports-judged", "", ""},
     false,
     {"reports", ""}},
    {{"m", "what comes from others: drivers, libraries, services"},
     "sr2-m",
     "software components",
     software,
     {"software-listed", "software-complete", ""},
     false,
     {"software", ""}},
    {{"review", "the development team has reviewed and verified it"},
     "sr2-review",
     "rounds",
     rounds,
     {"", "", ""},
     false,
     {"picture", "decisions"}},
    {{"periodic", "looked at again at least every year"},
     "sr2-periodic",
     "rounds",
     rounds,
     {"reviewed-yearly", "", ""},
     false,
     {"", ""}},
    {{"issues", "issues found go into the handling of defects (DM-3, DM-4)"},
     "sr2-issues",
     "",
     nothing,
     {"", "", ""},
     false,
     {"", ""}},
}};

const Attestation* find(const std::vector<Attestation>& all, std::string_view key) {
  const auto found = std::ranges::find(all, key, &Attestation::key);
  return found == all.end() ? nullptr : &*found;
}

// What is not as it was when it was said.
std::vector<std::string> changed(const Look& look, const Attestation& attestation) {
  if (attestation.of.empty()) return {};
  const Grounds now{look.catalog(), look.model(), look.decisions, look.evidence, look.build};
  return changes(attestation.of, attestation.step().size() < attestation.key.size()
                                     ? stand_of_thing(now, attestation.key)
                                     : stand_of(now, sr2_about(attestation.key)));
}

std::string said(const Attestation& attestation, const std::string& what) {
  return fmt::format("{}{}{}", who_said(attestation), what.empty() ? "" : ": ", what);
}

}  // namespace

std::string_view name(Shown shown) {
  static constexpr std::string_view kWords[] = {"present", "attested", "not-applicable", "gap"};
  return kWords[static_cast<std::size_t>(shown)];
}

std::span<const Sr2Item> sr2_items() {
  static const std::vector<Sr2Item> items = [] {
    std::vector<Sr2Item> all;
    for (const Rule& rule : kRules) all.push_back(rule.item);
    return all;
  }();
  return items;
}

std::vector<std::string_view> sr2_keys() {
  std::vector<std::string_view> keys;
  for (const Rule& rule : kRules) keys.push_back(rule.key);
  return keys;
}

std::vector<std::string> sr2_about(std::string_view key) {
  std::vector<std::string> words;
  const auto rule = std::ranges::find(kRules, key, &Rule::key);
  if (rule == kRules.end()) return words;
  for (const std::string_view word : rule->about) {
    if (!word.empty()) words.emplace_back(word);
  }
  return words;
}

std::vector<Sr2Row> sr2_matrix(const Look& look, const std::vector<Attestation>& attestations) {
  std::vector<Sr2Row> rows;
  const Stakes stakes = stakes_of(look);
  for (const Rule& rule : kRules) {
    Sr2Row& row = rows.emplace_back();
    row.item = &sr2_items()[rows.size() - 1];
    const Count there = rule.count(look);
    row.where = there.where;
    for (const std::string_view name : rule.checks) {
      const Check* const check = find_check(name);
      if (check == nullptr) continue;
      for (Miss& miss : check->misses(look)) {
        const Attestation* const waived =
            check->waivable ? find(attestations, fmt::format("{}@{}", name, miss.key)) : nullptr;
        if (waived != nullptr && waived->not_applicable && changed(look, *waived).empty()) continue;
        if (miss.harm == 0) miss.harm = stakes.at(miss.subject);
        row.misses.push_back(std::move(miss));
      }
    }
    const Attestation* const one = find(attestations, rule.key);
    const std::vector<std::string> since = one ? changed(look, *one) : std::vector<std::string>();
    if (one != nullptr && since.empty()) {
      row.shown = one->not_applicable ? Shown::not_applicable : Shown::attested;
      row.text = said(*one, one->not_applicable ? one->because : one->note);
      row.where = {one->span};
      continue;
    }
    if (!row.misses.empty()) {
      row.text = row.misses.front().text;
      if (row.misses.size() > 1) row.text += fmt::format(" ({} more)", row.misses.size() - 1);
      row.where.clear();
      for (const Miss& miss : row.misses) add_place(row.where, miss.span);
    } else if (there.number > 0 || rule.may_be_none) {
      row.shown = Shown::present;
      row.text = fmt::format("{}: {}", rule.counts, there.number);
    } else {
      row.text = rule.counts.empty() ? "nobody has said so"
                                     : fmt::format("the model has no {}", rule.counts);
      if (rule.counts == "rounds") row.text = "no round is recorded";
    }
    if (row.shown == Shown::gap && !since.empty())
      row.text += fmt::format("; said by {}, {}", who_said(*one), since_words(since));
  }
  return rows;
}

}  // namespace wardround::assurance
