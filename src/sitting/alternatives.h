// What answers a finding, each alternative tried out where it must work.
#pragma once

#include <string>
#include <vector>

#include "sitting/draft.h"

namespace wardround::sitting {

// Controls of the catalogue that answer a finding's rule together.
struct Alternative {
  std::size_t number = 0;         // as ControlNote::alternative
  std::vector<std::string> with;  // as `decide --with` takes them: "ble-pairing:mode=passkey"
  bool answers = true;            // false: another rule raises the finding all the same …
  std::vector<std::string> asks;  // … until these questions are answered
};
// Those that clear, each evaluated in memory as if it were built; what cannot be tried is taken to
// answer.
[[nodiscard]] std::vector<Alternative> alternatives(const Workspace& workspace,
                                                    const study::Study& before,
                                                    std::size_t assessment, std::size_t finding);

// A control with the first value of each parameter that `use` asks for.
[[nodiscard]] treatment::NewControl sufficient(const catalog::Catalog& catalog,
                                               const catalog::Use& use);
// "ble-pairing:mode=passkey", as parse_control reads it.
[[nodiscard]] std::string written(const treatment::NewControl& control);

}  // namespace wardround::sitting
