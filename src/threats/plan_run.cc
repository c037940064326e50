// Runs a plan: the exports level by level, then the rules of each kind; blocks side by side.
#include <algorithm>
#include <bit>
#include <iterator>
#include <map>

#include "threats/plan_block.h"

namespace wardround::threats {
namespace {

// Blocks begin at multiples of 64, so that every kind's first one may hold subjects of another.
std::size_t first_base(const Range& range) {
  return range.begin / 64 * 64;
}

std::size_t blocks_of(const Range& range) {
  return range.empty() ? 0 : (range.end - first_base(range) + kBlock - 1) / kBlock;
}

// Parts of the same number of blocks; more than there are workers, so that none waits long.
constexpr std::size_t kPartsPerWorker = 4;
struct Parts {
  std::size_t blocks = 0, parts = 0;
  Parts(const Range& range, const Workers& workers) : blocks(blocks_of(range)) {
    parts = workers.count() == 1 ? std::min<std::size_t>(blocks, 1)
                                 : std::min(blocks, workers.count() * kPartsPerWorker);
  }
  [[nodiscard]] std::size_t begin(std::size_t part) const { return blocks * part / parts; }
};

using Word = std::pair<std::size_t, std::size_t>;  // rows, word

void write_exports(const Binding& b, uint16_t level, lang::Kind kind, Workers& workers) {
  std::map<Word, std::vector<ExportId>> words;
  for (std::size_t i = 0; i < b.plan.exports.size(); ++i) {
    const Export& one = b.plan.exports[i];
    if (b.plan.nodes[one.node].level != level || !lang::has(one.kinds, kind)) continue;
    words[{b.slots[i].rows, b.slots[i].word}].push_back(static_cast<ExportId>(i));
  }
  if (words.empty()) return;
  const Range range = b.ranges[static_cast<std::size_t>(kind)];
  const Parts parts(range, workers);
  workers.run(parts.parts, [&](std::size_t part) {
    Block block(b, level);
    for (std::size_t i = parts.begin(part); i < parts.begin(part + 1); ++i) {
      block.begin(kind, first_base(range) + i * kBlock);
      for (const auto& [word, exports] : words) block.write(word.first, word.second, exports);
    }
  });
}

void collect(Block& block, uint32_t rule, NodeId root, Hits& hits) {
  const Planes found = block.evaluate(root, nullptr);
  if (block.is_nothing(found)) return;
  const uint64_t* const inside = block.inside();
  hits.add(rule, block.base(), [&](uint16_t* to) {
    uint16_t* next = to;
    for (std::size_t w = 0; w < block.words(); ++w) {
      const uint64_t yes = found.yes[w], assumed = found.assumed[w];
      for (uint64_t bits = found.possible[w] & inside[w]; bits != 0; bits &= bits - 1) {
        const auto bit = static_cast<unsigned>(std::countr_zero(bits));
        const auto how = static_cast<unsigned>(((assumed >> bit) & 1u) + ((yes >> bit) & 1u));
        *next++ = Hits::record(w * 64 + bit, how);
      }
    }
    return static_cast<std::size_t>(next - to);
  });
}

void run_rules(const Binding& b, lang::Kind kind, Workers& workers, Hits& all) {
  std::vector<uint32_t> rules;
  for (std::size_t i = 0; i < b.plan.rules.size(); ++i) {
    if (b.plan.rules[i].on == kind) rules.push_back(static_cast<uint32_t>(i));
  }
  const Range range = b.ranges[static_cast<std::size_t>(kind)];
  const Parts parts(range, workers);
  if (rules.empty()) return;
  std::vector<Hits> found(parts.parts);
  workers.run(parts.parts, [&](std::size_t part) {
    Block block(b, b.levels);
    for (std::size_t i = parts.begin(part); i < parts.begin(part + 1); ++i) {
      block.begin(kind, first_base(range) + i * kBlock);
      for (const uint32_t rule : rules) collect(block, rule, b.plan.rules[rule].root, found[part]);
    }
  });
  for (Hits& one : found) all.append(std::move(one));
}

}  // namespace

uint16_t* Hits::room() {
  // Twice as much each time, up to what is worth asking the system for at once.
  constexpr std::size_t kMost = std::size_t{1} << 20;
  if (room_ - used_ < kBlock) {
    room_ = std::min(kMost, std::max(kBlock, 2 * room_));
    used_ = 0;
    chunks_.push_back(std::make_unique_for_overwrite<uint16_t[]>(room_));
  }
  return chunks_.back().get() + used_;
}

void Hits::append(Hits&& more) {
  if (size_ == 0) {
    *this = std::move(more);
    return;
  }
  runs_.insert(runs_.end(), more.runs_.begin(), more.runs_.end());
  std::ranges::move(more.chunks_, std::back_inserter(chunks_));
  used_ = more.used_;
  room_ = more.room_;
  size_ += more.size_;
}

Hits run(const Plan& plan, const lang::Universe& universe, Workers& workers, Isa isa) {
  const Binding b = bind(plan, universe, isa);
  for (uint16_t level = 0; level < b.levels; ++level) {
    for (std::size_t kind = 0; kind < lang::kKinds; ++kind) {
      write_exports(b, level, static_cast<lang::Kind>(kind), workers);
    }
  }
  Hits all;
  for (std::size_t kind = 0; kind < lang::kRuleKinds; ++kind) {
    run_rules(b, static_cast<lang::Kind>(kind), workers, all);
  }
  return all;
}

}  // namespace wardround::threats
