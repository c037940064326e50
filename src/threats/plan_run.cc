// Runs a plan: the exports level by level, then the rules of each kind; blocks side by side.
#include <algorithm>
#include <bit>
#include <iterator>

#include "threats/plan_block.h"

namespace wardround::threats {
namespace {

// More parts than there are workers, so that none waits long for another.
constexpr std::size_t kPartsPerWorker = 4;

// Passes over the subjects of a kind, block by block; one after the other, each on all workers.
class Passes {
 public:
  Passes(const Plan& plan, const lang::Universe& universe, Workers& workers, Isa isa)
      : b_(bind(plan, universe, isa)),
        kept_(b_),
        workers_(workers),
        blocks_(workers.count() == 1 ? 1 : workers.count() * kPartsPerWorker) {}

  [[nodiscard]] Hits run() {
    for (const std::vector<Writing>& pass : b_.writings) {
      for (std::size_t kind = 0; kind < lang::kKinds; ++kind) {
        write_exports(pass, static_cast<lang::Kind>(kind));
      }
    }
    Hits all;
    for (std::size_t kind = 0; kind < lang::kRuleKinds; ++kind) {
      run_rules(static_cast<lang::Kind>(kind), all);
    }
    return all;
  }

 private:
  // `visit(block, part)` of each block, begun. Parts stand in the order of their subjects.
  template <class Visit>
  void over(lang::Kind kind, Visit&& visit) {
    const Range range = b_.ranges[static_cast<std::size_t>(kind)];
    const std::size_t blocks = blocks_of(range), parts = std::min(blocks, blocks_.size());
    workers_.run(parts, [&](std::size_t part) {
      std::unique_ptr<Block>& block = blocks_[part];
      if (block == nullptr) block = std::make_unique<Block>(b_, kept_);
      for (std::size_t i = blocks * part / parts; i < blocks * (part + 1) / parts; ++i) {
        block->begin(kind, first_base(range) + i * kBlock);
        visit(*block, part);
      }
    });
  }

  void write_exports(const std::vector<Writing>& pass, lang::Kind kind) {
    std::vector<const Writing*> mine;
    for (const Writing& writing : pass) {
      if (lang::has(b_.fetches[writing.fetch].answers.kinds(), kind)) mine.push_back(&writing);
    }
    if (mine.empty()) return;
    over(kind, [&](Block& block, std::size_t) {
      for (const Writing* const writing : mine) block.write(*writing);
    });
  }

  void run_rules(lang::Kind kind, Hits& all) {
    std::vector<uint32_t> rules;
    for (std::size_t i = 0; i < b_.plan.rules.size(); ++i) {
      const PlannedRule& rule = b_.plan.rules[i];
      if (rule.on == kind && b_.settled[rule.root] != Settled::no)
        rules.push_back(static_cast<uint32_t>(i));
    }
    if (rules.empty()) return;
    std::vector<Hits> found(blocks_.size());
    over(kind, [&](Block& block, std::size_t part) {
      for (const uint32_t rule : rules) {
        collect(block, rule, b_.plan.rules[rule].root, found[part]);
      }
    });
    for (Hits& one : found) all.append(std::move(one));
  }

  static void collect(Block& block, uint32_t rule, NodeId root, Hits& hits) {
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

  const Binding b_;
  const Kept kept_;
  Workers& workers_;
  std::vector<std::unique_ptr<Block>> blocks_;  // by part
};

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

std::size_t settled_rules(const Plan& plan, const lang::Universe& universe) {
  const Binding b = bind(plan, universe, Isa::portable);
  return static_cast<std::size_t>(std::ranges::count_if(
      plan.rules, [&](const PlannedRule& rule) { return b.settled[rule.root] == Settled::no; }));
}

Hits run(const Plan& plan, const lang::Universe& universe, Workers& workers, Isa isa) {
  return Passes(plan, universe, workers, isa).run();
}

}  // namespace wardround::threats
