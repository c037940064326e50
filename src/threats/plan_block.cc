#include "threats/plan_block.h"

#include <algorithm>
#include <atomic>
#include <bit>
#include <cstring>
#include <utility>

#include "lang/evaluate.h"
#include "threats/plan_gather.h"
#include "threats/plan_walk.h"

namespace wardround::threats {
namespace {

using lang::SubjectId;

void copy(uint64_t* to, const uint64_t* from, std::size_t words) {
  std::memcpy(to, from, words * sizeof *to);
}

}  // namespace

uint64_t* Arena::take(std::size_t words) {
  if (used_ + words > kChunk) ++chunk_, used_ = 0;
  if (chunk_ >= chunks_.size())
    chunks_.push_back(std::make_unique_for_overwrite<uint64_t[]>(kChunk));
  uint64_t* const taken = chunks_[chunk_].get() + used_;
  used_ += words;
  return taken;
}

template <class Each>
void Block::each(const uint64_t* mask, Each&& visit) const {
  for (std::size_t w = 0; w < words_; ++w) {
    for (uint64_t bits = mask[w]; bits != 0; bits &= bits - 1) {
      visit(w * 64 + static_cast<std::size_t>(std::countr_zero(bits)));
    }
  }
}

template <class Value>
Planes Block::one_by_one(const uint64_t* candidates, Value&& value) {
  uint64_t* const planes[3] = {plane(), plane(), plane()};
  for (uint64_t* const p : planes) std::fill_n(p, words_, 0);
  each(candidates, [&](std::size_t at) {
    const uint8_t bits = value(at);
    planes[0][at / 64] |= uint64_t{(bits & kYesBit) != 0} << (at % 64);
    planes[1][at / 64] |= uint64_t{(bits & kAssumedBit) != 0} << (at % 64);
    planes[2][at / 64] |= uint64_t{(bits & kPossibleBit) != 0} << (at % 64);
  });
  return {planes[0], planes[1], planes[2], 3};
}

Kept::Kept(const Binding& binding) {
  for (std::size_t k = 0; k < lang::kKinds; ++k) {
    const Range range = binding.ranges[k];
    if (range.empty()) continue;
    first_[k] = first_base(range);
    fetched_[k].resize(binding.fetches.size());
    for (std::size_t i = 0; i < binding.fetches.size(); ++i) {
      if (binding.readers[k][i] < 2) continue;
      Fetched& fetched = fetched_[k][i];
      fetched.block = binding.fetches[i].answers.bits() * kPlaneWords;
      fetched.planes = zeroed_words(fetched.block * blocks_of(range));
      fetched.filled = std::make_unique<uint8_t[]>(blocks_of(range));
    }
  }
}

Kept::Place Kept::place(lang::Kind kind, std::size_t fetch, std::size_t base) const {
  const auto k = static_cast<std::size_t>(kind);
  const Fetched& fetched = fetched_[k][fetch];
  if (fetched.block == 0) return {};
  const std::size_t block = (base - first_[k]) / kBlock;
  return {fetched.planes.get() + block * fetched.block, &fetched.filled[block]};
}

Block::Block(const Binding& binding, const Kept& kept)
    : b_(binding),
      kept_(kept),
      known_(binding.plan.nodes.size()),
      paths_(binding.plan.paths.size()),
      fetched_(binding.fetches.size()) {}

void Block::begin(lang::Kind kind, std::size_t base) {
  arena_.reset();
  ++epoch_;
  kind_ = kind;
  base_ = base;
  const Range range = b_.ranges[static_cast<std::size_t>(kind)];
  begin_ = std::max(base, range.begin);
  end_ = std::min(base + kBlock, range.end);
  words_ = ((end_ - base + 63) / 64 + kWordStep - 1) / kWordStep * kWordStep;
  uint64_t* const zeros = plane();
  uint64_t* const ones = plane();
  uint64_t* const inside = plane();
  std::fill_n(zeros, words_, 0);
  std::fill_n(ones, words_, ~uint64_t{0});
  std::fill_n(inside, words_, 0);
  for (std::size_t s = begin_; s < end_;) {
    const std::size_t at = s - base_;
    if (at % 64 == 0 && s + 64 <= end_) {
      inside[at / 64] = ~uint64_t{0};
      s += 64;
    } else {
      inside[at / 64] |= uint64_t{1} << (at % 64);
      ++s;
    }
  }
  const auto first = std::ranges::lower_bound(b_.listed, begin_);
  listed_ = {first, std::ranges::lower_bound(first, b_.listed.end(), end_)};
  zeros_ = zeros;
  ones_ = ones;
  inside_ = inside;
}

Planes Block::evaluate(NodeId id, const uint64_t* live) {
  const Node& node = b_.plan.nodes[id];
  if (node.contextual) return compute(id, node, live);
  Known& known = known_[id];
  if (known.epoch != epoch_) known = {epoch_, compute(id, node, live)};
  return known.planes;
}

Planes Block::compute(NodeId id, const Node& node, const uint64_t* live) {
  if (const Settled settled = b_.settled[id]; settled != Settled::varies)
    return same_everywhere(settled == Settled::yes);
  switch (node.kind) {
    case Node::Kind::constant:
      return constant(b_.constants[id]);
    case Node::Kind::fact:
      return fact(id, node);
    case Node::Kind::is_a:
      return is_a(node);
    case Node::Kind::exposed:
    case Node::Kind::reachable:
      return exposure(node);
    case Node::Kind::same:
      return same(node);
    case Node::Kind::via:
    case Node::Kind::any:
    case Node::Kind::all:
      return fetched(id, node);
    case Node::Kind::count:
      return count(id, node);
    case Node::Kind::walk:
      return walk(node, live);
    case Node::Kind::naive:
      return ask(node, live);
    case Node::Kind::all_of:
    case Node::Kind::any_of:
      return chain(id, node, live);
    case Node::Kind::known:
      return known(node, live);
  }
  return {};
}

Planes Block::same_everywhere(bool holds) const {
  const uint64_t* const all = holds ? ones_ : zeros_;
  return {all, all, all, 1};
}

Planes Block::constant(uint8_t bits) {
  const auto plane_of = [&](uint8_t bit) { return (bits & bit) != 0 ? ones_ : zeros_; };
  return {plane_of(kYesBit), plane_of(kAssumedBit), plane_of(kPossibleBit), 3};
}

// What is only typical or perhaps so is not known. Where nobody asks, nothing was worked out.
Planes Block::known(const Node& node, const uint64_t* live) {
  const Planes found = evaluate(node.children.front(), live);
  uint64_t* const to = plane();
  for (std::size_t w = 0; w < words_; ++w) {
    to[w] = node.negated ? ~found.yes[w] : found.yes[w];
    if (node.contextual) to[w] &= candidates(live)[w];
  }
  return {to, to, to, 1};
}

Planes Block::chain(NodeId id, const Node& node, const uint64_t* live) {
  const bool all = node.kind == Node::Kind::all_of;
  const std::span<const NodeId> children = b_.children_of(id);
  Planes found = evaluate(children.front(), live);
  uint64_t* own[3] = {};  // possible, yes, assumed
  for (const NodeId child : children.subspan(1)) {
    const bool narrows = all && b_.plan.nodes[child].contextual;
    const Planes next = evaluate(child, narrows ? found.possible : live);
    const Shape shape = std::max(found.shape, next.shape);
    const uint64_t* const so_far[3] = {found.possible, found.yes, found.assumed};
    const uint64_t* const more[3] = {next.possible, next.yes, next.assumed};
    bool left = true;
    // Backwards: a plane that was the one before it until now is still read.
    for (unsigned p = shape; p-- > 0;) {
      if (own[p] == nullptr) own[p] = plane();
      if (all) {
        const bool some = b_.kernels.meet(own[p], so_far[p], more[p], words_);
        if (p == 0) left = some;
      } else {
        b_.kernels.join(own[p], so_far[p], more[p], words_);
      }
    }
    if (!left) return same_everywhere(false);
    found.possible = own[0];
    found.yes = shape >= 2 ? own[1] : own[0];
    found.assumed = shape >= 3 ? own[2] : found.yes;
    found.shape = shape;
  }
  return found;
}

Planes Block::fact(NodeId id, const Node& node) {
  const lang::FactId fact = node.expr->fact_by_kind.empty()
                                ? node.expr->fact
                                : node.expr->fact_by_kind[static_cast<std::size_t>(kind_)];
  if (!fact.valid()) return {zeros_, zeros_, zeros_, 1};
  const lang::Column& column = b_.universe.facts[fact.index()];
  if (!column.wide().empty()) return wide_fact(node, fact);
  const std::span<const uint8_t> codes = column.codes();
  const std::size_t low = std::max(base_, column.first());
  const std::size_t high = std::min(base_ + words_ * 64, column.first() + codes.size());
  if (low >= high) return {zeros_, zeros_, ones_, 2};
  const bool typical = (column.present() >> static_cast<unsigned>(lang::Provenance::typical)) & 1u;
  uint64_t* const yes = plane();
  uint64_t* const assumed = typical ? plane() : nullptr;
  uint64_t* const possible = plane();
  const FactTable& table = b_.fact_tables[b_.tables_of[id]];
  const auto look = [&](const uint8_t* from, std::size_t word, std::size_t words) {
    b_.kernels.facts(from, table, words, yes + word, typical ? assumed + word : nullptr,
                     possible + word);
  };
  const std::size_t first = (low - base_ + 63) / 64;
  const std::size_t last = std::max(first, (high - base_) / 64);
  if (first < last) look(codes.data() + (base_ + first * 64 - column.first()), first, last - first);
  // Words that the column does not fill. What nobody said is unknown, and its code is 0.
  for (std::size_t word = 0; word < words_; ++word) {
    if (word >= first && word < last) continue;
    std::array<uint8_t, 64> some{};
    const std::size_t begin = std::max(low, base_ + word * 64);
    const std::size_t end = std::min(high, base_ + word * 64 + 64);
    for (std::size_t s = begin; s < end; ++s) {
      some[s - base_ - word * 64] = codes[s - column.first()];
    }
    look(some.data(), word, 1);
  }
  return {yes, typical ? assumed : yes, possible, static_cast<Shape>(typical ? 3 : 2)};
}

Planes Block::wide_fact(const Node& node, lang::FactId fact) {
  const lang::Fact& info = (*b_.plan.vocabulary)[fact];
  const lang::World world = b_.world(lang::Typical::as_value);
  return one_by_one(inside_, [&](std::size_t at) -> uint8_t {
    const lang::Cell cell = b_.universe.cell(fact, SubjectId(base_ + at));
    if (cell.provenance == lang::Provenance::unknown) return kPossibleBit;
    if (cell.provenance == lang::Provenance::not_applicable) return 0;
    const bool holds = lang::satisfies(world, *node.expr, info, cell.value);
    if (cell.provenance == lang::Provenance::typical)
      return holds ? kAssumedBit | kPossibleBit : kPossibleBit;
    return holds ? kYesBit | kAssumedBit | kPossibleBit : 0;
  });
}

Planes Block::negated(Planes planes) {
  const auto invert = [&](const uint64_t* from) {
    uint64_t* const to = plane();
    for (std::size_t w = 0; w < words_; ++w) to[w] = ~from[w];
    return to;
  };
  Planes result;
  result.shape = planes.shape;
  result.possible = invert(planes.yes);
  result.yes = planes.shape == 1 ? result.possible : invert(planes.possible);
  result.assumed = result.yes;
  return result;
}

Planes Block::is_a(const Node& node) {
  const std::optional<lang::TypeTree> tree = b_.trees[static_cast<std::size_t>(kind_)];
  const CodeRange codes = tree == (*b_.plan.vocabulary)[node.type].tree
                              ? b_.type_ranges[node.type.index()]
                              : CodeRange{};
  if (codes.count == 0 && listed_.empty() && !b_.types_open) return same_everywhere(node.negated);
  uint64_t* const yes = plane();
  if (codes.count == 0) {
    std::fill_n(yes, words_, 0);
  } else {
    b_.kernels.between(b_.type_codes.data() + base_, codes.first, codes.count, words_, yes);
  }
  for (const uint32_t s : listed_) {
    for (const lang::TypeId own : b_.universe.types[SubjectId(s)]) {
      if (!b_.plan.vocabulary->is_a(own, node.type)) continue;
      yes[(s - base_) / 64] |= uint64_t{1} << ((s - base_) % 64);
    }
  }
  Planes found{yes, yes, yes, 1};
  if (b_.types_open) {
    uint64_t* const possible = plane();
    copy(possible, yes, words_);
    const lang::World world = b_.world(lang::Typical::as_unknown);
    for (std::size_t s = begin_; s < end_; ++s) {
      if (!b_.universe.type_open[s]) continue;
      if (lang::is_a(world, SubjectId(s), node.type) == lang::Truth::no) continue;
      possible[(s - base_) / 64] |= uint64_t{1} << ((s - base_) % 64);
    }
    found.possible = possible;
    found.shape = 2;
  }
  return node.negated ? negated(found) : found;
}

Planes Block::exposure(const Node& node) {
  const std::vector<lang::Exposure>& column =
      node.kind == Node::Kind::exposed ? b_.universe.exposed : b_.universe.reachable;
  const lang::Exposure* from = column.data() + base_;
  if (base_ + words_ * 64 > column.size()) {
    auto* const padded = reinterpret_cast<lang::Exposure*>(arena_.take(words_ * 32));
    std::fill_n(padded, words_ * 64, lang::Exposure{});
    if (base_ < column.size())
      std::copy(column.begin() + static_cast<std::ptrdiff_t>(base_), column.end(), padded);
    from = padded;
  }
  uint64_t* const yes = plane();
  uint64_t* const possible = plane();
  b_.kernels.exposure(from, static_cast<unsigned>(node.expr->position), words_, yes, possible);
  b_.kernels.join(possible, possible, yes, words_);
  const Planes found{yes, yes, possible, 2};
  return node.negated ? negated(found) : found;
}

const SubjectId* Block::destinations(PathId path) {
  KnownWords& known = paths_[path];
  if (known.epoch == epoch_) return static_cast<const SubjectId*>(known.words);
  const bool here = b_.plan.paths[path].empty();
  const Leads* const leads = here ? nullptr : &b_.along(path);
  if (leads != nullptr && base_ >= leads->first &&
      base_ - leads->first + words_ * 64 <= leads->to.size()) {
    known = {epoch_, leads->to.data() + (base_ - leads->first)};
  } else {
    auto* const to = reinterpret_cast<SubjectId*>(arena_.take(words_ * 32));
    for (uint32_t i = 0; i < words_ * 64; ++i) {
      const uint32_t subject = static_cast<uint32_t>(base_) + i;
      to[i] = SubjectId(here ? subject : (*leads)(subject));
    }
    known = {epoch_, to};
  }
  return static_cast<const SubjectId*>(known.words);
}

Planes Block::same(const Node& node) {
  const SubjectId* const a = destinations(node.path);
  const SubjectId* const c = destinations(node.path2);
  uint64_t* const yes = plane();
  uint64_t* const possible = plane();
  std::fill_n(yes, words_, 0);
  std::fill_n(possible, words_, 0);
  for (std::size_t i = begin_ - base_; i < end_ - base_; ++i) {
    if (a[i].value == kNowhere || c[i].value == kNowhere) continue;
    const bool open = a[i].value == kOpen || c[i].value == kOpen;
    const bool holds = (a[i] == c[i]) != node.negated;
    yes[i / 64] |= uint64_t{!open && holds} << (i % 64);
    possible[i / 64] |= uint64_t{open || holds} << (i % 64);
  }
  return {yes, yes, possible, 2};
}

const uint64_t* Block::gathered(std::size_t fetch) {
  KnownWords& asked = fetched_[fetch];
  if (asked.epoch == epoch_) return static_cast<const uint64_t*>(asked.words);
  const Fetch& from = b_.fetches[fetch];
  const Kept::Place place = kept_.place(kind_, fetch, base_);
  uint64_t* const planes =
      place.planes != nullptr ? place.planes : arena_.take(from.answers.bits() * words_);
  asked = {epoch_, planes};
  if (place.filled == nullptr || std::exchange(*place.filled, 1) == 0) {
    const bool path = from.kind == Node::Kind::via;
    gather(b_, from, {begin_, end_}, path ? destinations(from.path) : nullptr, base_, words_,
           planes);
  }
  return planes;
}

const uint64_t* Block::open_mask(const lang::Step& step) {
  uint64_t* const open = plane();
  std::fill_n(open, words_, 0);
  const bool ancestor = step.kind == lang::Step::Kind::ancestor;
  for (std::size_t s = begin_; s < end_; ++s) {
    const bool here = ancestor ? b_.ancestors_by(step)(static_cast<uint32_t>(s)) == kOpen
                               : b_.relation(step).is_open(SubjectId(s));
    open[(s - base_) / 64] |= uint64_t{here} << ((s - base_) % 64);
  }
  return open;
}

bool Block::has_targets(const lang::Step& step) const {
  if (step.kind == lang::Step::Kind::ancestor) return !b_.ancestors_by(step).nowhere;
  const std::vector<uint32_t>& begin = b_.relation(step).begin;
  return !begin.empty() && begin[begin_] != begin[end_];
}

std::optional<bool> Block::foreseen(NodeId id, const Node& node) const {
  if (node.kind == Node::Kind::via) return std::nullopt;
  const bool all = node.kind == Node::Kind::all;
  if (!has_targets(node.step)) return all;
  const Slot& slot = b_.slots[id];
  const Answers& answers = b_.fetches[slot.fetch].answers;
  const unsigned yes = slot.shift + (slot.shape >= 2 ? 1u : 0u);
  if (all && ((answers.never() >> yes) & 1u) == 0) return true;
  if (!all && ((answers.ever() >> slot.shift) & 1u) == 0) return false;
  return std::nullopt;
}

Planes Block::fetched(NodeId id, const Node& node) {
  const Slot& slot = b_.slots[id];
  Planes found;
  if (const std::optional<bool> holds = foreseen(id, node)) {
    found = same_everywhere(*holds);
  } else {
    const uint64_t* const planes = gathered(slot.fetch) + slot.shift * words_;
    found.shape = slot.shape;
    found.possible = planes;
    found.yes = slot.shape >= 2 ? planes + words_ : planes;
    found.assumed = slot.shape >= 3 ? planes + 2 * words_ : found.yes;
  }
  if (node.kind == Node::Kind::via || !b_.may_be_open(node.step)) return found;
  // There may be more targets: `any` is then at least possible, `all` never sure.
  const uint64_t* const open = open_mask(node.step);
  if (node.kind == Node::Kind::any) {
    uint64_t* const possible = plane();
    b_.kernels.join(possible, found.possible, open, words_);
    found.possible = possible;
  } else {
    const auto without = [&](const uint64_t* from) {
      uint64_t* const to = plane();
      for (std::size_t w = 0; w < words_; ++w) to[w] = from[w] & ~open[w];
      return to;
    };
    const uint64_t* const yes = without(found.yes);
    found.assumed = found.shape >= 3 ? without(found.assumed) : yes;
    found.yes = yes;
  }
  found.shape = std::max<Shape>(found.shape, 2);
  return found;
}

const uint64_t* Block::candidates(const uint64_t* live) {
  if (live == nullptr) return inside_;
  uint64_t* const both = plane();
  b_.kernels.meet(both, inside_, live, words_);
  return both;
}

Planes Block::ask(const Node& node, const uint64_t* live) {
  return one_by_one(candidates(live), [&](std::size_t at) {
    return ask_interpreter(b_, node, SubjectId(base_ + at));
  });
}

Planes Block::walk(const Node& node, const uint64_t* live) {
  const Walk& walk = b_.plan.walks[node.walk];
  uint64_t* const left = plane();
  const uint64_t* const possible = evaluate(node.guard, live).possible;
  if (!b_.kernels.meet(left, candidates(live), possible, words_)) return same_everywhere(false);
  std::vector<Planes> here(walk.parts.size());
  for (std::size_t i = 0; i < here.size(); ++i) {
    if (walk.parts[i].kind == Walk::Part::Kind::here) here[i] = evaluate(walk.parts[i].node, left);
  }
  Walker walker(b_, walk, std::move(here));
  return one_by_one(
      left, [&](std::size_t at) { return walker.value(static_cast<uint32_t>(base_ + at), at); });
}

void Block::write(const Writing& writing) {
  const Answers& answers = b_.fetches[writing.fetch].answers;
  std::array<const uint64_t*, 64> sources;
  sources.fill(zeros_);
  uint64_t ever = 0, never = 0;
  for (const auto& [id, slot] : writing.exports) {
    const Planes planes = evaluate(b_.plan.exports[id].node, nullptr);
    const uint64_t* const by_bit[3] = {planes.possible, planes.yes, planes.assumed};
    for (unsigned i = 0; i < slot.shape; ++i) {
      const unsigned bit = slot.shift + i;
      sources[bit] = by_bit[i];
      ever |= uint64_t{holds_anywhere(by_bit[i])} << bit;
      never |= uint64_t{lacks_anywhere(by_bit[i])} << bit;
    }
  }
  const std::size_t bits = answers.width() * 8;
  for (std::size_t w = 0; w < words_; ++w) {
    uint64_t square[64];
    for (std::size_t bit = 0; bit < bits; ++bit) square[bit] = sources[bit][w];
    b_.kernels.weave(square, answers.width());
    const std::size_t base = base_ + w * 64;
    const std::size_t begin = std::max(base, begin_), end = std::min(base + 64, end_);
    // Other bits of the same numbers may come from another pass.
    answers.numbers([&]<class Number>(Number* to) {
      if (begin == base && end == base + 64) {
        auto* const bytes = reinterpret_cast<std::byte*>(to + (base - answers.first()));
        for (std::size_t i = 0; i < bits; ++i) {
          uint64_t word;
          std::memcpy(&word, bytes + i * sizeof word, sizeof word);
          word |= square[i];
          std::memcpy(bytes + i * sizeof word, &word, sizeof word);
        }
        return;
      }
      for (std::size_t s = begin; s < end; ++s) {
        Number number;
        std::memcpy(&number,
                    reinterpret_cast<const std::byte*>(square) + (s - base) * sizeof number,
                    sizeof number);
        to[s - answers.first()] |= number;
      }
    });
  }
  // Several workers write other subjects of the same answers.
  std::atomic_ref(answers.ever()).fetch_or(ever, std::memory_order_relaxed);
  std::atomic_ref(answers.never()).fetch_or(never, std::memory_order_relaxed);
}

bool Block::holds_anywhere(const uint64_t* plane) const {
  for (std::size_t w = 0; w < words_; ++w) {
    if ((plane[w] & inside_[w]) != 0) return true;
  }
  return false;
}

bool Block::lacks_anywhere(const uint64_t* plane) const {
  for (std::size_t w = 0; w < words_; ++w) {
    if ((~plane[w] & inside_[w]) != 0) return true;
  }
  return false;
}

}  // namespace wardround::threats
