// Words that name subjects.
#pragma once

#include <string_view>
#include <vector>

#include "model/building.h"

namespace wardround::model {

// What a reference field says.
struct Resolved {
  std::vector<SubjectId> targets;  // in the order written, each once
  bool open = false;               // `unknown` stands there, or something that could not be read
  std::string text;                // as written, lists joined with ", "
};
// Resolves one id or a list; `unknown` and `none` where the field allows them. Mistakes are
// reported.
[[nodiscard]] Resolved read_references(Building& building, const FieldInfo& field, View value);

// The subject that `word` names, if it is of one of `targets`; else reports it (`field`: who asks)
// and is invalid.
[[nodiscard]] SubjectId resolve(Building& building, std::string_view field, lang::KindSet targets,
                                std::string_view word, Span span, bool editable);

}  // namespace wardround::model
