// Finding things in a loaded catalogue: all tables are sorted by id; former ids are few and
// searched one by one.
#include <algorithm>

#include "catalog/catalog.h"

namespace wardround::catalog {
namespace {

template <class IdType, class Thing>
IdType find_in(const std::vector<Thing>& table, std::string_view id) {
  const auto found =
      std::lower_bound(table.begin(), table.end(), id,
                       [](const Thing& thing, std::string_view key) { return thing.id < key; });
  if (found != table.end() && found->id == id)
    return IdType(static_cast<std::size_t>(found - table.begin()));
  for (std::size_t i = 0; i < table.size(); ++i) {
    const std::vector<std::string>& was = table[i].was;
    if (std::find(was.begin(), was.end(), id) != was.end()) return IdType(i);
  }
  return {};
}

}  // namespace

WeaknessId Catalog::find_weakness(std::string_view id) const {
  return find_in<WeaknessId>(weaknesses, id);
}
ControlId Catalog::find_control(std::string_view id) const {
  return find_in<ControlId>(controls, id);
}
RuleId Catalog::find_rule(std::string_view id) const {
  return find_in<RuleId>(rules, id);
}

const ProtocolMode* Catalog::find_mode(lang::TypeId protocol) const {
  for (; protocol.valid(); protocol = vocabulary[protocol].parent) {
    const auto found = std::lower_bound(
        modes.begin(), modes.end(), protocol,
        [](const ProtocolMode& mode, lang::TypeId key) { return mode.protocol < key; });
    if (found != modes.end() && found->protocol == protocol) return &*found;
  }
  return nullptr;
}

bool Catalog::holds(const Limit& limit, lang::TypeId protocol,
                    std::optional<std::string_view> version, std::optional<uint32_t> mode) const {
  if (!vocabulary.is_a(protocol, limit.protocol)) return false;
  if (!limit.before.empty() && (!version || lang::compare_versions(*version, limit.before) >= 0)) {
    return false;
  }
  return limit.modes.empty() ||
         (mode && std::find(limit.modes.begin(), limit.modes.end(), *mode) != limit.modes.end());
}

const TypeDefault* Catalog::find_default(lang::TypeId type, lang::FactId fact) const {
  for (; type.valid(); type = vocabulary[type].parent) {
    const auto found = std::lower_bound(
        defaults.begin(), defaults.end(), std::pair(type, fact),
        [](const TypeDefault& entry, const std::pair<lang::TypeId, lang::FactId>& key) {
          return std::pair(entry.type, entry.fact) < key;
        });
    if (found != defaults.end() && found->type == type && found->fact == fact) return &*found;
  }
  return nullptr;
}

}  // namespace wardround::catalog
