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

struct Range {
  std::size_t begin = 0, end = 0;
  [[nodiscard]] bool empty() const { return begin == end; }
};

// What subjects of the same kinds say to all that one fetch asks of them: exports, as the bits of
// one number for each subject, and for two more: where a path leads nowhere, and where nobody
// knows. Numbers are as narrow as they can be, so that those of many subjects fit into the nearest
// memory; an export that several fetches ask for stands in each of theirs.
class Answers {
 public:
  Answers() = default;
  // `bits`: how many of a number are used, 1 to 64.
  Answers(lang::KindSet kinds, const Range& subjects, unsigned bits);

  [[nodiscard]] lang::KindSet kinds() const { return kinds_; }
  [[nodiscard]] std::size_t first() const { return first_; }  // subject
  [[nodiscard]] unsigned bits() const { return bits_; }
  [[nodiscard]] std::size_t width() const { return width_; }  // bytes of a number: 1, 2, 4, 8
  [[nodiscard]] std::size_t bytes() const { return count_ * width_; }
  // Calls `visit` with a pointer to the number of the first subject.
  template <class Visit>
  decltype(auto) numbers(Visit&& visit) const {
    uint64_t* const from = memory_.get() + kHeader;
    switch (width_) {
      case 1:
        return visit(reinterpret_cast<uint8_t*>(from));
      case 2:
        return visit(reinterpret_cast<uint16_t*>(from));
      case 4:
        return visit(reinterpret_cast<uint32_t*>(from));
      default:
        return visit(from);
    }
  }
  // Where the number of `destination` stands among them.
  [[nodiscard]] std::size_t index(uint32_t destination) const {
    const std::size_t at = destination - first_;
    return (at < count_ ? at : count_) + (destination == kOpen ? 1 : 0);
  }
  [[nodiscard]] uint64_t number(uint32_t destination) const {
    return numbers([&](const auto* from) -> uint64_t { return from[index(destination)]; });
  }
  // For the two that are no subjects.
  void say_nowhere(uint64_t bits) { say(count_, bits); }
  void say_open(uint64_t bits) { say(count_ + 1, bits); }

  // Bits that any subject has, and that any lacks. Several workers may write.
  [[nodiscard]] uint64_t& ever() const { return memory_[0]; }
  [[nodiscard]] uint64_t& never() const { return memory_[1]; }

 private:
  static constexpr std::size_t kHeader = 8;  // words; numbers begin with a line of the cache
  void say(std::size_t at, uint64_t bits);

  lang::KindSet kinds_ = 0;
  std::size_t first_ = 0, count_ = 0;
  unsigned bits_ = 0;
  std::size_t width_ = 1;
  Words memory_;
};

// How many of its three planes differ: 1, all are the same; 2, `yes` is `assumed`; 3.
using Shape = uint8_t;

// An export among the answers to a fetch: so many bits from `shift` on (possible, yes, assumed).
struct Slot {
  uint32_t fetch = 0;
  uint8_t shift = 0;
  Shape shape = 1;
};

// Exports asked of the targets of one relation, or of where one path leads, first in one pass; or
// by all counts over it, or by all walks.
struct Fetch {
  Node::Kind kind = Node::Kind::via;  // via, any, all, count, walk
  PathId path = 0;                    // via
  lang::Step step;                    // any, all, count
  Answers answers;
};

// Exports that one pass writes into the answers to a fetch.
struct Writing {
  uint32_t fetch = 0;
  std::vector<std::pair<ExportId, Slot>> exports;
};

