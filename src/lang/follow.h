// Walking along paths in a universe: shared by the interpreter, the explanation and texts. Does not
// allocate for paths that are single but for their last step.
#pragma once

#include <algorithm>
#include <span>
#include <vector>

#include "lang/interpreter.h"

namespace wardround::lang {

// Values of the variables, by number.
using Bindings = std::span<const SubjectId>;

// Where a single path leads. `open`: written unknown, so nobody knows; else `subject` may be
// invalid: nowhere.
struct Destination {
  SubjectId subject;
  bool open = false;
};

// One of several targets. `maybe`: if its type, written unknown, is the one asked for.
struct Member {
  SubjectId subject;
  bool maybe = false;
};

// Is `s` of type `type`? A type of another tree than that of the subject's kind: no.
[[nodiscard]] Truth is_a(const World& world, SubjectId s, TypeId type);
// The same for a filter, whose invalid type stands for any.
[[nodiscard]] inline Truth passes(const World& world, SubjectId s, TypeId filter) {
  return filter.valid() ? is_a(world, s, filter) : Truth::yes;
}
// The nearest that encloses `s` and is of type `type`; open if one further in might be it.
[[nodiscard]] Destination ancestor(const World& world, SubjectId s, TypeId type);

// The first `steps` steps of a path, all of which are single. Most paths have none: the variable.
[[nodiscard]] Destination follow_steps(const World& world, const PathExpr& path, std::size_t steps,
                                       Bindings variables);
[[nodiscard]] inline Destination follow_single(const World& world, const PathExpr& path,
                                               std::size_t steps, Bindings variables) {
  if (steps == 0) return {variables[path.variable], false};
  return follow_steps(world, path, steps, variables);
}
[[nodiscard]] inline Destination follow_single(const World& world, const PathExpr& path,
                                               Bindings variables) {
  return follow_single(world, path, path.steps.size(), variables);
}

[[nodiscard]] inline bool is_single(const Step& step) {
  return step.kind == Step::Kind::ancestor ||
         (step.kind == Step::Kind::relation && info(step.relation).single);
}
// How many steps, from the first on, are single.
[[nodiscard]] inline std::size_t single_steps(const PathExpr& path) {
  if (path.single) return path.steps.size();
  std::size_t n = 0;
  while (n < path.steps.size() && is_single(path.steps[n])) ++n;
  return n;
}

// One step from one subject: calls `visit(subject, maybe)` until it answers false. Returns whether
// there may be more.
template <class Visit>
bool visit_step(const World& world, const Step& step, SubjectId from, Visit&& visit) {
  if (step.kind == Step::Kind::ancestor) {
    const Destination found = ancestor(world, from, step.type);
    if (found.subject.valid()) visit(found.subject, false);
    return found.open;
  }
  const Relations& relation = world.universe->relation(step.relation);
  const SubjectId* target = relation.first(from);
  const SubjectId* const end = target + relation.count(from);
  const bool filtered = step.kind == Step::Kind::kind_filter;
  for (; target != end; ++target) {
    const Truth inside = filtered ? passes(world, *target, step.type) : Truth::yes;
    if (inside != Truth::no && !visit(*target, inside == Truth::unknown)) break;
  }
  return relation.is_open(from);
}

// All targets of a path with a set before its last step: sorted, unique.
struct Members {
  std::vector<Member> all;
  bool open = false;
};
[[nodiscard]] Members follow_members(const World& world, const PathExpr& path, Bindings variables);

// Calls `visit(subject, maybe)` for each target, by id, until it answers false. Returns whether
// there may be more.
template <class Visit>
bool visit_targets(const World& world, const PathExpr& path, Bindings variables, Visit&& visit) {
  const std::size_t steps = path.steps.size();
  const std::size_t single = std::min(single_steps(path), steps == 0 ? 0 : steps - 1);
  if (steps == 0) {
    visit(variables[path.variable], false);
    return false;
  }
  if (single + 1 == steps) {
    const Destination from = follow_single(world, path, single, variables);
    if (from.open || !from.subject.valid()) return from.open;
    return visit_step(world, path.steps.back(), from.subject, visit);
  }
  const Members members = follow_members(world, path, variables);
  for (const Member& member : members.all) {
    if (!visit(member.subject, member.maybe)) break;
  }
  return members.open;
}

}  // namespace wardround::lang
