#include "measure/engine.h"

#include <algorithm>

#include "base/random.h"

namespace wardround::measure {
namespace {

using lang::Expr;
using lang::Kind;

class Varier {
 public:
  Varier(const lang::Vocabulary& vocabulary, uint64_t seed)
      : vocabulary_(vocabulary), random_(seed) {}

  void vary(Expr& expr) {
    for (Expr& child : expr.children) vary(child);
    if (expr.kind == Expr::Kind::fact && expr.fact_by_kind.empty()) vary_fact(expr);
    if (expr.kind == Expr::Kind::is_a) expr.type = another_type(expr.type);
  }

 private:
  // Another fact of the same subjects and the same number of values, and another of its values.
  void vary_fact(Expr& expr) {
    const lang::Fact& fact = vocabulary_[expr.fact];
    if (fact.values.empty()) return;
    std::vector<lang::FactId> others;
    for (std::size_t i = 0; i < vocabulary_.facts.size(); ++i) {
      const lang::Fact& other = vocabulary_.facts[i];
      if (other.subjects == fact.subjects && other.values.size() == fact.values.size() &&
          other.ordered == fact.ordered) {
        others.emplace_back(i);
      }
    }
    expr.fact = random_.pick(others);
    for (uint32_t& value : expr.values) {
      value = static_cast<uint32_t>(random_.below(fact.values.size()));
    }
  }

  lang::TypeId another_type(lang::TypeId type) {
    std::vector<lang::TypeId> siblings;
    for (std::size_t i = 0; i < vocabulary_.types.size(); ++i) {
      const lang::Type& other = vocabulary_.types[i];
      if (other.tree == vocabulary_[type].tree && other.parent == vocabulary_[type].parent) {
        siblings.emplace_back(i);
      }
    }
    return random_.pick(siblings);
  }

  const lang::Vocabulary& vocabulary_;
  Random random_;
};

}  // namespace

VariedRules vary_rules(const catalog::Catalog& catalog, std::size_t count) {
  std::vector<const catalog::Rule*> base;
  for (const catalog::Rule& rule : catalog.rules) {
    if (rule.on == Kind::element || rule.on == Kind::flow || rule.on == Kind::data) {
      base.push_back(&rule);
    }
  }
  VariedRules varied;
  if (base.empty()) return varied;
  varied.expressions.reserve(count);
  for (std::size_t i = 0; i < count; ++i) {
    lang::Expression expression = base[i % base.size()]->when;
    if (i >= base.size()) Varier(catalog.vocabulary, i).vary(expression.root);
    varied.expressions.push_back(std::move(expression));
    varied.rules.push_back({&varied.expressions.back(), base[i % base.size()]->on});
  }
  return varied;
}

}  // namespace wardround::measure