// Where a path of single steps leads from each subject of a range: kNowhere and kOpen among them.
// Where the path is one relation that leads from every subject of the range to one target, these
// are the targets as the universe has them; else `own`.
struct Leads {
  std::size_t first = 0;
  std::span<const lang::SubjectId> to;
  std::vector<lang::SubjectId> own;
  bool nowhere = true;  // from any of them
  [[nodiscard]] uint32_t operator()(uint32_t from) const {
    const std::size_t at = from - first;  // below first: wraps, and is out of range
    return at < to.size() ? to[at].value : kNowhere;
  }
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

// What is the same for all subjects is known before the first one is looked at.
enum class Settled : uint8_t { varies, no, yes };

inline constexpr uint16_t kNever = 0xffff;

// Does a node of this kind ask something of others (Node::target)?
[[nodiscard]] inline bool asks_others(const Node& node) {
  return node.kind == Node::Kind::via || node.kind == Node::Kind::any ||
         node.kind == Node::Kind::all || node.kind == Node::Kind::count;
}

struct Binding {
  Binding(const Plan& of, const lang::Universe& over, const Kernels& by)
      : plan(of), universe(over), kernels(by) {}
  const Plan& plan;
  const lang::Universe& universe;
  const Kernels& kernels;
  std::array<Range, lang::kKinds> ranges;
  std::vector<Shape> shapes;        // by node
  std::vector<uint32_t> tables_of;  // by node: a fact's table
  std::vector<FactTable> fact_tables;
  std::vector<uint8_t> constants;        // by node: bit 0 yes, 1 assumed, 2 possible
  std::vector<Settled> settled;          // by node
  std::vector<uint32_t> first_children;  // by node: what is left of its children
  std::vector<NodeId> children;
  // The first pass that asks a node, and the one that writes an export; kNever where none does.
  std::vector<uint16_t> asked_in, written_in;
  std::vector<uint32_t> sources;      // by node that asks others: what they can be fetched with
  std::vector<uint16_t> first_asked;  // by source: the first pass that asks it
  std::vector<Slot> slots;            // by node that asks others
  std::vector<Slot> walk_slots;       // by export that walks ask for
  std::vector<Fetch> fetches;
  std::vector<std::vector<Writing>> writings;  // by pass
  std::vector<Leads> leads;
  std::vector<uint32_t> path_leads;                         // by path: index into leads
  std::vector<std::pair<lang::Step, uint32_t>> step_leads;  // by single step that the plan takes
  // Types as bytes, numbered for each tree of types: 0 none, kListCode look at the subject itself.
  std::vector<uint8_t> type_codes;
  std::vector<CodeRange> type_ranges;  // by type: of itself and all that is a kind of it
  std::vector<uint32_t> listed;        // subjects with kListCode, in their order
  std::array<std::optional<lang::TypeTree>, lang::kKinds> trees;  // of the coded types of a kind
  bool types_open = false;
  uint16_t levels = 0;  // passes that write exports; the rules come after them

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
  [[nodiscard]] std::span<const NodeId> children_of(NodeId id) const {
    return {children.data() + first_children[id], children.data() + first_children[id + 1]};
  }
  // By kind and fetch: how many passes over the subjects read it.
  std::array<std::vector<uint8_t>, lang::kKinds> readers;
  [[nodiscard]] bool may_be_open(const lang::Step& step) const;
  [[nodiscard]] bool may_be_open(PathId path) const;
};

// The subjects of several kinds and all that stand between them.
[[nodiscard]] Range subjects_of(const Binding& binding, lang::KindSet kinds);

[[nodiscard]] Binding bind(const Plan& plan, const lang::Universe& universe, Isa isa);
// Parts of it, in their order: types and where paths lead must be known before anything is settled,
// shapes before exports are laid out.
void follow_paths(Binding& b);
void settle(Binding& b);
void schedule(Binding& b);
void lay_out(Binding& b);

// The three truths of an expression left to the interpreter, as bits: 0 yes, 1 assumed, 2 possible.
[[nodiscard]] uint8_t ask_interpreter(const Binding& binding, const Node& node,
                                      lang::SubjectId subject);
inline constexpr uint8_t kYesBit = 1, kAssumedBit = 2, kPossibleBit = 4;
inline constexpr uint8_t kAllBits = kYesBit | kAssumedBit | kPossibleBit;

}  // namespace wardround::threats
