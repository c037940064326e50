#include "risk/faults.h"

#include <algorithm>

namespace wardround::risk {
namespace {

using lang::Kind;
using lang::Relation;
using lang::SubjectId;
using lang::Universe;

std::vector<SubjectId> follow(const Universe& universe, const std::vector<SubjectId>& from,
                              Relation relation) {
  std::vector<SubjectId> reached;
  const lang::Relations& targets = universe.relation(relation);
  for (const SubjectId subject : from) {
    reached.insert(reached.end(), targets.first(subject),
                   targets.first(subject) + targets.count(subject));
  }
  return reached;
}

void append(std::vector<SubjectId>& all, const std::vector<SubjectId>& more) {
  all.insert(all.end(), more.begin(), more.end());
}

// What an element does itself, what its parts do, and what those do that give it orders.
std::vector<SubjectId> functions_of_element(const Universe& universe, SubjectId element) {
  std::vector<SubjectId> places{element};
  append(places, follow(universe, {element}, Relation::contents));
  std::vector<SubjectId> functions = follow(universe, places, Relation::performs);
  if (!functions.empty()) return functions;
  const std::vector<SubjectId> orders = follow(universe, {element}, Relation::flows_in);
  return follow(universe, follow(universe, orders, Relation::from), Relation::performs);
}

}  // namespace

std::vector<SubjectId> functions_at_fault(const Universe& universe, SubjectId subject) {
  std::vector<SubjectId> functions;
  switch (universe.kind(subject)) {
    case Kind::function:
      functions = {subject};
      break;
    case Kind::element:
      functions = functions_of_element(universe, subject);
      break;
    case Kind::data:
      functions = follow(universe, {subject}, Relation::functions);
      append(functions, follow(universe, follow(universe, {subject}, Relation::producers),
                               Relation::performs));
      break;
    case Kind::software:
      functions =
          follow(universe, follow(universe, {subject}, Relation::runs_in), Relation::performs);
      break;
    case Kind::mode:
      functions = follow(universe, follow(universe, {subject}, Relation::of), Relation::performs);
      break;
    case Kind::interlock:
      functions = follow(universe, {subject}, Relation::guards);
      break;
    case Kind::system:
      functions = follow(universe, {subject}, Relation::functions);
      break;
    default:
      break;
  }
  std::ranges::sort(functions);
  functions.erase(std::ranges::unique(functions).begin(), functions.end());
  return functions;
}

bool shows_as(catalog::PropertySet loses, model::Deviation deviation) {
  const auto lost = [&](catalog::Property property) {
    return (loses & static_cast<catalog::PropertySet>(property)) != 0;
  };
  switch (deviation) {
    case model::Deviation::omission:
    case model::Deviation::late:
    case model::Deviation::undetected_loss:
      return lost(catalog::Property::availability);
    case model::Deviation::commission:
    case model::Deviation::wrong_value:
    case model::Deviation::early:
      return lost(catalog::Property::integrity);
    case model::Deviation::unknown:
      break;
  }
  return lost(catalog::Property::availability) || lost(catalog::Property::integrity);
}

}  // namespace wardround::risk
