// What answers a rule: alternatives, each a set of controls with the places where they have to
// work.
#include <algorithm>

#include "catalog/passes.h"
#include "fmt/format.h"

namespace wardround::catalog {
namespace {

struct UseBody {
  const Rule& rule;
  Use use;
  bool broken = false;
};

constexpr std::string_view kEvery = "every ";

void read_use(Reading& reading, UseBody& body, View value) {
  body.use.control = reading.catalog.find_control(value.text());
  body.use.span = value.span();
  if (body.use.control.valid()) return;
  report_word(reading,
              body.rule.manual ? diag::Kind::unknown_control : diag::Kind::pack_unknown_control,
              value, {std::string(value.text())}, known_ids(reading, reading.catalog.controls));
}

// The kinds of places, or none if the mistake was reported.
lang::KindSet read_every(Reading& reading, UseBody& body, View value) {
  const std::string_view word = value.text().substr(kEvery.size());
  const std::vector<std::string>& variables = body.rule.when.variables;
  const auto bound =
      std::find(variables.begin() + std::min<std::ptrdiff_t>(2, std::ssize(variables)),
                variables.end(), word);
  if (bound == variables.end()) {
    diag::Diagnostic& diagnostic =
        reading.diagnostics.report(diag::Kind::pack_every, value.span(), {std::string(word)});
    if (variables.size() > 2) {
      diagnostic.note("bound there: " + quoted_list({variables.begin() + 2, variables.end()}));
    }
    return 0;
  }
  if (std::find(bound + 1, variables.end(), word) != variables.end()) {
    reading.diagnostics.report(diag::Kind::pack_every_twice, value.span(), {std::string(word)})
        .note("give the two variables different names");
    return 0;
  }
  body.use.at.every_witness = true;
  body.use.at.variable = static_cast<uint32_t>(bound - variables.begin());
  return body.rule.when.variable_kinds[body.use.at.variable];
}

lang::KindSet read_path(Reading& reading, UseBody& body, View value) {
  body.use.at.path = lang::parse_path(value.text(), place_of(reading.sources, value), body.rule.on,
                                      {}, reading.catalog.vocabulary, reading.diagnostics);
  return body.use.at.path ? body.use.at.path->kinds : 0;
}

void check_place(Reading& reading, UseBody& body, lang::KindSet places, diag::Span at) {
  if (!body.use.control.valid()) return;
  const Control& control = reading.catalog[body.use.control];
  const lang::KindSet covered = coverable(control);
  if (covered == 0 || (covered & places) != 0) return;  // without `on` or `covers`: reported there
  reading.diagnostics
      .report(diag::Kind::pack_at, at, {control.id, kind_names(places), kind_names(covered)})
      .note(control.span, "it is declared here");
  body.broken = true;
}

void read_at(Reading& reading, UseBody& body, View value) {
  body.use.at.text = value.text();
  const bool every = value.text().substr(0, kEvery.size()) == kEvery;
  const lang::KindSet places =
      every ? read_every(reading, body, value) : read_path(reading, body, value);
  if (places == 0) {
    body.broken = true;
  } else {
    check_place(reading, body, places, value.span());
  }
}

constexpr Field<UseBody> kUseFields[] = {
    {"use", Form::text, Need::required, read_use},
    {"at", Form::text, Need::optional, read_at},
};
// What a person found is answered at its subject, or at another one; of both only the id is known
// yet (threats::place).
constexpr Field<UseBody> kManualUseFields[] = {
    {"use", Form::text, Need::required, read_use},
    {"at", Form::text, Need::optional,
     [](Reading&, UseBody& body, View value) {
       body.use.at.text = value.text();
       body.use.span = value.span();
     }},
};

// Every other key of a use is a parameter of the control.
bool read_use_parameter(Reading& reading, UseBody& body, View entry) {
  if (!body.use.control.valid()) return true;  // reported already; nobody knows its parameters
  auto parameter = read_parameter(reading, reading.catalog[body.use.control], entry);
  if (parameter) {
    body.use.parameters.push_back(std::move(*parameter));
  } else {
    body.broken = true;
  }
  return true;
}

struct AnswerBody {
  const Rule& rule;
  Answer answer;
  bool has_by = false;
  bool broken = false;
};

void read_all(Reading& reading, AnswerBody& body, View list) {
  if (list.size() == 0) {
    reading.diagnostics.report(diag::Kind::pack_answer_empty, head(list));
    body.broken = true;
  }
  for (const View entry : list.entries()) {
    UseBody use{body.rule, {}, false};
    const Owner owner{"a use of a control", ""};
    if (body.rule.manual) {
      read_fields(reading, use, entry, owner, kManualUseFields, read_use_parameter);
    } else {
      read_fields(reading, use, entry, owner, kUseFields, read_use_parameter);
      if (!entry.find("at").valid())
        check_place(reading, use, lang::kinds(body.rule.on), use.use.span);
    }
    body.broken = body.broken || use.broken || !use.use.control.valid();
    body.answer.all.push_back(std::move(use.use));
  }
}

void read_effect(Reading& reading, AnswerBody& body, View value) {
  constexpr std::string_view kEffects[] = {"clears", "weakens", "none"};
  const auto found = std::find(std::begin(kEffects), std::end(kEffects), value.text());
  if (found != std::end(kEffects)) {
    body.answer.effect = static_cast<Effect>(found - std::begin(kEffects));
    return;
  }
  body.broken = true;
  report_word(reading, diag::Kind::pack_word, value, {std::string(value.text()), "effect"},
              {std::begin(kEffects), std::end(kEffects)});
}

void read_by(Reading& reading, AnswerBody& body, View value) {
  body.has_by = true;
  const std::optional<int64_t> levels = text::as_integer(*value.tree, value.id);
  if (levels && *levels >= 1 && *levels <= 4) {
    body.answer.weakens = static_cast<int>(*levels);
  } else {
    reading.diagnostics.report(diag::Kind::pack_weakens, value.span());
    body.broken = true;
  }
}

constexpr Field<AnswerBody> kAnswerFields[] = {
    {"all", Form::mappings, Need::required, read_all},
    {"effect", Form::text, Need::optional, read_effect},
    {"by", Form::text, Need::optional, read_by},
    {"because", Form::text, Need::optional,
     [](Reading&, AnswerBody& body, View v) { body.answer.because = v.text(); }},
};

void check_effect(Reading& reading, AnswerBody& body, View entry) {
  const Answer& answer = body.answer;
  const View effect = entry.find("effect");
  if (answer.effect == Effect::weakens && !body.has_by) {
    reading.diagnostics.report(diag::Kind::pack_weakens, effect.span());
    body.broken = true;
  } else if (answer.effect != Effect::weakens && body.has_by && !body.broken) {
    reading.diagnostics.report(diag::Kind::pack_by, head(entry.find("by")));
  } else if (answer.effect == Effect::none && answer.because.empty()) {
    reading.diagnostics.report(diag::Kind::pack_because, effect.span());
  }
}

}  // namespace

std::vector<Answer> read_answers(Reading& reading, const Rule& rule, View value) {
  std::vector<Answer> answers;
  const std::string_view what = rule.manual ? "an answer of finding" : "an answer of rule";
  for (const View entry : one_or_more(reading, value)) {
    AnswerBody body{rule, {}, false, false};
    if (entry.is_scalar()) {  // one control alone
      UseBody use{rule, {}, false};
      read_use(reading, use, entry);
      body.broken = !use.use.control.valid();
      body.answer.all.push_back(std::move(use.use));
    } else {
      read_fields(reading, body, entry, {what, rule.id}, kAnswerFields);
      check_effect(reading, body, entry);
    }
    if (!body.broken && !body.answer.all.empty()) answers.push_back(std::move(body.answer));
  }
  return answers;
}

}  // namespace wardround::catalog
