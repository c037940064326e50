// What a model would say if one more question were answered, as cells beside its universe.
#pragma once

#include <vector>

#include "threats/match.h"

namespace wardround::threats {

// Answers one question after another, in the same memory.
class WhatIf {
 public:
  explicit WhatIf(const Worlds& worlds);
  // Every cell that `model::answer_edits` would change, by writing the answer's value at its
  // subject: the fact itself, of all subjects that the same text stands for and of all that inherit
  // it, and what follows there; sorted. Valid until the next question; null if the model
  // contradicts the answer, so that it cannot be written. Who gets at what (`exposed_to`) is not
  // worked out anew.
  [[nodiscard]] const std::vector<lang::Override>* cells(const lang::Universe& universe,
                                                         const lang::Override& answer);

 private:
  const Worlds& worlds_;
  lang::FactId version_;  // of flows; invalid if there is no such fact
  std::vector<lang::Override> cells_;
};

}  // namespace wardround::threats
