// The universe that expressions speak about: subjects, their types, relations and facts as plain
// columns. model/ builds it; the interpreter and the compiled plan read it. Structure is
// closed-world: a relation holds just its targets, unless it is written `unknown` (open). Facts are
// open-world: what nobody stated is unknown.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/id.h"
#include "diag/source.h"
#include "lang/vocabulary.h"

namespace wardround::lang {

// All subjects of a model in one index space: the system first, then by kind and id.
using SubjectId = Id<struct SubjectTag>;

enum class Provenance : uint8_t {
  unknown,         // nobody said
  not_applicable,  // the fact says nothing about subjects of this type
  typical,         // type default that need not hold here
  fixed,           // type default that is true by definition
  implied,         // by a protocol, a mode or another fact
  inherited,       // stated on something that encloses the subject
  stated,
  controlled,  // by an implemented control; in the second pass only
};
[[nodiscard]] std::string_view name(Provenance provenance);

struct Cell {
  uint32_t value = 0;  // index into Fact::values; the number; index into Universe::versions
  uint32_t origin = 0xffffffffu;  // index into Universe::origins
  Provenance provenance = Provenance::unknown;
};

// One fact of all subjects, as columns over a range of subjects; unknown outside. `codes` holds a
// whole cell in a byte, so that the compiled plan reads 32 subjects at once: the provenance in the
// three bits at the top, the value below. Values that do not fit (numbers, versions, long choices)
// stand in `wide`, which is then as long as `codes`.
class Column {
 public:
  static constexpr uint32_t kValues = 32;
  [[nodiscard]] static constexpr uint8_t code(Provenance provenance, uint32_t value) {
    return static_cast<uint8_t>((static_cast<unsigned>(provenance) << 5) | (value % kValues));
  }
  [[nodiscard]] static constexpr Provenance provenance_of(uint8_t code) {
    return static_cast<Provenance>(code >> 5);
  }

  [[nodiscard]] Cell operator[](SubjectId s) const {
    const std::size_t i = s.index() - first_;  // below first_: wraps, and is out of range
    if (i >= codes_.size()) return {};
    return {wide_.empty() ? codes_[i] % kValues : wide_[i], origins_[i], provenance_of(codes_[i])};
  }
  // Grows the range as needed; cheapest in the order of subjects. `wide`: the fact's values may
  // not fit into a code.
  void set(SubjectId s, const Cell& cell, bool wide) {
    std::size_t i = s.index() - first_;
    if (i == codes_.size() && i != 0) {  // in the order of subjects
      codes_.push_back(code(cell.provenance, cell.value));
      origins_.push_back(cell.origin);
    } else {
      if (i >= codes_.size()) grow(s);
      i = s.index() - first_;
      codes_[i] = code(cell.provenance, cell.value);
      origins_[i] = cell.origin;
    }
    present_ |= 1u << static_cast<unsigned>(cell.provenance);
    if (wide) set_wide(i, cell.value);
  }

  // Asks for the memory of a cell that will be read soon.
  [[gnu::always_inline]] void fetch(SubjectId s) const {
    const std::size_t i = s.index() - first_;
    if (i >= codes_.size()) return;
    __builtin_prefetch(codes_.data() + i);
    __builtin_prefetch(origins_.data() + i);
  }

  [[nodiscard]] std::size_t first() const { return first_; }
  [[nodiscard]] std::span<const uint8_t> codes() const { return codes_; }
  [[nodiscard]] std::span<const uint32_t> wide() const { return wide_; }
  // Bit per Provenance that some cell had once.
  [[nodiscard]] unsigned present() const { return present_; }

 private:
  void grow(SubjectId s);  // until `s` lies in the range
  void set_wide(std::size_t i, uint32_t value);

