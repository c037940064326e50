// What the parts of an expression's outermost `and` evaluate to, kept for those who ask again: why
// it is so, and what it would be if a fact had another value.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "lang/interpreter.h"

namespace wardround::lang {

// Of an expression that is not false somewhere: two bits for each part. Nothing is known of one
// that has more parts than fit, or whose outermost node is no `and`.
class Parts {
 public:
  [[nodiscard]] static bool fit(const Expr& root) {
    return root.kind == Expr::Kind::all_of && root.children.size() <= kMost;
  }
  // The value of a part that `set` was told.
  [[nodiscard]] Truth operator[](std::size_t part) const {
    return static_cast<Truth>((bits_ >> (2 * part)) & 3u);
  }
  void set(std::size_t part, Truth truth) { bits_ |= static_cast<uint64_t>(truth) << (2 * part); }
  // Of what is not false, no part is, so that no bits at all say nothing.
  [[nodiscard]] bool known() const { return bits_ != 0; }

 private:
  static constexpr std::size_t kMost = 32;
  uint64_t bits_ = 0;
};

// An expression that is evaluated under one assumption after another.
class Assuming {
 public:
  Assuming(const Vocabulary& vocabulary, const Expression& expression);
  // As `evaluate`, by somebody who knows what the parts evaluate to in the same world without its
  // assumptions: only those that speak of one of `facts`, which are all that is assumed, are
  // evaluated.
  [[nodiscard]] Truth evaluate(const World& world, SubjectId subject, const Parts& parts,
                               std::span<const FactId> facts) const;

 private:
  const Expression& expression_;
  std::size_t facts_ = 0;
  std::vector<bool> speaks_of_;  // by part, then fact
};

}  // namespace wardround::lang
