#include "lang/follow.h"

namespace wardround::lang {
namespace {

std::optional<TypeTree> tree_of(Kind kind) {
  switch (kind) {
    case Kind::element:
    case Kind::boundary:
      return TypeTree::element;
    case Kind::flow:
      return TypeTree::protocol;
    case Kind::data:
      return TypeTree::data;
    default:
      return std::nullopt;
  }
}

// Sorts by subject; of two entries for one the certain one stays.
void normalise(std::vector<Member>& members) {
  std::sort(members.begin(), members.end(), [](const Member& a, const Member& b) {
    return a.subject != b.subject ? a.subject < b.subject : a.maybe < b.maybe;
  });
  members.erase(
      std::unique(members.begin(), members.end(),
                  [](const Member& a, const Member& b) { return a.subject == b.subject; }),
      members.end());
}

}  // namespace

Truth is_a(const World& world, SubjectId s, TypeId type) {
  const Universe& universe = *world.universe;
  const Vocabulary& vocabulary = *world.vocabulary;
  for (const TypeId own : universe.types[s]) {
    if (vocabulary.is_a(own, type)) return Truth::yes;
  }
  const bool open = universe.type_open[s.index()];
  return open && tree_of(universe.kind(s)) == vocabulary[type].tree ? Truth::unknown : Truth::no;
}

Destination ancestor(const World& world, SubjectId s, TypeId type) {
  const Relations& parent = world.universe->relation(Relation::parent);
  // Containment is a forest; the count only guards against a universe that broke this.
  for (std::size_t guard = world.universe->size(); guard > 0; --guard) {
    if (parent.is_open(s)) return {SubjectId{}, true};
    if (parent.count(s) == 0) return {};
    s = *parent.first(s);
    const Truth found = is_a(world, s, type);
    if (found == Truth::yes) return {s, false};
    if (found == Truth::unknown) return {SubjectId{}, true};
  }
  return {};
}

Destination follow_steps(const World& world, const PathExpr& path, std::size_t steps,
                         Bindings variables) {
  SubjectId at = variables[path.variable];
  for (std::size_t i = 0; i < steps; ++i) {
    const Step& step = path.steps[i];
    if (step.kind == Step::Kind::ancestor) {
      const Destination found = ancestor(world, at, step.type);
      if (!found.subject.valid()) return found;
      at = found.subject;
      continue;
    }
    const Relations& relation = world.universe->relation(step.relation);
    if (relation.is_open(at)) return {SubjectId{}, true};
    if (relation.count(at) == 0) return {};
    at = *relation.first(at);
  }
  return {at, false};
}

Members follow_members(const World& world, const PathExpr& path, Bindings variables) {
  Members result;
  result.all.push_back({variables[path.variable], false});
  std::vector<Member> next;
  for (const Step& step : path.steps) {
    next.clear();
    for (const Member& from : result.all) {
      const bool open = visit_step(world, step, from.subject, [&](SubjectId target, bool maybe) {
        next.push_back({target, maybe || from.maybe});
        return true;
      });
      result.open = result.open || open;
    }
    normalise(next);
    std::swap(result.all, next);
  }
  return result;
}

Targets follow(const World& world, const PathExpr& path, const std::vector<SubjectId>& variables) {
  Members members = follow_members(world, path, variables);
  Targets result;
  result.open = members.open;
  for (const Member& member : members.all) {
    (member.maybe ? result.maybe : result.subjects).push_back(member.subject);
  }
  return result;
}

}  // namespace wardround::lang
