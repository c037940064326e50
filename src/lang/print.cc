// Checked expressions as text.
#include <fmt/format.h>

#include "lang/expression.h"
#include "lang/ops.h"
#include "lang/phrases.h"

namespace wardround::lang {
namespace {

class Printer {
 public:
  Printer(const Expression& expression, const Vocabulary& vocabulary)
      : expression_(expression), vocabulary_(vocabulary) {}

  std::string expr(const Expr& e) const {
    const char* negation = e.negated ? "not " : "";
    switch (e.kind) {
      case Expr::Kind::all_of:
        return chain(e, " and ");
      case Expr::Kind::any_of:
        return chain(e, " or ");
      case Expr::Kind::fact:
        return fact(e);
      case Expr::Kind::same:
        return fmt::format("{} {} {}", path(e.path), sign(e.op), path(e.path2));
      case Expr::Kind::empty:
        return fmt::format("{} {} none", path(e.path), e.negated ? "!=" : "==");
      case Expr::Kind::is_a:
        return fmt::format("{}is_a({}, {})", negation, path(e.path), vocabulary_[e.type].id);
      case Expr::Kind::carries:
        return negation + path(e.path);
      case Expr::Kind::exposed:
        return fmt::format("{}{}.exposed_to({})", negation, path(e.path), name(e.position));
      case Expr::Kind::reachable:
        return fmt::format("{}{}.reachable_from({})", negation, path(e.path), name(e.position));
      case Expr::Kind::any:
        return quantifier("any", e);
      case Expr::Kind::all:
        return quantifier("all", e);
      case Expr::Kind::count:
        return fmt::format("{} {} {}", quantifier("count", e), sign(e.op), e.number);
      case Expr::Kind::known:
        return fmt::format("{}known({})", negation, expr(e.children.front()));
      case Expr::Kind::constant:
        return "";
    }
    return "";
  }

 private:
  // Only an `or` inside an `and` needs brackets, but the other way round they help the reader.
  std::string chain(const Expr& e, std::string_view separator) const {
    std::string result;
    for (const Expr& child : e.children) {
      if (!result.empty()) result += separator;
      const bool nested = child.kind == Expr::Kind::all_of || child.kind == Expr::Kind::any_of;
      result += nested ? "(" + expr(child) + ")" : expr(child);
    }
    return result;
  }

  std::string path(const PathExpr& p) const {
    std::string result = expression_.variables[p.variable];
    for (const Step& step : p.steps) result += step_text(step, vocabulary_);
    return result;
  }

  std::string fact(const Expr& e) const {
    const Fact& asked = vocabulary_[e.fact];
    const std::string left = path(e.path) + "." + asked.id;
    if (asked.domain == Domain::number) return fmt::format("{} {} {}", left, sign(e.op), e.number);
    if (asked.domain == Domain::version) return fmt::format("{} {} {}", left, sign(e.op), e.text);
    if (e.values.size() == 1) {
      return fmt::format("{} {} {}", left, sign(e.op), asked.values[e.values.front()].id);
    }
    std::string list;
    for (const uint32_t value : e.values) {
      if (!list.empty()) list += ", ";
      list += asked.values[value].id;
    }
    return fmt::format("{}{} in [{}]", e.op == Op::ne ? "not " : "", left, list);
  }

  std::string quantifier(std::string_view word, const Expr& e) const {
    const Expr& body = e.children.front();
    const std::string head =
        fmt::format("{}({} in {}", word, expression_.variables[e.variable], path(e.path));
    const std::string inside = expr(body);
    return inside.empty() ? head + ")" : head + ": " + inside + ")";
  }

  const Expression& expression_;
  const Vocabulary& vocabulary_;
};

}  // namespace

std::string print(const Expression& expression, const Vocabulary& vocabulary) {
  return Printer(expression, vocabulary).expr(expression.root);
}

}  // namespace wardround::lang
