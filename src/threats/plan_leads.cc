// Where single steps lead: worked out once for all subjects, so that a pass only looks it up.
#include <algorithm>
#include <optional>

#include "lang/evaluate.h"
#include "threats/plan_bind.h"

namespace wardround::threats {
namespace {

using lang::Kind;
using lang::Step;
using lang::SubjectId;

lang::KindSet starts_of(const Step& step) {
  return step.kind == Step::Kind::ancestor ? lang::kinds(Kind::element, Kind::boundary)
                                           : lang::info(step.relation).from;
}

// From the subjects of `kinds`: where `where` says.
template <class Where>
Leads lead(const Binding& b, lang::KindSet kinds, Where&& where) {
  Leads leads;
  const Range all = subjects_of(b, kinds);
  if (all.empty()) return leads;
  leads.first = all.begin / 64 * 64;
  leads.own.assign(all.end + kPadding - leads.first, SubjectId(kNowhere));
  for (std::size_t k = 0; k < lang::kKinds; ++k) {
    if (!lang::has(kinds, static_cast<Kind>(k))) continue;
    for (std::size_t i = b.ranges[k].begin; i < b.ranges[k].end; ++i) {
      const uint32_t to = where(static_cast<uint32_t>(i));
      leads.own[i - leads.first] = SubjectId(to);
      leads.nowhere = leads.nowhere && to == kNowhere;
    }
  }
  leads.to = leads.own;
  return leads;
}

// As lang::ancestor, which would ask what each parent is for each of its children.
Leads find_ancestors(const Binding& b, const Step& step) {
  const lang::World world = b.world(lang::Typical::as_unknown);
  const lang::Relations& parents = b.universe.relation(lang::Relation::parent);
  std::vector<std::optional<lang::Truth>> asked(b.universe.size());
  return lead(b, starts_of(step), [&](uint32_t from) {
    SubjectId at(std::size_t{from});
    for (std::size_t guard = b.universe.size(); guard > 0; --guard) {
      if (parents.is_open(at)) return kOpen;
      if (parents.count(at) == 0) return kNowhere;
      at = *parents.first(at);
      std::optional<lang::Truth>& found = asked[at.index()];
      if (!found) found = lang::is_a(world, at, step.type);
      if (*found == lang::Truth::yes) return at.value;
      if (*found == lang::Truth::unknown) return kOpen;
    }
    return kNowhere;
  });
}

// Has every subject of the range a target? Of a relation that has one at most.
bool is_one_each(lang::Relation which, const lang::Relations& relation, const Range& subjects) {
  if (!lang::info(which).single || relation.begin.empty() || !relation.open.empty()) return false;
  return relation.begin[subjects.end] - relation.begin[subjects.begin] ==
         subjects.end - subjects.begin;
}

Leads follow(const Binding& b, const Step& step) {
  const lang::Relations& relation = b.relation(step);
  if (relation.targets.empty() && relation.open.empty()) return {};
  const Range starts = subjects_of(b, starts_of(step));
  const SubjectId* const targets = relation.targets.data();
  if (!starts.empty() && is_one_each(step.relation, relation, starts)) {
    Leads leads;
    leads.first = starts.begin;
    leads.to = {targets + relation.begin[starts.begin], starts.end - starts.begin};
    leads.nowhere = false;
    return leads;
  }
  const uint32_t* const begin = relation.begin.data();
  const bool some_open = !relation.open.empty();
  return lead(b, starts_of(step), [=, &relation](uint32_t from) {
    if (some_open && relation.open[from]) return kOpen;
    return begin == nullptr || begin[from] == begin[from + 1] ? kNowhere
                                                              : targets[begin[from]].value;
  });
}

// `after` from where `before` leads to.
Leads join(const Binding& b, const Step& start, const Leads& before, const Leads& after) {
  const bool known = std::ranges::find(before.to, SubjectId(kOpen)) == before.to.end();
  if (before.nowhere || (after.nowhere && known)) return {};
  return lead(b, starts_of(start), [&](uint32_t from) {
    const uint32_t at = before(from);
    return at == kOpen ? kOpen : after(at);
  });
}

bool same_step(const Step& a, const Step& c) {
  return a.kind == c.kind && a.relation == c.relation && a.type == c.type;
}

uint32_t add_step(Binding& b, const Step& step) {
  for (const auto& [known, leads] : b.step_leads) {
    if (same_step(known, step)) return leads;
  }
  const auto index = static_cast<uint32_t>(b.leads.size());
  b.leads.push_back(step.kind == Step::Kind::ancestor ? find_ancestors(b, step) : follow(b, step));
  b.step_leads.emplace_back(step, index);
  return index;
}

}  // namespace

void follow_paths(Binding& b) {
  const auto add_ancestors = [&](const Step& step) {
    if (step.kind == Step::Kind::ancestor) (void)add_step(b, step);
  };
  for (const Node& node : b.plan.nodes) add_ancestors(node.step);
  for (const Walk& walk : b.plan.walks) {
    for (const Walk::Part& part : walk.parts) add_ancestors(part.step);
  }
  for (const auto& path : b.plan.paths) {
    uint32_t so_far = 0;  // nobody asks where a path of no step leads
    for (const Step& step : path) {
      const uint32_t last = add_step(b, step);
      if (&step == &path.front()) {
        so_far = last;
        continue;
      }
      Leads both = join(b, path.front(), b.leads[so_far], b.leads[last]);
      so_far = static_cast<uint32_t>(b.leads.size());
      b.leads.push_back(std::move(both));
    }
    b.path_leads.push_back(so_far);
  }
}

const Leads& Binding::ancestors_by(const Step& step) const {
  const auto same = [&](const auto& each) { return same_step(each.first, step); };
  return leads[std::ranges::find_if(step_leads, same)->second];
}

}  // namespace wardround::threats
