#include "model/controls.h"

#include <algorithm>
#include <map>

namespace wardround::model {
namespace {

using catalog::Control;
using catalog::Cover;
using lang::Cell;
using lang::Fact;
using lang::FactId;
using lang::Provenance;
using lang::Relation;
using lang::Universe;

bool has(catalog::CoverSet set, Cover cover) {
  return (set & static_cast<catalog::CoverSet>(cover)) != 0;
}

bool leads_to(const Universe& universe, Relation relation, SubjectId from, SubjectId to) {
  const lang::Relations& relations = universe.relation(relation);
  const SubjectId* const first = relations.first(from);
  return std::binary_search(first, first + relations.count(from), to);
}

bool lies_in(const Universe& universe, SubjectId subject, SubjectId place) {
  return leads_to(universe, Relation::enclosing, subject, place);
}

bool is_or_lies_in(const Universe& universe, SubjectId subject, SubjectId place) {
  return subject == place || lies_in(universe, subject, place);
}

SubjectId end_of(const Universe& universe, Relation relation, SubjectId flow) {
  const lang::Relations& ends = universe.relation(relation);
  return ends.count(flow) == 0 ? SubjectId() : *ends.first(flow);
}

bool touches(const Universe& universe, SubjectId flow, SubjectId place) {
  for (const Relation relation : {Relation::from, Relation::to}) {
    const SubjectId end = end_of(universe, relation, flow);
    if (end.valid() && is_or_lies_in(universe, end, place)) return true;
  }
  return false;
}

bool excludes(const Universe& universe, SubjectId excluded, SubjectId place) {
  if (is_or_lies_in(universe, place, excluded)) return true;
  if (universe.kind(place) != Kind::flow) return false;
  const SubjectId from = end_of(universe, Relation::from, place);
  const SubjectId to = end_of(universe, Relation::to, place);
  return from.valid() && to.valid() && is_or_lies_in(universe, from, excluded) &&
         is_or_lies_in(universe, to, excluded);
}

bool covers_before_exceptions(const Universe& universe, catalog::CoverSet set, SubjectId at,
                              SubjectId place) {
  if (has(set, Cover::system)) return true;
  if (has(set, Cover::self) && place == at) return true;
  if (universe.kind(place) == Kind::flow) {
    return (has(set, Cover::flows_crossing) && leads_to(universe, Relation::crossing, place, at)) ||
           (has(set, Cover::flows_touching) && touches(universe, place, at));
  }
  return has(set, Cover::contents) && lies_in(universe, place, at);
}

void append(const Universe& universe, Relation relation, SubjectId from,
            std::vector<SubjectId>& all) {
  const lang::Relations& relations = universe.relation(relation);
  const SubjectId* const first = relations.first(from);
  all.insert(all.end(), first, first + relations.count(from));
}

// Where a control at `at` could work: all places where it does, and perhaps more. Sorted.
std::vector<SubjectId> candidates(const Universe& universe, catalog::CoverSet set, SubjectId at) {
  std::vector<SubjectId> all;
  if (has(set, Cover::system)) {
    for (std::size_t i = 0; i < universe.size(); ++i) all.emplace_back(i);
    return all;
  }
  all.push_back(at);
  if (has(set, Cover::contents) || has(set, Cover::flows_touching)) {
    for (std::size_t i = 0; i < all.size(); ++i) append(universe, Relation::children, all[i], all);
  }
  if (has(set, Cover::flows_touching)) {
    for (std::size_t i = 0, places = all.size(); i < places; ++i) {
      append(universe, Relation::opens, all[i], all);
      append(universe, Relation::serves, all[i], all);
    }
  }
  if (has(set, Cover::flows_crossing)) append(universe, Relation::flows_crossing, at, all);
  std::sort(all.begin(), all.end());
  all.erase(std::unique(all.begin(), all.end()), all.end());
  return all;
}

// How far a value is from the worst one. Of unordered choices, all others are equally far.
uint32_t goodness(const Fact& fact, uint32_t value) {
  if (fact.domain == lang::Domain::choice && fact.ordered) {
    return value < fact.worst ? fact.worst - value : value - fact.worst;
  }
  if (fact.domain == lang::Domain::boolean || fact.domain == lang::Domain::choice) {
    return value == fact.worst ? 0 : 1;
  }
  return 0;
}

bool is_any(const lang::Vocabulary& vocabulary, const Universe& universe, SubjectId subject,
            std::span<const lang::TypeId> wanted) {
  if (wanted.empty() || universe.type_open[subject.index()]) return true;
  const std::span<const lang::TypeId> types = universe.types[subject];
  return std::any_of(types.begin(), types.end(), [&](lang::TypeId type) {
    return std::any_of(wanted.begin(), wanted.end(),
                       [&](lang::TypeId one) { return vocabulary.is_a(type, one); });
  });
}

bool applies(const lang::Vocabulary& vocabulary, const Universe& universe, FactId fact,
             SubjectId subject) {
  const Fact& info = vocabulary[fact];
  if (!lang::has(info.subjects, universe.kind(subject)) || info.derived) return false;
  if (universe.cell(fact, subject).provenance == Provenance::not_applicable) return false;
  return is_any(vocabulary, universe, subject, info.applies_to);
}

bool holds(const catalog::ControlImplies& implication, const ControlUse& use) {
  return std::all_of(implication.when.begin(), implication.when.end(), [&](const auto& condition) {
    return std::any_of(use.parameters.begin(), use.parameters.end(), [&](const auto& stated) {
      return stated.first == condition.first &&
             std::find(condition.second.begin(), condition.second.end(), stated.second) !=
                 condition.second.end();
    });
  });
}

// A fact's new value somewhere, and the control that brings it.
struct Claim {
  FactId fact;
  SubjectId subject;
  uint32_t value = 0;
  std::size_t use = 0;
};

class SecondPass {
 public:
  SecondPass(const Model& model, const catalog::Catalog& catalog, Status at_least,
             diag::Diagnostics& diagnostics)
      : model_(model),
        catalog_(catalog),
        at_least_(at_least),
        diagnostics_(diagnostics),
        universe_(model.universe),
        origins_(model.controls.size(), kNone) {}

