// The universe that expressions speak about: subjects, their types, relations and facts as plain
// columns. model/ builds it; the interpreter and, later, the compiled plan read it. Structure is
// closed-world: a relation holds just its targets, unless it is written `unknown` (open). Facts are
// open-world: what nobody stated is unknown.
#pragma once

#include <cstdint>
#include <optional>
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
  // Types of a subject: elements, boundaries one; data a list; flows their protocol. `type_open`:
  // written unknown.
  std::vector<std::vector<TypeId>> types;
  std::vector<bool> type_open;
  std::vector<Relations> relations;  // by Relation
  std::vector<std::vector<Cell>>
      facts;  // by FactId, then by subject; an empty column: unknown everywhere
  std::vector<Origin> origins;
  std::vector<std::string> versions;
  std::vector<Exposure> exposed;    // directly, elements and flows
  std::vector<Exposure> reachable;  // through any number of flows, elements

  [[nodiscard]] std::size_t size() const { return kinds.size(); }
  [[nodiscard]] Kind kind(SubjectId s) const { return kinds[s.index()]; }
  [[nodiscard]] const Relations& relation(Relation r) const {
    return relations[static_cast<std::size_t>(r)];
  }
  [[nodiscard]] const Cell& cell(FactId fact, SubjectId s) const;
};

}  // namespace wardround::lang
