#include "catalog/manual.h"

#include <fmt/core.h>

#include <algorithm>
#include <numeric>
#include <tuple>

#include "catalog/passes.h"

namespace wardround::catalog {
namespace {

template <std::string Manual::* member>
void read_text(Reading&, Manual& manual, View value) {
  manual.*member = value.text();
}

void read_letters(Reading& reading, Manual& manual, View value) {
  manual.rule.stride = read_stride(reading, one_or_more(reading, value));
}

void read_leads_to(Reading& reading, Manual& manual, View value) {
  for (const View word : one_or_more(reading, value))
    manual.leads_to.push_back({std::string(word.text()), word.span()});
}

constexpr Field<Manual> kFields[] = {
    {"title", Form::text, Need::required,
     [](Reading&, Manual& m, View v) { m.weakness.title = v.text(); }},
    {"text", Form::text, Need::optional,
     [](Reading&, Manual& m, View v) {
       std::string_view text = v.text();
       if (text.ends_with('.')) text.remove_suffix(1);  // a scenario gets its own
       lang::Template scenario;
       scenario.parts.emplace_back().literal = text;
       m.rule.threat.actor = std::move(scenario);
     }},
    {"kind", Form::text, Need::optional,
     [](Reading& r, Manual& m, View v) { m.weakness.kind = read_finding_kind(r, v); }},
    {"letters", Form::one_or_more, Need::optional, read_letters},
    {"cwe", Form::one_or_more, Need::optional,
     [](Reading& r, Manual& m, View v) { m.rule.cwe = read_cwe(r, one_or_more(r, v)); }},
    {"loses", Form::one_or_more, Need::optional,
     [](Reading& r, Manual& m, View v) {
       m.rule.loses = read_properties(r, one_or_more(r, v));
       m.loses_stated = m.rule.loses != 0;
     }},
    {"leads_to", Form::one_or_more, Need::optional, read_leads_to},
    {"needs", Form::mapping, Need::optional,
     [](Reading& r, Manual& m, View v) { m.rule.needs = read_stance(r, v, m.id); }},
    {"answered_by", Form::alternatives, Need::optional,
     [](Reading& r, Manual& m, View v) { m.rule.answered_by = read_answers(r, m.rule, v); }},
    {"reason", Form::text, Need::optional, read_text<&Manual::reason>},
    {"by", Form::text, Need::required, read_text<&Manual::by>},
    {"role", Form::text, Need::optional, read_text<&Manual::role>},
    {"date", Form::text, Need::required,
     [](Reading& r, Manual& m, View v) {
       m.date = parse_date(v.text());
       if (!m.date)
         r.diagnostics.report(diag::Kind::decision_date, v.span(), {std::string(v.text())});
     }},
    {"from", Form::text, Need::optional,
     [](Reading&, Manual& m, View v) { m.report = {std::string(v.text()), v.span()}; }},
};

// What is lost at worst, where nobody said it: nothing is left out that a letter may mean.
PropertySet lost_by(const std::vector<Stride>& letters) {
  constexpr auto kC = static_cast<PropertySet>(Property::confidentiality);
  constexpr auto kI = static_cast<PropertySet>(Property::integrity);
  constexpr auto kA = static_cast<PropertySet>(Property::availability);
  PropertySet lost = 0;
  for (const Stride letter : letters) {
    switch (letter) {
      case Stride::S:
      case Stride::T:
      case Stride::R:
        lost |= kI;
        break;
      case Stride::I:
        lost |= kC;
        break;
      case Stride::D:
        lost |= kA;
        break;
      case Stride::E:
        lost |= kC | kI | kA;
        break;
    }
  }
  return lost == 0 ? kC | kI | kA : lost;
}

// Where a part of a key stands; the whole key if it is written with escapes.
diag::Span part_of(View entry, std::size_t begin, std::size_t end) {
  diag::Span span = entry.key_span();
  const std::size_t quotes = (span.end - span.begin) - entry.key().size();
  if (quotes != 0 && quotes != 2) return span;
  span.end = span.begin + static_cast<uint32_t>(quotes / 2 + end);
  span.begin += static_cast<uint32_t>(quotes / 2 + begin);
  return span;
}

// The two halves of its key, each where it stands; false if it cannot be used.
bool read_id(Reading& reading, View entry, Manual& manual) {
  const std::string_view key = entry.key();
  const std::size_t at = key.find('@');
  if (at == std::string_view::npos || at == 0 || at + 1 == key.size() ||
      key.find_first_of("@* \t", at + 1) != std::string_view::npos) {
    reading.diagnostics.report(diag::Kind::bad_finding, entry.key_span(), {std::string(key)});
    return false;
  }
  const std::string_view word = key.substr(0, at);
  if (!check_id(reading, part_of(entry, 0, at), word, IdShape::hyphen)) return false;
  const WeaknessId known = reading.catalog.find_weakness(word);
  if (known.valid()) {
    reading.diagnostics
        .report(diag::Kind::manual_clash, part_of(entry, 0, at),
                {std::string(word), reading.catalog[known].title})
        .note("a finding of your own has a word of your own before the `@`");
    return false;
  }
  manual.id = key;
  manual.subject = {std::string(key.substr(at + 1)), part_of(entry, at + 1, key.size())};
  manual.weakness.id = word;
  return true;
}

// Sorts `more` into a table by id. Returns where each entry went, first those of the table.
template <class Thing>
std::vector<std::size_t> insert(std::vector<Thing>& table, std::vector<Thing> more) {
  std::vector<Thing> all = std::move(table);
  std::ranges::move(more, std::back_inserter(all));
  std::vector<std::size_t> order(all.size()), went(all.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::sort(order, [&](std::size_t a, std::size_t b) {
    return std::tie(all[a].id, a) < std::tie(all[b].id, b);
  });
  table.clear();
  table.reserve(all.size());
  for (const std::size_t i : order) {
    went[i] = table.size();
    table.push_back(std::move(all[i]));
  }
  return went;
}

// The weaknesses that are not there yet, each once.
std::vector<Weakness> new_weaknesses(Reading& reading, const std::vector<Manual*>& manual) {
  std::vector<Weakness> fresh;
  for (const Manual* one : manual) {
    const Weakness& weakness = one->weakness;
    const auto same = std::ranges::find(fresh, weakness.id, &Weakness::id);
    if (same == fresh.end()) {
      fresh.push_back(weakness);
    } else if (weakness.title.empty() || same->title.empty()) {
      continue;  // reported already
    } else if (same->title != weakness.title || same->kind != weakness.kind) {
      reading.diagnostics
          .report(diag::Kind::manual_differs, weakness.span,
                  {weakness.id, same->title != weakness.title ? "title" : "kind"})
          .note(fmt::format("it stands at {} too: one word is one weakness, wherever it is",
                            reading.sources.location(same->span)));
    }
  }
  return fresh;
}

}  // namespace

std::string found_text(const Manual& manual) {
  std::string text = "found by " + manual.by;
  if (!manual.role.empty()) text += fmt::format(" ({})", manual.role);
  if (manual.date) text += " on " + to_string(*manual.date);
  if (!manual.report.text.empty()) text += fmt::format(", reported as {}", manual.report.text);
  return manual.reason.empty() ? text : fmt::format("{}: {}", text, manual.reason);
}

std::vector<Manual> read_manual(Reading& reading, View findings) {
  std::vector<Manual> all;
  for (const View entry : findings.entries()) {
    Manual manual;
    if (!read_id(reading, entry, manual)) continue;
    const Owner owner{"finding", entry.key()};
    if (!is_body(reading, entry, owner)) continue;
    manual.weakness.span = entry.key_span();
    manual.rule.id = manual.id;
    manual.rule.manual = true;
    read_fields(reading, manual, entry, owner, kFields);
    // A fault of the design has no attacker, and no letter is his.
    if (!entry.find("letters").valid() && manual.weakness.kind != FindingKind::safety_design)
      report_missing_key(reading, entry.key_span(), owner, "letters");
    manual.weakness.family = manual.weakness.id;
    if (manual.rule.loses == 0) manual.rule.loses = lost_by(manual.rule.stride);
    manual.rule.when_text = found_text(manual);
    manual.rule.span = entry.key_span();
    all.push_back(std::move(manual));
  }
  return all;
}

void add_manual(Reading& reading, const std::vector<Manual*>& manual) {
  if (manual.empty()) return;
  Catalog& catalog = reading.catalog;
  const auto weaknesses = insert(catalog.weaknesses, new_weaknesses(reading, manual));
  for (Rule& rule : catalog.rules) rule.weakness = WeaknessId(weaknesses[rule.weakness.index()]);
  const std::size_t before = catalog.rules.size();
  std::vector<Rule> fresh;
  fresh.reserve(manual.size());
  for (const Manual* one : manual) {
    fresh.push_back(one->rule);
    fresh.back().weakness = catalog.find_weakness(one->weakness.id);
  }
  const auto rules = insert(catalog.rules, std::move(fresh));
  for (Rule& rule : catalog.rules) {
    for (RuleId& general : rule.specialises) general = RuleId(rules[general.index()]);
  }
  for (std::size_t i = 0; i < manual.size(); ++i) manual[i]->added = RuleId(rules[before + i]);
}

}  // namespace wardround::catalog
