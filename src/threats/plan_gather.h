// Inside of threats/: fetches the rows of exports that the subjects of a block ask for. Nearly all
// of the time of a large model goes into waiting for these rows; so several words of a row are
// taken at once, and the processor is told ahead which rows will be wanted.
#pragma once

#include <array>

#include "threats/plan_bind.h"

namespace wardround::threats {

class Gather {
 public:
  static constexpr std::size_t kWords = 4;  // at once

  // `subjects`: those of the block; others get what nothing gives.
  Gather(const Binding& binding, const Fetch& fetch, Range subjects)
      : b_(binding), fetch_(fetch), rows_(binding.rows[fetch.rows]), subjects_(subjects) {}

  [[nodiscard]] bool empty() const { return count_ == 0; }
  [[nodiscard]] bool full() const { return count_ == kWords; }
  // `planes`: one after the other for each wanted bit, `words` long.
  void add(const Fetch::Word& word, uint64_t* planes);
  // For the subjects from `base` on, 64 * `words` of them. `destinations`: of a path, by subject.
  void run(const uint32_t* destinations, std::size_t base, std::size_t words) const;

 private:
  using Square = std::array<uint64_t, 64>;
  template <std::size_t N>
  void run(const uint32_t* destinations, std::size_t base, std::size_t words) const;
  template <std::size_t N>
  void along_path(const uint32_t* destinations, std::size_t ahead, Square* squares) const;
  template <std::size_t N>
  void along_ancestors(std::size_t base, Square* squares) const;
  template <std::size_t N, bool kAny>
  void over_targets(std::size_t base, Square* squares) const;

  const Binding& b_;
  const Fetch& fetch_;
  const Rows& rows_;
  Range subjects_;
  std::size_t count_ = 0;
  std::array<const uint64_t*, kWords> from_{};  // columns
  // What is asked for, and what no further target can change in it once it is reached.
  std::array<uint64_t, kWords> wanted_{}, end_{};
  std::array<uint64_t*, kWords> planes_{};
};

}  // namespace wardround::threats
