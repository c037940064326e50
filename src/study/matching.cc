// Who is who in two models.
#include <algorithm>
#include <map>
#include <tuple>

#include "study/model_diff.h"

namespace wardround::study {
namespace {

using lang::SubjectId;

// A pair that may be the same subject. Sorted by how good the reason is, then by ids without regard
// to which side they are of: the other way round, the same pairs come out.
struct Candidate {
  std::size_t reason = 0;  // 0: the same id; else the place in a list of former ids
  std::pair<std::string_view, std::string_view> ids;
  SubjectId before, after;
};

using ById = std::map<std::pair<lang::Kind, std::string_view>, SubjectId>;

ById by_id(const model::Model& model) {
  ById ids;
  for (std::size_t i = 1; i < model.subjects.size(); ++i)
    ids[{model.subjects[i].kind, model.subjects[i].id}] = SubjectId(i);
  return ids;
}

// Pairs of subjects of `model` with those of `others` that they were once called like.
template <class Add>
void former_ids(const model::Model& model, const ById& others, Add add) {
  for (std::size_t i = 1; i < model.subjects.size(); ++i) {
    const model::Subject& subject = model.subjects[i];
    for (std::size_t n = 0; n < subject.was.size(); ++n) {
      const auto other = others.find({subject.kind, subject.was[n]});
      if (other != others.end()) add(SubjectId(i), other->second, n + 1);
    }
  }
}

}  // namespace

Matching::Matching(const model::Model& before, const model::Model& after)
    : after_(before.subjects.size()), before_(after.subjects.size()) {
  const ById ids_before = by_id(before), ids_after = by_id(after);
  std::vector<Candidate> candidates;
  const auto add = [&](SubjectId one, SubjectId other, std::size_t reason) {
    const std::string_view a = before[one].id, b = after[other].id;
    candidates.push_back({reason, std::minmax(a, b), one, other});
  };
  for (const auto& [key, id] : ids_after) {
    const auto same = ids_before.find(key);
    if (same != ids_before.end()) add(same->second, id, 0);
  }
  former_ids(after, ids_before,
             [&](SubjectId own, SubjectId other, std::size_t n) { add(other, own, n); });
  former_ids(before, ids_after,
             [&](SubjectId own, SubjectId other, std::size_t n) { add(own, other, n); });
  std::ranges::sort(candidates, [](const Candidate& a, const Candidate& b) {
    return std::tie(a.reason, a.ids, a.before, a.after) <
           std::tie(b.reason, b.ids, b.before, b.after);
  });
  if (!after_.empty() && !before_.empty()) {  // there is one system on either side
    after_[0] = SubjectId(std::size_t{0});
    before_[0] = SubjectId(std::size_t{0});
  }
  for (const Candidate& one : candidates) {
    if (after_[one.before.index()].valid() || before_[one.after.index()].valid()) continue;
    after_[one.before.index()] = one.after;
    before_[one.after.index()] = one.before;
  }
}

SubjectId Matching::after(SubjectId before) const {
  return before.valid() ? after_[before.index()] : SubjectId();
}
SubjectId Matching::before(SubjectId after) const {
  return after.valid() ? before_[after.index()] : SubjectId();
}

}  // namespace wardround::study