  std::size_t first_ = 0;
  std::vector<uint8_t> codes_;
  std::vector<uint32_t> origins_;
  std::vector<uint32_t> wide_;
  unsigned present_ = 0;
};
// Do the values of this fact need `wide`?
[[nodiscard]] bool is_wide(const Fact& fact);

// The types of all subjects: one each, for nearly all of them.
class SubjectTypes {
 public:
  [[nodiscard]] std::span<const TypeId> operator[](SubjectId s) const {
    if (const auto more = more_[s.index()]; more != kOne) return lists_[more];
    return {&first_[s.index()], first_[s.index()].valid() ? 1u : 0u};
  }
  void resize(std::size_t subjects) {
    first_.resize(subjects);
    more_.resize(subjects, kOne);
  }
  void add(SubjectId s, TypeId type);
  // The first type of each subject, invalid for none; the whole of it unless `is_list`.
  [[nodiscard]] std::span<const TypeId> first() const { return first_; }
  [[nodiscard]] bool is_list(SubjectId s) const { return more_[s.index()] != kOne; }
  [[nodiscard]] bool has_lists() const { return !lists_.empty(); }

 private:
  static constexpr uint32_t kOne = 0xffffffffu;
  std::vector<TypeId> first_;
  std::vector<uint32_t> more_;  // into lists_
  std::vector<std::vector<TypeId>> lists_;
};

// Where a cell comes from: for the "why".
struct Origin {
  diag::Span span;    // in the model, or in a pack for defaults and implications
  std::string via;    // "in protocol `ble-4.2`", "by type `rtos-mcu`", "from `phone`", "by control
                      // `mfa`"; may be empty
  std::string owner;  // a stated unknown: who was asked
  std::string until;  // and by when (YYYY-MM-DD)
  uint32_t control = 0xffffffffu;  // controlled: index into model::Model::controls
};

// Targets of one relation for all subjects, compressed; `open` where it was written `unknown`.
struct Relations {
  std::vector<uint32_t> begin;     // size subjects + 1 (empty: no subject has any)
  std::vector<SubjectId> targets;  // per subject sorted by id
  std::vector<bool> open;          // empty: none is open

  [[nodiscard]] std::size_t count(SubjectId s) const {
    return begin.empty() ? 0 : begin[s.index() + 1] - begin[s.index()];
  }
  [[nodiscard]] const SubjectId* first(SubjectId s) const {
    return targets.data() + (begin.empty() ? 0 : begin[s.index()]);
  }
  [[nodiscard]] bool is_open(SubjectId s) const { return !open.empty() && open[s.index()]; }
};

// Can an attacker at `position` act on the subject? Three-valued, as everything that rests on
// facts.
struct Exposure {
  uint16_t yes = 0;      // bit per Position
  uint16_t unknown = 0;  // disjoint from yes
};

struct Universe {
  std::vector<Kind> kinds;
  std::vector<std::string> ids;    // as written
  std::vector<std::string> names;  // for people; the id where no name is given
  // Types of a subject: elements, boundaries one; data a list; flows their protocol. `type_open`: 1
  // where they are written unknown.
  SubjectTypes types;
  std::vector<uint8_t> type_open;
  std::vector<Relations> relations;  // by Relation
  std::vector<Column> facts;         // by FactId
  std::vector<Origin> origins;
  std::vector<std::string> versions;
  std::vector<Exposure> exposed;    // directly, elements and flows
  std::vector<Exposure> reachable;  // through any number of flows, elements

  [[nodiscard]] std::size_t size() const { return kinds.size(); }
  [[nodiscard]] Kind kind(SubjectId s) const { return kinds[s.index()]; }
  [[nodiscard]] const Relations& relation(Relation r) const {
    return relations[static_cast<std::size_t>(r)];
  }
  [[nodiscard]] Cell cell(FactId fact, SubjectId s) const {
    return fact.index() < facts.size() ? facts[fact.index()][s] : Cell{};
  }
  void set(const Fact& info, FactId fact, SubjectId s, const Cell& cell) {
    facts[fact.index()].set(s, cell, is_wide(info));
  }
};

// A known value of a fact as models write it: `yes`, `passkey`, `30`, `4.2`.
[[nodiscard]] std::string value_text(const Universe& universe, const Fact& fact, uint32_t value);

}  // namespace wardround::lang
