// Writing decisions down: the least change of the decisions file, and of the model where a control
// is the decision.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "model/load.h"
#include "treatment/decision.h"

namespace wardround::treatment {

// The text of a decisions file with an entry in one of its sections, in place of one with the same
// key; `text` is empty where there is no file yet. `lines`: what the entry says, its key indented
// so far. Every byte outside it stays. Fails where the section stands on one line.
[[nodiscard]] Result<std::string> with_entry(std::string_view text, std::string_view section,
                                             std::string_view entry_key,
                                             const std::function<std::string(std::size_t)>& lines);

// The text of a decisions file with `decision` in place of whatever was decided about its target;
// `text` is empty where there is no file yet. Every byte outside that entry stays.
[[nodiscard]] Result<std::string> with_decision(std::string_view text, const Decision& decision);
// The text without the decision on `target`. Fails if there is none, or if it stands in a mapping
// in flow style.
[[nodiscard]] Result<std::string> without_decision(std::string_view text, std::string_view target);

// A manual finding to write down, in words as they will stand there; what is empty is left out.
struct NewFinding {
  std::string id;  // `spoofed-cuff@sensor`
  std::string title, text, kind;
  std::vector<std::string> letters, loses, leads_to;
  std::vector<std::vector<std::string>> answered_by;  // alternatives: controls that do it together
  std::vector<uint32_t> cwe;
  std::string position, privilege;
  std::string reason, by, role, report;
  Date date;
};
// The same for manual findings as for decisions.
[[nodiscard]] Result<std::string> with_finding(std::string_view text, const NewFinding& finding);
[[nodiscard]] Result<std::string> without_finding(std::string_view text, std::string_view id);

// A control to declare, `{use: CONTROL, PARAMETER: VALUE, status: planned}`.
struct NewControl {
  std::string control;
  std::vector<std::pair<std::string, std::string>> parameters;
  bool implemented = false;
};
// Edits that declare them at a subject, beside the controls that are declared there.
[[nodiscard]] Result<std::vector<diag::Edit>> declare_controls(
    const model::Loaded& loaded, const diag::Sources& sources, lang::SubjectId at,
    const std::vector<NewControl>& controls);

// A requirement to write down under `requirements:`; what is empty is left out.
struct NewRequirement {
  std::string id;
  std::string text, accept, verify, defeat;
  std::vector<std::string> from, by, allocated_to, tests, defeats;
};
// What `control`, as it is set up at `place`, asks for, in the words of the catalogue and the names
// of the model, with names for the tests that are to be written. Answers the findings `from`.
[[nodiscard]] NewRequirement requirement_for(const catalog::Catalog& catalog,
                                             const model::Model& model, catalog::ControlId control,
                                             lang::SubjectId place, std::vector<std::string> from);
// What it says, on one line, as it may stand behind its id.
[[nodiscard]] std::string requirement_yaml(const NewRequirement& requirement);
[[nodiscard]] Result<std::vector<diag::Edit>> add_requirements(
    const model::Loaded& loaded, const diag::Sources& sources,
    const std::vector<NewRequirement>& requirements);

}  // namespace wardround::treatment
