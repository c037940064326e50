// See repeated_keys.h. Nearly every mapping has none, and numbers sort faster than texts; the texts
// are sorted only where two hashes are equal, so that chosen hashes gain nothing.
#include "text/repeated_keys.h"

#include <algorithm>
#include <functional>

namespace wardround::text {

namespace {

// A few are compared one by one; most differ in length already.
bool all_differ(const std::vector<std::string_view>& keys) {
  for (std::size_t i = 1; i < keys.size(); ++i) {
    for (std::size_t k = 0; k < i; ++k) {
      if (keys[i] == keys[k]) return false;
    }
  }
  return true;
}

}  // namespace

const std::vector<RepeatedKey>& RepeatedKeys::find(const std::vector<std::string_view>& keys) {
  found_.clear();
  constexpr std::size_t kFew = 8;
  if (keys.size() <= kFew && all_differ(keys)) return found_;
  hashed_.clear();
  for (std::size_t i = 0; i < keys.size(); ++i) {
    hashed_.push_back({std::hash<std::string_view>()(keys[i]), static_cast<uint32_t>(i)});
  }
  std::sort(hashed_.begin(), hashed_.end(),
            [](const Hashed& a, const Hashed& b) { return a.hash < b.hash; });
  const auto same_hash = [](const Hashed& a, const Hashed& b) { return a.hash == b.hash; };
  if (std::adjacent_find(hashed_.begin(), hashed_.end(), same_hash) == hashed_.end()) return found_;

  std::sort(hashed_.begin(), hashed_.end(), [&](const Hashed& a, const Hashed& b) {
    const auto order = keys[a.index] <=> keys[b.index];
    return order != 0 ? order < 0 : a.index < b.index;
  });
  for (std::size_t i = 1, first = 0; i < hashed_.size(); ++i) {
    if (keys[hashed_[i].index] == keys[hashed_[first].index]) {
      found_.push_back({hashed_[i].index, hashed_[first].index});
    } else {
      first = i;
    }
  }
  std::sort(found_.begin(), found_.end(),
            [](const RepeatedKey& a, const RepeatedKey& b) { return a.later < b.later; });
  return found_;
}

}  // namespace wardround::text
