// From checked expressions to the nodes of a plan. Equal predicates become one node, over all
// rules.
#include <algorithm>
#include <bit>
#include <optional>

#include "lang/evaluate.h"
#include "threats/plan.h"
#include "threats/plan_scope.h"

namespace wardround::threats {
namespace {

using lang::Expr;
using lang::Kind;
using lang::KindSet;
using lang::PathExpr;
using lang::Step;

constexpr uint32_t kSystemVariable = 1;

// What makes two nodes the same, as bytes.
class Key {
 public:
  explicit Key(Node::Kind kind) { add(static_cast<uint8_t>(kind)); }
  template <class T>
    requires std::is_trivially_copyable_v<T>
  Key& add(const T& value) {
    text_.append(reinterpret_cast<const char*>(&value), sizeof value);
    return *this;
  }
  template <class T>
  Key& add(const std::vector<T>& values) {
    add(values.size());
    for (const T& value : values) add(value);
    return *this;
  }
  Key& add(const std::string& text) {
    add(text.size());
    text_ += text;
    return *this;
  }
  Key& add(const Step& step) {
    return add(static_cast<uint8_t>(step.kind))
        .add(static_cast<uint8_t>(step.relation))
        .add(step.type.value);
  }
  [[nodiscard]] std::string take() { return std::move(text_); }

 private:
  std::string text_;
};

uint8_t cost_of(Node::Kind kind) {
  switch (kind) {
    case Node::Kind::constant:
      return 0;
    case Node::Kind::fact:
    case Node::Kind::is_a:
      return 1;
    case Node::Kind::exposed:
    case Node::Kind::reachable:
      return 2;
    case Node::Kind::via:
      return 3;
    case Node::Kind::same:
      return 4;
    case Node::Kind::any:
    case Node::Kind::all:
      return 5;
    case Node::Kind::count:
      return 6;
    case Node::Kind::walk:
      return 7;
    case Node::Kind::naive:
      return 8;
    case Node::Kind::all_of:
    case Node::Kind::any_of:
    case Node::Kind::known:
      return 0;  // that of the dearest child
  }
  return 0;
}

KindSet targets_of(const Step& step) {
  return step.kind == Step::Kind::ancestor ? lang::kinds(Kind::element, Kind::boundary)
                                           : lang::info(step.relation).to;
}

bool filters(const Step& step) {
  return step.kind == Step::Kind::kind_filter && step.type.valid();
}

Step without_filter(Step step) {
  if (step.kind == Step::Kind::kind_filter) {
    step.kind = Step::Kind::relation;
    step.type = {};
  }
  return step;
}

class Compiler {
 public:
  Compiler(const lang::Vocabulary& vocabulary, Plan& plan) : plan_(plan) {
    plan_.vocabulary = &vocabulary;
  }

  void add(const RuleToPlan& rule) {
    expression_ = rule.when;
    const Expr* root = &rule.when->root;
    if (std::optional<Expr> narrow = miniscope(*root)) root = keep(std::move(*narrow));
    plan_.rules.push_back({predicate(*root, 0), rule.on});
  }

 private:
  // `expr` as a predicate of variable `v`.
  NodeId predicate(const Expr& expr, uint32_t v) {
    const bool all = expr.kind == Expr::Kind::all_of;
    if ((all || expr.kind == Expr::Kind::any_of) && expr.children.empty())
      return chain(all ? Node::Kind::all_of : Node::Kind::any_of, {});
    const uint64_t free = free_variables(expr);
    if ((free & ~bit_of(kSystemVariable)) == 0) return left_whole(Node::Kind::constant, expr, v);
    switch (expr.kind) {
      case Expr::Kind::all_of:
      case Expr::Kind::any_of: {
        std::vector<NodeId> children;
        for (const Expr& child : expr.children) children.push_back(predicate(child, v));
        return chain(expr.kind == Expr::Kind::all_of ? Node::Kind::all_of : Node::Kind::any_of,
                     std::move(children));
      }
      case Expr::Kind::fact:
      case Expr::Kind::is_a:
      case Expr::Kind::exposed:
      case Expr::Kind::reachable:
        return at(expr.path.steps, expr.path.kinds, atom(expr), false);
      case Expr::Kind::same:
        if (expr.path.variable != v || expr.path2.variable != v) break;
        return same(expr);
      case Expr::Kind::empty:
      case Expr::Kind::carries: {
        const bool any = (expr.kind == Expr::Kind::empty) == expr.negated;
        return over(expr.path, any, chain(any ? Node::Kind::all_of : Node::Kind::any_of, {}));
      }
      case Expr::Kind::any:
      case Expr::Kind::all:
        if (!expr.path.steps.empty() && expr.path.variable == v &&
            speaks_of(expr.children.front(), expr.variable)) {
          return over(expr.path, expr.kind == Expr::Kind::any,
                      predicate(expr.children.front(), expr.variable));
        }
        if (const std::optional<NodeId> found = walk(expr, v)) return *found;
        break;
      case Expr::Kind::count:
        if (expr.path.variable == v && speaks_of(expr.children.front(), expr.variable)) {
          if (const std::optional<NodeId> found = count(expr)) return *found;
        }
        break;
      case Expr::Kind::known:
        return known(predicate(expr.children.front(), v), expr.negated);
      case Expr::Kind::constant:
        break;
    }
    return left_whole(Node::Kind::naive, expr, v);
  }

