#include "model/draft.h"

#include <algorithm>
#include <numeric>

#include "model/building.h"
#include "model/exposure.h"
#include "model/facts.h"
#include "model/relations.h"

namespace wardround::model {
namespace {

// Where each part stands among the subjects: after the system, by kind and id.
std::vector<SubjectId> place_parts(const Draft& draft) {
  std::vector<std::size_t> order(draft.parts.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::sort(order, [&](std::size_t a, std::size_t b) {
    const Draft::Part &x = draft.parts[a], &y = draft.parts[b];
    return x.kind != y.kind ? x.kind < y.kind : x.id < y.id;
  });
  std::vector<SubjectId> subjects(draft.parts.size());
  for (std::size_t i = 0; i < order.size(); ++i) subjects[order[i]] = SubjectId(i + 1);
  return subjects;
}

void add_subject(Building& b, SubjectId id, Kind kind, const std::string& name) {
  Subject& subject = b.model.subjects[id.index()];
  subject.kind = kind;
  subject.id = name;
  subject.name = name;
  Declaration& declaration = b.declarations[id.index()];
  declaration.section = &section_of(kind);
  declaration.id = name;
  lang::Universe& universe = b.model.universe;
  universe.kinds[id.index()] = kind;
  universe.ids[id.index()] = name;
  universe.names[id.index()] = name;
}

void add_part(Building& b, const Draft::Part& part, SubjectId id,
              const std::vector<SubjectId>& places) {
  add_subject(b, id, part.kind, part.id);
  if (part.type.valid()) b.model.universe.types.add(id, part.type);
  if (part.in != Draft::kNone) b.model.subjects[id.index()].parent = places[part.in];
  const auto end = [&](lang::Relation relation, std::size_t at) {
    if (at != Draft::kNone) b.edges_of(relation).pairs.emplace_back(id, places[at]);
  };
  end(lang::Relation::from, part.from);
  end(lang::Relation::to, part.to);
}

}  // namespace

Loaded assemble(const Draft& draft, const catalog::Catalog& catalog, diag::Sources& sources,
                diag::Diagnostics& diagnostics) {
  Report report(sources, diagnostics);
  Loaded out;
  out.model.path = draft.system;
  const std::size_t size = draft.parts.size() + 1;
  Building b{.catalog = catalog,
             .report = report,
             .model = out.model,
             .roots = find_roots(catalog.vocabulary),
             .budget = 0,
             .declarations = std::vector<Declaration>(size),
             .contexts = {},
             .ids = {},
             .former = {},
             .groups = {},
             .edges = std::vector<Edges>(lang::relation_count()),
             .statements = {},
             .steps = {},
             .harm_codes = {},
             .sources = {}};
  lang::Universe& universe = out.model.universe;
  out.model.subjects.resize(size);
  universe.kinds.resize(size);
  universe.ids.resize(size);
  universe.names.resize(size);
  universe.types.resize(size);
  universe.type_open.assign(size, false);
  add_subject(b, SubjectId(0), Kind::system, draft.system);
  const std::vector<SubjectId> places = place_parts(draft);
  for (std::size_t i = 0; i < draft.parts.size(); ++i) {
    add_part(b, draft.parts[i], places[i], places);
  }
  for (const Draft::Link& link : draft.links) {
    b.edges_of(link.relation).pairs.emplace_back(places[link.from], places[link.to]);
  }
  for (const Draft::Stated& stated : draft.facts) {
    b.statements.push_back({places[stated.part], stated.fact, stated.value, {}, {}});
  }
  fill_relations(b);
  fill_facts(b);
  fill_severity(b);
  fill_exposure(b);
  for (std::size_t i = 0; i < size; ++i) {
    out.model.index.emplace_back(out.model.subjects[i].id, SubjectId(i));
  }
  std::ranges::sort(out.model.index);
  return out;
}

}  // namespace wardround::model
