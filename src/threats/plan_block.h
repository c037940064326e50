// Inside of threats/: evaluates nodes of a plan over one block of subjects of one kind.
#pragma once

#include <array>
#include <memory>
#include <span>
#include <vector>

#include "threats/plan_bind.h"

namespace wardround::threats {

// The truth of a node over a block. The pointers are the same where planes do not differ.
struct Planes {
  const uint64_t* yes = nullptr;
  const uint64_t* assumed = nullptr;
  const uint64_t* possible = nullptr;
  Shape shape = 1;
};

// Memory that is used again for every block.
class Arena {
 public:
  [[nodiscard]] uint64_t* take(std::size_t words);
  void reset() { chunk_ = 0, used_ = 0; }

 private:
  static constexpr std::size_t kChunk = std::size_t{1}
                                        << 13;  // words; more than any one plane or square needs
  std::vector<std::unique_ptr<uint64_t[]>> chunks_;
  std::size_t chunk_ = 0, used_ = 0;
};

// Planes of what is fetched, where several passes over the same subjects ask for it: gathered by
// the first of them. Passes may run side by side on different blocks.
class Kept {
 public:
  explicit Kept(const Binding& binding);
  struct Place {
    uint64_t* planes = nullptr;  // null: not kept
    uint8_t* filled = nullptr;
  };
  // `base`: of a block of that kind.
  [[nodiscard]] Place place(lang::Kind kind, std::size_t fetch, std::size_t base) const;

 private:
  struct Fetched {
    std::size_t block = 0;  // in words
    Words planes;
    std::unique_ptr<uint8_t[]> filled;  // by block
  };
  std::array<std::vector<Fetched>, lang::kKinds> fetched_;  // by fetch
  std::array<std::size_t, lang::kKinds> first_{};           // base of the first block
};

class Block {
 public:
  Block(const Binding& binding, const Kept& kept);

  // The block of subjects [base, base + kBlock) that are of `kind`. Forgets the one before.
  void begin(lang::Kind kind, std::size_t base);
  // `live`: the subjects for which anybody wants to know; null for all.
  [[nodiscard]] Planes evaluate(NodeId id, const uint64_t* live);
  // The subjects of the block that are of the kind at all.
  [[nodiscard]] const uint64_t* inside() const { return inside_; }
  // Known to hold nowhere. (What holds nowhere need not be known to.)
  [[nodiscard]] bool is_nothing(const Planes& planes) const { return planes.possible == zeros_; }
  [[nodiscard]] std::size_t words() const { return words_; }
  [[nodiscard]] std::size_t base() const { return base_; }

  // For the subjects of the block, in a pass of their kind.
  void write(const Writing& writing);

 private:
  Planes compute(NodeId id, const Node& node, const uint64_t* live);
  Planes chain(NodeId id, const Node& node, const uint64_t* live);
  Planes known(const Node& node, const uint64_t* live);
  Planes fact(NodeId id, const Node& node);
  Planes wide_fact(const Node& node, lang::FactId fact);
  Planes is_a(const Node& node);
  Planes exposure(const Node& node);
  Planes same(const Node& node);
  Planes fetched(NodeId id, const Node& node);
  [[nodiscard]] bool has_targets(const lang::Step& step) const;
  // What a node that fetches gives for all subjects alike, if that is known without fetching.
  [[nodiscard]] std::optional<bool> foreseen(NodeId id, const Node& node) const;
  Planes count(NodeId id, const Node& node);
  Planes walk(const Node& node, const uint64_t* live);
  Planes ask(const Node& node, const uint64_t* live);
  // `value` (kYesBit …) of each of the candidates, nothing for the others.
  template <class Value>
  Planes one_by_one(const uint64_t* candidates, Value&& value);
  const uint64_t* candidates(const uint64_t* live);
  [[nodiscard]] Planes same_everywhere(bool holds) const;
  Planes constant(uint8_t bits);
  Planes negated(Planes planes);

  const lang::SubjectId* destinations(PathId path);
  // Planes of the bits of all answers to a fetch, one after the other.
  const uint64_t* gathered(std::size_t fetch);
  const uint8_t* const* counted(std::size_t fetch);
  const uint64_t* at_least(const uint8_t* counts, uint32_t least);
  const uint64_t* open_mask(const lang::Step& step);
  [[nodiscard]] bool holds_anywhere(const uint64_t* plane) const;
  [[nodiscard]] bool lacks_anywhere(const uint64_t* plane) const;
  template <class Each>
  void each(const uint64_t* mask, Each&& visit) const;

  uint64_t* plane() { return arena_.take(words_); }

  const Binding& b_;
  const Kept& kept_;
  Arena arena_;
  lang::Kind kind_ = lang::Kind::system;
  std::size_t base_ = 0, begin_ = 0, end_ = 0;  // the subjects in the block: [begin_, end_)
  std::size_t words_ = 0;
  const uint64_t* inside_ = nullptr;
  const uint64_t* zeros_ = nullptr;
  const uint64_t* ones_ = nullptr;
  std::span<const uint32_t> listed_;  // subjects of the block with kListCode
  uint32_t epoch_ = 0;
  struct Known {
    uint32_t epoch = 0;
    Planes planes;
  };
  std::vector<Known> known_;  // by node
  struct KnownWords {
    uint32_t epoch = 0;
    const void* words = nullptr;
  };
  std::vector<KnownWords> paths_, fetched_;
};

}  // namespace wardround::threats
