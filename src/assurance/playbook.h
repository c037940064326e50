// What a team does, step by step, and how anybody sees that it is done: data in
// `catalog/playbooks/`, chosen and extended in `wardround.yaml`. The format is
// docs/reference/playbook.md. Read only when a command asks for it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "assurance/check.h"
#include "assurance/tier.h"
#include "model/project.h"

namespace wardround::assurance {

// A check written as an expression: for every subject of a kind for which `where` is not false,
// `holds` must be true.
struct Every {
  lang::Kind on = lang::Kind::element;
  std::optional<lang::Expression> where;
  std::optional<lang::Expression> holds;
  std::optional<lang::Template> missing;  // a sentence
  std::string answer;                     // the field or fact that mends it; may be empty
};

// A person says so.
struct Attest {
  std::string statement;
  int every = 0;                   // days for which it counts; 0: for ever
  std::vector<std::string> about;  // what it speaks of (spoken.h): changed since, it counts no more
};

struct Step {
  std::string id;
  int question = 1;  // of the four, 1..4
  std::string title, purpose, role, done_when;
  unsigned minutes = 5;
  Depth tier = Depth::basic;  // from which depth on it is asked for
  const Check* check = nullptr;
  std::optional<Every> every;
  std::optional<Attest> attest;
  std::vector<std::string> sources;  // items of standards, as people write them
  // Ids of steps that come before it, as written; of those that the playbook has, which they are.
  std::vector<std::pair<std::string, diag::Span>> after;
  std::vector<std::size_t> needs;
  std::string left_out;  // why the project leaves it out; empty: it does not
  diag::Span span;
};

struct Playbook {
  std::vector<std::string> names;   // of those it is made of: "medical-device"
  std::vector<std::string> titles;  // likewise
  std::vector<Step> steps;          // by question, then as written
  std::vector<std::size_t> order;   // all steps, each after what it needs
  std::optional<int> cadence;       // days between rounds; none: as the tier has it
  std::string team;

  [[nodiscard]] const Step* find(std::string_view id) const;
};

// The ids of those that come with wardround, sorted. Reads none of them.
[[nodiscard]] std::vector<std::string_view> shipped_playbooks();
// Every step of every one of them.
[[nodiscard]] Playbook every_playbook(const catalog::Catalog& catalog);
inline constexpr std::string_view kUsualPlaybook = "medical-device";

// The playbook of a project, as `playbook:` in its wardround.yaml has it, or `wanted` instead.
// Every mistake is reported; what is wrong is left out.
[[nodiscard]] Playbook read_playbook(const catalog::Catalog& catalog, const model::Project& project,
                                     std::string_view wanted, diag::Sources& sources,
                                     diag::Diagnostics& diagnostics);

}  // namespace wardround::assurance
