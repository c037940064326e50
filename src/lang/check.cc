// The type checker: from the syntax tree to a checked expression in negation normal form. After a
// mistake it goes on with the rest; what it returns then is not used.
#include "lang/check.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "base/limits.h"
#include "lang/ops.h"
#include "lang/values.h"

namespace wardround::lang {
namespace {

using End = Resolved::End;
using SyntaxKind = Syntax::Kind;

Expr atom(Expr::Kind kind, bool negated, diag::Span span) {
  Expr result;
  result.kind = kind;
  result.negated = negated;
  result.span = span;
  return result;
}

// One side of a comparison.
struct Operand {
  enum class Kind : uint8_t { mistake, path, word, number, version, count, condition };
  Kind kind = Kind::mistake;
  const Syntax* syntax = nullptr;
  Resolved resolved;
  [[nodiscard]] const Word& word() const {
    return kind == Kind::word ? syntax->path.segments.front().name : syntax->words.front();
  }
};

class Checker {
 public:
  Checker(Kind subject, const Vocabulary& vocabulary, Reporter& reporter)
      : vocabulary_(vocabulary),
        reporter_(reporter),
        resolver_(vocabulary, reporter),
        values_(reporter),
        scope_(subject) {}

  Expr condition(const Syntax& syntax, bool negated) {
    switch (syntax.kind) {
      case SyntaxKind::mistake:
        return {};
      case SyntaxKind::negation:
        return condition(syntax.children[0], !negated);
      case SyntaxKind::all_of:
        return chain(syntax, negated, Expr::Kind::all_of);
      case SyntaxKind::any_of:
        return chain(syntax, negated, Expr::Kind::any_of);
      case SyntaxKind::any:
      case SyntaxKind::all:
        return quantifier(syntax, negated);
      case SyntaxKind::is_a:
        return is_a(syntax, negated);
      case SyntaxKind::known: {
        Expr result = atom(Expr::Kind::known, negated, syntax.span);
        result.children.push_back(condition(syntax.children[0], false));
        return result;
      }
      case SyntaxKind::comparison:
        return comparison(syntax, negated);
      case SyntaxKind::membership:
        return membership(syntax, negated);
      case SyntaxKind::path:
        return truth(syntax, negated);
      case SyntaxKind::count:
        return not_a_condition(syntax, "a count that is compared with nothing");
      case SyntaxKind::number:
      case SyntaxKind::version:
        return not_a_condition(syntax, "a number");
    }
    return {};
  }

  Scope take_scope() { return std::move(scope_); }

 private:
  Expr not_a_condition(const Syntax& syntax, std::string what) {
    reporter_.report(diag::Kind::not_a_condition, syntax.span, {std::move(what)});
    return {};
  }

  // Chains of one kind inside each other are one chain.
  Expr chain(const Syntax& syntax, bool negated, Expr::Kind kind) {
    if (negated) kind = kind == Expr::Kind::all_of ? Expr::Kind::any_of : Expr::Kind::all_of;
    Expr result = atom(kind, false, syntax.span);
    for (const Syntax& child : syntax.children) {
      Expr checked = condition(child, negated);
      if (checked.kind == kind) {
        std::move(checked.children.begin(), checked.children.end(),
                  std::back_inserter(result.children));
      } else {
        result.children.push_back(std::move(checked));
      }
    }
    return result;
  }

  // ---- Paths as conditions ----

  Expr truth(const Syntax& syntax, bool negated) {
    Resolved resolved = resolver_.resolve(syntax.path, scope_);
    switch (resolved.end) {
      case End::mistake:
        return {};
      case End::fact:
        return bare_fact(syntax, std::move(resolved), negated);
      case End::subjects:
        if (resolved.path.steps.empty()) {
          return not_a_condition(syntax, fmt::format("`{}`", resolved.text));
        }
        return exists(std::move(resolved.path), negated, syntax.span);
      case End::exposed:
      case End::reachable: {
        if (!resolver_.check_single(resolved)) return {};
        Expr result =
            atom(resolved.end == End::exposed ? Expr::Kind::exposed : Expr::Kind::reachable,
                 negated, syntax.span);
        result.path = std::move(resolved.path);
        result.position = resolved.position;
        return result;
      }
      case End::protocol:
        reporter_
            .report(diag::Kind::not_a_condition, syntax.span, {fmt::format("`{}`", resolved.text)})
            .note(fmt::format("ask with `is_a({}, …)`", resolved.text));
        return {};
    }
    return {};
  }

