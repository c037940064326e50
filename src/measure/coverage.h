// What models make of a catalogue: which rules fire, never fire or fire everywhere; which facts
// nobody states; which controls answer nothing. For those who write rules.
#pragma once

#include <cstddef>
#include <vector>

#include "study/study.h"

namespace wardround::measure {

struct RuleUse {
  std::size_t models = 0;  // with at least one finding of the rule, as winner or behind another
  std::size_t open = 0, cleared = 0;  // findings
  std::size_t certain = 0;            // of the open ones
};
struct FactUse {
  std::size_t stated = 0;  // cells that a model states itself
  std::size_t asked = 0;   // questions
};
struct ControlUse {
  std::size_t rules = 0;     // that name it as an answer, if only a weak one
  std::size_t declared = 0;  // in models
  std::size_t cleared = 0;   // findings that it cleared, alone or with others
};

struct Coverage {
  std::size_t models = 0;
  std::vector<RuleUse> rules;        // by RuleId
  std::vector<FactUse> facts;        // by FactId
  std::vector<ControlUse> controls;  // by ControlId
};

// Adds what one study, all of whose models are assessed with the catalogue of `coverage` and with
// what people found in them, shows. Manual findings do not count.
void add(const study::Study& study, Coverage& coverage);
// Nothing counted yet but what the catalogue itself says.
[[nodiscard]] Coverage coverage_of(const catalog::Catalog& catalog);

}  // namespace wardround::measure
