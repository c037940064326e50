#include "threats/plan_walk.h"

#include <array>

namespace wardround::threats {
namespace {

constexpr uint8_t kNo = 0, kYes = kAllBits;

// From the bits of a slot (possible, yes, assumed, as many as its shape says) to a value. What
// follows them belongs to other slots.
constexpr auto kValues = [] {
  std::array<std::array<uint8_t, 8>, 4> values{};
  for (unsigned shape = 1; shape <= 3; ++shape) {
    for (unsigned bits = 0; bits < 8; ++bits) {
      const bool possible = (bits & 1u) != 0;
      const bool yes = shape >= 2 ? (bits & 2u) != 0 : possible;
      const bool assumed = shape >= 3 ? (bits & 4u) != 0 : yes;
      values[shape][bits] = static_cast<uint8_t>((yes ? kYesBit : 0) | (assumed ? kAssumedBit : 0) |
                                                 (possible ? kPossibleBit : 0));
    }
  }
  return values;
}();

}  // namespace

uint8_t Walker::part(std::size_t i) {
  const Part& part = walk_.parts[i];
  switch (part.kind) {
    case Part::Kind::all_of:
      return chain(i, true);
    case Part::Kind::any_of:
      return chain(i, false);
    case Part::Kind::here:
      return here(i);
    case Part::Kind::there:
      return there(i);
    case Part::Kind::same:
      return same(part);
    case Part::Kind::any:
      return quantifier(i, false);
    case Part::Kind::all:
      return quantifier(i, true);
  }
  return kNo;
}

uint8_t Walker::chain(std::size_t i, bool all) {
  const std::size_t end = walk_.parts[i].end;
  const uint8_t decided = all ? kNo : kYes;
  uint8_t result = all ? kYes : kNo;
  for (std::size_t child = i + 1; child < end && result != decided;
       child = walk_.parts[child].end) {
    const uint8_t value = part(child);
    result = all ? result & value : result | value;
  }
  return result;
}

uint8_t Walker::here(std::size_t i) const {
  const Planes& planes = here_[i];
  const auto bit = [&](const uint64_t* plane) { return (plane[at_ / 64] >> (at_ % 64)) & 1u; };
  return static_cast<uint8_t>(bit(planes.yes) * kYesBit | bit(planes.assumed) * kAssumedBit |
                              bit(planes.possible) * kPossibleBit);
}

void Walker::find_answers() {
  for (const Part& part : walk_.parts) {
    There& there = there_.emplace_back();
    if (part.kind != Part::Kind::there) continue;
    const Slot& slot = b_.walk_slots[part.target];
    there = {&b_.fetches[slot.fetch].answers, slot.shift, &kValues[slot.shape]};
  }
}

uint8_t Walker::there(std::size_t i) const {
  const There& there = there_[i];
  const uint64_t number = there.answers->number(variables_[walk_.parts[i].variable]);
  return (*there.values)[(number >> there.shift) & 7u];
}

uint32_t Walker::follow(uint32_t variable, PathId path) const {
  const uint32_t at = variables_[variable];
  return b_.plan.paths[path].empty() ? at : b_.along(path)(at);
}

uint8_t Walker::same(const Part& part) const {
  const uint32_t a = follow(part.variable, part.path);
  const uint32_t c = follow(part.variable2, part.path2);
  if (a == kNowhere || c == kNowhere) return kNo;
  if (a == kOpen || c == kOpen) return kPossibleBit;
  return (a == c) != part.negated ? kYes : kNo;
}

uint8_t Walker::quantifier(std::size_t i, bool all) {
  const Part& part = walk_.parts[i];
  const uint8_t decided = all ? kNo : kYes;
  uint8_t result = all ? kYes : kNo;
  const uint32_t from = follow(part.variable, part.path);
  if (from == kNowhere) return result;
  if (from == kOpen) return kPossibleBit;
  const auto take = [&](uint32_t target) {
    variables_[part.bound] = target;
    const uint8_t value = this->part(i + 1);
    result = all ? result & value : result | value;
    return result != decided;
  };
  bool open = false;
  if (part.step.kind == lang::Step::Kind::ancestor) {
    const uint32_t target = b_.ancestors_by(part.step)(from);
    open = target == kOpen;
    if (target < kNowhere) (void)take(target);
  } else {
    const lang::Relations& relation = b_.relation(part.step);
    const lang::SubjectId subject(std::size_t{from});
    const lang::SubjectId* target = relation.first(subject);
    const lang::SubjectId* const end = target + relation.count(subject);
    while (target != end && take(target->value)) ++target;
    open = relation.is_open(subject);
  }
  if (!open) return result;
  // There may be more targets: `any` is then at least possible, `all` never sure.
  return all ? result & kPossibleBit : result | kPossibleBit;
}

}  // namespace wardround::threats
