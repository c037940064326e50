// Inside of threats/: what a plan needs to know of one universe before it runs.
#pragma once

#include <array>
#include <span>
#include <vector>

#include "base/zeroed.h"
#include "threats/plan.h"

namespace wardround::threats {

// Where a path leads, other than to a subject. Chosen so that the row of either can be computed
// without a branch (Rows::index).
inline constexpr uint32_t kNowhere = 0xfffffffeu;
inline constexpr uint32_t kOpen = 0xffffffffu;

// Exports for the same kinds of subjects: `words` rows of 64 bits for each, and two more rows for
// where a path leads nowhere and where nobody knows.
struct Rows {
  lang::KindSet kinds = 0;
  std::size_t first = 0, count = 0;  // of subjects
  std::size_t words = 0;
  Words bits;
  Words ever;   // by word: the bits that any subject has
  Words never;  // by word: the bits that any subject lacks

  [[nodiscard]] std::size_t index(uint32_t destination) const {
    const std::size_t at = destination - first;
    return (at < count ? at : count) + (destination == kOpen ? 1 : 0);
  }
};

// How many of its three planes differ: 1, all are the same; 2, `yes` is `assumed`; 3.
using Shape = uint8_t;

struct Slot {
  std::size_t rows = 0;  // index into Binding::rows
  std::size_t word = 0;
  unsigned shift = 0;
  Shape shape = 1;
};

// Exports fetched together: what is asked of the rows along one path or over one relation. The
// words of a row lie side by side, and most of the cost is to come to them.
struct Fetch {
  struct Word {
    std::size_t word = 0;
    uint16_t level = 0;   // of the exports in it
    unsigned bits = 0;    // in use, from the lowest
    uint64_t wanted = 0;  // which of them are asked for
  };
  Node::Kind kind = Node::Kind::via;  // via, any, all
  PathId path = 0;
  lang::Step step;
  std::size_t rows = 0;
  std::vector<Word> words;
  std::size_t first = 0;  // number of its first word among those of all fetches
};

struct Range {
  std::size_t begin = 0, end = 0;
  [[nodiscard]] bool empty() const { return begin == end; }
};

inline constexpr uint8_t kListCode = 255;

struct Binding {
  const Plan& plan;
  const lang::Universe& universe;
  const Kernels& kernels;
  std::array<Range, lang::kKinds> ranges;
  std::vector<Shape> shapes;                          // by node
  std::vector<FactTable> fact_tables;                 // by node; empty tables for others
  std::vector<std::array<uint8_t, 256>> type_tables;  // by node, likewise
  std::vector<uint8_t> constants;                     // by node: bit 0 yes, 1 assumed, 2 possible
  std::vector<uint32_t> fetches_of;                   // by node: index into fetches
  std::vector<Slot> slots;                            // by export
  std::vector<Rows> rows;
  std::vector<Fetch> fetches;
  std::size_t fetched_words = 0;                                        // of all fetches
  std::vector<std::pair<lang::Step, std::vector<uint32_t>>> ancestors;  // by step: destinations
  // Types as bytes: 0 none, kListCode look at the subject itself.
  std::vector<uint8_t> type_codes;
  std::vector<lang::TypeId> coded_types;  // by code
  bool types_open = false;
  uint16_t levels = 0;  // of exports

  [[nodiscard]] lang::World world(lang::Typical typical) const {
    return {plan.vocabulary, &universe, typical, nullptr};
  }
  [[nodiscard]] const lang::Relations& relation(const lang::Step& step) const {
    return universe.relation(step.relation);
  }
  // Where one single step leads from a subject.
  [[nodiscard]] uint32_t follow(const lang::Step& step, uint32_t from) const;
  // The same for many: each becomes where the step leads from it, unless it is no subject.
  void follow(const lang::Step& step, std::span<uint32_t> each) const;
  // By subject, where an ancestor step leads; null for other steps.
  [[nodiscard]] const std::vector<uint32_t>* ancestors_by(const lang::Step& step) const;
  [[nodiscard]] bool may_be_open(const lang::Step& step) const;
  [[nodiscard]] bool may_be_open(PathId path) const;
};

[[nodiscard]] Binding bind(const Plan& plan, const lang::Universe& universe, Isa isa);

// The three truths of an expression left to the interpreter, as bits: 0 yes, 1 assumed, 2 possible.
[[nodiscard]] uint8_t ask_interpreter(const Binding& binding, const Node& node,
                                      lang::SubjectId subject);
inline constexpr uint8_t kYesBit = 1, kAssumedBit = 2, kPossibleBit = 4;

}  // namespace wardround::threats
