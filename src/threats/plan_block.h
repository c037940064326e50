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

// Planes of what is fetched, for the words that several passes over the same subjects ask for:
// gathered by the first of them. Passes may run side by side on different blocks.
class Kept {
 public:
  explicit Kept(const Binding& binding);
  struct Place {
    uint64_t* planes = nullptr;  // null: not kept
    uint8_t* filled = nullptr;
  };
  // `number`: of a fetched word; `base`: of a block of that kind.
  [[nodiscard]] Place place(lang::Kind kind, std::size_t number, std::size_t base) const;

 private:
  struct Word {
    std::size_t block = 0;  // in words
    Words planes;
    std::unique_ptr<uint8_t[]> filled;  // by block
  };
  std::array<std::vector<Word>, lang::kKinds> words_;  // by number
  std::array<std::size_t, lang::kKinds> first_{};      // base of the first block
};

class Block {
 public:
  Block(const Binding& binding, const Kept& kept);

  // The block of subjects [base, base + kBlock) that are of `kind`; exports of levels below `level`
  // are written. Forgets the one before.
  void begin(uint16_t level, lang::Kind kind, std::size_t base);
  // `live`: the subjects for which anybody wants to know; null for all.
  [[nodiscard]] Planes evaluate(NodeId id, const uint64_t* live);
  // The subjects of the block that are of the kind at all.
  [[nodiscard]] const uint64_t* inside() const { return inside_; }
  // Known to hold nowhere. (What holds nowhere need not be known to.)
  [[nodiscard]] bool is_nothing(const Planes& planes) const { return planes.possible == zeros_; }
  [[nodiscard]] std::size_t words() const { return words_; }
  [[nodiscard]] std::size_t base() const { return base_; }

  // Writes the exports that stand in one word of the rows of that index, for the subjects of the
  // block.
  void write(std::size_t index, std::size_t word, const std::vector<ExportId>& exports);

 private:
  Planes compute(NodeId id, const Node& node, const uint64_t* live);
  Planes chain(const Node& node, const uint64_t* live);
  Planes known(const Node& node, const uint64_t* live);
  Planes fact(NodeId id, const Node& node);
  Planes wide_fact(const Node& node, lang::FactId fact);
  Planes is_a(const Node& node);
  Planes exposure(const Node& node);
  Planes same(const Node& node);
  Planes fetched(NodeId id, const Node& node);
  [[nodiscard]] bool has_targets(const lang::Step& step) const;
  [[nodiscard]] bool leads_somewhere(const Node& node) const;
  // What a node that fetches gives for all subjects alike, if that is known without fetching.
  [[nodiscard]] std::optional<bool> foreseen(const Node& node) const;
  Planes count(const Node& node);
  Planes walk(const Node& node, const uint64_t* live);
  Planes ask(const Node& node, const uint64_t* live);
  // `value` (kYesBit …) of each of the candidates, nothing for the others.
  template <class Value>
  Planes one_by_one(const uint64_t* candidates, Value&& value);
  const uint64_t* candidates(const uint64_t* live);
  Planes constant(uint8_t bits);
  Planes negated(Planes planes);

  const uint32_t* destinations(PathId path);
  // Planes of the wanted bits of one word, one after the other.
  const uint64_t* gathered(const Reading& reading);
  const uint64_t* open_mask(const lang::Step& step);
  template <class Each>
  void each(const uint64_t* mask, Each&& visit) const;

  uint64_t* plane() { return arena_.take(words_); }

  const Binding& b_;
  const Kept& kept_;
  uint16_t level_ = 0;
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
