// Comparison operators and the two negations of the language.
#pragma once

#include <string_view>

#include "lang/expression.h"

namespace wardround::lang {

[[nodiscard]] constexpr Truth negate(Truth value) {
  return static_cast<Truth>(static_cast<int>(Truth::yes) - static_cast<int>(value));
}
[[nodiscard]] constexpr Truth truth_of(bool value) {
  return value ? Truth::yes : Truth::no;
}

// not (a op b)  =  a opposite(op) b
[[nodiscard]] constexpr Op opposite(Op op) {
  constexpr Op kOpposites[] = {Op::ne, Op::eq, Op::ge, Op::gt, Op::le, Op::lt};
  return kOpposites[static_cast<std::size_t>(op)];
}
// a op b  =  b mirrored(op) a
[[nodiscard]] constexpr Op mirrored(Op op) {
  constexpr Op kMirrored[] = {Op::eq, Op::ne, Op::gt, Op::ge, Op::lt, Op::le};
  return kMirrored[static_cast<std::size_t>(op)];
}
[[nodiscard]] constexpr bool is_ordering(Op op) {
  return op != Op::eq && op != Op::ne;
}

[[nodiscard]] constexpr std::string_view sign(Op op) {
  constexpr std::string_view kSigns[] = {"==", "!=", "<", "<=", ">", ">="};
  return kSigns[static_cast<std::size_t>(op)];
}

template <class T>
[[nodiscard]] constexpr bool compare(T a, Op op, T b) {
  switch (op) {
    case Op::eq:
      return a == b;
    case Op::ne:
      return a != b;
    case Op::lt:
      return a < b;
    case Op::le:
      return a <= b;
    case Op::gt:
      return a > b;
    case Op::ge:
      return a >= b;
  }
  return false;
}

}  // namespace wardround::lang
