// Why an expression is true, false or unknown: the literals that decided, and the witnesses of its
// quantifiers.
#include "lang/explain.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <set>
#include <tuple>

#include "lang/evaluate.h"
#include "lang/gaps.h"
#include "lang/ops.h"
#include "lang/phrases.h"

namespace wardround::lang {
namespace {

class Explainer {
 public:
  Explainer(const World& world, std::span<SubjectId> variables, Detail detail,
            Explanation& explanation)
      : frame_{world, variables},
        world_(world),
        phrases_(world),
        whole_(detail != Detail::undecided),
        every_(detail == Detail::every),
        explanation_(explanation) {}

  // `truth`: what the expression evaluates to here, which whoever asks knows already.
  void explain(const Expr& expr, Truth truth) {
    switch (expr.kind) {
      case Expr::Kind::all_of:
        return chain(expr, truth, Truth::yes);
      case Expr::Kind::any_of:
        return chain(expr, truth, Truth::no);
      case Expr::Kind::any:
      case Expr::Kind::all:
        return quantifier(expr, truth);
      case Expr::Kind::count:
        return counted(expr, truth);
      case Expr::Kind::fact:
        return fact(expr, truth);
      case Expr::Kind::same:
        return same(expr, truth);
      case Expr::Kind::is_a:
        return is_a(expr, truth);
      case Expr::Kind::exposed:
      case Expr::Kind::reachable:
        return exposure(expr, truth);
      case Expr::Kind::empty:
      case Expr::Kind::carries:
        return existence(expr, truth);
      case Expr::Kind::known:
        return known(expr, truth);
      case Expr::Kind::constant:
        return;
    }
  }

  // An outermost `and` that is unknown.
  void explain_parts(const Expr& root, Parts& parts) {
    const bool known = parts.known();
    for (std::size_t i = 0; i < root.children.size(); ++i) {
      if (!known) parts.set(i, evaluate(frame_, root.children[i]));
      explain(root.children[i], parts[i]);
    }
  }

  // What nobody said is no reason for anything, and nobody is asked for it.
  void known(const Expr& expr, Truth truth) {
    const Truth inside = lang::known(frame_, expr);
    const bool absent = truth == Truth::yes && inside != Truth::yes;
    const bool asks = inside == Truth::unknown && !whole_;
    if (every_ || (!absent && !asks)) explain(expr.children.front(), inside);
  }

  // Every target for which a body is not false, in every part of the expression that is not false.
  void witnesses(const Expr& expr) {
    if (expr.kind == Expr::Kind::all_of || expr.kind == Expr::Kind::any_of) {
      for (const Expr& child : expr.children) {
        if (evaluate(frame_, child) != Truth::no) witnesses(child);
      }
    } else if (expr.kind != Expr::Kind::known && !expr.children.empty()) {
      for_each_member(expr, [&](const Member& member, Truth body) {
        if (body == Truth::no) return;
        explanation_.witnesses.push_back({expr.variable, member.subject});
        witnesses(expr.children.front());
      });
    }
  }

  // What holds and tells whoever looks at the subjects nothing: what something is not, that it is
  // itself, that the system has it. The rule says so; it is a reason only where there is no other.
  void take_background() {
    if (!explanation_.literals.empty()) return;
    for (Literal& literal : background_) add(std::move(literal));
  }

 private:
  // ---- And, or ----

  // An `and` is true by all of its children and false by the first false one; `or` is its mirror
  // image.
  void chain(const Expr& expr, Truth truth, Truth neutral) {
    for (const Expr& child : expr.children) {
      const Truth part = truth == neutral ? neutral : evaluate(frame_, child);
      if (truth == neutral || every_) {
        explain(child, part);
      } else if (truth != Truth::unknown) {
        if (part != truth) continue;
        return explain(child, part);
      } else if (part == Truth::unknown || part == Truth::yes) {
        explain(child, part);
      }
    }
  }

