#include "lang/reads.h"

#include <algorithm>

namespace wardround::lang {
namespace {

template <class T>
void add_once(std::vector<T>& all, T one) {
  if (std::ranges::find(all, one) == all.end()) all.push_back(one);
}

}  // namespace

void Reads::add(const Expression& expression) {
  const Kind kind = expression.subject;
  std::vector<const Expr*> waiting{&expression.root};
  while (!waiting.empty()) {
    const Expr& expr = *waiting.back();
    waiting.pop_back();
    add(expr.path);
    add(expr.path2);
    if (expr.kind == Expr::Kind::fact && expr.path.variable == 0 && expr.path.steps.empty()) {
      const FactId fact =
          expr.fact_by_kind.empty() ? expr.fact : expr.fact_by_kind[static_cast<std::size_t>(kind)];
      if (fact.valid()) add_once(facts_, fact);
    }
    for (const Expr& child : expr.children) waiting.push_back(&child);
  }
}

void Reads::add(const Template& text) {
  for (const Template::Part& part : text.parts) {
    if (part.path) add(*part.path);
  }
}

void Reads::add(const PathExpr& path) {
  if (path.variable != 0 || path.steps.empty()) return;
  const Step& step = path.steps.front();
  add_once(relations_, step.kind == Step::Kind::ancestor ? Relation::parent : step.relation);
}

}  // namespace wardround::lang
