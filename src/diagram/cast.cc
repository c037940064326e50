#include "diagram/cast.h"

#include <fmt/core.h>

#include <algorithm>
#include <numeric>

#include "base/utf8.h"
#include "diag/diagnostic.h"

namespace wardround::diagram {
namespace {

using lang::Kind;
using lang::Relation;

SubjectId first(const model::Model& model, Relation relation, SubjectId subject) {
  const lang::Relations& relations = model.universe.relation(relation);
  return relations.count(subject) == 0 ? SubjectId() : *relations.first(subject);
}

bool has_place(const model::Subject& subject) {
  return subject.kind == Kind::element || subject.kind == Kind::boundary;
}

Result<SubjectId> named(const model::Model& model, const std::string& id, std::string_view option,
                        auto&& fits, std::string_view wanted) {
  const SubjectId found = model.find(id);
  if (found.valid() && fits(found)) return found;
  std::vector<std::string_view> candidates;
  for (std::size_t i = 0; i < model.subjects.size(); ++i)
    if (fits(SubjectId(i))) candidates.push_back(model.subjects[i].id);
  const std::string_view near = diag::did_you_mean(id, candidates);
  return fail(fmt::format(
      "{} {}: {}{}", option, id,
      found.valid() ? fmt::format("this is not {} {}", wanted[0] == 'e' ? "an" : "a", wanted)
                    : fmt::format("the model has no such {}", wanted),
      near.empty() ? "" : fmt::format("; did you mean `{}`?", near)));
}

class Casting {
 public:
  Casting(const model::Model& model, const Choice& choice) : model_(model), choice_(choice) {
    const std::size_t count = model.subjects.size();
    cast_.drawn_as.assign(count, SubjectId());
    cast_.folded.assign(count, false);
    cast_.flow_drawn.assign(count, false);
    cast_.network_only.assign(count, false);
    cast_.children.assign(count, {});
    shown_.assign(count, false);
    for (std::size_t i = 0; i < count; ++i) {
      const model::Subject& subject = model.subjects[i];
      if (has_place(subject) && subject.parent.valid())
        cast_.children[subject.parent.index()].push_back(SubjectId(i));
    }
    for (std::size_t i = 0; i < count; ++i) {
      if (model.subjects[i].kind != Kind::flow) continue;
      const lang::Relations& over = model.universe.relation(Relation::over);
      for (std::size_t k = 0; k < over.count(SubjectId(i)); ++k) {
        const SubjectId network = over.first(SubjectId(i))[k];
        if (cast_.children[network.index()].empty()) cast_.network_only[network.index()] = true;
      }
    }
  }

  Result<Cast> run() {
    if (!choice_.boundary.empty()) {
      const auto done = show_inside();
      if (!done) return tl::unexpected(done.error());
    } else if (!choice_.around.empty()) {
      const auto done = show_around();
      if (!done) return tl::unexpected(done.error());
    } else {
      show_all();
    }
    fold_until_it_fits();
    settle();
    return std::move(cast_);
  }

 private:
  [[nodiscard]] const std::vector<SubjectId>& children(SubjectId s) const {
    return cast_.children[s.index()];
  }

  [[nodiscard]] std::vector<SubjectId> with_contents(SubjectId root) const {
    std::vector<SubjectId> all{root};
    for (std::size_t i = 0; i < all.size(); ++i)
      all.insert(all.end(), children(all[i]).begin(), children(all[i]).end());
    return all;
  }

  void show_all() {
    for (std::size_t i = 0; i < model_.subjects.size(); ++i) {
      if (has_place(model_.subjects[i])) shown_[i] = !cast_.network_only[i];
      if (model_.subjects[i].kind == Kind::flow) cast_.flow_drawn[i] = true;
    }
  }

  // The inside of a boundary; of the outside the outermost things that flows lead to.
  Result<void> show_inside() {
    const auto found = named(
        model_, choice_.boundary, "--boundary",
        [&](SubjectId s) { return has_place(model_[s]) && !children(s).empty(); },
        "boundary or element with contents");
    if (!found) return tl::unexpected(found.error());
    cast_.focus = *found;
    std::vector<bool> inside(model_.subjects.size(), false);
    for (const SubjectId s : with_contents(*found)) inside[s.index()] = shown_[s.index()] = true;
    std::vector<bool> above(model_.subjects.size(), false);
    for (SubjectId s = model_[*found].parent; s.valid(); s = model_[s].parent)
      above[s.index()] = true;
    for (std::size_t i = 0; i < model_.subjects.size(); ++i) {
      const SubjectId flow(i);
      if (model_[flow].kind != Kind::flow) continue;
      const SubjectId ends[] = {first(model_, Relation::from, flow),
                                first(model_, Relation::to, flow)};
      const auto is_inside = [&](SubjectId end) { return end.valid() && inside[end.index()]; };
      if (!is_inside(ends[0]) && !is_inside(ends[1])) continue;
      cast_.flow_drawn[i] = true;
      for (SubjectId end : ends) {
        if (!end.valid() || inside[end.index()]) continue;
        while (model_[end].parent.valid() && !above[model_[end].parent.index()])
          end = model_[end].parent;
        shown_[end.index()] = true;
        cast_.folded[end.index()] = !children(end).empty();
      }
    }
    return {};
  }

