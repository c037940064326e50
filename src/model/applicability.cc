#include "model/applicability.h"

#include <algorithm>

namespace wardround::model {

Applicability::Applicability(const lang::Vocabulary& vocabulary)
    : types_(vocabulary.types.size()),
      always_(vocabulary.facts.size(), false),
      table_(vocabulary.facts.size() * vocabulary.types.size(), false) {
  for (std::size_t f = 0; f < vocabulary.facts.size(); ++f) {
    const lang::Fact& fact = vocabulary.facts[f];
    always_[f] = fact.applies_to.empty();
    if (always_[f]) continue;
    for (std::size_t t = 0; t < types_; ++t) {
      table_[f * types_ + t] =
          std::any_of(fact.applies_to.begin(), fact.applies_to.end(),
                      [&](lang::TypeId root) { return vocabulary.is_a(lang::TypeId(t), root); });
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
