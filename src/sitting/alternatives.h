// What answers a finding, each alternative tried out where it must work.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sitting/draft.h"

namespace wardround::sitting {

// Controls of the catalogue that answer a finding's rule together.
struct Alternative {
  // As ControlNote::alternative; none: of several rules, each of which raises the finding.
  std::optional<std::size_t> number;
  std::vector<std::string> with;  // as `decide --with` takes them: "ble-pairing:mode=passkey"
  bool answers = true;            // false: another rule raises the finding all the same …
  std::vector<std::string> asks;  // … until these questions are answered
};
// Those that clear, each evaluated in memory as if it were built; what cannot be tried is taken to
// answer. Where none does, the first of each rule that raises the finding are tried together, and
// stand last if that answers.
[[nodiscard]] std::vector<Alternative> alternatives(const Workspace& workspace,
                                                    const study::Study& before,
                                                    std::size_t assessment, std::size_t finding);

// Is a finding (`open-link@sync`) open, and until which questions are answered?
[[nodiscard]] std::optional<std::vector<std::string>> asks_of_open(
    const study::Study& study, const study::Assessment& assessment, const std::string& id);

// A control with the first value of each parameter that `use` asks for.
[[nodiscard]] treatment::NewControl sufficient(const catalog::Catalog& catalog,
                                               const catalog::Use& use);
// "ble-pairing:mode=passkey", as parse_control reads it.
[[nodiscard]] std::string written(const treatment::NewControl& control);

}  // namespace wardround::sitting