  // A path that leads somewhere.
  static Expr exists(PathExpr path, bool negated, diag::Span span) {
    const bool filtered = !path.steps.empty() && path.steps.back().kind == Step::Kind::kind_filter;
    Expr result = filtered ? atom(Expr::Kind::carries, negated, span)
                           : atom(Expr::Kind::empty, !negated, span);
    result.path = std::move(path);
    return result;
  }

  Expr bare_fact(const Syntax& syntax, Resolved resolved, bool negated) {
    const Fact& fact = vocabulary_[resolved.fact];
    if (fact.domain != Domain::boolean) {
      reporter_
          .report(diag::Kind::not_a_condition, syntax.span, {fmt::format("`{}`", resolved.text)})
          .note(Values::note(fact));
      return {};
    }
    if (!resolver_.check_single(resolved)) return {};
    Expr result = fact_atom(std::move(resolved), negated ? Op::ne : Op::eq, syntax.span);
    result.values = {fact.value("yes").value_or(1)};
    return result;
  }

  Expr is_a(const Syntax& syntax, bool negated) {
    Resolved resolved = resolver_.resolve(syntax.path, scope_);
    if (resolved.end == End::mistake) return {};
    const bool protocol = resolved.end == End::protocol;
    if (!protocol && !check_subjects(resolved)) return {};
    const KindSet asked = protocol ? kinds(Kind::flow) : resolved.path.kinds;
    const TypeId wanted = resolver_.type(syntax.words.front(), asked);
    if (!resolver_.check_single(resolved) || !wanted.valid()) return {};
    Expr result = atom(Expr::Kind::is_a, negated, syntax.span);
    result.path = std::move(resolved.path);
    result.type = wanted;
    return result;
  }

  bool check_subjects(const Resolved& resolved) {
    if (resolved.end == End::subjects) return true;
    if (resolved.end != End::mistake) {
      reporter_.report(diag::Kind::not_subjects, resolved.path.span,
                       {fmt::format("`{}`", resolved.text)});
    }
    return false;
  }

  // ---- Quantifiers ----

  // Binds the variable and checks the body.
  Expr body(const Syntax& syntax, bool negated, KindSet bound, uint32_t& variable) {
    const Word& word = syntax.variable;
    if (scope_.find(word.text) || word.text == "none") {
      reporter_.report(diag::Kind::variable_taken, word.span, {word.text});
    }
    variable = scope_.bind(word.text, bound);
    Expr result;
    if (syntax.children.empty()) {
      result.span = syntax.span;
    } else if (depth_ == limits::kQuantifierDepth) {
      reporter_.report(diag::Kind::quantifiers_too_deep, syntax.span,
                       {std::to_string(limits::kQuantifierDepth)});
    } else {
      ++depth_;
      result = condition(syntax.children[0], negated);
      --depth_;
    }
    scope_.visible.pop_back();
    return result;
  }

  // What the variable of `syntax` ranges over. After a mistake every kind, so that the body is
  // checked as far as possible.
  PathExpr range(const Syntax& syntax) {
    Resolved resolved = resolver_.resolve(syntax.path, scope_);
    if (!check_subjects(resolved)) {
      resolved.path = {};
      resolved.path.kinds = kAnyKind;
    }
    return std::move(resolved.path);
  }

  Expr quantifier(const Syntax& syntax, bool negated) {
    PathExpr over = range(syntax);
    const bool any = syntax.kind == SyntaxKind::any;
    if (syntax.children.empty()) {
      if (!any) {
        reporter_.report(diag::Kind::all_of_nothing, syntax.span);
        return {};
      }
      // Nothing is bound where nothing may be there.
      if (negated) return exists(std::move(over), true, syntax.span);
    }
    Expr result = atom(any != negated ? Expr::Kind::any : Expr::Kind::all, false, syntax.span);
    result.children.push_back(body(syntax, negated, over.kinds, result.variable));
    result.path = std::move(over);
    return result;
  }

  // ---- Comparisons ----

  Operand operand(const Syntax& syntax) {
    Operand result;
    result.syntax = &syntax;
    switch (syntax.kind) {
      case SyntaxKind::mistake:
        return result;
      case SyntaxKind::number:
        result.kind = Operand::Kind::number;
        return result;
      case SyntaxKind::version:
        result.kind = Operand::Kind::version;
        return result;
      case SyntaxKind::count:
        result.kind = Operand::Kind::count;
        return result;
      case SyntaxKind::path:
        if (syntax.path.segments.size() == 1 && !scope_.find(syntax.path.segments[0].name.text)) {
          result.kind = Operand::Kind::word;
          return result;
        }
        result.resolved = resolver_.resolve(syntax.path, scope_);
        if (result.resolved.end != End::mistake) result.kind = Operand::Kind::path;
        return result;
      default:
        result.kind = Operand::Kind::condition;
        return result;
    }
  }