  // Does it speak of nothing but `variable` and the system?
  static bool speaks_of(const Expr& expr, uint32_t variable) {
    return (free_variables(expr) & ~(bit_of(variable) | bit_of(kSystemVariable))) == 0;
  }

  // None if a part of it is not what a walk can do.
  std::optional<NodeId> walk(const Expr& expr, uint32_t v) {
    Node node;
    node.kind = Node::Kind::walk;
    node.contextual = true;
    node.guard = guard_of(expr, v);
    node.level = plan_.nodes[node.guard].level;
    Walk walk;
    walk.subject = v;
    walk.variables = expression_->variable_kinds.size();
    if (walk.variables > kTold || !add_inner_part(walk, expr, v)) return std::nullopt;
    Key key(node.kind);
    key.add(node.guard).add(walk.subject).add(walk.variables);
    for (const Walk::Part& part : walk.parts) {
      key.add(static_cast<uint8_t>(part.kind)).add(part.negated).add(part.end);
      key.add(part.variable).add(part.variable2).add(part.bound).add(part.path).add(part.path2);
      key.add(part.step).add(part.node).add(part.target);
      if (part.kind == Walk::Part::Kind::here)
        node.level = std::max(node.level, plan_.nodes[part.node].level);
      if (part.kind == Walk::Part::Kind::there)
        node.level = std::max(node.level, above(part.target));
    }
    node.walk = static_cast<uint32_t>(plan_.walks.size());
    const NodeId id = insert(key.take(), node);
    const bool is_new = plan_.nodes[id].walk == plan_.walks.size();
    if (is_new) plan_.walks.push_back(std::move(walk));
    return id;
  }

  // Where it does not hold, `expr` does not hold, and nobody need look.
  NodeId guard_of(const Expr& expr, uint32_t v) {
    if (expr.kind != Expr::Kind::any || expr.path.variable != v || expr.path.steps.empty())
      return always();
    const Expr& body = expr.children.front();
    const NodeId there = over(expr.path, true, without_others(body, expr.variable));
    const NodeId here = without_others(body, v);
    if (here == always()) return there;
    // Where there may be targets that nobody knows, what holds here does not matter.
    const NodeId open = over(expr.path, true, chain(Node::Kind::any_of, {}));
    return chain(Node::Kind::all_of, {there, chain(Node::Kind::any_of, {here, open})});
  }

  // What is left of `expr` for one variable, where all that speaks of others is taken to hold.
  NodeId without_others(const Expr& expr, uint32_t variable) {
    if (speaks_of(expr, variable)) return predicate(expr, variable);
    if (expr.kind != Expr::Kind::all_of && expr.kind != Expr::Kind::any_of) return always();
    std::vector<NodeId> children;
    for (const Expr& child : expr.children) children.push_back(without_others(child, variable));
    const bool any = expr.kind == Expr::Kind::any_of;
    if (any && std::ranges::find(children, always()) != children.end()) return always();
    return chain(any ? Node::Kind::any_of : Node::Kind::all_of, std::move(children));
  }

  NodeId always() { return chain(Node::Kind::all_of, {}); }

  bool add_part(Walk& walk, const Expr& expr, uint32_t v) {
    const uint64_t free = free_variables(expr) & ~bit_of(kSystemVariable);
    if ((free & ~bit_of(v)) == 0) {
      const NodeId node = predicate(expr, v);
      close(walk, add(walk, Walk::Part::Kind::here, {.node = node}));
      return true;
    }
    if (std::has_single_bit(free)) {
      const auto variable = static_cast<uint32_t>(std::countr_zero(free));
      ask_there(walk, variable, predicate(expr, variable));
      return true;
    }
    return add_inner_part(walk, expr, v);
  }