  // ---- Quantifiers ----

  template <class Visit>
  void for_each_member(const Expr& expr, Visit&& visit) {
    visit_targets(world_, expr.path, frame_.variables, [&](SubjectId s, bool maybe) {
      frame_.variables[expr.variable] = s;
      const Truth body = evaluate(frame_, expr.children.front());
      visit(Member{s, maybe}, body);
      return true;
    });
  }

  void quantifier(const Expr& expr, Truth truth) {
    const Truth decided = expr.kind == Expr::Kind::any ? Truth::yes : Truth::no;
    if (every_ || truth == Truth::unknown) {
      bool none = true;
      for_each_member(expr, [&](const Member& member, Truth body) {
        none = false;
        if (every_) {
          every_member(expr, member, body);
        } else {
          undecided_member(expr, member, body, decided);
        }
      });
      if (truth == Truth::unknown) return open_steps(expr.path);
      if (none) nothing(expr.path, truth);
    } else if (truth == decided) {
      witness(expr, truth);
    } else {
      no_witness(expr, truth);
    }
  }

  // The first target that decides.
  void witness(const Expr& expr, Truth truth) {
    bool none = true;
    visit_targets(world_, expr.path, frame_.variables, [&](SubjectId s, bool maybe) {
      none = false;
      if (maybe) return true;
      frame_.variables[expr.variable] = s;
      const Truth body = evaluate(frame_, expr.children.front());
      if (body != truth) return true;
      membership(expr.path, s, truth, says_more(expr));
      explain(expr.children.front(), body);
      return false;
    });
    if (none) nothing(expr.path, truth);
  }

  // Of all targets the body says what the whole says: nobody needs to ask them again.
  void no_witness(const Expr& expr, Truth truth) {
    bool none = true;
    visit_targets(world_, expr.path, frame_.variables, [&](SubjectId s, bool) {
      none = false;
      frame_.variables[expr.variable] = s;
      explain(expr.children.front(), truth);
      return true;
    });
    if (none) nothing(expr.path, truth);
  }

  void every_member(const Expr& expr, const Member& member, Truth body) {
    if (member.maybe) uncertain_target(expr.path, member.subject);
    membership(expr.path, member.subject, Truth::yes);
    explain(expr.children.front(), body);
  }

  // What leaves a quantifier undecided at one target: its body, or whether it is a target at all.
  void undecided_member(const Expr& expr, const Member& member, Truth body, Truth decided) {
    if (body == negate(decided)) return;
    if (member.maybe) uncertain_target(expr.path, member.subject);
    if (body != Truth::unknown && !member.maybe) return;
    membership(expr.path, member.subject, Truth::yes, says_more(expr));
    explain(expr.children.front(), body);
  }

  // Is the target a part of the system of which the body says why it counts?
  bool says_more(const Expr& expr) const {
    const Expr& body = expr.children.front();
    const bool bare = body.kind == Expr::Kind::constant;
    return !bare && expr.path.steps.size() == 1 &&
           world_.universe->kind(frame_.variables[expr.path.variable]) == Kind::system;
  }