  std::string describe(const Operand& operand) const {
    switch (operand.kind) {
      case Operand::Kind::path:
        switch (operand.resolved.end) {
          case End::fact:
            return fmt::format("fact `{}`", operand.resolved.text);
          case End::subjects: {
            const KindSet set = operand.resolved.path.kinds;
            return fmt::format("`{}` ({})", operand.resolved.text, plural(set));
          }
          default:
            return fmt::format("`{}`", operand.resolved.text);
        }
      case Operand::Kind::word:
        return fmt::format("word `{}`", operand.word().text);
      case Operand::Kind::number:
        return fmt::format("number `{}`", operand.word().text);
      case Operand::Kind::version:
        return fmt::format("version `{}`", operand.word().text);
      case Operand::Kind::count:
        return "a count";
      default:
        return "a condition";
    }
  }

  Expr not_comparable(const Syntax& syntax, const Operand& a, const Operand& b, const char* note) {
    diag::Diagnostic& mistake =
        reporter_.report(diag::Kind::not_comparable, syntax.span, {describe(a), describe(b)});
    if (note != nullptr) mistake.note(note);
    return {};
  }

  Expr comparison(const Syntax& syntax, bool negated) {
    Operand left = operand(syntax.children[0]);
    Operand right = operand(syntax.children[1]);
    Op op = negated ? opposite(syntax.op) : syntax.op;
    const auto rank = [](const Operand& o) {  // what decides the kind of comparison stands left
      if (o.kind == Operand::Kind::count) return 3;
      if (o.kind != Operand::Kind::path) return 0;
      return o.resolved.end == End::fact ? 2 : 1;
    };
    if (rank(right) > rank(left)) {
      std::swap(left, right);
      op = mirrored(op);
    }
    // `x.fact == function`: where a value is expected, a variable's name is a value.
    if (rank(left) == 2 && is_single_word(*right.syntax)) right.kind = Operand::Kind::word;
    if (left.kind == Operand::Kind::count) return count(syntax, left, op, right);
    if (left.kind == Operand::Kind::mistake || right.kind == Operand::Kind::mistake) return {};
    if (left.kind != Operand::Kind::path) {
      if (left.kind == Operand::Kind::word) return unknown_word(left.syntax->path);
      return not_comparable(syntax, left, right, nullptr);
    }
    switch (left.resolved.end) {
      case End::fact:
        return compare_fact(syntax, left, op, right);
      case End::subjects:
        return compare_subjects(syntax, left, op, right);
      case End::protocol:
        return not_comparable(syntax, left, right, "ask for a protocol with `is_a(…, …)`");
      default:
        return not_comparable(syntax, left, right, "it is a condition by itself");
    }
  }

  static bool is_single_word(const Syntax& syntax) {
    return syntax.kind == SyntaxKind::path && syntax.path.segments.size() == 1;
  }

  // Resolving it reports what a path may begin with.
  Expr unknown_word(const PathSyntax& path) {
    (void)resolver_.resolve(path, scope_);
    return {};
  }

  Expr count(const Syntax& syntax, const Operand& left, Op op, const Operand& right) {
    Expr result = atom(Expr::Kind::count, false, syntax.span);
    result.op = op;
    result.path = range(*left.syntax);
    result.children.push_back(body(*left.syntax, false, result.path.kinds, result.variable));
    if (right.kind == Operand::Kind::mistake) return {};
    if (right.kind != Operand::Kind::number) {
      return not_comparable(syntax, left, right, "a count is compared with a number");
    }
    if (const std::optional<uint32_t> parsed = values_.number(right.word()))
      result.number = *parsed;
    return result;
  }

  Expr fact_atom(Resolved resolved, Op op, diag::Span span) {
    Expr result = atom(Expr::Kind::fact, false, span);
    result.op = op;
    result.path = std::move(resolved.path);
    result.fact = resolved.fact;
    result.fact_by_kind = std::move(resolved.fact_by_kind);
    return result;
  }

