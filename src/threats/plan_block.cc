#include "threats/plan_block.h"

#include <algorithm>
#include <atomic>
#include <bit>
#include <cstring>
#include <utility>

#include "lang/evaluate.h"
#include "threats/plan_gather.h"
#include "threats/plan_targets.h"
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
    words_[k].resize(binding.fetched_words);
    for (const Fetch& fetch : binding.fetches) {
      for (std::size_t i = 0; i < fetch.words.size(); ++i) {
        const std::size_t number = fetch.first + i;
        std::size_t passes = 0;
        for (std::size_t level = 0; level <= binding.levels; ++level) {
          if (binding.is_needed(static_cast<lang::Kind>(k), level, number)) ++passes;
        }
        if (passes < 2) continue;
        Word& word = words_[k][number];
        word.block = static_cast<std::size_t>(std::popcount(fetch.words[i].wanted)) * kPlaneWords;
        word.planes = zeroed_words(word.block * blocks_of(range));
        word.filled = std::make_unique<uint8_t[]>(blocks_of(range));
      }
    }
  }
}

Kept::Place Kept::place(lang::Kind kind, std::size_t number, std::size_t base) const {
  const auto k = static_cast<std::size_t>(kind);
  const Word& word = words_[k][number];
  if (word.block == 0) return {};
  const std::size_t block = (base - first_[k]) / kBlock;
  return {word.planes.get() + block * word.block, &word.filled[block]};
}

Block::Block(const Binding& binding, const Kept& kept)
    : b_(binding),
      kept_(kept),
      known_(binding.plan.nodes.size()),
      paths_(binding.plan.paths.size()),
      fetched_(binding.fetched_words) {}

void Block::begin(uint16_t level, lang::Kind kind, std::size_t base) {
  arena_.reset();
  ++epoch_;
  level_ = level;
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
      return count(node);
    case Node::Kind::walk:
      return walk(node, live);
    case Node::Kind::naive:
      return ask(node, live);
    case Node::Kind::all_of:
    case Node::Kind::any_of:
      return chain(node, live);
    case Node::Kind::known:
      return known(node, live);
  }
  return {};
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

