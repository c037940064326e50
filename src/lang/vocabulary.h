// The words that a rule may use: kinds of subjects, relations between them, types, facts, attacker
// positions. Kinds, relations and positions are closed and stand here; types and facts come from
// catalogue packs.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/id.h"
#include "diag/source.h"

namespace wardround::lang {

// Every kind of thing a model can speak of. Rules stand `on:` the first eleven.
enum class Kind : uint8_t {
  system,
  element,
  flow,
  boundary,
  data,
  function,
  credential,
  software,
  update,
  mode,
  interlock,
  harm,
  hazardous_situation,
  requirement,
  scenario,
  assumption,
  exclusion,  // exclusion: an entry of `out_of_scope`
};
inline constexpr std::size_t kRuleKinds = 11;
inline constexpr std::size_t kKinds = 17;
[[nodiscard]] std::string_view name(Kind kind);  // "element", "hazardous-situation"
[[nodiscard]] std::optional<Kind> parse_kind(std::string_view word);
using KindSet = uint32_t;
[[nodiscard]] constexpr KindSet kinds(auto... kind) {
  return ((1u << static_cast<unsigned>(kind)) | ...);
}
[[nodiscard]] constexpr bool has(KindSet set, Kind kind) {
  return (set >> static_cast<unsigned>(kind)) & 1u;
}

// ---- Types: three trees out of the catalogue
// --------------------------------------------------------------------

enum class TypeTree : uint8_t {
  element,
  protocol,
  data
};  // `element` also holds types of boundaries
inline constexpr std::size_t kTypeTrees = 3;
using TypeId = Id<struct TypeTag>;

struct Type {
  std::string id;
  std::string title;  // "wearable device"
  TypeTree tree = TypeTree::element;
  TypeId parent;                 // invalid for a root
  std::vector<std::string> was;  // former ids
  diag::Span span;
};

// ---- Facts
// ------------------------------------------------------------------------------------------------------

using FactId = Id<struct FactTag>;

enum class Domain : uint8_t {
  boolean,  // values {no, yes} in this order
  choice,   // a closed list of words, in order if `ordered`
  number,   // non-negative integer
  version,  // dotted version, compared part by part
};

struct Value {
  std::string id;
  std::string title;  // for people; may be empty
  diag::Span span;
  // Facts of the same subject that hold when this fact has this value (a protocol's mode implies
  // what it protects).
  std::vector<std::pair<FactId, uint32_t>> implies;
};

struct Fact {
  std::string id;     // "encrypted"
  std::string title;  // "encrypted in transit"
  KindSet subjects = 0;
  std::vector<TypeId> applies_to;  // any of these; empty: every subject of the kinds
  Domain domain = Domain::boolean;
  bool ordered = false;
  std::vector<Value> values;  // boolean and choice
  uint32_t worst = 0;         // index into values (boolean, choice)
  bool derived = false;       // computed by model/ (`severity` of a function); may not be stated
  bool inherits = false;      // the nearest enclosing statement counts (containment)
  std::string question;       // template over the subject: "Is {flow.name} encrypted?"
  std::string find_out;       // how to find out, for whoever does not know; may be empty
  diag::Span span;

  [[nodiscard]] std::optional<uint32_t> value(std::string_view id) const;
};

// ---- Relations
// --------------------------------------------------------------------------------------------------

enum class Relation : uint8_t {
#define WARDROUND_RELATION(name, from, to, single, text) name,
#include "lang/relations.def"
#undef WARDROUND_RELATION
};

struct RelationInfo {
  std::string_view name;  // as written in rules
  KindSet from;
  KindSet to;
  bool single;            // at most one target: may be compared and followed as a path
  std::string_view text;  // for the reference page and the "why": "is installed on"
};
[[nodiscard]] const RelationInfo& info(Relation relation);
// Paths of one or two relations whose targets together are those of `relation`, also where they are
// open: `carries` is what `sends` and `returns` have. None for a relation that stands for itself.
// Whoever builds a universe sees to it.
[[nodiscard]] std::span<const std::vector<Relation>> parts_of(Relation relation);
[[nodiscard]] std::size_t relation_count();
// The relation that `word` names on subjects of `kind`.
[[nodiscard]] std::optional<Relation> find_relation(Kind kind, std::string_view word);

// ---- Where an attacker stands
// -----------------------------------------------------------------------------------

enum class Position : uint8_t {
  internet,
  hospital_network,
  home_network,
  radio_range,
  on_path,
  physical_touch,
  physical_possession,
  supply_chain,
  insider_user,
  insider_admin,
  insider_developer,
};
inline constexpr std::size_t kPositions = 11;
enum class Privilege : uint8_t { none, user, admin, system };
[[nodiscard]] std::string_view name(Position position);
[[nodiscard]] std::optional<Position> parse_position(std::string_view word);
[[nodiscard]] std::string_view name(Privilege privilege);
[[nodiscard]] std::optional<Privilege> parse_privilege(std::string_view word);

// Order of dotted versions (Domain::version): -1, 0, 1; part by part, numbers by value, missing
// parts as 0.
[[nodiscard]] int compare_versions(std::string_view a, std::string_view b);

// ---- The vocabulary as loaded
// -----------------------------------------------------------------------------------

struct Vocabulary {
  std::vector<Type> types;
  std::vector<Fact> facts;

  [[nodiscard]] const Type& operator[](TypeId id) const { return types[id.index()]; }
  [[nodiscard]] const Fact& operator[](FactId id) const { return facts[id.index()]; }
  [[nodiscard]] TypeId find_type(TypeTree tree, std::string_view id) const;  // invalid if unknown
  // The fact named `id` on subjects of `kind`. Two facts may share a name if their kinds do not
  // overlap.
  [[nodiscard]] FactId find_fact(Kind kind, std::string_view id) const;
  [[nodiscard]] bool is_a(TypeId type, TypeId ancestor) const {  // a type is a kind of itself
    if (type.index() >= indexed_types_ || ancestor.index() >= indexed_types_) return false;
    return is_a_[type.index() * indexed_types_ + ancestor.index()];
  }
  // To be called after `types` or `facts` changed, before any find or is_a.
  void index();

 private:
  std::unordered_map<std::string, TypeId> type_index_[kTypeTrees];
  std::unordered_map<std::string, FactId> fact_index_[kKinds];
  // By type, by type: the second is the first or above it. Asked about at every step of a rule.
  std::vector<bool> is_a_;
  std::size_t indexed_types_ = 0;
};

}  // namespace wardround::lang