  Expr compare_fact(const Syntax& syntax, Operand& left, Op op, const Operand& right) {
    const Fact& fact = vocabulary_[left.resolved.fact];
    const bool literal = right.kind == Operand::Kind::word || right.kind == Operand::Kind::number ||
                         right.kind == Operand::Kind::version;
    if (!literal) {
      return not_comparable(syntax, left, right, "a fact is compared with one of its values");
    }
    const bool single = resolver_.check_single(left.resolved);
    if (has_words(fact) && is_ordering(op) && (fact.domain != Domain::choice || !fact.ordered)) {
      reporter_.report(diag::Kind::not_ordered, syntax.span, {fact.id}).note(Values::note(fact));
      return {};
    }
    Expr result = fact_atom(std::move(left.resolved), op, syntax.span);
    const bool known = set_value(result, fact, right);
    return single && known ? result : Expr{};
  }

  bool set_value(Expr& expr, const Fact& fact, const Operand& operand) {
    const Word& word = operand.word();
    if (has_words(fact)) {
      const std::optional<uint32_t> found = values_.find(fact, word);
      if (found) expr.values = {*found};
      return found.has_value();
    }
    const bool number = operand.kind == Operand::Kind::number;
    if (fact.domain == Domain::number && number) {
      const std::optional<uint32_t> parsed = values_.number(word);
      if (parsed) expr.number = *parsed;
      return parsed.has_value();
    }
    if (fact.domain == Domain::version && operand.kind != Operand::Kind::word) {
      expr.text = word.text;
      return true;
    }
    values_.not_a_value(fact, word);
    return false;
  }

  Expr compare_subjects(const Syntax& syntax, Operand& left, Op op, Operand& right) {
    if (is_ordering(op)) {
      return not_comparable(syntax, left, right, "subjects have no order");
    }
    if (right.kind == Operand::Kind::word) {
      if (right.word().text == "none") {
        return exists(std::move(left.resolved.path), op == Op::eq, syntax.span);
      }
      return unknown_word(right.syntax->path);
    }
    if (right.kind != Operand::Kind::path || right.resolved.end != End::subjects) {
      return not_comparable(syntax, left, right, "compare with another path, or with `none`");
    }
    const bool one = resolver_.check_single(left.resolved);
    const bool other = resolver_.check_single(right.resolved);
    if (!one || !other) return {};
    if (!(left.resolved.path.kinds & right.resolved.path.kinds)) {
      reporter_.report(diag::Kind::never_the_same, syntax.span, {describe(left), describe(right)});
      return {};
    }
    Expr result = atom(Expr::Kind::same, false, syntax.span);
    result.op = op;
    result.path = std::move(left.resolved.path);
    result.path2 = std::move(right.resolved.path);
    return result;
  }

  Expr membership(const Syntax& syntax, bool negated) {
    Operand left = operand(syntax.children[0]);
    if (left.kind == Operand::Kind::mistake) return {};
    if (left.kind == Operand::Kind::word) return unknown_word(left.syntax->path);
    const bool is_fact = left.kind == Operand::Kind::path && left.resolved.end == End::fact;
    if (!is_fact || !has_words(vocabulary_[left.resolved.fact])) {
      reporter_
          .report(diag::Kind::not_comparable, syntax.span, {describe(left), "a list of values"})
          .note("only a fact whose values are words stands before `in`");
      return {};
    }
    const Fact& fact = vocabulary_[left.resolved.fact];
    const bool single = resolver_.check_single(left.resolved);
    Expr result = fact_atom(std::move(left.resolved), negated ? Op::ne : Op::eq, syntax.span);
    for (const Word& word : syntax.words) {
      if (const auto found = values_.find(fact, word)) result.values.push_back(*found);
    }
    std::sort(result.values.begin(), result.values.end());
    result.values.erase(std::unique(result.values.begin(), result.values.end()),
                        result.values.end());
    return single ? result : Expr{};
  }

  const Vocabulary& vocabulary_;
  Reporter& reporter_;
  Resolver resolver_;
  Values values_;
  Scope scope_;
  std::size_t depth_ = 0;  // quantifiers around
};

}  // namespace

Expression check_expression(const Syntax& syntax, Kind subject, const Vocabulary& vocabulary,
                            Reporter& reporter) {
  Checker checker(subject, vocabulary, reporter);
  Expression result;
  result.root = checker.condition(syntax, false);
  result.subject = subject;
  Scope scope = checker.take_scope();
  result.variables = std::move(scope.names);
  result.variable_kinds = std::move(scope.kinds);
  return result;
}

}  // namespace wardround::lang
