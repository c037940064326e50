// Facts: what may be said about a subject, in which values, and what a value implies.
#include <algorithm>
#include <limits>

#include "catalog/passes.h"
#include "fmt/format.h"

namespace wardround::catalog {
namespace {

struct FactBody {
  lang::Fact* fact;
  View domain, values, worst, applies_to, question;
};

void skip(Reading&, FactBody&, View) {}

constexpr Field<FactBody> kFactFields[] = {
    {"on", Form::words, Need::optional, skip},  // read (and required) by the first pass
    {"title", Form::text, Need::required,
     [](Reading&, FactBody& f, View v) { f.fact->title = v.text(); }},
    {"question", Form::text, Need::optional,
     [](Reading&, FactBody& f, View v) {
       f.question = v;
       f.fact->question = v.text();
     }},
    {"find_out", Form::text, Need::optional,
     [](Reading&, FactBody& f, View v) { f.fact->find_out = v.text(); }},
    {"applies_to", Form::words, Need::optional,
     [](Reading&, FactBody& f, View v) { f.applies_to = v; }},
    {"domain", Form::text, Need::optional, [](Reading&, FactBody& f, View v) { f.domain = v; }},
    {"values", Form::choices, Need::optional, [](Reading&, FactBody& f, View v) { f.values = v; }},
    {"ordered", Form::flag, Need::optional,
     [](Reading&, FactBody& f, View v) { f.fact->ordered = *text::as_bool(*v.tree, v.id); }},
    {"worst", Form::text, Need::optional, [](Reading&, FactBody& f, View v) { f.worst = v; }},
    {"derived", Form::flag, Need::optional,
     [](Reading&, FactBody& f, View v) { f.fact->derived = *text::as_bool(*v.tree, v.id); }},
    {"inherits", Form::text, Need::optional,
     [](Reading& r, FactBody& f, View v) {
       f.fact->inherits = v.text() == "containment";
       if (!f.fact->inherits) {
         report_word(r, diag::Kind::pack_word, v, {std::string(v.text()), "way of inheriting"},
                     {"containment"});
       }
     }},
};

constexpr Field<lang::Value> kValueFields[] = {
    {"title", Form::text, Need::optional,
     [](Reading&, lang::Value& value, View v) { value.title = v.text(); }},
    {"implies", Form::mapping, Need::optional,
     [](Reading&, lang::Value&, View) {}},  // read by finish_facts
};

void read_domain(Reading& reading, FactBody& body) {
  constexpr std::string_view kDomains[] = {"boolean", "choice", "number", "version"};
  body.fact->domain = body.values.valid() ? lang::Domain::choice : lang::Domain::boolean;
  if (!body.domain.valid()) return;
  for (std::size_t i = 0; i < std::size(kDomains); ++i) {
    if (kDomains[i] == body.domain.text()) body.fact->domain = static_cast<lang::Domain>(i);
  }
  if (std::find(std::begin(kDomains), std::end(kDomains), body.domain.text()) ==
      std::end(kDomains)) {
    report_word(reading, diag::Kind::pack_word, body.domain,
                {std::string(body.domain.text()), "domain"},
                {std::begin(kDomains), std::end(kDomains)});
  }
  const bool choice = body.fact->domain == lang::Domain::choice;
  if (choice && !body.values.valid()) {
    report_missing_key(reading, body.fact->span, {"fact", body.fact->id}, "values");
  } else if (!choice && body.values.valid()) {
    reading.diagnostics.report(diag::Kind::pack_values, head(body.values),
                               {body.fact->id, std::string(body.domain.text())});
    body.values = {};
  }
}

void add_value(Reading& reading, lang::Fact& fact, View entry, std::string_view id,
               diag::Span span) {
  if (id == "unknown") {
    reading.diagnostics.report(diag::Kind::pack_value_unknown, span, {fact.id});
    return;
  }
  if (!check_id(reading, span, id, IdShape::value)) return;
  lang::Value value;
  value.id = id;
  value.span = span;
  if (entry.is_mapping()) {
    read_fields(reading, value, entry, {"value", id}, kValueFields);
  } else if (!entry.key_span().valid()) {
    // an entry of a list: the word is the value and has no title
  } else if (entry.is_scalar()) {
    value.title = entry.text();
  } else {
    static_cast<void>(has_form(reading, entry, Form::text, id));
  }
  fact.values.push_back(std::move(value));
}

void read_values(Reading& reading, FactBody& body) {
  lang::Fact& fact = *body.fact;
  if (fact.domain == lang::Domain::choice && body.values.valid()) {
    if (body.values.is_mapping()) {
      for (const View entry : body.values.entries())
        add_value(reading, fact, entry, entry.key(), entry.key_span());
    } else {
      for (const View entry : distinct(reading, body.values)) {
        add_value(reading, fact, entry, entry.text(), entry.span());
      }
    }
    if (fact.values.size() < 2) {
      reading.diagnostics.report(diag::Kind::pack_few_values, head(body.values), {fact.id});
    }
  }
  // Whatever was wrong, a two-valued fact has its two values and a choice has one: nobody else
  // needs to ask.
  if (fact.domain == lang::Domain::choice && fact.values.empty())
    fact.domain = lang::Domain::boolean;
  if (fact.domain == lang::Domain::boolean) {
    fact.values.clear();
    for (const char* word : {"no", "yes"}) fact.values.push_back({word, "", fact.span, {}});
  }
}

void read_worst(Reading& reading, FactBody& body) {
  lang::Fact& fact = *body.fact;
  const bool listed = fact.domain == lang::Domain::boolean || fact.domain == lang::Domain::choice;
  if (!body.worst.valid()) {
    if (listed) report_missing_key(reading, fact.span, {"fact", fact.id}, "worst");
    return;
  }
  if (!listed) {
    reading.diagnostics.report(diag::Kind::pack_worst, head(body.worst), {fact.id});
    return;
  }
  if (const std::optional<uint32_t> value = read_value(reading, fact, body.worst))
    fact.worst = *value;
}

void read_ordered(Reading& reading, const lang::Fact& fact) {
  if (fact.ordered && fact.domain != lang::Domain::choice) {
    reading.diagnostics.report(diag::Kind::pack_ordered, fact.span, {fact.id});
  }
}

// The tree of types that subjects of `kind` are of.
std::optional<lang::TypeTree> tree_of(lang::Kind kind) {
  switch (kind) {
    case Kind::element:
    case Kind::boundary:
      return lang::TypeTree::element;
    case Kind::flow:
      return lang::TypeTree::protocol;
    case Kind::data:
      return lang::TypeTree::data;
    default:
      return std::nullopt;
  }
}

void read_applies_to(Reading& reading, FactBody& body) {
  if (!body.applies_to.valid()) return;
  std::vector<lang::TypeTree> trees;
  for (std::size_t i = 0; i < lang::kRuleKinds; ++i) {
    const auto kind = static_cast<lang::Kind>(i);
    const std::optional<lang::TypeTree> tree =
        lang::has(body.fact->subjects, kind) ? tree_of(kind) : std::nullopt;
    if (tree && std::find(trees.begin(), trees.end(), *tree) == trees.end()) trees.push_back(*tree);
  }
  if (trees.empty()) {
    reading.diagnostics.report(diag::Kind::pack_untyped, head(body.applies_to),
                               {kind_names(body.fact->subjects)});
    return;
  }
  for (const View word : distinct(reading, body.applies_to)) {
    bool found = false;
    for (const lang::TypeTree tree : trees) {
      const lang::TypeId type = find_type(reading.catalog, tree, word.text());
      if (type.valid()) body.fact->applies_to.push_back(type);
      found = found || type.valid();
    }
    if (!found) static_cast<void>(find_type(reading, word, trees.front()));  // for its report
  }
}

void report_unknown_fact(Reading& reading, View entry, lang::KindSet kinds) {
  diag::Diagnostic& diagnostic =
      reading.diagnostics.report(diag::Kind::pack_unknown_fact, entry.key_span(),
                                 {std::string(entry.key()), kind_names(kinds)});
  if (reading.diagnostics.unsorted().size() > kSuggestions) return;
  std::vector<std::string_view> names;
  for (const lang::Fact& fact : reading.catalog.vocabulary.facts) {
    if ((fact.subjects & kinds) != 0) names.push_back(fact.id);
    if (fact.id == entry.key()) {
      diagnostic.note(fact.span, fmt::format("it is a fact of {}", kind_names(fact.subjects)));
    }
  }
  const std::string_view near = diag::did_you_mean(entry.key(), names);
  if (near.empty()) return;
  diagnostic.fix(fmt::format("rename to `{}`", near), diag::Safety::suggested,
                 {{entry.key_span(), std::string(near)}});
}

// The facts that a value implies hold of the same subject, so they must exist on every kind of
// subject it has.
void read_implies(Reading& reading, const lang::Fact& fact, lang::Value& value, View implies) {
  for (const View entry : implies.entries()) {
    std::vector<lang::FactId> ids;
    for (std::size_t i = 0; i < lang::kRuleKinds; ++i) {
      const auto kind = static_cast<lang::Kind>(i);
      if (!lang::has(fact.subjects, kind)) continue;
      const lang::FactId id = find_fact(reading, entry, lang::kinds(kind));
      if (!id.valid()) {
        ids.clear();
        break;
      }
      if (std::find(ids.begin(), ids.end(), id) == ids.end()) ids.push_back(id);
    }
    for (const lang::FactId id : ids) {
      const lang::Fact& implied = reading.catalog.vocabulary[id];
      if (implied.derived) {
        reading.diagnostics.report(diag::Kind::pack_no_default, entry.key_span(),
                                   {implied.id, "it is derived from the model"});
        continue;
      }
      if (const auto held = read_value(reading, implied, entry))
        value.implies.emplace_back(id, *held);
    }
  }
}

void read_question(Reading& reading, lang::FactId id, View body) {
  const lang::Fact& fact = reading.catalog.vocabulary[id];
  const View question = body.find("question");
  if (!question.valid()) {
    if (!fact.derived) report_missing_key(reading, fact.span, {"fact", fact.id}, "question");
    return;
  }
  if (!question.is_scalar()) return;
  for (std::size_t i = 0; i < lang::kRuleKinds; ++i) {
    const auto kind = static_cast<lang::Kind>(i);
    if (!lang::has(fact.subjects, kind)) continue;
    auto parsed = lang::parse_template(question.text(), place_of(reading.sources, question), kind,
                                       reading.catalog.vocabulary, reading.diagnostics);
    if (!parsed) return;  // one report is enough
    reading.catalog.questions.insert_or_assign({id, kind}, std::move(*parsed));
  }
}

}  // namespace

lang::FactId find_fact(Reading& reading, View entry, lang::KindSet kinds) {
  const std::vector<lang::FactId> found = find_facts(reading, entry, kinds);
  return found.empty() ? lang::FactId{} : found.front();
}

std::vector<lang::FactId> find_facts(Reading& reading, View entry, lang::KindSet kinds) {
  std::vector<lang::FactId> found;
  for (std::size_t i = 0; i < lang::kRuleKinds; ++i) {
    const auto kind = static_cast<lang::Kind>(i);
    if (!lang::has(kinds, kind)) continue;
    const lang::FactId id = reading.catalog.vocabulary.find_fact(kind, entry.key());
    if (id.valid() && std::find(found.begin(), found.end(), id) == found.end()) found.push_back(id);
  }
  if (found.empty()) report_unknown_fact(reading, entry, kinds);
  return found;
}

std::optional<uint32_t> read_value(Reading& reading, const lang::Fact& fact, View value) {
  if (fact.domain == lang::Domain::version) {
    reading.diagnostics.report(diag::Kind::pack_no_default, head(value),
                               {fact.id, "it is a version"});
    return std::nullopt;
  }
  std::optional<uint32_t> found;
  if (value.is_scalar()) {
    if (fact.domain == lang::Domain::number) {
      const std::optional<int64_t> number = text::as_integer(*value.tree, value.id);
      if (number && *number >= 0 && *number <= std::numeric_limits<uint32_t>::max()) {
        found = static_cast<uint32_t>(*number);
      }
    } else if (fact.domain == lang::Domain::boolean) {
      const std::optional<bool> flag = text::as_bool(*value.tree, value.id);
      if (flag) found = *flag ? 1u : 0u;
    } else {
      found = fact.value(value.text());
    }
  }
  if (found) return found;
  std::vector<std::string_view> allowed;
  for (const lang::Value& each : fact.values) allowed.push_back(each.id);
  const std::string written(value.is_scalar() ? value.text() : reading.sources.text(value.span()));
  if (value.span().begin == value.span().end) {
    static_cast<void>(has_form(reading, value, Form::text, fact.id));
    return std::nullopt;
  }
  diag::Diagnostic& diagnostic =
      report_word(reading, diag::Kind::pack_unknown_value, value, {written, fact.id}, allowed);
  if (fact.domain == lang::Domain::number) diagnostic.note("a number from 0 on is expected");
  return std::nullopt;
}

std::string value_name(const lang::Fact& fact, uint32_t value) {
  return fact.domain == lang::Domain::number ? std::to_string(value) : fact.values[value].id;
}

void read_facts(Reading& reading, const Declarations& declarations) {
  std::vector<lang::Fact>& facts = reading.catalog.vocabulary.facts;
  facts.reserve(declarations.facts.size());
  for (const Declared& declared : declarations.facts) {
    lang::Fact& fact = facts.emplace_back();
    fact.id = declared.id;
    fact.subjects = declared.kinds;
    fact.span = declared.body.key_span();
    FactBody body{&fact, {}, {}, {}, {}, {}};
    read_fields(reading, body, declared.body, {"fact", fact.id}, kFactFields);
    read_domain(reading, body);
    read_values(reading, body);
    read_worst(reading, body);
    read_ordered(reading, fact);
    read_applies_to(reading, body);
  }
}

void finish_facts(Reading& reading, const Declarations& declarations) {
  std::vector<lang::Fact>& facts = reading.catalog.vocabulary.facts;
  for (std::size_t i = 0; i < facts.size(); ++i) {
    const View body = declarations.facts[i].body;
    read_question(reading, lang::FactId(i), body);
    const View values = body.find("values");
    if (!values.valid() || !values.is_mapping() || facts[i].domain != lang::Domain::choice)
      continue;
    for (lang::Value& value : facts[i].values) {
      const View entry = values.find(value.id);
      if (!entry.valid() || !entry.is_mapping()) continue;
      const View implies = entry.find("implies");
      if (implies.valid() && implies.is_mapping()) read_implies(reading, facts[i], value, implies);
    }
  }
}

}  // namespace wardround::catalog
