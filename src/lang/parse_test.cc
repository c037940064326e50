// Mistakes in expressions, paths and texts: what is reported, where, and what is suggested.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "base/limits.h"
#include "diag/diagnostic.h"
#include "lang/expression.h"
#include "lang/testing.h"

namespace wardround::lang {
namespace {

// "begin-end kind(args) -> fix": begin and end as offsets in the text.
std::vector<std::string> summary(const diag::Diagnostics& diagnostics,
                                 const diag::Sources& sources) {
  std::vector<std::string> result;
  for (const diag::Diagnostic& d : diagnostics.sorted(sources)) {
    std::string line = fmt::format("{}-{} {}({})", d.span.begin, d.span.end,
                                   diag::info(d.kind).name, fmt::join(d.args, "; "));
    for (const diag::Fix& fix : d.fixes) {
      for (const diag::Edit& edit : fix.edits) {
        EXPECT_LE(edit.span.end, sources.text(d.span.source).size());
        line += " -> " + edit.text;
      }
    }
    result.push_back(line);
  }
  return result;
}

struct Row {
  Kind subject;
  const char* text;
  std::vector<std::string> mistakes;
};

void expect(const std::vector<Row>& rows) {
  const Vocabulary vocabulary = testing::sample_vocabulary();
  for (const Row& row : rows) {
    diag::Sources sources;
    const diag::SourceId source = sources.add("rule", row.text);
    diag::Diagnostics diagnostics;
    const auto parsed =
        parse_expression(row.text, {source, {0}}, row.subject, vocabulary, diagnostics);
    EXPECT_EQ(parsed.has_value(), row.mistakes.empty()) << row.text;
    EXPECT_EQ(summary(diagnostics, sources), row.mistakes) << row.text;
  }
}

TEST(ParseTest, TemplatesSpeakOfSeveralKindsByAWordOfTheirOwn) {
  const Vocabulary vocabulary = testing::sample_vocabulary();
  const struct {
    const char* text;
    std::vector<std::string> mistakes;
  } table[] = {
      {"plain", {}},
      {"{place.name} of {system.name}", {}},
      {"{flow.name}", {"1-5 unknown_variable(flow; `place` or `system`)"}},
      {"{place.to.name}", {"7-9 member_of_other_kind(to; relation; flows; elements)"}},
  };
  for (const auto& row : table) {
    diag::Sources sources;
    const diag::SourceId source = sources.add("text", row.text);
    diag::Diagnostics diagnostics;
    const auto parsed = parse_template(row.text, {source, {0}}, "place",
                                       kinds(Kind::flow, Kind::element), vocabulary, diagnostics);
    EXPECT_EQ(parsed.has_value(), row.mistakes.empty()) << row.text;
    EXPECT_EQ(summary(diagnostics, sources), row.mistakes) << row.text;
  }
}

TEST(ParseTest, Syntax) {
  expect({
      {Kind::flow, "", {"0-0 expression_syntax(a condition; the end)"}},
      {Kind::flow, "flow.encrypted and", {"18-18 expression_syntax(a condition; the end)"}},
      {Kind::flow, "(flow.encrypted", {"15-15 expression_syntax(`)`; the end)"}},
      {Kind::flow, "flow.encrypted)", {"14-15 expression_syntax(`and`, `or` or the end; `)`)"}},
      {Kind::flow,
       "flow.encrypted flow.authenticated",
       {"15-19 expression_syntax(`and`, `or` or the end of the condition; `flow`)"}},
      {Kind::flow, "flow. == no", {"6-8 expression_syntax(a fact or a relation; `==`)"}},
      {Kind::flow, "flow.encrypted ==", {"17-17 expression_syntax(a value or a path; the end)"}},
      {Kind::flow,
       "flow.pairing in none",
       {"16-20 expression_syntax(`[` and a list of values; `none`)"}},
      {Kind::flow, "flow.pairing in [none", {"21-21 expression_syntax(`,` or `]`; the end)"}},
      {Kind::element,
       "any(in element.ports: yes)",
       {"4-6 expression_syntax(a name for the variable; `in`)"}},
      {Kind::element, "any(p element.ports: p.hot)", {"6-13 expression_syntax(`in`; `element`)"}},
      {Kind::element,
       "any(p in element.ports p.hot)",
       {"23-24 expression_syntax(`:` and a condition, or `)`; `p`)"}},
      {Kind::element, "is_a(element)", {"12-13 expression_syntax(`,` and a type; `)`)"}},
      {Kind::flow, "known", {"5-5 expression_syntax(`(`; the end)"}},
      {Kind::element,
       "hot(element)",
       {"3-4 expression_syntax(`.` behind the name that begins a path; `(`)"}},
      {Kind::flow,
       "flow.encrypted & flow.authenticated",
       {"15-16 expression_character(&)",
        "17-21 expression_syntax(`and`, `or` or the end of the condition; `flow`)"}},
      {Kind::flow,
       "flow.encrypted && !flow.authenticated = no",
       {"15-17 expression_operator(&&; and) -> and", "18-19 expression_operator(!; not) -> not",
        "38-39 expression_operator(=; ==) -> =="}},
      {Kind::flow,
       "flow.pairing == \"just-works\"",
       {"16-28 expression_quotes(just-works) -> just-works"}},
  });
}

TEST(ParseTest, SeveralMistakesInOneExpression) {
  expect({
      {Kind::flow,
       "flow.encrypte == no and flow.paring == none or (flow. ) and is_a(flow, bel)",
       {"5-13 unknown_member(encrypte; flows) -> encrypted",
        "29-35 unknown_member(paring; flows) -> pairing",
        "54-55 expression_syntax(a fact or a relation; `)`)",
        "71-74 unknown_type_word(bel; flows) -> ble"}},
      {Kind::element,
       "any(p in element.port: p.ht == yes) and element.cores == many",
       {"17-21 unknown_member(port; elements) -> ports",
        "25-27 unknown_member(ht; any subject) -> hot", "57-61 unknown_value(many; cores)"}},
  });
}

TEST(ParseTest, Names) {
  expect({
      {Kind::flow, "flw.encrypted", {"0-3 unknown_variable(flw; `flow` or `system`) -> flow"}},
      {Kind::flow, "yes == no", {"0-3 unknown_variable(yes; `flow` or `system`)"}},
      {Kind::element,
       "element.encrypted == no",
       {"8-17 member_of_other_kind(encrypted; fact; flows; elements)"}},
      {Kind::element,
       "element.sends(command)",
       {"8-13 member_of_other_kind(sends; relation; flows; elements)"}},
      {Kind::element,
       "element.crosses(node)",
       {"8-15 member_of_other_kind(crosses; relation; flows; elements)"}},
      {Kind::element, "element.colour", {"8-14 unknown_member(colour; elements)"}},
      {Kind::flow, "flow.sends", {}},
      {Kind::flow, "flow.crosses", {"5-12 argument_missing(crosses; a type)"}},
      {Kind::element, "element.ancestor", {"8-16 argument_missing(ancestor; a type)"}},
      {Kind::element,
       "element.exposed_to",
       {"8-18 argument_missing(exposed_to; a position of an attacker)"}},
      {Kind::element,
       "element.exposed_to(intranet)",
       {"19-27 unknown_position(intranet) -> internet"}},
      {Kind::flow, "flow.pairing(ble)", {"5-12 argument_unexpected(pairing)"}},
      {Kind::flow, "flow.pairing.strength == low", {"13-21 path_goes_on(pairing; strength)"}},
      {Kind::flow, "flow.sends(comand)", {"11-17 unknown_type_word(comand; data) -> command"}},
      {Kind::flow, "flow.sends(ble)", {"11-14 unknown_type_word(ble; data)"}},
      {Kind::function, "is_a(function, node)", {"15-19 kind_without_types(functions)"}},
      {Kind::element,
       "any(element in element.ports: yes)",
       {"4-11 variable_taken(element)", "30-33 unknown_variable(yes; `element` or `system`)"}},
      {Kind::element, "any(p in element.ports: any(p in p.ports))", {"28-29 variable_taken(p)"}},
      {Kind::element,
       "any(p in element.ports: p.hot) and p.hot",
       {"35-36 unknown_variable(p; `element` or `system`)"}},
  });
}

TEST(ParseTest, Types) {
  expect({
      {Kind::flow,
       "flow.pairing == just-work",
       {"16-25 unknown_value(just-work; pairing) -> just-works"}},
      {Kind::flow,
       "flow.pairing in [non, passkey, x]",
       {"17-20 unknown_value(non; pairing) -> none", "31-32 unknown_value(x; pairing)"}},
      {Kind::flow, "flow.encrypted == false", {"18-23 unknown_value(false; encrypted) -> no"}},
      {Kind::flow, "flow.encrypted == unknown", {"18-25 unknown_value(unknown; encrypted)"}},
      {Kind::flow, "flow.pairing < passkey", {"0-22 not_ordered(pairing)"}},
      {Kind::flow, "flow.encrypted < yes", {"0-20 not_ordered(encrypted)"}},
      {Kind::flow, "flow.version < new", {"15-18 unknown_value(new; version)"}},
      {Kind::element, "element.cores < 4.2", {"16-19 unknown_value(4.2; cores)"}},
      {Kind::element,
       "element.cores < 4294967296",
       {"16-26 number_too_large(4294967296; 4294967295)"}},
      {Kind::flow, "flow.pairing", {"0-12 not_a_condition(`flow.pairing`)"}},
      {Kind::flow, "flow", {"0-4 not_a_condition(`flow`)"}},
      {Kind::flow, "flow.protocol", {"0-13 not_a_condition(`flow.protocol`)"}},
      {Kind::flow, "flow.protocol == ble", {"0-20 not_comparable(`flow.protocol`; word `ble`)"}},
      {Kind::flow, "is_a(flow.pairing, ble)", {"5-17 not_subjects(`flow.pairing`)"}},
      {Kind::flow, "5", {"0-1 not_a_condition(a number)"}},
      {Kind::flow,
       "count(d in flow.sends)",
       {"0-22 not_a_condition(a count that is compared with nothing)"}},
      {Kind::flow,
       "count(d in flow.sends) == flow.to",
       {"0-33 not_comparable(a count; `flow.to` (elements))"}},
      {Kind::flow, "all(d in flow.sends)", {"0-20 all_of_nothing()"}},
      {Kind::flow,
       "any(d in flow.encrypted: d.backed_up)",
       {"9-23 not_subjects(`flow.encrypted`)"}},
      {Kind::flow,
       "flow.encrypted == flow.authenticated",
       {"0-36 not_comparable(fact `flow.encrypted`; fact `flow.authenticated`)"}},
      {Kind::flow, "flow.from == flow.sends", {"13-23 path_to_many(flow.sends; data)"}},
      {Kind::flow,
       "flow.from == flow",
       {"0-17 never_the_same(`flow.from` (elements); `flow` (flows))"}},
      {Kind::flow,
       "flow.from < flow.to",
       {"0-19 not_comparable(`flow.from` (elements); `flow.to` (elements))"}},
      {Kind::element,
       "element.cores in [2, 4]",
       {"0-23 not_comparable(fact `element.cores`; a list of values)"}},
      {Kind::flow,
       "flow.from in [mcu, app]",
       {"0-23 not_comparable(`flow.from` (elements); a list of values)"}},
      {Kind::flow, "flow.from == nobody", {"13-19 unknown_variable(nobody; `flow` or `system`)"}},
      {Kind::flow,
       "flow.version in [4.2]",
       {"0-21 not_comparable(fact `flow.version`; a list of values)"}},
      {Kind::flow,
       "flow.to in [yes]",
       {"0-16 not_comparable(`flow.to` (elements); a list of values)"}},
      {Kind::flow,
       "(flow.encrypted and flow.sends) == yes",
       {"0-38 not_comparable(a condition; word `yes`)"}},
      {Kind::element,
       "element.ports.updatable == no",
       {"0-23 path_to_many(element.ports.updatable; elements)"}},
      {Kind::element, "is_a(element.ports, port)", {"5-18 path_to_many(element.ports; elements)"}},
      {Kind::element,
       "element.ports.exposed_to(internet)",
       {"0-34 path_to_many(element.ports.exposed_to(internet); elements)"}},
      {Kind::element, "element.parent.hot", {}},
      {Kind::credential, "any(x in credential.authenticates: x.strength == low and x.hot)", {}},
  });
}

TEST(ParseTest, Budgets) {
  const Vocabulary vocabulary = testing::sample_vocabulary();
  std::string path = "element";
  for (std::size_t i = 0; i <= limits::kPathSteps; ++i) path += ".parent";
  std::string nested = "element.hot";
  for (std::size_t i = 0; i <= limits::kQuantifierDepth; ++i) {
    nested = fmt::format("any(x{} in system.elements: {})", i, nested);
  }
  const std::size_t deep = limits::kExpressionDepth;
  struct {
    std::string text;
    const char* mistake;
  } table[] = {
      {std::string(deep, '(') + "element.hot" + std::string(deep, ')'), nullptr},
      {std::string(deep + 1, '(') + "element.hot" + std::string(deep + 1, ')'),
       "expression_too_deep"},
      {std::string(limits::kExpressionBytes - 1, '('), "expression_too_deep"},
      {std::string(limits::kExpressionBytes + 1, '('), "expression_too_long"},
      {path + " != none", "path_too_long"},
      {nested, "quantifiers_too_deep"},
  };
  for (const auto& row : table) {
    diag::Diagnostics diagnostics;
    const auto parsed = parse_expression(row.text, {}, Kind::element, vocabulary, diagnostics);
    EXPECT_EQ(parsed.has_value(), row.mistake == nullptr) << row.text.substr(0, 80);
    ASSERT_EQ(diagnostics.unsorted().size(), row.mistake == nullptr ? 0u : 1u);
    if (row.mistake == nullptr) continue;
    EXPECT_EQ(diag::info(diagnostics.unsorted()[0].kind).name, row.mistake);
  }
  std::string nots = "element.hot";
  for (int i = 0; i < 3000; ++i) nots = "not " + nots;
  diag::Diagnostics diagnostics;
  EXPECT_TRUE(parse_expression(nots, {}, Kind::element, vocabulary, diagnostics));
}

TEST(ParseTest, PositionsInABlockScalar) {
  const std::string file =
      "    when: |\n      flow.encrypted == no\n      and flow.paring == none\n";
  const std::string text = "flow.encrypted == no\nand flow.paring == none\n";
  diag::Sources sources;
  const diag::SourceId source = sources.add("rules.yaml", file);
  diag::Diagnostics diagnostics;
  EXPECT_FALSE(parse_expression(text, {source, {18, 45}}, Kind::flow, testing::sample_vocabulary(),
                                diagnostics));
  ASSERT_EQ(diagnostics.unsorted().size(), 1u);
  const diag::Span span = diagnostics.unsorted()[0].span;
  EXPECT_EQ(sources.text(span), "paring");
  EXPECT_EQ(sources.location(span), "rules.yaml:3:16");
}

TEST(ParseTest, NormalForm) {
  const Vocabulary vocabulary = testing::sample_vocabulary();
  struct {
    Kind subject;
    const char* text;
    const char* normal;
  } table[] = {
      {Kind::flow, "not (flow.encrypted and flow.pairing == none)",
       "flow.encrypted != yes or flow.pairing != none"},
      {Kind::flow, "not flow.strength < high", "flow.strength >= high"},
      {Kind::flow, "flow.pairing in [passkey, none]", "flow.pairing in [none, passkey]"},
      {Kind::flow, "not flow.pairing in [none, passkey]", "not flow.pairing in [none, passkey]"},
      {Kind::flow, "high >= flow.strength", "flow.strength <= high"},
      {Kind::flow, "none != flow.sends", "flow.sends != none"},
      {Kind::flow, "flow.sends", "flow.sends != none"},
      {Kind::flow, "flow.sends(phi) != none", "flow.sends(phi)"},
      {Kind::flow, "not flow.crosses(boundary)", "not flow.crosses(boundary)"},
      {Kind::flow, "flow.crossing(node)", "flow.crosses(node)"},
      {Kind::flow, "not is_a(flow.protocol, ble)", "not is_a(flow, ble)"},
      {Kind::flow, "not flow.from == flow.to", "flow.from != flow.to"},
      {Kind::flow, "not not flow.exposed_to(radio_range)", "flow.exposed_to(radio-range)"},
      {Kind::element, "not any(p in element.ports: p.updatable or p.hot)",
       "all(p in element.ports: p.updatable != yes and p.hot != yes)"},
      {Kind::element, "not any(p in element.ports)", "element.ports == none"},
      {Kind::element, "not count(p in element.ports) > 2", "count(p in element.ports) <= 2"},
      {Kind::element,
       "(element.hot and (element.updatable and element.cores == 1)) or element.ports",
       "(element.hot == yes and element.updatable == yes and element.cores == 1) or element.ports "
       "!= "
       "none"},
  };
  for (const auto& row : table) {
    diag::Diagnostics diagnostics;
    const auto parsed = parse_expression(row.text, {}, row.subject, vocabulary, diagnostics);
    ASSERT_TRUE(parsed) << row.text;
    EXPECT_EQ(print(*parsed, vocabulary), row.normal) << row.text;
  }
}

TEST(ParseTest, PathsAlone) {
  const Vocabulary vocabulary = testing::sample_vocabulary();
  diag::Diagnostics diagnostics;
  const auto when = parse_expression("any(p in element.ports: p.hot)", {}, Kind::element,
                                     vocabulary, diagnostics);
  ASSERT_TRUE(when);
  const auto bound = parse_path("p.node", {}, *when, vocabulary, diagnostics);
  ASSERT_TRUE(bound);
  EXPECT_EQ(bound->variable, 2u);
  EXPECT_TRUE(bound->single);
  EXPECT_TRUE(parse_path("p.node", {}, Kind::element, when->variables, vocabulary, diagnostics));
  EXPECT_TRUE(parse_path("update.installs_on", {}, Kind::update, {}, vocabulary, diagnostics));
  EXPECT_TRUE(diagnostics.empty());
  EXPECT_FALSE(parse_path("p.to", {}, *when, vocabulary, diagnostics));
  EXPECT_FALSE(parse_path("element.hot", {}, *when, vocabulary, diagnostics));
  EXPECT_FALSE(parse_path("element.ports or", {}, *when, vocabulary, diagnostics));
  EXPECT_EQ(diagnostics.unsorted().size(), 3u);
}

TEST(ParseTest, Templates) {
  const Vocabulary vocabulary = testing::sample_vocabulary();
  struct {
    const char* text;
    std::vector<std::string> mistakes;
  } table[] = {
      {"", {}},
      {"{flow.name} to {flow.to.name}, {{braces}}, {flow.sends(command).names} {system.id}", {}},
      {"{flow.to}", {"1-8 template_end(flow.to) -> .name"}},
      {"{flow.sends}", {"1-11 template_end(flow.sends) -> .names"}},
      {"{flow.sends.name}", {"1-16 path_to_many(flow.sends; data) -> names"}},
      {"{flow.pairing}", {"1-13 not_subjects(`flow.pairing`)"}},
      {"{flow.too.name} and {flw.name}",
       {"6-9 unknown_member(too; flows) -> to",
        "21-24 unknown_variable(flw; `flow` or `system`) -> flow"}},
      {"a } b", {"2-3 template_brace(})"}},
      {"{flow.name", {"0-1 template_brace({)"}},
      {"{flow.name {flow.to.name}", {"0-1 template_brace({)"}},
      {"{}", {"1-1 expression_syntax(a path; the end)"}},
  };
  for (const auto& row : table) {
    diag::Sources sources;
    const diag::SourceId source = sources.add("text", row.text);
    diag::Diagnostics diagnostics;
    const auto parsed =
        parse_template(row.text, {source, {0}}, Kind::flow, vocabulary, diagnostics);
    EXPECT_EQ(parsed.has_value(), row.mistakes.empty()) << row.text;
    EXPECT_EQ(summary(diagnostics, sources), row.mistakes) << row.text;
  }
}

}  // namespace
}  // namespace wardround::lang
