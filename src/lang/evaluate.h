// The interpreter's inside, for those in this folder that ask about parts of an expression.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string_view>

#include "lang/follow.h"

namespace wardround::lang {

struct Frame {
  const World& world;
  std::span<SubjectId>
      variables;  // by number; quantifiers bind theirs while they look at their bodies
};

[[nodiscard]] Truth evaluate(const Frame& frame, const Expr& expr);
// Of known(…), the inside: what is only typical is not known, whatever the world counts it as.
[[nodiscard]] Truth known(const Frame& frame, const Expr& expr);

// The cell that counts: with the assumptions of `what_if`.
[[nodiscard]] inline Cell effective_cell(const World& world, FactId fact, SubjectId s) {
  if (world.what_if != nullptr) {
    const auto assumed = std::ranges::lower_bound(*world.what_if, Override{fact, s, 0});
    if (assumed != world.what_if->end() && assumed->fact == fact && assumed->subject == s)
      return {assumed->value, 0xffffffffu, Provenance::stated};
  }
  return world.universe->cell(fact, s);
}
// The fact that a fact atom asks of `s`; invalid if there is none for subjects of its kind.
[[nodiscard]] inline FactId fact_of(const World& world, const Expr& expr, SubjectId s) {
  return expr.fact_by_kind.empty()
             ? expr.fact
             : expr.fact_by_kind[static_cast<std::size_t>(world.universe->kind(s))];
}

// How many targets of a count's path satisfy its body: between the two, `infinite` if there may be
// any number more.
struct Interval {
  uint64_t low = 0;
  uint64_t high = 0;
  bool infinite = false;
};
[[nodiscard]] Interval count(const Frame& frame, const Expr& expr);
// Is a number somewhere in the interval OP n? Decided where every point of it says the same.
[[nodiscard]] Truth decide(const Interval& found, Op op, uint64_t n);
// Does a known value satisfy a fact atom?
[[nodiscard]] bool satisfies(const World& world, const Expr& expr, const Fact& fact,
                             uint32_t value);

// Variables by number, without allocation for the usual few. The first two are the subject and the
// system.
class VariableStore {
 public:
  VariableStore(const Expression& expression, SubjectId subject)
      : count_(std::max<std::size_t>(2, expression.variables.size())) {
    if (count_ > kInline) more_.resize(count_);
    all()[0] = subject;
    all()[1] = SubjectId(std::size_t{0});
  }
  [[nodiscard]] std::span<SubjectId> all() {
    return {more_.empty() ? inline_ : more_.data(), count_};
  }

 private:
  static constexpr std::size_t kInline = 8;
  std::size_t count_;
  SubjectId inline_[kInline];
  std::vector<SubjectId> more_;
};

}  // namespace wardround::lang
