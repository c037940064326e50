// Names of the closed enumerations, the table of relations, and the index over types and facts.
#include "lang/vocabulary.h"

#include <array>

namespace wardround::lang {
namespace {

constexpr std::array<std::string_view, kKinds> kKindNames = {
    "system",
    "element",
    "flow",
    "boundary",
    "data",
    "function",
    "credential",
    "software",
    "update",
    "mode",
    "interlock",
    "harm",
    "hazardous-situation",
    "requirement",
    "scenario",
    "assumption",
    "exclusion",
};

constexpr std::array<std::string_view, kPositions> kPositionNames = {
    "internet",     "hospital-network", "home-network",        "radio-range",
    "on-path",      "physical-touch",   "physical-possession", "supply-chain",
    "insider-user", "insider-admin",    "insider-developer",
};

constexpr std::array<std::string_view, 4> kPrivilegeNames = {"none", "user", "admin", "system"};

constexpr auto kRelations = std::to_array<RelationInfo>({
#define WARDROUND_RELATION(name, from, to, single, text) {#name, from, to, single, text},
#include "lang/relations.def"
#undef WARDROUND_RELATION
});

// Packs write ids with '-', expressions may write '_' as in the names of facts.
bool equal_but_for_dashes(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (a[i] == b[i]) continue;
    if ((a[i] != '-' && a[i] != '_') || (b[i] != '-' && b[i] != '_')) return false;
  }
  return true;
}

template <class Enum, std::size_t N>
std::optional<Enum> parse_name(const std::array<std::string_view, N>& names,
                               std::string_view word) {
  for (std::size_t i = 0; i < N; ++i) {
    if (equal_but_for_dashes(names[i], word)) return static_cast<Enum>(i);
  }
  return std::nullopt;
}

}  // namespace

std::string_view name(Kind kind) {
  return kKindNames[static_cast<std::size_t>(kind)];
}
std::optional<Kind> parse_kind(std::string_view word) {
  return parse_name<Kind>(kKindNames, word);
}

std::string_view name(Position position) {
  return kPositionNames[static_cast<std::size_t>(position)];
}
std::optional<Position> parse_position(std::string_view word) {
  return parse_name<Position>(kPositionNames, word);
}

std::string_view name(Privilege privilege) {
  return kPrivilegeNames[static_cast<std::size_t>(privilege)];
}
std::optional<Privilege> parse_privilege(std::string_view word) {
  return parse_name<Privilege>(kPrivilegeNames, word);
}

const RelationInfo& info(Relation relation) {
  return kRelations[static_cast<std::size_t>(relation)];
}
std::span<const std::vector<Relation>> parts_of(Relation relation) {
  static const std::vector<std::vector<Relation>> carries = {{Relation::sends},
                                                             {Relation::returns}};
  static const std::vector<std::vector<Relation>> touches = {{Relation::receives},
                                                             {Relation::emits},
                                                             {Relation::stores},
                                                             {Relation::performs, Relation::needs}};
  if (relation == Relation::carries) return carries;
  if (relation == Relation::touches) return touches;
  return {};
}
std::size_t relation_count() {
  return kRelations.size();
}

std::optional<Relation> find_relation(Kind kind, std::string_view word) {
  for (std::size_t i = 0; i < kRelations.size(); ++i) {
    if (kRelations[i].name == word && has(kRelations[i].from, kind)) {
      return static_cast<Relation>(i);
    }
  }
  return std::nullopt;
}

std::optional<uint32_t> Fact::value(std::string_view value_id) const {
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (values[i].id == value_id) return static_cast<uint32_t>(i);
  }
  return std::nullopt;
}

TypeId Vocabulary::find_type(TypeTree tree, std::string_view id) const {
  const auto& index = type_index_[static_cast<std::size_t>(tree)];
  const auto found = index.find(std::string(id));
  return found == index.end() ? TypeId{} : found->second;
}

FactId Vocabulary::find_fact(Kind kind, std::string_view id) const {
  const auto& index = fact_index_[static_cast<std::size_t>(kind)];
  const auto found = index.find(std::string(id));
  return found == index.end() ? FactId{} : found->second;
}

// Of two entries with one id the first counts: the catalogue reports the second. A cycle of
// parents, reported there too, ends where it would come round.
void Vocabulary::index() {
  for (auto& index : type_index_) index.clear();
  for (auto& index : fact_index_) index.clear();
  indexed_types_ = types.size();
  is_a_.assign(types.size() * types.size(), false);
  for (std::size_t i = 0; i < types.size(); ++i) {
    type_index_[static_cast<std::size_t>(types[i].tree)].emplace(types[i].id, TypeId(i));
    for (TypeId at(i); at.valid(); at = types[at.index()].parent) {
      std::vector<bool>::reference above = is_a_[i * types.size() + at.index()];
      if (above) break;
      above = true;
    }
  }
  // Former ids, unless a type of today has that id.
  for (std::size_t i = 0; i < types.size(); ++i) {
    for (const std::string& former : types[i].was) {
      type_index_[static_cast<std::size_t>(types[i].tree)].emplace(former, TypeId(i));
    }
  }
  for (std::size_t i = 0; i < facts.size(); ++i) {
    for (std::size_t kind = 0; kind < kKinds; ++kind) {
      if (has(facts[i].subjects, static_cast<Kind>(kind))) {
        fact_index_[kind].emplace(facts[i].id, FactId(i));
      }
    }
  }
}

}  // namespace wardround::lang
