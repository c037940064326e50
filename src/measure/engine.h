// The engine alone: rules of real shape over a model that no reader would take.
#pragma once

#include <cstdint>
#include <vector>

#include "catalog/catalog.h"
#include "lang/universe.h"
#include "threats/plan.h"

namespace wardround::measure {

// `count` rules on elements, flows and data: those of the catalogue, then variants of them in which
// facts and types are exchanged for others of the same shape, drawn with a fixed seed.
struct VariedRules {
  std::vector<lang::Expression> expressions;
  std::vector<threats::RuleToPlan> rules;  // point into `expressions`
};
[[nodiscard]] VariedRules vary_rules(const catalog::Catalog& catalog, std::size_t count);

}  // namespace wardround::measure