  bool add_inner_part(Walk& walk, const Expr& expr, uint32_t v) {
    using PartKind = Walk::Part::Kind;
    switch (expr.kind) {
      case Expr::Kind::all_of:
      case Expr::Kind::any_of: {
        const std::size_t chain =
            add(walk, expr.kind == Expr::Kind::all_of ? PartKind::all_of : PartKind::any_of, {});
        for (const bool dear : {false, true}) {
          for (const Expr& child : expr.children) {
            const bool quantifier = child.kind == Expr::Kind::any || child.kind == Expr::Kind::all;
            if (quantifier == dear && !add_part(walk, child, v)) return false;
          }
        }
        close(walk, chain);
        return true;
      }
      case Expr::Kind::same:
        close(walk, add(walk, PartKind::same,
                        {.negated = expr.op == lang::Op::ne,
                         .variable = expr.path.variable,
                         .variable2 = expr.path2.variable,
                         .path = path(expr.path.steps),
                         .path2 = path(expr.path2.steps)}));
        return true;
      case Expr::Kind::any:
      case Expr::Kind::all: {
        const std::vector<Step>& steps = expr.path.steps;
        if (steps.empty() || lang::single_steps(expr.path) + 1 < steps.size()) return false;
        const bool any = expr.kind == Expr::Kind::any;
        const std::size_t quantifier = add(walk, any ? PartKind::any : PartKind::all,
                                           {.variable = expr.path.variable,
                                            .bound = expr.variable,
                                            .path = path({steps.begin(), steps.end() - 1}),
                                            .step = without_filter(steps.back())});
        if (filters(steps.back())) {  // as in `filtered`
          const std::size_t chain = add(walk, any ? PartKind::all_of : PartKind::any_of, {});
          ask_there(walk, expr.variable, is_a(steps.back().type, !any));
          if (!add_part(walk, expr.children.front(), v)) return false;
          close(walk, chain);
        } else if (!add_part(walk, expr.children.front(), v)) {
          return false;
        }
        close(walk, quantifier);
        return true;
      }
      default:
        return false;
    }
  }

  static std::size_t add(Walk& walk, Walk::Part::Kind kind, Walk::Part part) {
    part.kind = kind;
    walk.parts.push_back(part);
    return walk.parts.size() - 1;
  }
  // All that follows is no child of it.
  static void close(Walk& walk, std::size_t part) {
    walk.parts[part].end = static_cast<uint32_t>(walk.parts.size());
  }
  void ask_there(Walk& walk, uint32_t variable, NodeId node) {
    const ExportId target = export_of(node, false, expression_->variable_kinds[variable], 0);
    close(walk, add(walk, Walk::Part::Kind::there, {.variable = variable, .target = target}));
  }

  // A fact, type or exposure of the subject itself.
  NodeId atom(const Expr& expr) {
    Node node;
    node.expr = &expr;
    node.negated = expr.negated;
    node.type = expr.type;
    switch (expr.kind) {
      case Expr::Kind::fact:
        node.kind = Node::Kind::fact;
        break;
      case Expr::Kind::is_a:
        node.kind = Node::Kind::is_a;
        break;
      case Expr::Kind::exposed:
        node.kind = Node::Kind::exposed;
        break;
      default:
        node.kind = Node::Kind::reachable;
        break;
    }
    Key key(node.kind);
    key.add(expr.negated);
    if (expr.kind == Expr::Kind::fact) {
      key.add(static_cast<uint8_t>(expr.op)).add(expr.fact.value).add(expr.values);
      key.add(expr.number).add(expr.text).add(expr.fact_by_kind.size());
      for (const lang::FactId fact : expr.fact_by_kind) key.add(fact.value);
    } else if (expr.kind == Expr::Kind::is_a) {
      key.add(expr.type.value);
    } else {
      key.add(static_cast<uint8_t>(expr.position));
    }
    return insert(key.take(), node);
  }

  NodeId is_a(lang::TypeId type, bool negated) {
    Node node;
    node.kind = Node::Kind::is_a;
    node.type = type;
    node.negated = negated;
    return insert(Key(node.kind).add(negated).add(type.value).take(), node);
  }

