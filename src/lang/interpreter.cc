// The meaning of expressions: Kleene's three values over a tree in negation normal form.
#include "lang/interpreter.h"

#include "lang/evaluate.h"
#include "lang/ops.h"

namespace wardround::lang {
namespace {

bool contains(const std::vector<uint32_t>& values, uint32_t value) {
  return std::find(values.begin(), values.end(), value) != values.end();
}

Truth fact(const Frame& frame, const Expr& expr) {
  const Destination at = follow_single(frame.world, expr.path, frame.variables);
  if (at.open) return Truth::unknown;
  if (!at.subject.valid()) return Truth::no;
  const FactId asked = fact_of(frame.world, expr, at.subject);
  if (!asked.valid()) return Truth::no;
  const Cell cell = effective_cell(frame.world, asked, at.subject);
  switch (cell.provenance) {
    case Provenance::not_applicable:
      return Truth::no;
    case Provenance::unknown:
      return Truth::unknown;
    case Provenance::typical:
      if (frame.world.typical == Typical::as_unknown) return Truth::unknown;
      break;
    default:
      break;
  }
  return truth_of(satisfies(frame.world, expr, (*frame.world.vocabulary)[asked], cell.value));
}

Truth same(const Frame& frame, const Expr& expr) {
  const Destination a = follow_single(frame.world, expr.path, frame.variables);
  const Destination b = follow_single(frame.world, expr.path2, frame.variables);
  const auto nowhere = [](const Destination& d) { return !d.open && !d.subject.valid(); };
  if (nowhere(a) || nowhere(b)) return Truth::no;
  if (a.open || b.open) return Truth::unknown;
  return truth_of((a.subject == b.subject) == (expr.op == Op::eq));
}

Truth not_empty(const Frame& frame, const Expr& expr) {
  Truth result = Truth::no;
  const bool open =
      visit_targets(frame.world, expr.path, frame.variables, [&](SubjectId, bool maybe) {
        result = result | (maybe ? Truth::unknown : Truth::yes);
        return result != Truth::yes;
      });
  return open ? result | Truth::unknown : result;
}

Truth is_a_atom(const Frame& frame, const Expr& expr) {
  const Destination at = follow_single(frame.world, expr.path, frame.variables);
  if (at.open) return Truth::unknown;
  if (!at.subject.valid()) return Truth::no;
  const Truth result = is_a(frame.world, at.subject, expr.type);
  return expr.negated ? negate(result) : result;
}

Truth exposure(const Frame& frame, const Expr& expr) {
  const Destination at = follow_single(frame.world, expr.path, frame.variables);
  if (at.open) return Truth::unknown;
  if (!at.subject.valid()) return Truth::no;
  const Universe& universe = *frame.world.universe;
  const auto& column = expr.kind == Expr::Kind::exposed ? universe.exposed : universe.reachable;
  const Exposure exposed =
      at.subject.index() < column.size() ? column[at.subject.index()] : Exposure{};
  const unsigned position = static_cast<unsigned>(expr.position);
  if ((exposed.unknown >> position) & 1u) return Truth::unknown;
  return truth_of(((exposed.yes >> position) & 1u) != static_cast<unsigned>(expr.negated));
}

// `any`: or over the targets; `all`: and. A target that may not be one of them, or one that nobody
// knows of, leaves the result at best undecided.
Truth quantifier(const Frame& frame, const Expr& expr) {
  const bool any = expr.kind == Expr::Kind::any;
  const Truth decided = any ? Truth::yes : Truth::no;
  Truth result = negate(decided);
  const bool open =
      visit_targets(frame.world, expr.path, frame.variables, [&](SubjectId s, bool maybe) {
        frame.variables[expr.variable] = s;
        const Truth body = evaluate(frame, expr.children.front());
        if (any) {
          result = result | (maybe ? body & Truth::unknown : body);
        } else {
          result = result & (maybe ? body | Truth::unknown : body);
        }
        return result != decided;
      });
  if (open && result != decided) result = Truth::unknown;
  return result;
}

}  // namespace

Truth known(const Frame& frame, const Expr& expr) {
  World stated = frame.world;
  stated.typical = Typical::as_unknown;
  return evaluate(Frame{stated, frame.variables}, expr.children.front());
}

bool satisfies(const World& world, const Expr& expr, const Fact& fact, uint32_t value) {
  switch (fact.domain) {
    case Domain::number:
      return compare<uint64_t>(value, expr.op, expr.number);
    case Domain::version:
      return compare(compare_versions(world.universe->versions[value], expr.text), expr.op, 0);
    case Domain::boolean:
    case Domain::choice:
      break;
  }
  if (expr.op == Op::eq) return contains(expr.values, value);
  if (expr.op == Op::ne) return !contains(expr.values, value);
  return compare(value, expr.op, expr.values.front());
}

Truth decide(const Interval& found, Op op, uint64_t n) {
  const bool low = compare(found.low, op, n);
  if (found.low == found.high && !found.infinite) return truth_of(low);
  const auto above = [&](uint64_t x) { return found.infinite || found.high >= x; };
  switch (op) {
    case Op::eq:
      return found.low <= n && above(n) ? Truth::unknown : Truth::no;
    case Op::ne:
      return found.low <= n && above(n) ? Truth::unknown : Truth::yes;
    case Op::lt:
    case Op::le: {
      if (!low) return Truth::no;
      const bool high = !found.infinite && compare(found.high, op, n);
      return high ? Truth::yes : Truth::unknown;
    }
    case Op::gt:
    case Op::ge: {
      if (low) return Truth::yes;
      const bool high = found.infinite || compare(found.high, op, n);
      return high ? Truth::unknown : Truth::no;
    }
  }
  return Truth::unknown;
}

Interval count(const Frame& frame, const Expr& expr) {
  Interval result;
  result.infinite =
      visit_targets(frame.world, expr.path, frame.variables, [&](SubjectId s, bool maybe) {
        frame.variables[expr.variable] = s;
        const Truth body = evaluate(frame, expr.children.front());
        result.low += body == Truth::yes && !maybe ? 1 : 0;
        result.high += body != Truth::no ? 1 : 0;
        return true;
      });
  return result;
}

Truth evaluate(const Frame& frame, const Expr& expr) {
  switch (expr.kind) {
    case Expr::Kind::all_of: {
      Truth result = Truth::yes;
      for (const Expr& child : expr.children) {
        result = result & evaluate(frame, child);
        if (result == Truth::no) break;
      }
      return result;
    }
    case Expr::Kind::any_of: {
      Truth result = Truth::no;
      for (const Expr& child : expr.children) {
        result = result | evaluate(frame, child);
        if (result == Truth::yes) break;
      }
      return result;
    }
    case Expr::Kind::fact:
      return fact(frame, expr);
    case Expr::Kind::same:
      return same(frame, expr);
    case Expr::Kind::empty:
    case Expr::Kind::carries: {
      const Truth found = not_empty(frame, expr);
      return (expr.kind == Expr::Kind::empty) == expr.negated ? found : negate(found);
    }
    case Expr::Kind::is_a:
      return is_a_atom(frame, expr);
    case Expr::Kind::exposed:
    case Expr::Kind::reachable:
      return exposure(frame, expr);
    case Expr::Kind::any:
    case Expr::Kind::all:
      return quantifier(frame, expr);
    case Expr::Kind::count:
      return decide(count(frame, expr), expr.op, expr.number);
    case Expr::Kind::known:
      return truth_of((known(frame, expr) == Truth::yes) != expr.negated);
    case Expr::Kind::constant:
      return Truth::yes;
  }
  return Truth::unknown;
}

Truth evaluate(const World& world, const Expression& expression, SubjectId subject) {
  VariableStore variables(expression, subject);
  return evaluate(Frame{world, variables.all()}, expression.root);
}

}  // namespace wardround::lang
