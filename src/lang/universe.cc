#include "lang/universe.h"

#include <array>

namespace wardround::lang {
namespace {

constexpr std::array<std::string_view, 8> kProvenanceNames = {
    "unknown", "not-applicable", "typical", "fixed", "implied", "inherited", "stated", "controlled",
};
constexpr Cell kUnknownCell;

}  // namespace

std::string_view name(Provenance provenance) {
  return kProvenanceNames[static_cast<std::size_t>(provenance)];
}

const Cell& Universe::cell(FactId fact, SubjectId s) const {
  if (fact.index() >= facts.size()) return kUnknownCell;
  const std::vector<Cell>& column = facts[fact.index()];
  return s.index() < column.size() ? column[s.index()] : kUnknownCell;
}

}  // namespace wardround::lang
