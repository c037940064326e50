#include "threats/plan_gather.h"

#include <algorithm>

#include "threats/plan_targets.h"

namespace wardround::threats {
namespace {

// How many targets ahead a row is asked for: enough for it to come from memory meanwhile.
constexpr std::size_t kAhead = 24;
// How often to look whether further targets can change anything.
constexpr std::size_t kLook = 8;

// One for each of the words that are fetched together, written out: a loop over so few would keep
// them in memory.
template <std::size_t N, class Make>
std::array<uint64_t, N> each_word(Make&& make) {
  return [&]<std::size_t... n>(std::index_sequence<n...>) {
    return std::array<uint64_t, N>{make(n)...};
  }(std::make_index_sequence<N>{});
}

}  // namespace

void Gather::add(const Fetch::Word& word, uint64_t* planes) {
  from_[count_] = rows_.column(word.word);
  wanted_[count_] = word.wanted;
  end_[count_] = word.wanted &
                 (fetch_.kind == Node::Kind::any ? rows_.ever[word.word] : ~rows_.never[word.word]);
  planes_[count_] = planes;
  ++count_;
}

template <std::size_t N>
void Gather::along_path(const uint32_t* destinations, std::size_t ahead, Square* squares) const {
  for (std::size_t i = 0; i < ahead; ++i) {
    __builtin_prefetch(from_[0] + rows_.index(destinations[64 + i]));
  }
  for (std::size_t i = 0; i < 64; ++i) {
    const std::size_t row = rows_.index(destinations[i]);
    for (std::size_t n = 0; n < N; ++n) squares[n][i] = from_[n][row];
  }
}

template <std::size_t N>
void Gather::along_ancestors(std::size_t base, Square* squares) const {
  const Leads& leads = b_.ancestors_by(fetch_.step);
  const std::size_t end = std::min(base + 64, subjects_.end);
  for (std::size_t s = std::max(base, subjects_.begin); s < end; ++s) {
    const uint32_t to = leads(static_cast<uint32_t>(s));
    if (to >= kNowhere) continue;
    const std::size_t row = rows_.index(to);
    for (std::size_t n = 0; n < N; ++n) squares[n][s - base] = from_[n][row];
  }
}

template <std::size_t N, bool kAny>
void Gather::over_targets(std::size_t base, Square* squares) const {
  const lang::Relations& relation = b_.relation(fetch_.step);
  const Range subjects{std::max(base, subjects_.begin), std::min(base + 64, subjects_.end)};
  if (relation.begin.empty() || subjects.begin >= subjects.end) return;
  using Found = std::array<uint64_t, N>;
  Found nothing;
  nothing.fill(kAny ? 0 : ~uint64_t{0});
  const std::array<const uint64_t*, kWords> from = from_;
  Targets targets(relation);
  targets.begin(subjects, subjects.begin - base);
  if (targets.few()) {
    targets.fold(
        nothing,
        [&](lang::SubjectId target, const Found& before, uint64_t keep) {
          const std::size_t row = target.index() - rows_.first;
          return each_word<N>([&](std::size_t n) {
            return kAny ? (before[n] & keep) | from[n][row] : (before[n] | ~keep) & from[n][row];
          });
        },
        [&](std::size_t i, const Found& found) {
          for (std::size_t n = 0; n < N; ++n) squares[n][i] = found[n];
        });
    return;
  }
  const std::size_t all = relation.targets.size();
  const auto row_of = [&](std::size_t e) { return relation.targets[e].index() - rows_.first; };
  for (std::size_t s = subjects.begin; s < subjects.end; ++s) {
    Found found = nothing;
    for (std::size_t e = relation.begin[s]; e < relation.begin[s + 1]; ++e) {
      if (e % kLook == 0) {
        bool decided = true;
        for (std::size_t n = 0; n < N; ++n) decided &= (found[n] & wanted_[n]) == end_[n];
        if (decided) break;
      }
      if (e + kAhead < all) __builtin_prefetch(from_[0] + row_of(e + kAhead));
      const std::size_t row = row_of(e);
      found = each_word<N>(
          [&](std::size_t n) { return kAny ? found[n] | from[n][row] : found[n] & from[n][row]; });
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
      b_.kernels.pick(squares[n].data(), wanted_[n], planes_[n] + w, words);
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
