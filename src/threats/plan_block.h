// Inside of threats/: evaluates nodes of a plan over one block of subjects of one kind.
#pragma once

#include <memory>
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

class Block {
 public:
  // `level`: exports of lower levels are written.
  Block(const Binding& binding, uint16_t level);

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

  // Writes the exports that stand in one word of the rows of that index, for the subjects of the
  // block.
  void write(std::size_t index, std::size_t word, const std::vector<ExportId>& exports);

 private:
  Planes compute(NodeId id, const Node& node, const uint64_t* live);
  Planes chain(const Node& node, const uint64_t* live);
  Planes known(const Node& node, const uint64_t* live);
  Planes fact(NodeId id, const Node& node);
  Planes wide_fact(const Node& node, lang::FactId fact);
  Planes is_a(NodeId id, const Node& node);
  Planes exposure(const Node& node);
  Planes same(const Node& node);
  Planes fetched(NodeId id, const Node& node);
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
  // Planes of the bits of one word, one after the other.
  const uint64_t* square(const Fetch& fetch, std::size_t word);
  const uint64_t* open_mask(const lang::Step& step);
  template <class Each>
  void each(const uint64_t* mask, Each&& visit) const;

  uint64_t* plane() { return arena_.take(words_); }

  const Binding& b_;
  uint16_t level_;
  Arena arena_;
  lang::Kind kind_ = lang::Kind::system;
  std::size_t base_ = 0, begin_ = 0, end_ = 0;  // the subjects in the block: [begin_, end_)
  std::size_t words_ = 0;
  const uint64_t* inside_ = nullptr;
  const uint64_t* zeros_ = nullptr;
  const uint64_t* ones_ = nullptr;
  std::vector<uint32_t> type_lists_;  // subjects of the block that are of several types
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
  std::vector<KnownWords> paths_, squares_;
};

}  // namespace wardround::threats
