// Answers to questions, as edits of the model's text.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "catalog/catalog.h"
#include "model/load.h"

namespace wardround::model {

// Edits that state `fact` (or `field`) of `subject` as `value`. The domain's values if `value` is
// none of them.
struct AnswerEdit {
  std::vector<diag::Edit> edits;
  diag::SourceId source;
};
struct Ask {
  std::string who;    // who owes the answer …
  std::string until;  // … and by when, YYYY-MM-DD; may be empty
};
[[nodiscard]] Result<AnswerEdit> answer_edits(const Loaded& loaded, const catalog::Catalog& catalog,
                                              const diag::Sources& sources, SubjectId subject,
                                              std::string_view fact, std::string_view value,
                                              const std::optional<Ask>& ask);
// The values that `answer` takes for this fact or field.
[[nodiscard]] std::vector<std::string> answer_values(const Model& model,
                                                     const catalog::Catalog& catalog,
                                                     SubjectId subject, std::string_view fact);

}  // namespace wardround::model