  // Elements at most `depth` flows away, with what encloses them.
  Result<void> show_around() {
    const auto found = named(
        model_, choice_.around, "--around",
        [&](SubjectId s) { return has_place(model_[s]) || model_[s].kind == Kind::flow; },
        "element, boundary or flow");
    if (!found) return tl::unexpected(found.error());
    constexpr std::size_t kFar = kNowhere;
    std::vector<std::size_t> distance(model_.subjects.size(), kFar);
    std::vector<SubjectId> wave;
    const auto reach = [&](SubjectId s, std::size_t steps) {
      if (!s.valid() || distance[s.index()] != kFar) return;
      distance[s.index()] = steps;
      wave.push_back(s);
    };
    if (model_[*found].kind == Kind::flow) {
      cast_.flow_drawn[found->index()] = true;
      reach(first(model_, Relation::from, *found), 0);
      reach(first(model_, Relation::to, *found), 0);
    } else {
      cast_.focus = *found;
      for (const SubjectId s : with_contents(*found)) reach(s, 0);
    }
    const std::size_t depth = model_[*found].kind == Kind::flow ? choice_.depth - 1 : choice_.depth;
    const lang::Relations& flows = model_.universe.relation(Relation::flows);
    for (std::size_t i = 0; i < wave.size(); ++i) {
      const SubjectId at = wave[i];
      if (model_[at].kind != Kind::element || distance[at.index()] >= depth) continue;
      for (std::size_t k = 0; k < flows.count(at); ++k) {
        const SubjectId flow = flows.first(at)[k];
        const SubjectId from = first(model_, Relation::from, flow);
        const SubjectId to = first(model_, Relation::to, flow);
        if (from != at && to != at) continue;
        cast_.flow_drawn[flow.index()] = true;
        reach(from, distance[at.index()] + 1);
        reach(to, distance[at.index()] + 1);
      }
    }
    for (const SubjectId s : wave)
      for (SubjectId up = s; up.valid(); up = model_[up].parent) shown_[up.index()] = true;
    for (const SubjectId s : wave) {
      const bool whole = std::ranges::any_of(
          children(s), [&](SubjectId child) { return bool(shown_[child.index()]); });
      if (!children(s).empty() && !whole) cast_.folded[s.index()] = true;
    }
    return {};
  }

  [[nodiscard]] std::vector<std::size_t> shown_children() const {
    std::vector<std::size_t> count(model_.subjects.size(), 0);
    for (std::size_t i = 0; i < count.size(); ++i)
      if (shown_[i] && model_.subjects[i].parent.valid())
        ++count[model_.subjects[i].parent.index()];
    return count;
  }

  // Folds the deepest containers first, the fullest first among them.
  void fold_until_it_fits() {
    std::vector<std::size_t> inside = shown_children();
    std::size_t boxes = 0;
    std::vector<std::pair<std::size_t, SubjectId>> containers;  // depth, subject
    std::vector<bool> kept(model_.subjects.size(), false);
    for (SubjectId s = cast_.focus; s.valid(); s = model_[s].parent) kept[s.index()] = true;
    for (std::size_t i = 0; i < inside.size(); ++i) {
      if (!shown_[i]) continue;
      if (inside[i] == 0) {
        ++boxes;
        continue;
      }
      if (kept[i]) continue;
      std::size_t depth = 0;
      for (SubjectId up = model_.subjects[i].parent; up.valid(); up = model_[up].parent) ++depth;
      containers.emplace_back(depth, SubjectId(i));
    }
    if (boxes <= choice_.most_boxes) return;
    std::ranges::stable_sort(containers, [&](const auto& a, const auto& b) {
      if (a.first != b.first) return a.first > b.first;
      return inside[a.second.index()] > inside[b.second.index()];
    });
    for (const auto& [depth, container] : containers) {
      if (boxes <= choice_.most_boxes) break;
      // Deeper ones are folded already, so that all that is drawn inside are boxes.
      std::size_t hidden = 0;
      for (const SubjectId s : with_contents(container)) {
        if (s == container || !shown_[s.index()]) continue;
        if (inside[s.index()] == 0 || cast_.folded[s.index()]) ++hidden;
        shown_[s.index()] = false;
      }
      cast_.folded[container.index()] = true;
      boxes = boxes + 1 - hidden;
    }
  }

  // Who stands for whom.
  void settle() {
    std::vector<SubjectId> work;
    for (std::size_t i = 0; i < model_.subjects.size(); ++i)
      if (has_place(model_.subjects[i]) && !model_.subjects[i].parent.valid())
        work.push_back(SubjectId(i));
    while (!work.empty()) {
      const SubjectId s = work.back();
      work.pop_back();
      const SubjectId parent = model_[s].parent;
      SubjectId& as = cast_.drawn_as[s.index()];
      if (parent.valid() && cast_.drawn_as[parent.index()].valid() &&
          cast_.folded[cast_.drawn_as[parent.index()].index()])
        as = cast_.drawn_as[parent.index()];
      else if (shown_[s.index()])
        as = s;
      work.insert(work.end(), children(s).begin(), children(s).end());
    }
  }

  const model::Model& model_;
  const Choice& choice_;
  Cast cast_;
  std::vector<bool> shown_;
};

}  // namespace

Result<Cast> cast_of(const model::Model& model, const Choice& choice) {
  return Casting(model, choice).run();
}

}  // namespace wardround::diagram
