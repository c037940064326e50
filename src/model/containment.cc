// The forest of elements and boundaries: what lies in what.
#include <fmt/format.h>

#include <algorithm>

#include "base/limits.h"
#include "model/csr.h"
#include "model/relations.h"

namespace wardround::model {
namespace {

using lang::Relation;

Span span_of_in(const Building& b, SubjectId subject) {
  const Field* field = b.model[subject].field("in");
  return field != nullptr ? field->span : b.declarations[subject.index()].id_span;
}

class Forest {
 public:
  explicit Forest(Building& b) : b_(b), depth_(b.size(), 0) {}

  void check() {
    for (std::size_t i = 0; i < b_.size(); ++i) visit(SubjectId(i));
  }

 private:
  static constexpr uint32_t kOnPath = 0xffffffffu;

  // Climbs to something whose depth is known, then gives the way back its depths (roots: 1).
  void visit(SubjectId start) {
    std::vector<SubjectId> path;
    SubjectId at = start;
    while (at.valid() && depth_[at.index()] == 0) {
      depth_[at.index()] = kOnPath;
      path.push_back(at);
      at = b_.model[at].parent;
    }
    uint32_t depth = at.valid() ? depth_[at.index()] : 0;
    if (depth == kOnPath) {
      cut_cycle(path, at);
      depth = 0;
      // The cut moved the end of the path: start anew.
      for (const SubjectId subject : path) depth_[subject.index()] = 0;
      visit_cut(path);
      return;
    }
    settle(path, depth);
  }

  // After a cut no cycle is left on this path.
  void visit_cut(const std::vector<SubjectId>& cut) {
    for (const SubjectId subject : cut) {
      std::vector<SubjectId> path;
      SubjectId at = subject;
      while (at.valid() && depth_[at.index()] == 0) {
        path.push_back(at);
        at = b_.model[at].parent;
      }
      settle(path, at.valid() ? depth_[at.index()] : 0);
    }
  }

  void settle(const std::vector<SubjectId>& path, uint32_t depth) {
    for (auto i = path.rbegin(); i != path.rend(); ++i) {
      ++depth;
      if (depth > limits::kContainmentDepth) {
        b_.report(diag::Kind::containment_too_deep, span_of_in(b_, *i),
                  {b_.declarations[i->index()].id, std::to_string(limits::kContainmentDepth)});
        b_.model.subjects[i->index()].parent = SubjectId();
        depth = 1;
      }
      depth_[i->index()] = depth;
    }
  }

  // Cut at the least id of the cycle, so that the order of the text does not matter.
  void cut_cycle(const std::vector<SubjectId>& path, SubjectId entry) {
    const auto first = std::find(path.begin(), path.end(), entry);
    const SubjectId least = *std::min_element(first, path.end());
    std::string shown;
    SubjectId at = least;
    std::size_t steps = 0;
    do {
      if (++steps <= 8) shown += fmt::format("{} in ", b_.declarations[at.index()].id);
      at = b_.model[at].parent;
    } while (at != least);
    if (steps > 8) shown += "… in ";
    shown += b_.declarations[least.index()].id;
    b_.report(diag::Kind::containment_cycle, span_of_in(b_, least),
              {b_.declarations[least.index()].id, shown});
    b_.model.subjects[least.index()].parent = SubjectId();
  }

  Building& b_;
  std::vector<uint32_t> depth_;
};

void check_containers(Building& b) {
  const Roots& r = b.roots;
  for (std::size_t i = 0; i < b.size(); ++i) {
    const SubjectId parent = b.model.subjects[i].parent;
    if (!parent.valid() || b.model.universe.kind(parent) != Kind::element) continue;
    for (const lang::TypeId root : {r.external, r.store, r.port, r.bus, r.sensor, r.actuator}) {
      if (!b.is_a(parent, root)) continue;
      b.report(diag::Kind::not_a_container, span_of_in(b, SubjectId(i)),
               {b.model[parent].id, b.vocabulary()[root].id})
          .note("a node, a boundary or a process contains others");
      break;
    }
  }
}

void fill_nodes(Building& b) {
  Pairs pairs;
  std::vector<SubjectId> open;
  for (std::size_t i = 0; i < b.size(); ++i) {
    if (b.model.universe.kinds[i] != Kind::element && b.model.universe.kinds[i] != Kind::boundary) {
      continue;
    }
    bool unsure = false;
    SubjectId at(i);
    while (at.valid() && !b.is_a(at, b.roots.node)) {
      unsure = unsure || (b.model.universe.kind(at) == Kind::element &&
                          b.model.universe.type_open[at.index()]);
      at = b.model[at].parent;
    }
    if (at.valid()) pairs.emplace_back(SubjectId(i), at);
    if (unsure) open.push_back(SubjectId(i));
  }
  b.model.universe.relations[static_cast<std::size_t>(Relation::node)] =
      compress(b.size(), pairs, open);
}

}  // namespace

void fill_containment(Building& b) {
  Forest(b).check();
  check_containers(b);
  Pairs parent, enclosing, contents, ports, boundaries;
  for (std::size_t i = 0; i < b.size(); ++i) {
    const SubjectId self(i);
    const bool element = b.model.universe.kind(self) == Kind::element;
    const bool port = element && b.is_a(self, b.roots.port);
    if (b.model[self].parent.valid()) parent.emplace_back(self, b.model[self].parent);
    for (SubjectId at = b.model[self].parent; at.valid(); at = b.model[at].parent) {
      enclosing.emplace_back(self, at);
      if (element) contents.emplace_back(at, self);
      if (port) ports.emplace_back(at, self);
      if (b.model.universe.kind(at) == Kind::boundary) boundaries.emplace_back(self, at);
    }
  }
  auto& relations = b.model.universe.relations;
  const auto set = [&](Relation relation, const Pairs& pairs) {
    relations[static_cast<std::size_t>(relation)] = compress(b.size(), pairs);
  };
  relations[static_cast<std::size_t>(Relation::parent)] =
      compress(b.size(), parent, b.edges_of(Relation::parent).open);
  set(Relation::enclosing, enclosing);
  set(Relation::contents, contents);
  set(Relation::ports, ports);
  set(Relation::boundaries, boundaries);
  relations[static_cast<std::size_t>(Relation::children)] =
      invert(b.size(), relations[static_cast<std::size_t>(Relation::parent)]);
  fill_nodes(b);
}

}  // namespace wardround::model