  // The counted targets stand for the lower bound, the others for the upper one.
  void counted(const Expr& expr, Truth truth) {
    if (every_) {
      for_each_member(expr,
                      [&](const Member& member, Truth body) { every_member(expr, member, body); });
      return open_steps(expr.path);
    }
    if (truth == Truth::unknown) {
      for_each_member(expr, [&](const Member& member, Truth body) {
        if (body == Truth::no) return;
        if (member.maybe) uncertain_target(expr.path, member.subject);
        if (body == Truth::unknown) explain(expr.children.front(), body);
      });
      return open_steps(expr.path);
    }
    const Op op = truth == Truth::yes ? expr.op : opposite(expr.op);
    const Interval found = count(frame_, expr);
    uint64_t lower = 0;  // how many counted ones suffice
    bool upper = false;
    switch (op) {
      case Op::gt:
        lower = expr.number + 1;
        break;
      case Op::ge:
        lower = expr.number;
        break;
      case Op::lt:
      case Op::le:
        upper = true;
        break;
      case Op::eq:
        lower = expr.number;
        upper = true;
        break;
      case Op::ne:
        if (found.low > expr.number) {
          lower = expr.number + 1;
        } else {
          upper = true;
        }
        break;
    }
    if (upper || lower == 0) count_phrase(expr, found, truth);
    for_each_member(expr, [&](const Member& member, Truth body) {
      const bool counts = body == Truth::yes && !member.maybe;
      if (counts && lower > 0) {
        --lower;
        membership(expr.path, member.subject, truth);
        explain(expr.children.front(), body);
      } else if (upper && body == Truth::no) {
        explain(expr.children.front(), body);
      }
    });
  }

  void count_phrase(const Expr& expr, const Interval& found, Truth truth) {
    structure(truth, [&] {
      const std::string path = phrases_.path(frame_.variables[expr.path.variable], expr.path);
      return fmt::format("{} of {} count{}", found.high, path, found.high == 1 ? "s" : "");
    });
  }

  // ---- Atoms ----

  void fact(const Expr& expr, Truth truth) {
    const SubjectId at = reached(expr.path, truth);
    if (!at.valid()) return;
    const FactId asked = fact_of(world_, expr, at);
    if (!asked.valid()) {
      return structure(truth, [&] {
        return fmt::format("{} has no `{}`", phrases_.id(at), (*world_.vocabulary)[expr.fact].id);
      });
    }
    const Cell cell = effective_cell(world_, asked, at);
    Literal literal;
    literal.truth = truth;
    literal.fact = asked;
    literal.subject = at;
    if (whole_) literal.text = phrases_.fact(asked, at, cell);
    literal.provenance = cell.provenance;
    literal.origin = cell.origin;
    add(std::move(literal));
  }

  void same(const Expr& expr, Truth truth) {
    const Destination a = follow_single(world_, expr.path, frame_.variables);
    const Destination b = follow_single(world_, expr.path2, frame_.variables);
    const bool missing = truth == Truth::no && (!a.subject.valid() || !b.subject.valid());
    if (missing || truth == Truth::unknown) {
      // The ends that are missing or unknown say so themselves.
      if (!a.subject.valid() && a.open == (truth == Truth::unknown)) reached(expr.path, truth);
      if (!b.subject.valid() && b.open == (truth == Truth::unknown)) reached(expr.path2, truth);
      return;
    }
    const bool bare = expr.path.steps.empty() && expr.path2.steps.empty();
    structure(
        truth, [&] { return same_text(expr, a.subject, b.subject); }, truth == Truth::yes && bare);
  }

  std::string same_text(const Expr& expr, SubjectId a, SubjectId b) {
    const bool first = !expr.path.steps.empty();
    const PathExpr& shown = first ? expr.path : expr.path2;
    const SubjectId end = first ? a : b;
    const SubjectId other = first ? b : a;
    if (shown.steps.empty()) {
      return a == b ? fmt::format("{} is the {} itself", phrases_.id(end),
                                  name(world_.universe->kind(end)))
                    : fmt::format("{} is not {}", phrases_.id(end), phrases_.id(other));
    }
    const SubjectId before =
        follow_single(world_, shown, shown.steps.size() - 1, frame_.variables).subject;
    std::string text = phrases_.target(before, shown.steps.back(), end);
    if (a != b) text += ", not " + phrases_.id(other);
    return text;
  }

  void is_a(const Expr& expr, Truth truth) {
    const SubjectId at = reached(expr.path, truth);
    if (!at.valid()) return;
    if (truth == Truth::unknown) return add(Gap{at, std::nullopt});
    structure(
        truth, [&] { return phrases_.type(at, expr.type, (truth == Truth::yes) != expr.negated); },
        truth == Truth::yes && expr.negated);
  }

