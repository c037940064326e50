#include "threats/plan_gather.h"

#include <algorithm>

namespace wardround::threats {
namespace {

// How many targets ahead a row is asked for: enough for it to come from memory meanwhile.
constexpr std::size_t kAhead = 24;
// So many targets are taken in any case.
constexpr std::size_t kFew = 2;
// How often to look whether further targets can change anything.
constexpr std::size_t kLook = 8;

}  // namespace

void Gather::add(const Fetch::Word& word, uint64_t* planes) {
  from_[count_] = rows_.bits.get() + word.word;
  bits_[count_] = word.bits;
  wanted_[count_] = word.wanted;
  end_[count_] = word.wanted &
                 (fetch_.kind == Node::Kind::any ? rows_.ever[word.word] : ~rows_.never[word.word]);
  planes_[count_] = planes;
  ++count_;
}

template <std::size_t N>
void Gather::along_path(const uint32_t* destinations, std::size_t ahead, Square* squares) const {
  const std::size_t stride = rows_.words;
  for (std::size_t i = 0; i < ahead; ++i) {
    __builtin_prefetch(from_[0] + rows_.index(destinations[64 + i]) * stride);
  }
  for (std::size_t i = 0; i < 64; ++i) {
    const std::size_t row = rows_.index(destinations[i]) * stride;
    for (std::size_t n = 0; n < N; ++n) squares[n][i] = from_[n][row];
  }
}

template <std::size_t N>
void Gather::along_ancestors(std::size_t base, Square* squares) const {
  const std::size_t end = std::min(base + 64, subjects_.end);
  for (std::size_t s = std::max(base, subjects_.begin); s < end; ++s) {
    const uint32_t to = b_.follow(fetch_.step, static_cast<uint32_t>(s));
    if (to >= kNowhere) continue;
    const std::size_t row = rows_.index(to) * rows_.words;
    for (std::size_t n = 0; n < N; ++n) squares[n][s - base] = from_[n][row];
  }
}

template <std::size_t N, bool kAny>
void Gather::over_targets(std::size_t base, Square* squares) const {
  const lang::Relations& relation = b_.relation(fetch_.step);
  if (relation.begin.empty()) return;
  const std::size_t stride = rows_.words;
  const uint32_t* const begin = relation.begin.data();
  const lang::SubjectId* const targets = relation.targets.data();
  const std::size_t all = relation.targets.size();
  const auto row_of = [&](std::size_t e) { return (targets[e].index() - rows_.first) * stride; };
  const std::size_t end = std::min(base + 64, subjects_.end);
  for (std::size_t s = std::max(base, subjects_.begin); s < end; ++s) {
    std::size_t e = begin[s];
    const std::size_t last = begin[s + 1];
    if (e == last) continue;
    uint64_t found[N];
    for (std::size_t n = 0; n < N; ++n) found[n] = kAny ? 0 : ~uint64_t{0};
    const auto take = [&](std::size_t edge) {
      const std::size_t row = row_of(edge);
      for (std::size_t n = 0; n < N; ++n) {
        found[n] = kAny ? found[n] | from_[n][row] : found[n] & from_[n][row];
      }
    };
    // Most have few targets, and how many is hard to foresee: the first ones are taken without
    // asking, the last one again in place of those that are not there.
    for (std::size_t i = 0; i < kFew; ++i) take(std::min(e + i, last - 1));
    if (e + kAhead + kFew <= all) {
      for (std::size_t i = 0; i < kFew; ++i) __builtin_prefetch(from_[0] + row_of(e + kAhead + i));
    }
    for (e += kFew; e < last; ++e) {
      if (e % kLook == 0) {
        bool decided = true;
        for (std::size_t n = 0; n < N; ++n) decided &= (found[n] & wanted_[n]) == end_[n];
        if (decided) break;
      }
      if (e + kAhead < all) __builtin_prefetch(from_[0] + row_of(e + kAhead));
      take(e);
    }
    for (std::size_t n = 0; n < N; ++n) squares[n][s - base] = found[n];
  }
}

template <std::size_t N>
void Gather::run(const uint32_t* destinations, std::size_t base, std::size_t words) const {
  Square squares[N];
  for (std::size_t w = 0; w < words; ++w) {
    if (fetch_.kind == Node::Kind::via) {
      along_path<N>(destinations + w * 64, w + 1 < words ? 64 : 0, squares);
    } else {
      const uint64_t nothing = fetch_.kind == Node::Kind::any ? 0 : ~uint64_t{0};
      for (Square& square : squares) square.fill(nothing);
      if (fetch_.step.kind == lang::Step::Kind::ancestor) {
        along_ancestors<N>(base + w * 64, squares);
      } else {
        if (fetch_.kind == Node::Kind::any) {
          over_targets<N, true>(base + w * 64, squares);
        } else {
          over_targets<N, false>(base + w * 64, squares);
        }
      }
    }
    for (std::size_t n = 0; n < N; ++n) {
      b_.kernels.transpose(squares[n].data());
      for (unsigned bit = 0; bit < bits_[n]; ++bit) planes_[n][bit * words + w] = squares[n][bit];
    }
  }
}

void Gather::run(const uint32_t* destinations, std::size_t base, std::size_t words) const {
  static_assert(kWords == 4);
  switch (count_) {
    case 1:
      return run<1>(destinations, base, words);
    case 2:
      return run<2>(destinations, base, words);
    case 3:
      return run<3>(destinations, base, words);
    default:
      return run<4>(destinations, base, words);
  }
}

}  // namespace wardround::threats
