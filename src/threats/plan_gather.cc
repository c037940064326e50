#include "threats/plan_gather.h"

#include <algorithm>
#include <array>

#include "threats/plan_targets.h"

namespace wardround::threats {
namespace {

// How many targets ahead a number is asked for: enough for it to come from memory meanwhile.
constexpr std::size_t kAhead = 24;
// So many bytes of answers are near enough to be had without asking ahead.
constexpr std::size_t kNear = std::size_t{1} << 19;
// How often to look whether further targets can change anything.
constexpr std::size_t kLook = 8;

// `from`: the number of the first subject among the answers.
template <class Number>
class Gather {
 public:
  using Square = std::array<Number, 64>;
  Gather(const Binding& binding, const Fetch& fetch, const Range& subjects, const Number* from)
      : b_(binding),
        fetch_(fetch),
        answers_(fetch.answers),
        subjects_(subjects),
        from_(from),
        far_(answers_.bytes() > kNear) {}

  void along_path(const lang::SubjectId* destinations, std::size_t ahead, Square& square) const {
    for (std::size_t i = 0; far_ && i < ahead; ++i) {
      __builtin_prefetch(from_ + answers_.index(destinations[64 + i].value));
    }
    for (std::size_t i = 0; i < 64; ++i) square[i] = from_[answers_.index(destinations[i].value)];
  }

  void along_ancestors(std::size_t base, Square& square) const {
    const Leads& leads = b_.ancestors_by(fetch_.step);
    const std::size_t end = std::min(base + 64, subjects_.end);
    for (std::size_t s = std::max(base, subjects_.begin); s < end; ++s) {
      const uint32_t to = leads(static_cast<uint32_t>(s));
      if (to < kNowhere) square[s - base] = from_[answers_.index(to)];
    }
  }

  template <bool kAny>
  void over_targets(std::size_t base, Square& square) const {
    const lang::Relations& relation = b_.relation(fetch_.step);
    const Range subjects{std::max(base, subjects_.begin), std::min(base + 64, subjects_.end)};
    if (relation.begin.empty() || subjects.begin >= subjects.end) return;
    const auto nothing = static_cast<Number>(kAny ? 0 : ~Number{0});
    const std::size_t first = answers_.first();
    Targets targets(relation);
    targets.begin(subjects, subjects.begin - base);
    if (targets.few()) {
      targets.fold(
          nothing,
          [&](lang::SubjectId target, Number before, uint64_t keep) {
            const Number number = from_[target.index() - first];
            return static_cast<Number>(kAny ? (before & keep) | number : (before | ~keep) & number);
          },
          [&](std::size_t i, Number found) { square[i] = found; });
      return;
    }
    // What no further target can change once it is reached.
    const auto end = static_cast<Number>(kAny ? answers_.ever() : ~answers_.never());
    const auto wanted = static_cast<Number>(~uint64_t{0} >> (64 - answers_.bits()));
    const lang::SubjectId* const all = relation.targets.data();
    const std::size_t last = relation.targets.size();
    const auto at = [&](std::size_t e) { return from_ + (all[e].index() - first); };
    const auto take = [&](Number a, Number b) { return static_cast<Number>(kAny ? a | b : a & b); };
    for (std::size_t s = subjects.begin; s < subjects.end; ++s) {
      Number found = nothing;
      std::size_t e = relation.begin[s];
      const std::size_t stop = relation.begin[s + 1];
      for (; e + kLook <= stop && ((found ^ end) & wanted) != 0; e += kLook) {
        if (far_ && e + 2 * kAhead <= last) {
          for (std::size_t i = 0; i < kLook; ++i) __builtin_prefetch(at(e + kAhead + i));
        }
        Number some = *at(e);
        for (std::size_t i = 1; i < kLook; ++i) some = take(some, *at(e + i));
        found = take(found, some);
      }
      for (; e < stop && stop - e < kLook; ++e) found = take(found, *at(e));
      square[s - base] = found;
    }
  }

 private:
  const Binding& b_;
  const Fetch& fetch_;
  const Answers& answers_;
  Range subjects_;
  const Number* from_;
  bool far_;
};

}  // namespace

void gather(const Binding& binding, const Fetch& fetch, const Range& subjects,
            const lang::SubjectId* destinations, std::size_t base, std::size_t words,
            uint64_t* planes) {
  const Answers& answers = fetch.answers;
  answers.numbers([&]<class Number>(const Number* from) {
    const Gather<Number> gather(binding, fetch, subjects, from);
    std::array<Number, 64> square;
    for (std::size_t w = 0; w < words; ++w) {
      if (fetch.kind == Node::Kind::via) {
        gather.along_path(destinations + w * 64, w + 1 < words ? 64 : 0, square);
      } else {
        const bool any = fetch.kind == Node::Kind::any;
        square.fill(static_cast<Number>(any ? 0 : ~Number{0}));
        if (fetch.step.kind == lang::Step::Kind::ancestor) {
          gather.along_ancestors(base + w * 64, square);
        } else if (any) {
          gather.template over_targets<true>(base + w * 64, square);
        } else {
          gather.template over_targets<false>(base + w * 64, square);
        }
      }
      binding.kernels.pick(square.data(), answers.width(), answers.bits(), planes + w, words);
    }
  });
}

}  // namespace wardround::threats
