// What of a plan is decided before the first subject is looked at: a relation that nobody has, a
// type that nothing is. Most rules speak of much that a given model does not contain, so that this
// leaves a good deal less to do than the plan says.
#include <algorithm>

#include "lang/evaluate.h"
#include "threats/plan_bind.h"

namespace wardround::threats {
namespace {

using lang::Truth;

class Settling {
 public:
  explicit Settling(Binding& b) : b_(b), plan_(b.plan), there_(types_there(b)) {}

  void run() {
    const std::size_t nodes = plan_.nodes.size();
    b_.settled.resize(nodes);
    b_.first_children.reserve(nodes + 1);
    b_.first_children.push_back(0);
    // What a node is made of stands before it.
    for (NodeId id = 0; id < nodes; ++id) {
      b_.settled[id] = settle(id, plan_.nodes[id]);
      b_.first_children.push_back(static_cast<uint32_t>(b_.children.size()));
    }
  }

 private:
  // By type: is anything one, or a kind of one?
  static std::vector<bool> types_there(const Binding& b) {
    const lang::Vocabulary& vocabulary = *b.plan.vocabulary;
    std::vector<bool> there(vocabulary.types.size());
    for (std::size_t i = 0; i < there.size(); ++i) there[i] = b.type_ranges[i].count != 0;
    for (const uint32_t s : b.listed) {
      for (lang::TypeId own : b.universe.types[lang::SubjectId(s)]) {
        for (; own.valid() && !there[own.index()]; own = vocabulary[own].parent) {
          there[own.index()] = true;
        }
      }
    }
    return there;
  }

  static Settled decided(bool holds) { return holds ? Settled::yes : Settled::no; }
  static Settled opposite(Settled settled) {
    if (settled == Settled::varies) return settled;
    return decided(settled == Settled::no);
  }

  [[nodiscard]] bool is_empty(const lang::Step& step) const {
    if (step.kind == lang::Step::Kind::ancestor) return b_.ancestors_by(step).nowhere;
    return b_.relation(step).targets.empty();
  }
  [[nodiscard]] bool leads_nowhere(PathId path) const {
    return !plan_.paths[path].empty() && b_.along(path).nowhere;
  }
  [[nodiscard]] Settled target(const Node& node) const {
    return b_.settled[plan_.exports[node.target].node];
  }

  Settled settle(NodeId id, const Node& node) {
    switch (node.kind) {
      case Node::Kind::constant:
        if (b_.constants[id] == 0) return Settled::no;
        return b_.constants[id] == kAllBits ? Settled::yes : Settled::varies;
      case Node::Kind::fact:
      case Node::Kind::exposed:
      case Node::Kind::reachable:
      case Node::Kind::naive:
        return Settled::varies;
      case Node::Kind::is_a:
        return b_.types_open || there_[node.type.index()] ? Settled::varies : decided(node.negated);
      case Node::Kind::same:
        return leads_nowhere(node.path) || leads_nowhere(node.path2) ? Settled::no
                                                                     : Settled::varies;
      case Node::Kind::via: {
        if (leads_nowhere(node.path)) return decided(node.nowhere);
        const bool alike = target(node) == decided(node.nowhere) && !b_.may_be_open(node.path);
        return alike ? target(node) : Settled::varies;
      }
      case Node::Kind::any:
      case Node::Kind::all: {
        // Over no targets at all.
        const Settled empty = decided(node.kind == Node::Kind::all);
        if (b_.may_be_open(node.step)) return Settled::varies;
        return is_empty(node.step) || target(node) == empty ? empty : Settled::varies;
      }
      case Node::Kind::count:
        if (b_.may_be_open(node.step) || !is_empty(node.step)) return Settled::varies;
        return decided(lang::decide({0, 0, false}, node.expr->op, node.expr->number) == Truth::yes);
      case Node::Kind::walk:
        return b_.settled[node.guard] == Settled::no ? Settled::no : Settled::varies;
      case Node::Kind::known: {
        b_.children.push_back(node.children.front());
        const Settled child = b_.settled[node.children.front()];
        return node.negated ? opposite(child) : child;
      }
      case Node::Kind::all_of:
        return chain(node, Settled::no);
      case Node::Kind::any_of:
        return chain(node, Settled::yes);
    }
    return Settled::varies;
  }

  // `end`: what a child decides the chain by.
  Settled chain(const Node& node, Settled end) {
    const std::size_t first = b_.children.size();
    for (const NodeId child : node.children) {
      if (b_.settled[child] == end) {
        b_.children.resize(first);
        return end;
      }
      if (b_.settled[child] == Settled::varies) b_.children.push_back(child);
    }
    return b_.children.size() == first ? opposite(end) : Settled::varies;
  }

  Binding& b_;
  const Plan& plan_;
  const std::vector<bool> there_;
};

}  // namespace

void settle(Binding& b) {
  Settling(b).run();
}

}  // namespace wardround::threats