  Universe run() {
    std::vector<Claim> claims;
    for (std::size_t i = 0; i < model_.controls.size(); ++i) claim(i, claims);
    // What a control says itself comes before what follows from it.
    while (!claims.empty()) {
      std::vector<Claim> following;
      for (const Claim& one : claims) settle(one, following);
      claims = std::move(following);
    }
    return std::move(universe_);
  }

 private:
  static constexpr uint32_t kNone = 0xffffffffu;

  void claim(std::size_t index, std::vector<Claim>& claims) const;
  void settle(const Claim& claim, std::vector<Claim>& following);
  void contradicts(const Claim& claim, const Cell& stated);
  [[nodiscard]] uint32_t origin(std::size_t use);

  const Model& model_;
  const catalog::Catalog& catalog_;
  Status at_least_;
  diag::Diagnostics& diagnostics_;
  Universe universe_;
  std::vector<uint32_t> origins_;  // by control use: its entry in Universe::origins
};

void SecondPass::claim(std::size_t index, std::vector<Claim>& claims) const {
  const ControlUse& use = model_.controls[index];
  if (use.status < at_least_ || !use.control.valid()) return;
  const Control& control = catalog_[use.control];
  std::vector<const catalog::ControlImplies*> implications;
  for (const catalog::ControlImplies& implication : control.implies) {
    if (holds(implication, use)) implications.push_back(&implication);
  }
  if (implications.empty()) return;
  for (const SubjectId place : covered(model_, catalog_, use)) {
    for (const catalog::ControlImplies* implication : implications) {
      if (!applies(catalog_.vocabulary, universe_, implication->fact, place)) continue;
      claims.push_back({implication->fact, place, implication->value, index});
    }
  }
}

void SecondPass::settle(const Claim& claim, std::vector<Claim>& following) {
  const Fact& fact = catalog_.vocabulary[claim.fact];
  const Cell old = universe_.cell(claim.fact, claim.subject);
  const bool stated =
      old.provenance == Provenance::stated || old.provenance == Provenance::inherited;
  if (stated && model_.controls[claim.use].status == Status::implemented) {
    if (old.provenance == Provenance::stated && old.value != claim.value) contradicts(claim, old);
    return;
  }
  const bool known = stated || old.provenance == Provenance::controlled ||
                     old.provenance == Provenance::implied || old.provenance == Provenance::fixed;
  if (known &&
      (old.value == claim.value || goodness(fact, old.value) > goodness(fact, claim.value) ||
       ((stated || old.provenance == Provenance::controlled) &&
        goodness(fact, old.value) == goodness(fact, claim.value)))) {
    return;
  }
  universe_.set(fact, claim.fact, claim.subject,
                {claim.value, origin(claim.use), Provenance::controlled});
  if (claim.value >= fact.values.size()) return;  // numbers and versions imply nothing
  for (const auto& [implied, value] : fact.values[claim.value].implies) {
    if (!applies(catalog_.vocabulary, universe_, implied, claim.subject)) continue;
    following.push_back({implied, claim.subject, value, claim.use});
  }
}

uint32_t SecondPass::origin(std::size_t use) {
  if (origins_[use] != kNone) return origins_[use];
  origins_[use] = static_cast<uint32_t>(universe_.origins.size());
  const ControlUse& declared = model_.controls[use];
  lang::Origin origin;
  origin.span = declared.span;
  origin.via = "by control `" + catalog_[declared.control].id + "`";
  origin.control = static_cast<uint32_t>(use);
  universe_.origins.push_back(std::move(origin));
  return origins_[use];
}

void SecondPass::contradicts(const Claim& claim, const Cell& stated) {
  const ControlUse& use = model_.controls[claim.use];
  const std::string subject = model_[claim.subject].id;
  const Fact& info = catalog_.vocabulary[claim.fact];
  diag::Span span;
  if (stated.origin < universe_.origins.size()) span = universe_.origins[stated.origin].span;
  diag::Diagnostic& diagnostic = diagnostics_.report(
      diag::Kind::control_contradicts, span,
      {subject + "." + info.id, lang::value_text(universe_, info, stated.value),
       catalog_[use.control].id, lang::value_text(universe_, info, claim.value)});
  diagnostic.note(use.span, "the control is declared implemented here");
  diagnostic.note("if the control does not work at `" + subject + "`, add `not_on: [" + subject +
                  "]` to it");
}

}  // namespace

bool works_on(const Model& model, const catalog::Catalog& catalog, const Control& control,
              SubjectId place) {
  if (model.universe.kind(place) != Kind::flow) return true;
  bool elsewhere_only = false;
  for (const catalog::ControlImplies& implication : control.implies) {
    const Fact& fact = catalog.vocabulary[implication.fact];
    if (!lang::has(fact.subjects, Kind::flow)) continue;
    if (is_any(catalog.vocabulary, model.universe, place, fact.applies_to)) return true;
    elsewhere_only = true;
  }
  return !elsewhere_only;
}

bool covers(const Model& model, const catalog::Catalog& catalog, const ControlUse& use,
            SubjectId place) {
  if (!use.control.valid() || !use.at.valid() || !place.valid()) return false;
  const Universe& universe = model.universe;
  const Control& control = catalog[use.control];
  if (!covers_before_exceptions(universe, control.covers, use.at, place)) return false;
  if (!works_on(model, catalog, control, place)) return false;
  return std::none_of(use.not_on.begin(), use.not_on.end(), [&](SubjectId excluded) {
    return excluded.valid() && excludes(universe, excluded, place);
  });
}

std::vector<SubjectId> covered(const Model& model, const catalog::Catalog& catalog,
                               const ControlUse& use) {
  if (!use.control.valid() || !use.at.valid()) return {};
  std::vector<SubjectId> places = candidates(model.universe, catalog[use.control].covers, use.at);
  std::erase_if(places, [&](SubjectId place) { return !covers(model, catalog, use, place); });
  return places;
}

Universe with_controls(const Model& model, const catalog::Catalog& catalog, Status at_least,
                       diag::Diagnostics& diagnostics) {
  return SecondPass(model, catalog, at_least, diagnostics).run();
}

}  // namespace wardround::model
