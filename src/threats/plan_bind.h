// Inside of threats/: what a plan needs to know of one universe before it runs.
#pragma once

#include <array>
#include <optional>
#include <vector>

#include "base/zeroed.h"
#include "threats/plan.h"

namespace wardround::threats {

// Where a path leads, other than to a subject. Chosen so that the row of either can be computed
// without a branch (Rows::index).
inline constexpr uint32_t kNowhere = 0xfffffffeu;
inline constexpr uint32_t kOpen = 0xffffffffu;

// Exports for the same kinds of subjects, 64 to a word: each word as a column of a row for each
// subject, and two more for where a path leads nowhere and where nobody knows. A pass asks for few
// of the words, so that those of many subjects fit into the nearest memory.
struct Rows {
  lang::KindSet kinds = 0;
  std::size_t first = 0, count = 0;  // of subjects
  std::size_t words = 0;
  Words bits;
  Words ever;   // by word: the bits that any subject has
  Words never;  // by word: the bits that any subject lacks

  [[nodiscard]] uint64_t* column(std::size_t word) const { return bits.get() + word * (count + 2); }
  // Of the row of where a path leads.
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
    uint64_t wanted = 0;  // the bits that are asked for; each gives a plane
  };
  Node::Kind kind = Node::Kind::via;  // via, any, all
  PathId path = 0;
  lang::Step step;
  std::size_t rows = 0;
  std::vector<Word> words;
  std::size_t first = 0;  // number of its first word among those of all fetches
};

// What a node reads of a fetch: a word, by its index there, and from which of the wanted bits on.
struct Reading {
  uint32_t fetch = 0;
  uint32_t word = 0;
  uint32_t first = 0;
};

// Where a path of single steps leads from each subject of a range. The range begins at a multiple
// of 64 and is long enough for whole blocks to be read.
struct Leads {
  std::size_t first = 0;
  std::vector<uint32_t> to;
  bool nowhere = true;  // from any of them
  [[nodiscard]] uint32_t operator()(uint32_t from) const {
    const std::size_t at = from - first;  // below first: wraps, and is out of range
    return at < to.size() ? to[at] : kNowhere;
  }
};

struct Range {
  std::size_t begin = 0, end = 0;
  [[nodiscard]] bool empty() const { return begin == end; }
};

// Blocks begin at multiples of 64, so that every kind's first one may hold subjects of another.
inline std::size_t first_base(const Range& range) {
  return range.begin / 64 * 64;
}

inline std::size_t blocks_of(const Range& range) {
  return range.empty() ? 0 : (range.end - first_base(range) + kBlock - 1) / kBlock;
}

// So much further than the last subject of a kind its last block may read.
inline constexpr std::size_t kPadding = kWordStep * 64;

inline constexpr uint8_t kListCode = 255;

// Codes side by side; perhaps none.
struct CodeRange {
  uint8_t first = 0;
  uint8_t count = 0;
};

struct Binding {
  const Plan& plan;
  const lang::Universe& universe;
  const Kernels& kernels;
  std::array<Range, lang::kKinds> ranges;
  std::vector<Shape> shapes;        // by node
  std::vector<uint32_t> tables_of;  // by node: a fact's table
  std::vector<FactTable> fact_tables;
  std::vector<uint8_t> constants;  // by node: bit 0 yes, 1 assumed, 2 possible
  std::vector<Reading> readings;   // by node that fetches
  std::vector<Slot> slots;         // by export
  std::vector<Rows> rows;
  std::vector<Fetch> fetches;
  std::size_t fetched_words = 0;  // of all fetches
  std::vector<Leads> leads;
  std::vector<uint32_t> path_leads;                         // by path: index into leads
  std::vector<std::pair<lang::Step, uint32_t>> step_leads;  // by single step that the plan takes
  // Types as bytes, numbered for each tree of types: 0 none, kListCode look at the subject itself.
  std::vector<uint8_t> type_codes;
  std::vector<CodeRange> type_ranges;  // by type: of itself and all that is a kind of it
  std::vector<uint32_t> listed;        // subjects with kListCode, in their order
  std::array<std::optional<lang::TypeTree>, lang::kKinds> trees;  // of the coded types of a kind
  bool types_open = false;
  uint16_t levels = 0;  // of exports

  [[nodiscard]] lang::World world(lang::Typical typical) const {
    return {plan.vocabulary, &universe, typical, nullptr};
  }
  [[nodiscard]] const lang::Relations& relation(const lang::Step& step) const {
    return universe.relation(step.relation);
  }
  // Of a path of at least one step.
  [[nodiscard]] const Leads& along(PathId path) const { return leads[path_leads[path]]; }
  // Of an ancestor step.
  [[nodiscard]] const Leads& ancestors_by(const lang::Step& step) const;
  // By kind and level of exports, that of the rules last: the numbers of the words that a pass over
  // the subjects asks for, as bits.
  std::array<std::vector<std::vector<uint64_t>>, lang::kKinds> needs;
  [[nodiscard]] bool is_needed(lang::Kind kind, std::size_t level, std::size_t number) const;
  // Among the words of all fetches.
  [[nodiscard]] std::size_t number_of(const Reading& reading) const {
    return fetches[reading.fetch].first + reading.word;
  }
  [[nodiscard]] bool may_be_open(const lang::Step& step) const;
  [[nodiscard]] bool may_be_open(PathId path) const;
};

[[nodiscard]] Binding bind(const Plan& plan, const lang::Universe& universe, Isa isa);
// Parts of it. Shapes must be known before rows are laid out.
void follow_paths(Binding& b);
void lay_out_rows(Binding& b);

// The three truths of an expression left to the interpreter, as bits: 0 yes, 1 assumed, 2 possible.
[[nodiscard]] uint8_t ask_interpreter(const Binding& binding, const Node& node,
                                      lang::SubjectId subject);
inline constexpr uint8_t kYesBit = 1, kAssumedBit = 2, kPossibleBit = 4;

}  // namespace wardround::threats
