// Proof that edits did what they were made for and nothing else: the edited text is read again and
// compared.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "text/edit.h"

namespace wardround::text {

struct Expectation {
  const Path& path;
  std::string_view yaml;
  const std::vector<std::string>& short_keys;
};

[[nodiscard]] bool leads_to(const diag::Sources& sources, const Tree& before, diag::SourceId source,
                            const std::vector<Edit>& edits, const Expectation& expected);

}  // namespace wardround::text
