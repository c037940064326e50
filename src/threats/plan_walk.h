// Inside of threats/: evaluates a Walk at one subject after the other.
#pragma once

#include <array>
#include <vector>

#include "threats/plan_block.h"

namespace wardround::threats {

class Walker {
 public:
  // `here`: by part, the planes of what is asked of the subject itself. Exports of lower levels are
  // written.
  Walker(const Binding& binding, const Walk& walk, std::vector<Planes> here)
      : b_(binding), walk_(walk), here_(std::move(here)), variables_(walk.variables) {
    find_answers();
  }

  // The three truths at a subject as bits (kYesBit …); `at`: its offset in the planes.
  [[nodiscard]] uint8_t value(uint32_t subject, std::size_t at) {
    variables_[walk_.subject] = subject;
    at_ = at;
    return part(0);
  }

 private:
  using Part = Walk::Part;
  uint8_t part(std::size_t i);
  uint8_t chain(std::size_t i, bool all);
  uint8_t here(std::size_t i) const;
  uint8_t there(std::size_t i) const;
  uint8_t same(const Part& part) const;
  uint8_t quantifier(std::size_t i, bool all);
  [[nodiscard]] uint32_t follow(uint32_t variable, PathId path) const;
  void find_answers();

  // Where a part `there` reads.
  struct There {
    const Answers* answers = nullptr;
    unsigned shift = 0;
    const std::array<uint8_t, 8>* values = nullptr;  // by bits
  };

  const Binding& b_;
  const Walk& walk_;
  std::vector<Planes> here_;
  std::vector<There> there_;  // by part
  std::vector<uint32_t> variables_;
  std::size_t at_ = 0;
};

}  // namespace wardround::threats
