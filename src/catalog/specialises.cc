// Which rule replaces which: only rules on the same kind of subject, about the same weakness or
// family, in no circle.
#include <algorithm>

#include "catalog/passes.h"
#include "fmt/format.h"

namespace wardround::catalog {
namespace {

bool may_specialise(Reading& reading, const Rule& rule, const Rule& general, diag::Span at) {
  const Weakness& own = reading.catalog[rule.weakness];
  const Weakness& other = reading.catalog[general.weakness];
  if (rule.on != general.on) {
    reading.diagnostics
        .report(diag::Kind::pack_specialises_kind, at,
                {rule.id, std::string(lang::name(rule.on)), general.id,
                 std::string(lang::name(general.on))})
        .note(general.span, "it is declared here");
    return false;
  }
  if (own.family != other.family) {
    reading.diagnostics
        .report(diag::Kind::pack_specialises_family, at, {rule.id, general.id, own.id, other.id})
        .note(general.span, "it is declared here");
    return false;
  }
  return true;
}

// A rule that was declared but is left out because it is broken: that was reported already.
bool is_declared(const Declarations& declarations, std::string_view id) {
  const auto found = std::lower_bound(
      declarations.rules.begin(), declarations.rules.end(), id,
      [](const Declared& declared, std::string_view key) { return declared.id < key; });
  return found != declarations.rules.end() && found->id == id;
}

void link(Reading& reading, const Declarations& declarations, Rule& rule, View wanted) {
  for (const View word : distinct(reading, wanted)) {
    const RuleId id = reading.catalog.find_rule(word.text());
    if (!id.valid()) {
      if (is_declared(declarations, word.text())) continue;
      report_word(reading, diag::Kind::pack_unknown_rule, word, {std::string(word.text())},
                  known_ids(reading, reading.catalog.rules));
    } else if (may_specialise(reading, rule, reading.catalog[id], word.span())) {
      rule.specialises.push_back(id);
    }
  }
}

enum class Mark : uint8_t { fresh, on_path, done };

struct Walk {
  std::size_t rule;
  std::size_t next = 0;
};

void report_cycle(Reading& reading, const std::vector<Walk>& path, std::size_t back_to) {
  const std::vector<Rule>& rules = reading.catalog.rules;
  std::string circle;
  auto at = std::find_if(path.begin(), path.end(),
                         [&](const Walk& walk) { return walk.rule == back_to; });
  for (; at != path.end(); ++at) circle += fmt::format("`{}` → ", rules[at->rule].id);
  circle += fmt::format("`{}`", rules[back_to].id);
  const Rule& last = rules[path.back().rule];
  reading.diagnostics.report(diag::Kind::pack_specialises_cycle, last.span, {last.id, circle});
}

// Depth first with a path of its own: the link that closes a circle is reported and cut.
void cut_cycles(Reading& reading) {
  std::vector<Rule>& rules = reading.catalog.rules;
  std::vector<Mark> marks(rules.size(), Mark::fresh);
  for (std::size_t start = 0; start < rules.size(); ++start) {
    if (marks[start] != Mark::fresh) continue;
    std::vector<Walk> path{{start}};
    marks[start] = Mark::on_path;
    while (!path.empty()) {
      Walk& top = path.back();
      std::vector<RuleId>& general = rules[top.rule].specialises;
      if (top.next == general.size()) {
        marks[top.rule] = Mark::done;
        path.pop_back();
        continue;
      }
      const std::size_t to = general[top.next].index();
      if (marks[to] == Mark::on_path) {
        report_cycle(reading, path, to);
        general.erase(general.begin() + static_cast<std::ptrdiff_t>(top.next));
        continue;
      }
      ++top.next;
      if (marks[to] == Mark::fresh) {
        marks[to] = Mark::on_path;
        path.push_back({to});
      }
    }
  }
}

}  // namespace

void link_specialises(Reading& reading, const Declarations& declarations,
                      const std::vector<View>& wanted) {
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    if (wanted[i].valid()) link(reading, declarations, reading.catalog.rules[i], wanted[i]);
  }
  cut_cycles(reading);
}

}  // namespace wardround::catalog
