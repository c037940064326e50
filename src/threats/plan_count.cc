// How many targets of a relation have what a count asks: all counts over one relation at once.
#include <algorithm>
#include <array>

#include "threats/plan_block.h"
#include "threats/plan_targets.h"

namespace wardround::threats {
namespace {

using lang::SubjectId;

// Counts are not told from each other beyond this.
constexpr uint32_t kMostCounted = 255;

// The bits of a byte as the lowest bits of eight.
constexpr std::array<uint64_t, 256> kSpread = [] {
  std::array<uint64_t, 256> spread{};
  for (unsigned byte = 0; byte < 256; ++byte) {
    for (unsigned bit = 0; bit < 8; ++bit)
      spread[byte] |= uint64_t{(byte >> bit) & 1u} << (8 * bit);
  }
  return spread;
}();

// Calls `put(i, counts)` for the 64 subjects that `targets` begins with: in byte b how many targets
// of the i-th have bit b of what `byte_of` says of them.
template <class ByteOf, class Put>
void count_bits(const Targets& targets, ByteOf&& byte_of, Put&& put) {
  if (targets.most() <= kMostCounted) {
    const auto add = [&](SubjectId target, uint64_t before, uint64_t keep) {
      return (before & keep) + kSpread[byte_of(target)];
    };
    targets.fold(uint64_t{0}, add, put);
    return;
  }
  using Sums = std::array<uint32_t, 8>;
  const auto add = [&](SubjectId target, const Sums& before, uint64_t keep) {
    Sums sums = keep != 0 ? before : Sums{};
    for (unsigned bit = 0; bit < 8; ++bit) sums[bit] += (byte_of(target) >> bit) & 1u;
    return sums;
  };
  targets.fold(Sums{}, add, [&](std::size_t i, const Sums& sums) {
    uint64_t counts = 0;
    for (unsigned bit = 0; bit < 8; ++bit) {
      counts |= uint64_t{std::min(sums[bit], kMostCounted)} << (8 * bit);
    }
    put(i, counts);
  });
}

}  // namespace

// For each bit of the answers to a fetch how many of its targets have it, up to kMostCounted: a
// byte for each subject.
const uint8_t* const* Block::counted(std::size_t fetch) {
  KnownWords& known = fetched_[fetch];
  if (known.epoch == epoch_) return static_cast<const uint8_t* const*>(known.words);
  const Answers& answers = b_.fetches[fetch].answers;
  const lang::Relations& relation = b_.relation(b_.fetches[fetch].step);
  auto* const columns = reinterpret_cast<uint8_t**>(arena_.take(answers.bits()));
  for (unsigned bit = 0; bit < answers.bits(); ++bit) {
    columns[bit] = reinterpret_cast<uint8_t*>(arena_.take(words_ * 8));
    std::fill_n(columns[bit], words_ * 64, 0);
  }
  known = {epoch_, columns};
  if (relation.begin.empty()) return columns;
  Targets targets(relation);
  for (std::size_t base = base_; base < end_; base += 64) {
    const Range subjects{std::max(base, begin_), std::min(base + 64, end_)};
    if (subjects.begin >= subjects.end) continue;
    targets.begin(subjects, subjects.begin - base);
    for (unsigned first = 0; first < answers.bits(); first += 8) {
      const unsigned bits = std::min(8u, answers.bits() - first);
      answers.numbers([&](const auto* from) {
        count_bits(
            targets,
            [&](SubjectId target) {
              return static_cast<uint8_t>(from[target.index() - answers.first()] >> first);
            },
            [&](std::size_t i, uint64_t counts) {
              for (unsigned bit = 0; bit < bits; ++bit) {
                columns[first + bit][base - base_ + i] = static_cast<uint8_t>(counts >> (8 * bit));
              }
            });
      });
    }
  }
  return columns;
}

// Where the count is at least so much.
const uint64_t* Block::at_least(const uint8_t* counts, uint32_t least) {
  if (least == 0) return ones_;
  uint64_t* const to = plane();
  b_.kernels.between(counts, static_cast<uint8_t>(least),
                     static_cast<uint8_t>(kMostCounted + 1 - least), words_, to);
  return to;
}

// A count lies between how many surely pass and how many perhaps. What each comparison asks is
// whether an end of this interval reaches n, or n + 1 (lang::decide).
Planes Block::count(NodeId id, const Node& node) {
  const Slot& slot = b_.slots[id];
  const auto n = node.expr->number;
  // What typical defaults make possible is not kept; an upper bound would need it.
  if (slot.shape >= 3 || n >= kMostCounted) return ask(node, nullptr);
  const uint8_t* const* const columns = counted(slot.fetch);
  const uint8_t* const high_counts = columns[slot.shift];
  const uint8_t* const low_counts = slot.shape >= 2 ? columns[slot.shift + 1] : high_counts;
  const bool open = b_.may_be_open(node.step);
  const uint64_t* const endless = open ? open_mask(node.step) : zeros_;
  const auto low = [&](uint64_t least) {
    return at_least(low_counts, static_cast<uint32_t>(least));
  };
  const auto high = [&](uint64_t least) {
    const uint64_t* const finite = at_least(high_counts, static_cast<uint32_t>(least));
    if (!open) return finite;
    uint64_t* const to = plane();
    b_.kernels.join(to, finite, endless, words_);
    return static_cast<const uint64_t*>(to);
  };
  const auto but_not = [&](const uint64_t* some, const uint64_t* others) {
    uint64_t* const to = plane();
    for (std::size_t w = 0; w < words_; ++w) to[w] = some[w] & ~others[w];
    return static_cast<const uint64_t*>(to);
  };
  const auto planes = [&](const uint64_t* yes, const uint64_t* possible) {
    return Planes{yes, yes, possible, 2};
  };
  switch (node.expr->op) {
    case lang::Op::ge:
      return planes(low(n), high(n));
    case lang::Op::gt:
      return planes(low(n + 1), high(n + 1));
    case lang::Op::lt:
      return planes(but_not(ones_, high(n)), but_not(ones_, low(n)));
    case lang::Op::le:
      return planes(but_not(ones_, high(n + 1)), but_not(ones_, low(n + 1)));
    case lang::Op::eq:
    case lang::Op::ne:
      break;
  }
  const Planes equal = planes(but_not(low(n), high(n + 1)), but_not(high(n), low(n + 1)));
  return node.expr->op == lang::Op::eq ? equal : negated(equal);
}

}  // namespace wardround::threats
