// Does a fact say anything about a subject? By the types that the fact applies to.
#pragma once

#include <vector>

#include "lang/universe.h"
#include "lang/vocabulary.h"

namespace wardround::model {

enum class Applies : uint8_t { no, unknown, yes };

class Applicability {
 public:
  explicit Applicability(const lang::Vocabulary& vocabulary);
  // `unknown`: the subject's type is not known, so that it may apply.
  [[nodiscard]] Applies to(const lang::Universe& universe, lang::FactId fact,
                           lang::SubjectId subject) const;

 private:
  std::size_t types_ = 0;
  std::vector<bool> always_;  // by fact: applies to every subject of its kinds
  std::vector<bool> table_;   // by fact, then type
};

}  // namespace wardround::model
