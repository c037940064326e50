// The little model of a case: a base, completed to a whole model, with facts set on top of it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace wardround::catalog {

struct Setting {
  std::string subject;  // "f", or "system"
  std::string fact;
  std::string yaml;  // the value, as YAML on one line
};

// Adds `wardround:` and `system:` where they are missing. Fails if `text` is no YAML mapping.
[[nodiscard]] Result<std::string> complete_model(std::string_view text);
// States one fact in the text of a whole model.
[[nodiscard]] Result<std::string> set_fact(std::string model, const Setting& setting);

}  // namespace wardround::catalog