  NodeId same(const Expr& expr) {
    Node node;
    node.kind = Node::Kind::same;
    node.path = path(expr.path.steps);
    node.path2 = path(expr.path2.steps);
    node.negated = expr.op == lang::Op::ne;
    return insert(Key(node.kind).add(node.path).add(node.path2).add(node.negated).take(), node);
  }

  // `node` of where single steps lead.
  NodeId at(const std::vector<Step>& steps, KindSet kinds, NodeId node, bool nowhere) {
    if (steps.empty()) return node;
    Node via;
    via.kind = Node::Kind::via;
    via.path = path(steps);
    via.nowhere = nowhere;
    via.target = export_of(node, nowhere, kinds, via.path);
    via.level = above(via.target);
    return insert(Key(via.kind).add(via.path).add(via.target).take(), via);
  }

  // `body` of any (or all) targets of a path with a set at its end: quantifier inside quantifier
  // for each step from the first set on, after the single steps before it.
  NodeId over(const PathExpr& path, bool any, NodeId body) {
    const std::size_t steps = path.steps.size();
    const std::size_t single = std::min(lang::single_steps(path), steps - 1);
    NodeId node = body;
    for (std::size_t i = steps; i-- > single;) {
      const Step& step = path.steps[i];
      node = each(step, any, filtered(step, any, node),
                  i + 1 == steps ? path.kinds : targets_of(step));
    }
    if (single == 0) return node;
    return at({path.steps.begin(), path.steps.begin() + static_cast<std::ptrdiff_t>(single)},
              targets_of(path.steps[single - 1]), node, !any);
  }

  // A target that may not pass the filter makes the result at best undecided: just what Kleene's
  // `and` and `or` give.
  NodeId filtered(const Step& step, bool any, NodeId body) {
    if (!filters(step)) return body;
    return any ? chain(Node::Kind::all_of, {is_a(step.type, false), body})
               : chain(Node::Kind::any_of, {is_a(step.type, true), body});
  }

  // Where the targets are those of other relations together, which others ask for as well, these
  // are asked.
  NodeId each(const Step& step, bool any, NodeId body, KindSet kinds) {
    const bool ancestor = step.kind == Step::Kind::ancestor;
    const auto parts =
        ancestor ? std::span<const std::vector<lang::Relation>>() : lang::parts_of(step.relation);
    if (!parts.empty()) {
      std::vector<NodeId> all;
      for (const std::vector<lang::Relation>& path : parts) {
        NodeId node = body;
        for (auto at = path.rbegin(); at != path.rend(); ++at) {
          const Step next{Step::Kind::relation, *at, {}};
          node = each(next, any, node, at == path.rbegin() ? kinds : targets_of(next));
        }
        all.push_back(node);
      }
      return chain(any ? Node::Kind::any_of : Node::Kind::all_of, std::move(all));
    }
    Node node;
    node.kind = any ? Node::Kind::any : Node::Kind::all;
    node.step = without_filter(step);
    node.target = export_of(body, false, kinds, 0);
    node.level = above(node.target);
    return insert(Key(node.kind).add(node.step).add(node.target).take(), node);
  }

  // None if the path branches before its end, so that targets could be counted twice.
  std::optional<NodeId> count(const Expr& expr) {
    const std::vector<Step>& steps = expr.path.steps;
    if (steps.empty() || lang::single_steps(expr.path) + 1 < steps.size()) return std::nullopt;
    const auto of = [&](lang::Interval found) { return lang::decide(found, expr.op, expr.number); };
    // Where the path before its last step is open, `via` cannot but say that nobody knows.
    if (steps.size() > 1 && of({.infinite = true}) != lang::Truth::unknown) return std::nullopt;
    const Step& step = steps.back();
    const NodeId body = predicate(expr.children.front(), expr.variable);
    Node node;
    node.kind = Node::Kind::count;
    node.expr = steps.size() == 1 ? &expr : last_step_alone(expr);
    node.expression = expression_;
    node.variable = expr.path.variable;
    node.step = step;
    node.target = export_of(filtered(step, true, body), false, expr.path.kinds, 0);
    node.level = above(node.target);
    Key key(node.kind);
    key.add(step).add(node.target).add(static_cast<uint8_t>(expr.op)).add(expr.number);
    const NodeId counted = insert(key.take(), node);
    if (steps.size() == 1) return counted;
    return at({steps.begin(), steps.end() - 1}, targets_of(steps[steps.size() - 2]), counted,
              of({}) == lang::Truth::yes);
  }

