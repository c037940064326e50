// Two studies, model by model.
#include <algorithm>

#include "study/finding_diff.h"

namespace wardround::study {
namespace {

using Paired = std::vector<bool>;

// The first pair that nobody has taken yet and for which `same` holds, for each earlier model.
template <class Same>
void join(const Study& before, const Study& after, Paired& former, Paired& later,
          std::vector<ModelPair>& pairs, Same same) {
  for (std::size_t a = 0; a < before.assessments.size(); ++a) {
    for (std::size_t b = 0; b < after.assessments.size(); ++b) {
      if (former[a] || later[b] || !same(before.assessments[a], after.assessments[b])) continue;
      former[a] = true;
      later[b] = true;
      pairs.push_back({a, b});
    }
  }
}

const model::Subject* system_of(const Assessment& one) {
  return one.model().subjects.empty() ? nullptr : &one.model().subjects[0];
}

std::string_view file_name(const Assessment& one) {
  return std::string_view(one.path).substr(one.path.rfind('/') + 1);
}

}  // namespace

std::vector<ModelPair> pair_models(const Study& before, const Study& after) {
  std::vector<ModelPair> pairs;
  Paired former(before.assessments.size()), later(after.assessments.size());
  const auto take = [&](auto same) { join(before, after, former, later, pairs, same); };
  if (former.size() == 1 && later.size() == 1) {
    take([](const Assessment&, const Assessment&) { return true; });
  }
  take([](const Assessment& a, const Assessment& b) {
    return system_of(a) && system_of(b) && system_of(a)->id == system_of(b)->id;
  });
  take([](const Assessment& a, const Assessment& b) { return a.path == b.path; });
  take([](const Assessment& a, const Assessment& b) { return file_name(a) == file_name(b); });
  // In the order of the later project, then what is only in the earlier one.
  std::ranges::sort(pairs, {}, [](const ModelPair& pair) { return *pair.after; });
  for (std::size_t b = 0; b < later.size(); ++b) {
    if (later[b]) continue;
    const auto place =
        std::ranges::find_if(pairs, [&](const ModelPair& pair) { return *pair.after > b; });
    pairs.insert(place, {std::nullopt, b});
  }
  for (std::size_t a = 0; a < former.size(); ++a) {
    if (!former[a]) pairs.push_back({a, std::nullopt});
  }
  return pairs;
}

PairDiff diff_pair(const Study& before, const Study& after, const ModelPair& pair) {
  const Assessment none;
  const LookSide one{before.sources, before.catalog,
                     pair.before ? before.assessments[*pair.before] : none};
  const LookSide other{after.sources, after.catalog,
                       pair.after ? after.assessments[*pair.after] : none};
  const Matching matching(one.assessment.model(), other.assessment.model());
  return {pair, diff_models(one.design(), other.design(), matching),
          diff_findings(one, other, matching)};
}

}  // namespace wardround::study
