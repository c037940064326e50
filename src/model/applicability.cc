#include "model/applicability.h"

namespace wardround::model {

Applicability::Applicability(const lang::Vocabulary& vocabulary)
    : types_(vocabulary.types.size()),
      always_(vocabulary.facts.size(), false),
      table_(vocabulary.facts.size() * vocabulary.types.size(), false) {
  std::vector<std::vector<std::size_t>> facts_at(types_);  // by type: what names it itself
  for (std::size_t f = 0; f < vocabulary.facts.size(); ++f) {
    const lang::Fact& fact = vocabulary.facts[f];
    always_[f] = fact.applies_to.empty();
    for (const lang::TypeId root : fact.applies_to) facts_at[root.index()].push_back(f);
  }
  for (std::size_t t = 0; t < types_; ++t) {
    for (lang::TypeId at(t); at.valid(); at = vocabulary.types[at.index()].parent) {
      for (const std::size_t f : facts_at[at.index()]) table_[f * types_ + t] = true;
    }
  }
}

Applies Applicability::to(const lang::Universe& universe, lang::FactId fact,
                          lang::SubjectId subject) const {
  if (always_[fact.index()]) return Applies::yes;
  for (const lang::TypeId type : universe.types[subject]) {
    if (table_[fact.index() * types_ + type.index()]) return Applies::yes;
  }
  return universe.type_open[subject.index()] ? Applies::unknown : Applies::no;
}

}  // namespace wardround::model
