// Writing decisions down: the least change of the decisions file, and of the model where a control
// is the decision.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "model/load.h"
#include "treatment/decision.h"

namespace wardround::treatment {

// The text of a decisions file with `decision` in place of whatever was decided about its target;
// `text` is empty where there is no file yet. Every byte outside that entry stays.
[[nodiscard]] Result<std::string> with_decision(std::string_view text, const Decision& decision);
// The text without the decision on `target`. Fails if there is none, or if it stands in a mapping
// in flow style.
[[nodiscard]] Result<std::string> without_decision(std::string_view text, std::string_view target);

// A control to declare, `{use: CONTROL, PARAMETER: VALUE, status: planned}`.
struct NewControl {
  std::string control;
  std::vector<std::pair<std::string, std::string>> parameters;
  bool implemented = false;
};
// Edits that declare it at a subject, beside the controls that are declared there.
[[nodiscard]] Result<std::vector<diag::Edit>> declare_control(const model::Loaded& loaded,
                                                              const diag::Sources& sources,
                                                              lang::SubjectId at,
                                                              const NewControl& control);

// A requirement to write down under `requirements:`.
struct NewRequirement {
  std::string id;
  std::vector<std::pair<std::string, std::string>> fields;  // name, YAML on one line
};
[[nodiscard]] Result<std::vector<diag::Edit>> add_requirement(const model::Loaded& loaded,
                                                              const diag::Sources& sources,
                                                              const NewRequirement& requirement);
// "REQ-7": the first that is free.
[[nodiscard]] std::string free_requirement_id(const model::Model& model);

}  // namespace wardround::treatment