  void exposure(const Expr& expr, Truth truth) {
    const SubjectId at = reached(expr.path, truth);
    if (!at.valid()) return;
    Literal literal;
    literal.truth = truth;
    literal.subject = at;
    if (whole_) literal.text = phrases_.exposure(at, expr, truth);
    add(std::move(literal));
  }

  void existence(const Expr& expr, Truth truth) {
    if (truth == Truth::unknown) {
      visit_targets(world_, expr.path, frame_.variables, [&](SubjectId s, bool maybe) {
        if (maybe) uncertain_target(expr.path, s);
        return true;
      });
      return open_steps(expr.path);
    }
    const bool asks_for_none = (expr.kind == Expr::Kind::empty) != expr.negated;
    if (asks_for_none == (truth == Truth::yes)) return nothing(expr.path, truth);
    SubjectId witness;
    visit_targets(world_, expr.path, frame_.variables, [&](SubjectId s, bool maybe) {
      if (!maybe) witness = s;
      return maybe;
    });
    membership(expr.path, witness, truth);
  }

  // ---- Structure ----

  // Where a single path leads. Where it leads nowhere, or nobody knows, that is the literal, and
  // the result invalid.
  SubjectId reached(const PathExpr& path, Truth truth) {
    const Destination found = follow_single(world_, path, frame_.variables);
    if (found.open) {
      open_steps(path);
    } else if (!found.subject.valid()) {
      nothing(path, truth);
    }
    return found.open ? SubjectId{} : found.subject;
  }

  // Why a path leads nowhere: the first step from a single subject that has no target.
  void nothing(const PathExpr& path, Truth truth) {
    const std::size_t single = single_steps(path);
    for (std::size_t i = 0; i < path.steps.size() && i <= single; ++i) {
      const Destination from = follow_single(world_, path, i, frame_.variables);
      if (!from.subject.valid()) return;
      bool any = false;
      visit_step(world_, path.steps[i], from.subject, [&any](SubjectId, bool) {
        any = true;
        return false;
      });
      if (!any) {
        return structure(truth, [&] { return phrases_.nothing(from.subject, path.steps[i]); });
      }
    }
    structure(truth,
              [&] { return phrases_.path(frame_.variables[path.variable], path) + " is empty"; });
  }

  // That `s` is a target of the path.
  void membership(const PathExpr& path, SubjectId s, Truth truth, bool background = false) {
    if (path.steps.empty() || !whole_) return;
    const std::size_t before = path.steps.size() - 1;
    const Destination from = single_steps(path) >= before
                                 ? follow_single(world_, path, before, frame_.variables)
                                 : Destination{};
    if (from.subject.valid()) {
      structure(
          truth, [&] { return phrases_.target(from.subject, path.steps.back(), s); }, background);
    } else {
      structure(truth, [&] {
        return fmt::format("{} is one of {}", phrases_.id(s),
                           phrases_.path(frame_.variables[path.variable], path));
      });
    }
  }

  // What is written unknown on the way.
  void open_steps(const PathExpr& path) {
    for (const Gap& gap : open_gaps(world_, path, frame_.variables)) add(gap);
  }
  // That nobody knows whether the filters of the path let `s`, or what leads to it, pass.
  void uncertain_target(const PathExpr& path, SubjectId s) {
    for (const Gap& gap : type_gaps(world_, path, frame_.variables, s)) add(gap);
  }

  void add(const Gap& gap) {
    Literal literal;
    literal.subject = gap.subject;
    literal.relation = gap.relation;
    literal.type_unknown = !gap.relation;
    if (whole_) {
      literal.text = gap.relation ? phrases_.open(gap.subject, *gap.relation)
                                  : phrases_.type_unknown(gap.subject);
    }
    add(std::move(literal));
  }

