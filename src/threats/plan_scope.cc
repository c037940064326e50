#include "threats/plan_scope.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace wardround::threats {
namespace {

using lang::Expr;

// More parts than this are not worth a shorter walk.
constexpr std::size_t kMostTerms = 8;

bool is_chain(const Expr& expr) {
  return expr.kind == Expr::Kind::all_of || expr.kind == Expr::Kind::any_of;
}

Expr chain(Expr::Kind kind, std::vector<Expr> children) {
  if (children.size() == 1) return std::move(children.front());
  Expr expr;
  expr.kind = kind;
  expr.children = std::move(children);
  return expr;
}

// `outside` says nothing of the quantifier's variable; `inside` all the rest.
struct Term {
  std::vector<Expr> outside, inside;
};
using Terms = std::vector<Term>;

// Splits the body of one quantifier. Terms are joined by `across`, what a term is made of by
// `within`: of `any` by or and and, of `all` by and and or.
class Splitter {
 public:
  Splitter(uint32_t variable, bool any)
      : bit_(bit_of(variable)),
        across_(any ? Expr::Kind::any_of : Expr::Kind::all_of),
        within_(any ? Expr::Kind::all_of : Expr::Kind::any_of) {}

  [[nodiscard]] Expr::Kind across() const { return across_; }
  [[nodiscard]] Expr::Kind within() const { return within_; }
  [[nodiscard]] bool separable(const Expr& expr) const {
    return is_chain(expr) && std::ranges::any_of(expr.children, [&](const Expr& child) {
             return !speaks_of_it(child) || separable(child);
           });
  }

  [[nodiscard]] std::optional<Terms> split(const Expr& expr) const {
    if (!speaks_of_it(expr)) return Terms{{{expr}, {}}};
    if (!separable(expr)) return Terms{{{}, {expr}}};
    return expr.kind == across_ ? side_by_side(expr) : each_with_each(expr);
  }

 private:
  [[nodiscard]] bool speaks_of_it(const Expr& expr) const {
    return (free_variables(expr) & bit_) != 0;
  }

  [[nodiscard]] std::optional<Terms> side_by_side(const Expr& expr) const {
    Terms terms;
    std::vector<Expr> wholly_inside;
    for (const Expr& child : expr.children) {
      std::optional<Terms> more = split(child);
      if (!more) return std::nullopt;
      for (Term& term : *more) {
        if (term.outside.empty()) {
          wholly_inside.push_back(chain(within_, std::move(term.inside)));
        } else {
          terms.push_back(std::move(term));
        }
      }
    }
    if (!wholly_inside.empty()) terms.push_back({{}, {chain(across_, std::move(wholly_inside))}});
    if (terms.size() > kMostTerms) return std::nullopt;
    return terms;
  }

  [[nodiscard]] std::optional<Terms> each_with_each(const Expr& expr) const {
    Terms terms{{}};
    for (const Expr& child : expr.children) {
      const std::optional<Terms> more = split(child);
      if (!more || terms.size() * more->size() > kMostTerms) return std::nullopt;
      Terms product;
      for (const Term& a : terms) {
        for (const Term& b : *more) {
          Term& both = product.emplace_back(a);
          both.outside.insert(both.outside.end(), b.outside.begin(), b.outside.end());
          both.inside.insert(both.inside.end(), b.inside.begin(), b.inside.end());
        }
      }
      terms = std::move(product);
    }
    return terms;
  }

  uint64_t bit_;
  Expr::Kind across_, within_;
};

Expr quantifier(const Expr& like, Expr body) {
  Expr expr;
  expr.kind = like.kind;
  expr.path = like.path;
  expr.variable = like.variable;
  expr.span = like.span;
  expr.children.push_back(std::move(body));
  return expr;
}

std::optional<Expr> narrowed(const Expr& expr) {
  const bool any = expr.kind == Expr::Kind::any;
  const Splitter splitter(expr.variable, any);
  const Expr& body = expr.children.front();
  if (!splitter.separable(body)) return std::nullopt;
  std::optional<Terms> terms = splitter.split(body);
  if (!terms) return std::nullopt;
  std::vector<Expr> parts;
  for (Term& term : *terms) {
    std::vector<Expr> part = std::move(term.outside);
    part.push_back(quantifier(expr, chain(splitter.within(), std::move(term.inside))));
    parts.push_back(chain(splitter.within(), std::move(part)));
  }
  // Targets that nobody knows make `any` possible and `all` unsure, whatever holds outside.
  parts.push_back(quantifier(expr, chain(splitter.across(), {})));
  return chain(splitter.across(), std::move(parts));
}

}  // namespace

uint64_t bit_of(uint32_t variable) {
  return uint64_t{1} << std::min(variable, kTold);
}

uint64_t free_variables(const Expr& expr) {
  uint64_t found = 0;
  for (const Expr& child : expr.children) found |= free_variables(child);
  switch (expr.kind) {
    case Expr::Kind::all_of:
    case Expr::Kind::any_of:
    case Expr::Kind::known:
    case Expr::Kind::constant:
      return found;
    case Expr::Kind::any:
    case Expr::Kind::all:
    case Expr::Kind::count:
      return (found & ~bit_of(expr.variable)) | bit_of(expr.path.variable);
    case Expr::Kind::same:
      return bit_of(expr.path.variable) | bit_of(expr.path2.variable);
    default:
      return bit_of(expr.path.variable);
  }
}

std::optional<Expr> miniscope(const Expr& expr) {
  std::optional<Expr> changed;
  for (std::size_t i = 0; i < expr.children.size(); ++i) {
    std::optional<Expr> child = miniscope(expr.children[i]);
    if (!child) continue;
    if (!changed) changed = expr;
    changed->children[i] = std::move(*child);
  }
  const Expr& now = changed ? *changed : expr;
  if (now.kind != Expr::Kind::any && now.kind != Expr::Kind::all) return changed;
  std::optional<Expr> outside = narrowed(now);
  return outside ? std::move(outside) : std::move(changed);
}

}  // namespace wardround::threats
