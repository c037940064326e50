#include "model/relations.h"

#include <array>

#include "model/csr.h"

namespace wardround::model {
namespace {

using lang::Relation;

struct Inverse {
  Relation of;
  Relation relation;
};
// Relations of several kinds of sources that are the inverse of one stated relation, or of several.
constexpr std::array kInverses{
    Inverse{Relation::needs, Relation::functions},
    Inverse{Relation::guards, Relation::interlocks},
    Inverse{Relation::of, Relation::modes},
    Inverse{Relation::held_by, Relation::holds},
    Inverse{Relation::performs, Relation::performers},
    Inverse{Relation::runs_in, Relation::software},
    Inverse{Relation::installs_on, Relation::updates},
    Inverse{Relation::payload, Relation::updates},
    Inverse{Relation::authenticates, Relation::credentials},
};

struct Listed {
  Kind kind;
  Relation relation;
};
// What the system has.
constexpr std::array kListed{
    Listed{Kind::element, Relation::elements},       Listed{Kind::boundary, Relation::boundaries},
    Listed{Kind::data, Relation::all_data},          Listed{Kind::function, Relation::functions},
    Listed{Kind::credential, Relation::credentials}, Listed{Kind::software, Relation::software},
    Listed{Kind::update, Relation::updates},         Listed{Kind::mode, Relation::modes},
    Listed{Kind::interlock, Relation::interlocks},
};

void add_pairs(Building& b, std::vector<Pairs>& pairs) {
  const lang::Universe& u = b.model.universe;
  const auto of = [&](Relation relation) -> Pairs& {
    return pairs[static_cast<std::size_t>(relation)];
  };
  for (std::size_t i = 0; i < b.size(); ++i) {
    const SubjectId self(i);
    for (const Listed& listed : kListed) {
      if (b.model.universe.kind(self) == listed.kind)
        of(listed.relation).emplace_back(SubjectId(0), self);
    }
    for (const Inverse& inverse : kInverses) {
      for (const SubjectId target : row(u.relation(inverse.of), self)) {
        of(inverse.relation).emplace_back(target, self);
      }
    }
    // What opens a flow opens the element that serves it.
    for (const SubjectId target : row(u.relation(Relation::authenticates), self)) {
      if (b.model.universe.kind(target) != Kind::flow) continue;
      const SubjectId to = only(u.relation(Relation::to), target);
      if (to.valid()) of(Relation::credentials).emplace_back(to, self);
    }
  }
  for (const HazardousSituation& situation : b.model.situations) {
    if (situation.function.valid()) {
      of(Relation::situations).emplace_back(situation.function, situation.id);
    }
  }
}

}  // namespace

void fill_other_relations(Building& b) {
  std::vector<Pairs> pairs(lang::relation_count());
  // `boundaries` has been begun by the containment: what is there stays.
  const lang::Relations around = b.model.universe.relation(Relation::boundaries);
  add_pairs(b, pairs);
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    if (!pairs[i].empty()) b.model.universe.relations[i] = compress(b.size(), pairs[i]);
  }
  b.model.universe.relations[static_cast<std::size_t>(Relation::boundaries)] =
      merge(b.size(), around, b.model.universe.relation(Relation::boundaries));
}

void fill_relations(Building& b) {
  b.model.universe.relations.assign(lang::relation_count(), {});
  for (std::size_t i = 0; i < b.edges.size(); ++i) {
    b.model.universe.relations[i] = compress(b.size(), b.edges[i].pairs, b.edges[i].open);
  }
  fill_containment(b);
  fill_flow_relations(b);
  fill_data_relations(b);
  fill_other_relations(b);
}

}  // namespace wardround::model
