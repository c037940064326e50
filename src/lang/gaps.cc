#include "lang/gaps.h"

#include <array>

namespace wardround::lang {
namespace {

// Relations that follow from others, and those that are written in the model and can be asked for.
struct Derived {
  Relation relation;
  std::array<std::optional<Relation>, 2> from;
};
constexpr std::array<Derived, 6> kDerived = {{
    {Relation::carries, {Relation::sends, Relation::returns}},
    {Relation::crossing, {Relation::from, Relation::to}},
    {Relation::entering, {Relation::from, Relation::to}},
    {Relation::leaving, {Relation::from, Relation::to}},
    {Relation::node, {Relation::parent, std::nullopt}},
    {Relation::enclosing, {Relation::parent, std::nullopt}},
}};

void add_relation(const World& world, SubjectId s, Relation relation, std::vector<Gap>& gaps) {
  const std::size_t before = gaps.size();
  for (const Derived& derived : kDerived) {
    if (derived.relation != relation) continue;
    for (const std::optional<Relation>& source : derived.from) {
      if (source && world.universe->relation(*source).is_open(s)) gaps.push_back({s, source});
    }
  }
  if (gaps.size() == before) gaps.push_back({s, relation});
}

// The first thing that is unknown on the way outwards, up to what is of the type asked for.
void add_ancestor(const World& world, SubjectId s, TypeId type, std::vector<Gap>& gaps) {
  const Relations& parent = world.universe->relation(Relation::parent);
  for (std::size_t guard = world.universe->size(); guard > 0; --guard) {
    if (parent.is_open(s)) return add_relation(world, s, Relation::parent, gaps);
    if (parent.count(s) == 0) return;
    s = *parent.first(s);
    const Truth found = is_a(world, s, type);
    if (found == Truth::unknown) gaps.push_back({s, std::nullopt});
    if (found != Truth::no) return;
  }
}

// Calls `visit(step, members before it, members behind it)` for each step.
template <class Visit>
void walk(const World& world, const PathExpr& path, Bindings variables, Visit&& visit) {
  PathExpr prefix;
  prefix.variable = path.variable;
  prefix.single = false;
  Members before = follow_members(world, prefix, variables);
  for (const Step& step : path.steps) {
    prefix.steps.push_back(step);
    Members behind = follow_members(world, prefix, variables);
    visit(step, before.all, behind.all);
    before = std::move(behind);
  }
}

}  // namespace

std::vector<Gap> open_gaps(const World& world, const PathExpr& path, Bindings variables) {
  std::vector<Gap> gaps;
  walk(world, path, variables,
       [&](const Step& step, const std::vector<Member>& from, const std::vector<Member>&) {
         for (const Member& member : from) {
           if (step.kind == Step::Kind::ancestor) {
             add_ancestor(world, member.subject, step.type, gaps);
           } else if (world.universe->relation(step.relation).is_open(member.subject)) {
             add_relation(world, member.subject, step.relation, gaps);
           }
         }
       });
  return gaps;
}

std::vector<Gap> type_gaps(const World& world, const PathExpr& path, Bindings variables,
                           SubjectId target) {
  std::vector<Gap> gaps;
  std::size_t left = path.steps.size();
  walk(world, path, variables,
       [&](const Step& step, const std::vector<Member>&, const std::vector<Member>& to) {
         const bool last = --left == 0;
         if (step.kind != Step::Kind::kind_filter) return;
         for (const Member& member : to) {
           if (last && member.subject != target) continue;
           if (passes(world, member.subject, step.type) == Truth::unknown) {
             gaps.push_back({member.subject, std::nullopt});
           }
         }
       });
  return gaps;
}

}  // namespace wardround::lang
