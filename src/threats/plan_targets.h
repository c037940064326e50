// Inside of threats/: the targets of 64 subjects side by side over one relation, folded without a
// branch. Most subjects have few targets, and how many is hard to foresee: a loop for each of them
// would cost more in wrong guesses than in work.
#pragma once

#include <algorithm>
#include <array>
#include <cstring>
#include <span>

#include "lang/universe.h"
#include "threats/plan_bind.h"

namespace wardround::threats {

class Targets {
 public:
  static constexpr std::size_t kSubjects = 64;
  // More targets than this are not worth it: a loop that may end early sees fewer.
  static constexpr std::size_t kMost = 32 * kSubjects;

  explicit Targets(const lang::Relations& relation) : relation_(relation) {}

  // For the subjects [subjects.begin, subjects.end), at most kSubjects; the first one is `offset`
  // of what is folded.
  void begin(Range subjects, std::size_t offset) {
    subjects_ = subjects;
    offset_ = offset;
    const uint32_t* const begin = relation_.begin.data();
    first_ = begin[subjects.begin];
    count_ = begin[subjects.end] - first_;
    if (!few()) return;
    std::memset(starts_.data(), 0, count_ + 1);
    place_.fill(0);
    unsigned group = 0;
    for (std::size_t s = subjects.begin; s < subjects.end; ++s) {
      // Of a subject without targets this is the start of the next one's, or behind the last.
      starts_[begin[s] - first_] = 1;
      const unsigned some = begin[s + 1] != begin[s];
      group += some;
      place_[offset + s - subjects.begin] = static_cast<uint8_t>(group & (0 - some));
    }
  }
  // Of any of the subjects.
  [[nodiscard]] std::size_t most() const {
    std::size_t most = 0;
    for (std::size_t s = subjects_.begin; s < subjects_.end; ++s) {
      most = std::max<std::size_t>(most, relation_.begin[s + 1] - relation_.begin[s]);
    }
    return most;
  }
  // Few enough for all to be looked at without asking.
  [[nodiscard]] bool few() const { return count_ <= kMost; }

  // `take(target, value, keep)`: `value` of the targets before, and `target`; `keep` has all bits
  // if there were any before, none if this is the first. `put(i, value)` for each of kSubjects:
  // what it returned for the last one, or `nothing` for one without targets.
  template <class Value, class Take, class Put>
  void fold(const Value& nothing, Take&& take, Put&& put) const {
    const lang::SubjectId* const targets = relation_.targets.data() + first_;
    Value value = nothing;
    if (!few()) {
      for (std::size_t i = 0; i < kSubjects; ++i) put(i, nothing);
      for (std::size_t s = subjects_.begin; s < subjects_.end; ++s) {
        const uint32_t begin = relation_.begin[s], end = relation_.begin[s + 1];
        for (uint32_t i = begin; i < end; ++i) {
          value = take(targets[i - first_], value, i == begin ? 0 : ~uint64_t{0});
        }
        if (begin != end) put(offset_ + s - subjects_.begin, value);
      }
      return;
    }
    std::array<Value, kSubjects + 1> groups;
    groups[0] = nothing;
    std::size_t group = 0;
    for (std::size_t i = 0; i < count_; ++i) {
      group += starts_[i];
      value = take(targets[i], value, uint64_t{starts_[i]} - 1);
      groups[group] = value;
    }
    for (std::size_t i = 0; i < kSubjects; ++i) put(i, groups[place_[i]]);
  }

 private:
  const lang::Relations& relation_;
  Range subjects_;
  std::size_t offset_ = 0;
  std::size_t first_ = 0, count_ = 0;      // of the targets of all
  std::array<uint8_t, kMost + 1> starts_;  // by target: the first one of a subject
  std::array<uint8_t, kSubjects> place_;   // its number among those with targets, from 1
};

}  // namespace wardround::threats
