// Rules: when a weakness is there, the scenario, where the attacker stands, and what answers it.
#include <algorithm>

#include "catalog/passes.h"

namespace wardround::catalog {
namespace {

struct RuleBody {
  Rule rule;
  View when, specialises;
  bool on_known = false;
  bool has_stride = false, has_cwe = false, has_imdrf = false, has_loses = false;
};

std::vector<std::string_view> rule_kinds() {
  std::vector<std::string_view> names;
  for (std::size_t i = 0; i < lang::kRuleKinds; ++i)
    names.push_back(lang::name(static_cast<lang::Kind>(i)));
  return names;
}

void read_on(Reading& reading, RuleBody& body, View value) {
  const std::optional<lang::Kind> kind = lang::parse_kind(value.text());
  if (kind && static_cast<std::size_t>(*kind) < lang::kRuleKinds) {
    body.rule.on = *kind;
    body.on_known = true;
  } else {
    report_word(reading, diag::Kind::pack_subject_kind, value, {std::string(value.text())},
                rule_kinds());
  }
}

void read_when(Reading& reading, RuleBody& body, View value) {
  if (!body.on_known) return;
  body.rule.when_text = value.text();
  while (!body.rule.when_text.empty() && body.rule.when_text.back() == '\n')
    body.rule.when_text.pop_back();
  std::optional<lang::Expression> when =
      lang::parse_expression(body.rule.when_text, place_of(reading.sources, value), body.rule.on,
                             reading.catalog.vocabulary, reading.diagnostics);
  if (!when) return;
  body.rule.when = std::move(*when);
  body.when = value;
}

void read_weakness(Reading& reading, RuleBody& body, View value) {
  body.rule.weakness = reading.catalog.find_weakness(value.text());
  if (body.rule.weakness.valid()) return;
  report_word(reading, diag::Kind::pack_unknown_weakness, value, {std::string(value.text())},
              known_ids(reading, reading.catalog.weaknesses));
}

struct ThreatBody {
  Threat threat;
  lang::Kind on;
};

void read_text(Reading& reading, const ThreatBody& body, std::optional<lang::Template>& out,
               View value) {
  out = lang::parse_template(value.text(), place_of(reading.sources, value), body.on,
                             reading.catalog.vocabulary, reading.diagnostics);
}

constexpr Field<ThreatBody> kThreatFields[] = {
    {"actor", Form::text, Need::required,
     [](Reading& r, ThreatBody& t, View v) { read_text(r, t, t.threat.actor, v); }},
    {"action", Form::text, Need::required,
     [](Reading& r, ThreatBody& t, View v) { read_text(r, t, t.threat.action, v); }},
    {"thing", Form::text, Need::optional,
     [](Reading& r, ThreatBody& t, View v) { read_text(r, t, t.threat.thing, v); }},
    {"result", Form::text, Need::optional,
     [](Reading& r, ThreatBody& t, View v) { read_text(r, t, t.threat.result, v); }},
};

void read_threat(Reading& reading, RuleBody& body, View value) {
  if (!body.on_known) return;
  ThreatBody threat{{}, body.rule.on};
  read_fields(reading, threat, value, {"the threat of rule", body.rule.id}, kThreatFields);
  body.rule.threat = std::move(threat.threat);
}

// In this order: all paths need the subject's kind, answers need the variables of `when`.
constexpr Field<RuleBody> kRuleFields[] = {
    {"on", Form::text, Need::required, read_on},
    {"when", Form::text, Need::required, read_when},
    {"weakness", Form::text, Need::required, read_weakness},
    {"specialises", Form::words, Need::optional,
     [](Reading&, RuleBody& b, View v) { b.specialises = v; }},
    {"threat", Form::mapping, Need::required, read_threat},
    {"needs", Form::mapping, Need::optional,
     [](Reading& r, RuleBody& b, View v) {
       if (b.on_known) b.rule.needs = read_foothold(r, b.rule, v, false);
     }},
    {"gives", Form::mapping, Need::optional,
     [](Reading& r, RuleBody& b, View v) {
       if (b.on_known) b.rule.gives = read_foothold(r, b.rule, v, true);
     }},
    {"interaction", Form::flag, Need::optional,
     [](Reading&, RuleBody& b, View v) { b.rule.interaction = *text::as_bool(*v.tree, v.id); }},
    {"stride", Form::words, Need::optional,
     [](Reading& r, RuleBody& b, View v) {
       b.rule.stride = read_stride(r, distinct(r, v));
       b.has_stride = true;
     }},
    {"cwe", Form::words, Need::optional,
     [](Reading& r, RuleBody& b, View v) {
       b.rule.cwe = read_cwe(r, distinct(r, v));
       b.has_cwe = true;
     }},
    {"imdrf", Form::words, Need::optional,
     [](Reading& r, RuleBody& b, View v) {
       b.rule.imdrf = read_imdrf(r, v);
       b.has_imdrf = true;
     }},
    {"cites", Form::mapping, Need::optional,
     [](Reading& r, RuleBody& b, View v) { b.rule.cites = read_cites(r, v); }},
    {"loses", Form::words, Need::optional,
     [](Reading& r, RuleBody& b, View v) {
       b.rule.loses = read_properties(r, distinct(r, v));
       b.has_loses = true;
     }},
    {"answered_by", Form::mappings, Need::optional,
     [](Reading& r, RuleBody& b, View v) {
       if (b.when.valid()) b.rule.answered_by = read_answers(r, b.rule, v);
     }},
    {"was", Form::words, Need::optional,
     [](Reading& r, RuleBody& b, View v) { b.rule.was = read_was(r, v); }},
};

void inherit(const Catalog& catalog, RuleBody& body) {
  const Weakness& weakness = catalog[body.rule.weakness];
  if (!body.has_stride) body.rule.stride = weakness.stride;
  if (!body.has_cwe) body.rule.cwe = weakness.cwe;
  if (!body.has_imdrf) body.rule.imdrf = weakness.imdrf;
  if (!body.has_loses) body.rule.loses = weakness.loses;
}

}  // namespace

void read_rules(Reading& reading, const Declarations& declarations) {
  std::vector<View> specialises;
  reading.catalog.rules.reserve(declarations.rules.size());
  for (const Declared& declared : declarations.rules) {
    RuleBody body;
    body.rule.id = declared.id;
    body.rule.span = declared.body.key_span();
    read_fields(reading, body, declared.body, {"rule", declared.id}, kRuleFields);
    if (!body.when.valid() || !body.rule.weakness.valid()) continue;
    inherit(reading.catalog, body);
    reading.catalog.rules.push_back(std::move(body.rule));
    specialises.push_back(body.specialises);
  }
  link_specialises(reading, declarations, specialises);
}

}  // namespace wardround::catalog
