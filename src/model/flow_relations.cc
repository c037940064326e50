// What follows from flows: who opens them, which way data travels, what they cross.
#include <algorithm>

#include "model/csr.h"
#include "model/relations.h"

namespace wardround::model {
namespace {

using lang::Relation;

// Nodes and boundaries enclose; so does an element of unknown type that contains something.
std::vector<bool> enclosures(const Building& b) {
  const lang::Relations& children = b.model.universe.relation(Relation::children);
  std::vector<bool> out(b.size(), false);
  for (std::size_t i = 0; i < b.size(); ++i) {
    const SubjectId self(i);
    const bool untyped = b.model.universe.type_open[i] && children.count(self) > 0;
    out[i] =
        b.model.universe.kind(self) == Kind::boundary ||
        (b.model.universe.kind(self) == Kind::element && (b.is_a(self, b.roots.node) || untyped));
  }
  return out;
}

struct Gathered {
  Pairs in, out, opens, serves, touched, crossing, entering, leaving;
  std::vector<SubjectId> open_crossing;
};

class Gathering {
 public:
  explicit Gathering(Building& b)
      : b_(b), encloses_(enclosures(b)), left_(b.size(), 0), entered_(b.size(), 0) {}

  Gathered run() {
    for (std::size_t i = 0; i < b_.size(); ++i) {
      if (b_.model.universe.kinds[i] == Kind::flow) add(SubjectId(i));
    }
    return std::move(out_);
  }

 private:
  void add(SubjectId flow) {
    const lang::Universe& u = b_.model.universe;
    const SubjectId from = only(u.relation(Relation::from), flow);
    const SubjectId to = only(u.relation(Relation::to), flow);
    if (from.valid()) out_.opens.emplace_back(from, flow);
    if (to.valid()) out_.serves.emplace_back(to, flow);
    add_direction(flow, from, to);
    add_touched(flow, from);
    add_touched(flow, to);
    if (from.valid() && to.valid()) {
      add_crossing(flow, from, to);
    } else {
      out_.open_crossing.push_back(flow);
    }
  }

  [[nodiscard]] SubjectId outside(SubjectId part) const {
    return only(b_.model.universe.relation(Relation::parent), part);
  }

  // Data travels the way it is sent and returned. Where nothing is said of it, it goes from the
  // opener.
  void add_direction(SubjectId flow, SubjectId from, SubjectId to) {
    const lang::Relations& sends = b_.model.universe.relation(Relation::sends);
    const lang::Relations& returns = b_.model.universe.relation(Relation::returns);
    const bool back = returns.count(flow) > 0 || returns.is_open(flow);
    const bool forth = sends.count(flow) > 0 || sends.is_open(flow) || !back;
    if (forth && from.valid()) out_.out.emplace_back(from, flow);
    if (forth && to.valid()) out_.in.emplace_back(to, flow);
    if (back && to.valid()) out_.out.emplace_back(to, flow);
    if (back && from.valid()) out_.in.emplace_back(from, flow);
  }

  // A flow touches its ends, and the nodes and boundaries around them.
  void add_touched(SubjectId flow, SubjectId end) {
    if (!end.valid()) return;
    out_.touched.emplace_back(end, flow);
    for (SubjectId at = outside(end); at.valid(); at = outside(at)) {
      if (encloses_[at.index()]) out_.touched.emplace_back(at, flow);
    }
  }

  void add_crossing(SubjectId flow, SubjectId from, SubjectId to) {
    ++mark_;
    for (SubjectId at = from; at.valid(); at = outside(at)) left_[at.index()] = mark_;
    for (SubjectId at = to; at.valid(); at = outside(at)) entered_[at.index()] = mark_;
    for (SubjectId at = from; at.valid(); at = outside(at)) {
      if (!encloses_[at.index()] || entered_[at.index()] == mark_) continue;
      out_.crossing.emplace_back(flow, at);
      out_.leaving.emplace_back(flow, at);
    }
    for (SubjectId at = to; at.valid(); at = outside(at)) {
      if (!encloses_[at.index()] || left_[at.index()] == mark_) continue;
      out_.crossing.emplace_back(flow, at);
      out_.entering.emplace_back(flow, at);
    }
  }

  Building& b_;
  std::vector<bool> encloses_;
  std::vector<uint32_t> left_, entered_;  // by subject: the last flow whose end it encloses
  uint32_t mark_ = 0;
  Gathered out_;
};

}  // namespace

void fill_flow_relations(Building& b) {
  auto& relations = b.model.universe.relations;
  const auto set = [&](Relation relation, const Pairs& pairs,
                       const std::vector<SubjectId>& open = {}) {
    relations[static_cast<std::size_t>(relation)] = compress(b.size(), pairs, open);
  };
  Gathered g = Gathering(b).run();
  for (std::size_t i = 0; i < b.size(); ++i) {
    if (b.model.universe.kinds[i] == Kind::flow) g.touched.emplace_back(SubjectId(0), SubjectId(i));
  }
  set(Relation::flows_in, g.in);
  set(Relation::flows_out, g.out);
  set(Relation::opens, g.opens);
  set(Relation::serves, g.serves);
  set(Relation::flows, g.touched);
  set(Relation::crossing, g.crossing, g.open_crossing);
  set(Relation::entering, g.entering, g.open_crossing);
  set(Relation::leaving, g.leaving, g.open_crossing);
  relations[static_cast<std::size_t>(Relation::flows_crossing)] =
      invert(b.size(), relations[static_cast<std::size_t>(Relation::crossing)]);
}

}  // namespace wardround::model
