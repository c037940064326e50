#include "lang/universe.h"

#include <array>

namespace wardround::lang {
namespace {

constexpr std::array<std::string_view, 8> kProvenanceNames = {
    "unknown", "not-applicable", "typical", "fixed", "implied", "inherited", "stated", "controlled",
};

}  // namespace

std::string_view name(Provenance provenance) {
  return kProvenanceNames[static_cast<std::size_t>(provenance)];
}

void Column::grow(SubjectId s) {
  if (codes_.empty()) first_ = s.index();
  if (s.index() < first_) {
    const std::size_t before = first_ - s.index();
    codes_.insert(codes_.begin(), before, 0);
    origins_.insert(origins_.begin(), before, Cell{}.origin);
    if (!wide_.empty()) wide_.insert(wide_.begin(), before, 0);
    first_ = s.index();
    return;
  }
  const std::size_t i = s.index() - first_;
  codes_.resize(i + 1);
  origins_.resize(i + 1, Cell{}.origin);
}

void Column::set_wide(std::size_t i, uint32_t value) {
  wide_.resize(codes_.size());
  wide_[i] = value;
}

bool is_wide(const Fact& fact) {
  return fact.domain == Domain::number || fact.domain == Domain::version ||
         fact.values.size() > Column::kValues;
}

std::string value_text(const Universe& universe, const Fact& fact, uint32_t value) {
  switch (fact.domain) {
    case Domain::number:
      return std::to_string(value);
    case Domain::version:
      return universe.versions[value];
    case Domain::boolean:
    case Domain::choice:
      break;
  }
  return fact.values[value].id;
}

void SubjectTypes::add(SubjectId s, TypeId type) {
  TypeId& first = first_[s.index()];
  uint32_t& more = more_[s.index()];
  if (more == kOne && !first.valid()) {
    first = type;
    return;
  }
  if (more == kOne) {
    more = static_cast<uint32_t>(lists_.size());
    lists_.push_back({first});
  }
  lists_[more].push_back(type);
}

}  // namespace wardround::lang