  template <class Text>
  void structure(Truth truth, Text&& text, bool background = false) {
    if (!whole_) return;
    Literal literal;
    literal.truth = truth;
    literal.text = text();
    if (background && !every_) {
      background_.push_back(std::move(literal));
    } else {
      add(std::move(literal));
    }
  }

  void add(Literal literal) {
    if (literal.truth == Truth::unknown && literal.provenance == Provenance::stated) {
      literal.provenance = Provenance::unknown;
    }
    const bool asks = literal.truth == Truth::unknown || literal.provenance == Provenance::typical;
    if (!whole_ && !asks) return;
    if (is_new(literal)) explanation_.literals.push_back(std::move(literal));
  }

  // Few literals are compared one by one; a rule over thousands of targets has thousands.
  bool is_new(const Literal& literal) {
    constexpr std::size_t kFew = 24;
    const std::vector<Literal>& all = explanation_.literals;
    if (all.size() < kFew) {
      return std::none_of(all.begin(), all.end(),
                          [&, mine = key<std::string_view>(literal)](const Literal& other) {
                            return key<std::string_view>(other) == mine;
                          });
    }
    if (seen_.empty()) {
      for (const Literal& other : all) seen_.insert(key<std::string>(other));
    }
    return seen_.insert(key<std::string>(literal)).second;
  }

  // What makes two literals one. With texts, what they say; without, what they ask for.
  template <class Text>
  using Key = std::tuple<FactId, SubjectId, int, bool, Text>;
  template <class Text>
  [[nodiscard]] Key<Text> key(const Literal& literal) const {
    if (literal.fact.valid()) return {literal.fact, literal.subject, 0, false, Text()};
    if (whole_) return {literal.fact, SubjectId{}, 0, false, Text(literal.text)};
    const int relation = literal.relation ? static_cast<int>(*literal.relation) + 1 : 0;
    return {literal.fact, literal.subject, relation, literal.type_unknown, Text()};
  }

  const Frame frame_;
  const World& world_;
  const Phrases phrases_;
  const bool whole_;
  const bool every_;
  Explanation& explanation_;
  std::vector<Literal> background_;
  std::set<Key<std::string>> seen_;
};

}  // namespace

std::vector<Literal> explain_truth(const World& world, const Expression& expression,
                                   SubjectId subject, Truth truth, Detail detail, Parts& parts) {
  constexpr std::size_t kUsual = 8;  // literals that most rules do with
  VariableStore variables(expression, subject);
  Explanation result;
  if (detail != Detail::undecided) result.literals.reserve(kUsual);
  Explainer explainer(world, variables.all(), detail, result);
  if (truth == Truth::unknown && Parts::fit(expression.root)) {
    explainer.explain_parts(expression.root, parts);
  } else {
    explainer.explain(expression.root, truth);
  }
  explainer.take_background();
  return std::move(result.literals);
}

std::vector<Witness> witnesses(const World& world, const Expression& expression,
                               SubjectId subject) {
  VariableStore variables(expression, subject);
  Explanation result;
  Explainer(world, variables.all(), Detail::whole, result).witnesses(expression.root);
  const auto key = [](const Witness& w) { return std::make_tuple(w.variable, w.subject); };
  std::vector<Witness> all = std::move(result.witnesses);
  std::ranges::sort(all, {}, key);
  const auto same = std::ranges::unique(all, {}, key);
  all.erase(same.begin(), same.end());
  return all;
}

Explanation explain(const World& world, const Expression& expression, SubjectId subject,
                    Detail detail) {
  Explanation result;
  result.truth = evaluate(world, expression, subject);
  Parts parts;
  result.literals = explain_truth(world, expression, subject, result.truth, detail, parts);
  if (detail == Detail::whole && result.truth != Truth::no)
    result.witnesses = witnesses(world, expression, subject);
  return result;
}

}  // namespace wardround::lang
