// Warnings about what nothing uses: a catalogue that asks a question must do something with the
// answer.
#include <algorithm>

#include "catalog/passes.h"

namespace wardround::catalog {
namespace {

void mark_facts(const lang::Expr& root, std::vector<bool>& read) {
  std::vector<const lang::Expr*> todo{&root};
  while (!todo.empty()) {
    const lang::Expr& at = *todo.back();
    todo.pop_back();
    if (at.fact.valid()) read[at.fact.index()] = true;
    for (const lang::FactId fact : at.fact_by_kind) {
      if (fact.valid()) read[fact.index()] = true;
    }
    for (const lang::Expr& child : at.children) todo.push_back(&child);
  }
}

void report_unused_facts(Reading& reading) {
  const Catalog& catalog = reading.catalog;
  std::vector<bool> read(catalog.vocabulary.facts.size());
  for (const Rule& rule : catalog.rules) mark_facts(rule.when.root, read);
  for (std::size_t i = 0; i < read.size(); ++i) {
    const lang::Fact& fact = catalog.vocabulary.facts[i];
    const bool implies =
        std::any_of(fact.values.begin(), fact.values.end(),
                    [](const lang::Value& value) { return !value.implies.empty(); });
    if (!read[i] && !implies && !fact.derived) {
      reading.diagnostics.report(diag::Kind::pack_unused_fact, fact.span, {fact.id});
    }
  }
}

}  // namespace

void report_unused(Reading& reading) {
  const Catalog& catalog = reading.catalog;
  std::vector<bool> found(catalog.weaknesses.size());
  std::vector<bool> answers(catalog.controls.size());
  for (const Rule& rule : catalog.rules) {
    found[rule.weakness.index()] = true;
    for (const Answer& answer : rule.answered_by) {
      for (const Use& use : answer.all) answers[use.control.index()] = true;
    }
  }
  for (std::size_t i = 0; i < found.size(); ++i) {
    const Weakness& weakness = catalog.weaknesses[i];
    if (!found[i])
      reading.diagnostics.report(diag::Kind::pack_unused_weakness, weakness.span, {weakness.id});
  }
  for (std::size_t i = 0; i < answers.size(); ++i) {
    const Control& control = catalog.controls[i];
    if (!answers[i])
      reading.diagnostics.report(diag::Kind::pack_unused_control, control.span, {control.id});
  }
  report_unused_facts(reading);
}

}  // namespace wardround::catalog