  const Expr* last_step_alone(const Expr& expr) {
    Expr shortened = expr;
    shortened.path.steps.erase(shortened.path.steps.begin(), shortened.path.steps.end() - 1);
    return keep(std::move(shortened));
  }

  const Expr* keep(Expr expr) {
    plan_.rewritten.push_back(std::make_unique<Expr>(std::move(expr)));
    return plan_.rewritten.back().get();
  }

  NodeId left_whole(Node::Kind kind, const Expr& expr, uint32_t v) {
    Node node;
    node.kind = kind;
    node.expr = &expr;
    node.expression = expression_;
    node.variable = v;
    node.contextual = kind == Node::Kind::naive;
    return insert(Key(kind).add(reinterpret_cast<uintptr_t>(&expr)).take(), node);
  }

  NodeId chain(Node::Kind kind, std::vector<NodeId> children) {
    std::vector<NodeId> flat;
    for (const NodeId child : children) {
      const Node& node = plan_.nodes[child];
      if (node.kind == kind) {
        flat.insert(flat.end(), node.children.begin(), node.children.end());
      } else {
        flat.push_back(child);
      }
    }
    std::ranges::sort(flat, [&](NodeId a, NodeId b) {
      return plan_.nodes[a].cost != plan_.nodes[b].cost ? plan_.nodes[a].cost < plan_.nodes[b].cost
                                                        : a < b;
    });
    flat.erase(std::ranges::unique(flat).begin(), flat.end());
    if (flat.size() == 1) return flat.front();
    Node node;
    node.kind = kind;
    for (const NodeId child : flat) {
      node.level = std::max(node.level, plan_.nodes[child].level);
      node.cost = std::max(node.cost, plan_.nodes[child].cost);
      node.contextual = node.contextual || plan_.nodes[child].contextual;
    }
    std::string key = Key(kind).add(flat).take();
    node.children = std::move(flat);
    return insert(std::move(key), node);
  }

  NodeId known(NodeId child, bool negated) {
    Node node;
    node.kind = Node::Kind::known;
    node.negated = negated;
    node.level = plan_.nodes[child].level;
    node.cost = plan_.nodes[child].cost;
    node.contextual = plan_.nodes[child].contextual;
    node.children = {child};
    return insert(Key(node.kind).add(negated).add(child).take(), node);
  }

  // Takes `node` if there is none like it.
  NodeId insert(std::string key, Node& node) {
    const auto [found, is_new] =
        nodes_.emplace(std::move(key), static_cast<NodeId>(plan_.nodes.size()));
    if (is_new) {
      node.cost = std::max(node.cost, cost_of(node.kind));
      plan_.nodes.push_back(std::move(node));
    }
    return found->second;
  }

  // The level of what reads an export.
  [[nodiscard]] uint16_t above(ExportId id) const {
    return static_cast<uint16_t>(plan_.nodes[plan_.exports[id].node].level + 1);
  }

  PathId path(const std::vector<Step>& steps) {
    Key key(Node::Kind::via);
    for (const Step& step : steps) key.add(step);
    const auto [found, is_new] =
        paths_.emplace(key.take(), static_cast<PathId>(plan_.paths.size()));
    if (is_new) plan_.paths.push_back(steps);
    return found->second;
  }

  ExportId export_of(NodeId node, bool nowhere, KindSet kinds, PathId first_path) {
    const auto [found, is_new] =
        exports_.emplace(Key(Node::Kind::via).add(node).add(nowhere).add(kinds).take(),
                         static_cast<ExportId>(plan_.exports.size()));
    if (is_new) plan_.exports.push_back({node, nowhere, kinds, first_path});
    return found->second;
  }

  Plan& plan_;
  const lang::Expression* expression_ = nullptr;
  std::unordered_map<std::string, NodeId> nodes_;
  std::unordered_map<std::string, PathId> paths_;
  std::unordered_map<std::string, ExportId> exports_;
};

}  // namespace

std::size_t Plan::atoms() const {
  return static_cast<std::size_t>(std::ranges::count_if(nodes, [](const Node& node) {
    return node.kind != Node::Kind::all_of && node.kind != Node::Kind::any_of &&
           node.kind != Node::Kind::known && node.kind != Node::Kind::constant;
  }));
}

Plan compile(const lang::Vocabulary& vocabulary, const std::vector<RuleToPlan>& rules) {
  Plan plan;
  Compiler compiler(vocabulary, plan);
  for (const RuleToPlan& rule : rules) compiler.add(rule);
  return plan;
}

}  // namespace wardround::threats
