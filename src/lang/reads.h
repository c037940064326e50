// What is read of a subject where an expression is evaluated there or a text filled in, as far as
// its own relations and facts go: for those who do so at many subjects, which lie far apart, and
// ask for the memory before they read it.
#pragma once

#include <vector>

#include "lang/expression.h"

namespace wardround::lang {

class Reads {
 public:
  void add(const Expression& expression);
  void add(const Template& text);

  // In place: the compiler leaves out calls of what seems to do nothing.
  [[gnu::always_inline]] void fetch(const Universe& universe, SubjectId subject) const {
    for (const Relation one : relations_) {
      const Relations& relation = universe.relation(one);
      if (!relation.begin.empty()) __builtin_prefetch(relation.begin.data() + subject.index());
    }
    for (const FactId fact : facts_) universe.facts[fact.index()].fetch(subject);
  }

 private:
  void add(const PathExpr& path);

  std::vector<Relation> relations_;
  std::vector<FactId> facts_;
};

}  // namespace wardround::lang
