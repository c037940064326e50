#include "lang/parts.h"

#include <algorithm>

#include "lang/evaluate.h"

namespace wardround::lang {
namespace {

// Calls `visit` for each fact that may decide an expression.
template <class Visit>
void each_fact(const Expr& expr, Visit&& visit) {
  if (expr.kind == Expr::Kind::fact) {
    visit(expr.fact);
    for (const FactId fact : expr.fact_by_kind) visit(fact);
  }
  for (const Expr& child : expr.children) each_fact(child, visit);
}

}  // namespace

Assuming::Assuming(const Vocabulary& vocabulary, const Expression& expression)
    : expression_(expression), facts_(vocabulary.facts.size()) {
  if (!Parts::fit(expression.root)) return;
  const std::vector<Expr>& parts = expression.root.children;
  speaks_of_.assign(parts.size() * facts_, false);
  for (std::size_t i = 0; i < parts.size(); ++i) {
    each_fact(parts[i], [&](FactId fact) {
      if (fact.valid()) speaks_of_[i * facts_ + fact.index()] = true;
    });
  }
}

Truth Assuming::evaluate(const World& world, SubjectId subject, const Parts& parts,
                         std::span<const FactId> facts) const {
  VariableStore variables(expression_, subject);
  const Frame frame{world, variables.all()};
  if (!parts.known()) return lang::evaluate(frame, expression_.root);
  Truth result = Truth::yes;
  const std::vector<Expr>& children = expression_.root.children;
  for (std::size_t i = 0; i < children.size() && result != Truth::no; ++i) {
    const bool assumed = std::ranges::any_of(
        facts, [&](FactId fact) { return speaks_of_[i * facts_ + fact.index()]; });
    result = result & (assumed ? lang::evaluate(frame, children[i]) : parts[i]);
  }
  return result;
}

}  // namespace wardround::lang
