// Who handles which data.
#include <algorithm>

#include "model/csr.h"
#include "model/relations.h"

namespace wardround::model {
namespace {

using lang::Relation;
using lang::Relations;

class Handling {
 public:
  explicit Handling(Building& b) : b_(b), u_(b.model.universe) {}

  void run() {
    set(Relation::carries,
        merge(b_.size(), u_.relation(Relation::sends), u_.relation(Relation::returns)));
    fill_elements();
    set(Relation::stored_in, invert(b_.size(), u_.relation(Relation::stores)));
    set(Relation::carriers, invert(b_.size(), u_.relation(Relation::carries)));
    set(Relation::writers, invert(b_.size(), u_.relation(Relation::emits)));
    set(Relation::readers, invert(b_.size(), u_.relation(Relation::receives)));
    fill_producers();
  }

 private:
  void set(Relation relation, Relations relations) {
    u_.relations[static_cast<std::size_t>(relation)] = std::move(relations);
  }

  void add(RowBuilder& rows, Relation relation, SubjectId subject) const {
    const Relations& relations = u_.relation(relation);
    rows.add(row(relations, subject));
    if (relations.is_open(subject)) rows.set_open();
  }

  void fill_elements() {
    RowBuilder receives(b_.size()), emits(b_.size()), touches(b_.size());
    for (std::size_t i = 0; i < b_.size(); ++i) {
      const SubjectId self(i);
      if (u_.kind(self) == Kind::element) {
        for (const SubjectId flow : row(u_.relation(Relation::opens), self)) {
          add(emits, Relation::sends, flow);
          add(receives, Relation::returns, flow);
          add(touches, Relation::carries, flow);
        }
        for (const SubjectId flow : row(u_.relation(Relation::serves), self)) {
          add(receives, Relation::sends, flow);
          add(emits, Relation::returns, flow);
          add(touches, Relation::carries, flow);
        }
        add(touches, Relation::stores, self);
        if (u_.relation(Relation::performs).is_open(self)) touches.set_open();
        for (const SubjectId function : row(u_.relation(Relation::performs), self)) {
          add(touches, Relation::needs, function);
        }
      }
      receives.next();
      emits.next();
      touches.next();
    }
    set(Relation::receives, receives.finish());
    set(Relation::emits, emits.finish());
    set(Relation::touches, touches.finish());
  }

  // Who is stated to produce it; else who sends it out without having received it, stores left out.
  // Where that is nobody, the origin is unknown.
  void fill_producers() {
    const Relations& writers = u_.relation(Relation::writers);
    const Relations& readers = u_.relation(Relation::readers);
    const Edges& stated = b_.edges_of(Relation::producers);
    Pairs pairs = stated.pairs;
    std::vector<SubjectId> open = stated.open;
    for (std::size_t i = 0; i < b_.size(); ++i) {
      const SubjectId data(i);
      if (u_.kind(data) != Kind::data) continue;
      if (b_.model[data].field("produced_by") != nullptr) continue;
      const auto read = row(readers, data);
      bool found = false;
      for (const SubjectId writer : row(writers, data)) {
        if (std::binary_search(read.begin(), read.end(), writer)) continue;
        if (b_.is_a(writer, b_.roots.store)) continue;
        pairs.emplace_back(data, writer);
        found = true;
      }
      if (!found) open.push_back(data);
    }
    set(Relation::producers, compress(b_.size(), pairs, open));
  }

  Building& b_;
  lang::Universe& u_;
};

}  // namespace

void fill_data_relations(Building& b) {
  Handling(b).run();
}

}  // namespace wardround::model