Planes Block::chain(const Node& node, const uint64_t* live) {
  const bool all = node.kind == Node::Kind::all_of;
  if (node.children.empty())
    return {all ? ones_ : zeros_, all ? ones_ : zeros_, all ? ones_ : zeros_, 1};
  Planes found = evaluate(node.children.front(), live);
  uint64_t* own[3] = {};  // possible, yes, assumed
  for (std::size_t i = 1; i < node.children.size(); ++i) {
    const NodeId id = node.children[i];
    const bool narrows = all && b_.plan.nodes[id].contextual;
    const Planes next = evaluate(id, narrows ? found.possible : live);
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
    if (!left) return {zeros_, zeros_, zeros_, 1};
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
  if (codes.count == 0 && listed_.empty() && !b_.types_open) {
    const uint64_t* const all = node.negated ? ones_ : zeros_;
    return {all, all, all, 1};
  }
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

const uint32_t* Block::destinations(PathId path) {
  KnownWords& known = paths_[path];
  if (known.epoch == epoch_) return static_cast<const uint32_t*>(known.words);
  const bool here = b_.plan.paths[path].empty();
  const Leads* const leads = here ? nullptr : &b_.along(path);
  if (leads != nullptr && base_ >= leads->first &&
      base_ - leads->first + words_ * 64 <= leads->to.size()) {
    known = {epoch_, leads->to.data() + (base_ - leads->first)};
  } else {
    auto* const to = reinterpret_cast<uint32_t*>(arena_.take(words_ * 32));
    for (uint32_t i = 0; i < words_ * 64; ++i) {
      const uint32_t subject = static_cast<uint32_t>(base_) + i;
      to[i] = here ? subject : (*leads)(subject);
    }
    known = {epoch_, to};
  }
  return static_cast<const uint32_t*>(known.words);
}

Planes Block::same(const Node& node) {
  const uint32_t* const a = destinations(node.path);
  const uint32_t* const c = destinations(node.path2);
  uint64_t* const yes = plane();
  uint64_t* const possible = plane();
  std::fill_n(yes, words_, 0);
  std::fill_n(possible, words_, 0);
  for (std::size_t i = begin_ - base_; i < end_ - base_; ++i) {
    if (a[i] == kNowhere || c[i] == kNowhere) continue;
    const bool open = a[i] == kOpen || c[i] == kOpen;
    const bool holds = (a[i] == c[i]) != node.negated;
    yes[i / 64] |= uint64_t{!open && holds} << (i % 64);
    possible[i / 64] |= uint64_t{open || holds} << (i % 64);
  }
  return {yes, yes, possible, 2};
}

const uint64_t* Block::gathered(const Reading& reading) {
  const Fetch& fetch = b_.fetches[reading.fetch];
  KnownWords& asked = fetched_[fetch.first + reading.word];
  if (asked.epoch == epoch_) return static_cast<const uint64_t*>(asked.words);
  Gather gather(b_, fetch, {begin_, end_});
  const auto add = [&](std::size_t i) {
    const std::size_t number = fetch.first + i;
    const Fetch::Word& word = fetch.words[i];
    const Kept::Place place = kept_.place(kind_, number, base_);
    uint64_t* const planes =
        place.planes != nullptr
            ? place.planes
            : arena_.take(static_cast<std::size_t>(std::popcount(word.wanted)) * words_);
    fetched_[number] = {epoch_, planes};
    if (place.filled != nullptr && std::exchange(*place.filled, 1) != 0) return;
    gather.add(word, planes);
  };
  add(reading.word);
  // Other words of the same rows will be asked for too, now or later, and come at little cost.
  for (std::size_t i = 0; i < fetch.words.size() && !gather.empty() && !gather.full(); ++i) {
    const std::size_t number = fetch.first + i;
    if (fetched_[number].epoch == epoch_ || fetch.words[i].level >= level_) continue;
    if (b_.is_needed(kind_, level_, number) || kept_.place(kind_, number, base_).planes != nullptr)
      add(i);
  }
  const bool path = fetch.kind == Node::Kind::via;
  if (!gather.empty()) gather.run(path ? destinations(fetch.path) : nullptr, base_, words_);
  return static_cast<const uint64_t*>(asked.words);
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

bool Block::leads_somewhere(const Node& node) const {
  if (node.kind != Node::Kind::via) return has_targets(node.step);
  return b_.plan.paths[node.path].empty() || !b_.along(node.path).nowhere;
}

std::optional<bool> Block::foreseen(const Node& node) const {
  const bool via = node.kind == Node::Kind::via, all = node.kind == Node::Kind::all;
  if (!leads_somewhere(node)) return via ? b_.plan.exports[node.target].nowhere : all;
  if (via) return std::nullopt;
  const Slot& slot = b_.slots[node.target];
  const Rows& rows = b_.rows[slot.rows];
  const unsigned yes = slot.shift + (slot.shape >= 2 ? 1 : 0);
  if (all && ((rows.never[slot.word] >> yes) & 1u) == 0) return true;
  if (!all && ((rows.ever[slot.word] >> slot.shift) & 1u) == 0) return false;
  return std::nullopt;
}

Planes Block::fetched(NodeId id, const Node& node) {
  const Slot& slot = b_.slots[node.target];
  Planes found;
  if (const std::optional<bool> holds = foreseen(node)) {
    found = constant(*holds ? kYesBit | kAssumedBit | kPossibleBit : 0);
    found.shape = 1;
  } else {
    const Reading& reading = b_.readings[id];
    const uint64_t* const planes = gathered(reading) + reading.first * words_;
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

Planes Block::count(const Node& node) {
  const Slot& slot = b_.slots[node.target];
  // What typical defaults make possible is not kept; an upper bound would need it.
  if (slot.shape >= 3) return ask(node, nullptr);
  const Rows& rows = b_.rows[slot.rows];
  const lang::Relations& relation = b_.relation(node.step);
  const auto decide = [&](uint64_t low, uint64_t high, bool open) {
    return lang::decide({low, high, open}, node.expr->op, node.expr->number);
  };
  const bool some = has_targets(node.step);
  if (!some && relation.open.empty()) {
    return constant(decide(0, 0, false) == lang::Truth::yes ? kYesBit | kAssumedBit | kPossibleBit
                                                            : 0);
  }
  // Nearly all counts are sure and small.
  std::array<lang::Truth, 16> small{};
  for (std::size_t i = 0; i < small.size(); ++i) small[i] = decide(i, i, false);
  uint64_t* const yes = plane();
  uint64_t* const possible = plane();
  std::fill_n(yes, words_, 0);
  std::fill_n(possible, words_, 0);
  // How many surely pass, and above them how many perhaps.
  const uint64_t* const column = rows.column(slot.word);
  const unsigned sure = slot.shape >= 2 ? 1 : 0;
  const auto add = [&](SubjectId target, uint64_t before, uint64_t keep) {
    const uint64_t row = column[target.index() - rows.first] >> slot.shift;
    return (before & keep) + ((row >> sure) & 1u) + ((row & 1u) << 32);
  };
  Targets targets(relation);
  for (std::size_t base = base_; base < end_; base += 64) {
    const Range subjects{std::max(base, begin_), std::min(base + 64, end_)};
    std::array<uint64_t, 64> sums{};
    if (some && subjects.begin < subjects.end) {
      targets.begin(subjects, subjects.begin - base);
      targets.fold(uint64_t{0}, add, [&](std::size_t i, uint64_t sum) { sums[i] = sum; });
    }
    uint64_t y = 0, p = 0;
    for (std::size_t s = subjects.begin; s < subjects.end; ++s) {
      const uint64_t low = sums[s - base] & 0xffffffffu, high = sums[s - base] >> 32;
      const bool open = relation.is_open(SubjectId(s));
      const bool easy = low == high && low < small.size() && !open;
      const lang::Truth truth = easy ? small[low] : decide(low, high, open);
      y |= uint64_t{truth == lang::Truth::yes} << (s - base);
      p |= uint64_t{truth != lang::Truth::no} << (s - base);
    }
    yes[(base - base_) / 64] = y;
    possible[(base - base_) / 64] = p;
  }
  return {yes, yes, possible, 2};
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
  if (!b_.kernels.meet(left, candidates(live), possible, words_))
    return {zeros_, zeros_, zeros_, 1};
  std::vector<Planes> here(walk.parts.size());
  for (std::size_t i = 0; i < here.size(); ++i) {
    if (walk.parts[i].kind == Walk::Part::Kind::here) here[i] = evaluate(walk.parts[i].node, left);
  }
  Walker walker(b_, walk, std::move(here));
  return one_by_one(
      left, [&](std::size_t at) { return walker.value(static_cast<uint32_t>(base_ + at), at); });
}

void Block::write(std::size_t index, std::size_t word, const std::vector<ExportId>& exports) {
  const Rows& rows = b_.rows[index];
  std::array<const uint64_t*, 64> sources;
  sources.fill(zeros_);
  for (const ExportId id : exports) {
    const Slot& slot = b_.slots[id];
    const Planes planes = evaluate(b_.plan.exports[id].node, nullptr);
    sources[slot.shift] = planes.possible;
    if (slot.shape >= 2) sources[slot.shift + 1] = planes.yes;
    if (slot.shape >= 3) sources[slot.shift + 2] = planes.assumed;
  }
  uint64_t* const column = rows.column(word);
  uint64_t ever = 0, always = ~uint64_t{0};
  for (std::size_t w = 0; w < words_; ++w) {
    uint64_t square64[64];
    for (unsigned bit = 0; bit < 64; ++bit) square64[bit] = sources[bit][w];
    b_.kernels.transpose(square64);
    const std::size_t base = base_ + w * 64;
    const std::size_t end = std::min(base + 64, end_);
    for (std::size_t s = std::max(base, begin_); s < end; ++s) {
      const uint64_t row = square64[s - base];
      column[s - rows.first] = row;
      ever |= row;
      always &= row;
    }
  }
  // Several workers write other subjects of the same rows.
  std::atomic_ref(rows.ever[word]).fetch_or(ever, std::memory_order_relaxed);
  std::atomic_ref(rows.never[word]).fetch_or(~always, std::memory_order_relaxed);
}

}  // namespace wardround::threats
