#include "risk/ways.h"

#include <algorithm>
#include <span>

namespace wardround::risk {

namespace {

using lang::Kind;
using lang::Relation;

std::span<const SubjectId> targets(const lang::Universe& universe, Relation relation,
                                   SubjectId subject) {
  const lang::Relations& all = universe.relation(relation);
  return {all.first(subject), all.count(subject)};
}

bool has(std::span<const SubjectId> sorted, SubjectId subject) {
  return std::ranges::binary_search(sorted, subject);
}

void sort_unique(std::vector<SubjectId>& places) {
  std::ranges::sort(places);
  places.erase(std::ranges::unique(places).begin(), places.end());
}

// Everything that `legs`, sorted by `from`, lead to from `places`, which are themselves among it.
template <class Leg>
std::vector<SubjectId> reached(std::vector<SubjectId> places, const std::vector<Leg>& legs) {
  std::vector<SubjectId> open = places;
  while (!open.empty()) {
    const SubjectId at = open.back();
    open.pop_back();
    const auto [first, last] = std::ranges::equal_range(legs, at, {}, &Leg::from);
    for (auto leg = first; leg != last; ++leg) {
      const auto before = std::ranges::lower_bound(places, leg->to);
      if (before != places.end() && *before == leg->to) continue;
      places.insert(before, leg->to);
      open.push_back(leg->to);
    }
  }
  return places;
}

}  // namespace

SubjectId Ways::outermost(SubjectId element) const {
  const lang::Relations& parent = universe_.relation(Relation::parent);
  SubjectId found = element;
  for (SubjectId at = element; parent.count(at) != 0;) {
    at = *parent.first(at);
    if (universe_.kind(at) == Kind::element) found = at;
  }
  return found;
}

SubjectId Ways::place_of(const Legs& legs, SubjectId element) const {
  const SubjectId outer = outermost(element);
  return has(legs.seen_into, outer) ? element : outer;
}

std::vector<Ways::Leg> Ways::legs_on(const Legs& legs, SubjectId flow, SubjectId data) const {
  const auto from = targets(universe_, Relation::from, flow);
  const auto to = targets(universe_, Relation::to, flow);
  std::vector<Leg> found;
  if (from.empty() || to.empty()) return found;
  const SubjectId a = place_of(legs, from.front());
  const SubjectId b = place_of(legs, to.front());
  if (std::ranges::count(targets(universe_, Relation::sends, flow), data) != 0)
    found.push_back({a, b});
  if (std::ranges::count(targets(universe_, Relation::returns, flow), data) != 0)
    found.push_back({b, a});
  return found;
}

const Ways::Legs& Ways::legs_of(SubjectId data) {
  const auto [entry, is_new] = legs_.try_emplace(data);
  Legs& legs = entry->second;
  if (!is_new) return legs;
  const auto carriers = targets(universe_, Relation::carriers, data);
  std::vector<SubjectId> whole;  // where a flow ends at something that contains others
  for (const SubjectId flow : carriers) {
    std::vector<SubjectId> outer;
    for (const Relation end : {Relation::from, Relation::to}) {
      for (const SubjectId element : targets(universe_, end, flow)) {
        outer.push_back(outermost(element));
        if (universe_.relation(Relation::contents).count(element) != 0)
          whole.push_back(outer.back());
      }
    }
    legs.open = legs.open || outer.size() != 2;
    if (outer.size() == 2 && outer[0] == outer[1]) legs.seen_into.push_back(outer[0]);
  }
  sort_unique(whole);
  sort_unique(legs.seen_into);
  std::erase_if(legs.seen_into, [&](SubjectId outer) { return has(whole, outer); });
  for (const SubjectId flow : carriers) {
    const std::vector<Leg> on = legs_on(legs, flow, data);
    legs.all.insert(legs.all.end(), on.begin(), on.end());
  }
  std::ranges::sort(legs.all);
  return legs;
}

const Ways::Way& Ways::way(SubjectId data, SubjectId function) {
  const auto [entry, is_new] = ways_.try_emplace({data, function});
  Way& way = entry->second;
  if (!is_new) return way;
  const Legs& legs = legs_of(data);
  const lang::Relations& performers = universe_.relation(Relation::performers);
  way.open = legs.open || performers.count(function) == 0 || performers.is_open(function);
  std::vector<SubjectId> places;
  for (const SubjectId performer : targets(universe_, Relation::performers, function)) {
    // What performs with all that it contains, performs with its parts.
    const auto inside = targets(universe_, Relation::contents, performer);
    places.push_back(place_of(legs, performer));
    for (const SubjectId part : inside) places.push_back(place_of(legs, part));
  }
  sort_unique(places);
  const std::size_t near = places.size();
  way.behind = reached(places, legs.all);
  std::vector<Leg> back = legs.all;
  for (Leg& leg : back) std::swap(leg.from, leg.to);
  std::ranges::sort(back);
  way.before = reached(std::move(places), back);
  // No flow brings it to a performer or takes it from there: how it gets about was not said.
  way.open = way.open || (way.before.size() == near && way.behind.size() == near);
  return way;
}

bool Ways::passes(SubjectId flow, SubjectId data, SubjectId function) {
  const Way& found = way(data, function);
  if (found.open) return true;
  const std::vector<Leg> legs = legs_on(legs_of(data), flow, data);
  const auto towards = [&](const Way& one) {
    return !one.open &&
           std::ranges::any_of(legs, [&](const Leg& leg) { return has(one.before, leg.to); });
  };
  if (towards(found)) return true;
  if (std::ranges::none_of(legs, [&](const Leg& leg) { return has(found.behind, leg.from); }))
    return false;
  return std::ranges::none_of(targets(universe_, Relation::functions, data), [&](SubjectId other) {
    return other != function && towards(way(data, other));
  });
}

}  // namespace wardround::risk
