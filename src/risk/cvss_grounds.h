// Inside of risk/: what a finding says about the attack and about what is lost, before it becomes
// metrics of one version or another.
#pragma once

#include <string>

#include "risk/cvss_proposal.h"

namespace wardround::risk {

enum class Access : uint8_t { network, radio, local, physical };  // farthest first

struct Attack {
  Access access = Access::network;
  bool access_unknown = false;
  std::string where;         // "from the internet"
  std::string precondition;  // what must be so before it works; empty for nothing
  std::string obstacle;      // a control in place that makes it harder; empty for none
  bool at_port = false;      // through a connector, not a screen and keys
  bool short_range = false;  // a radio that reaches a hand's breadth
  lang::Privilege privilege = lang::Privilege::none;
};
[[nodiscard]] Attack attack_of(const Grounds& grounds);

enum class Loss : uint8_t { none, low, high };
struct Impact {
  Loss loss = Loss::none;
  bool unknown = false;
  std::string reason;
};
// What is lost where the weakness is, and in systems behind it.
struct Impacts {
  Impact confidentiality, integrity, availability;
};
[[nodiscard]] Impacts impacts_here(const Grounds& grounds, const Affected& affected);
[[nodiscard]] Impacts impacts_beyond(const Grounds& grounds, const Affected& affected);

// Is there an attacker, and is anything lost that CVSS counts?
[[nodiscard]] bool has_vector(const Grounds& grounds);
[[nodiscard]] catalog::PropertySet loses(const Grounds& grounds);
[[nodiscard]] bool loses(const Grounds& grounds, catalog::Property property);
// Is the data of a kind, by its name in the catalogue?
[[nodiscard]] bool is_kind(const Grounds& grounds, SubjectId data, std::string_view kind);
[[nodiscard]] bool kind_unknown(const Grounds& grounds, SubjectId data);
// "`id`".
[[nodiscard]] std::string quoted(const Grounds& grounds, SubjectId subject);

}  // namespace wardround::risk
