// Answers to questions, as edits of the model's text.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "catalog/catalog.h"
#include "model/fields.h"
#include "model/load.h"

namespace wardround::model {

struct AnswerEdit {
  std::vector<diag::Edit> edits;  // none if the text says so already
  diag::SourceId source;
};
// Who owes an answer that nobody has yet.
struct Ask {
  std::string who;
  std::string until;  // by when, YYYY-MM-DD; may be empty
};

// Edits that state `fact` (a fact of the catalogue, or a field of the section) of `subject` as
// `value`; with `ask`, that it is unknown and who was asked. Whatever stood there is replaced, in
// the place where it stands: a flow's fact may stand in its `protocol:`, the system's in `system:`,
// `context:` or `context.device:` (where new ones go). A short form grows into the long one.
//
// References take the ids of subjects that exist and fit, one or `[a, b]`, and `none` where the
// field takes it; everything that may be unknown takes `unknown`. A value that will not do is an
// Error that names those that will.
//
// A control that is declared on the subject is answered with `planned` or `implemented`.
//
// A subject that another one's text stands for is answered there: what is stated of `sync.2` is
// stated of all that `sync` makes. A hazardous situation out of a function's `harms:` is written
// out under `hazardous_situations:` and taken off that list.
[[nodiscard]] Result<AnswerEdit> answer_edits(const Loaded& loaded, const catalog::Catalog& catalog,
                                              const diag::Sources& sources, SubjectId subject,
                                              std::string_view fact, std::string_view value,
                                              const std::optional<Ask>& ask);

// Edits that give a declared control another status, `planned` or `implemented`, where it stands: a
// word, or a mapping.
[[nodiscard]] Result<AnswerEdit> status_edits(const Loaded& loaded, const diag::Sources& sources,
                                              const catalog::Catalog& catalog,
                                              const ControlUse& use, std::string_view value);

// Edits that add the subject `id` to a section of subjects (`assumptions`): `value` is its short
// form, or all of it in flow style (`{type: usb-port, in: pump}`), which is not looked into. It
// goes where the section stands, else into the main file. Fails if the id is taken or is none.
[[nodiscard]] Result<AnswerEdit> add_edits(const Loaded& loaded, const diag::Sources& sources,
                                           const SectionInfo& section, std::string_view id,
                                           std::string_view value);

// The values that `answer` takes for this fact or field, without `unknown`: the domain's values,
// the ids that fit, types; empty for free text, numbers, versions, and what no answer can be given
// to.
[[nodiscard]] std::vector<std::string> answer_values(const Model& model,
                                                     const catalog::Catalog& catalog,
                                                     SubjectId subject, std::string_view fact);

}  // namespace wardround::model
