// What an answer may be: which fact or field is meant, which values it takes, and how a value is
// written in YAML. Where it is written is answer.cc's business.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "catalog/catalog.h"
#include "model/fields.h"
#include "model/model.h"

namespace wardround::model {

// A field, a fact, or both: a text field whose name the catalogue declares as a fact counts as the
// fact too, so that its values are the fact's.
struct Asked {
  const SectionInfo* section = nullptr;  // whose field it is; for facts the subject's section
  const FieldInfo* field = nullptr;
  const lang::Fact* fact = nullptr;
  bool mode = false;  // the mode of the flow's protocol: may stand there as `mode:`
};

[[nodiscard]] inline std::string name_of(const Asked& asked) {
  return asked.field != nullptr ? std::string(asked.field->name) : asked.fact->id;
}

// The fact that says how the flow's protocol is set up; invalid for other subjects and protocols.
[[nodiscard]] lang::FactId mode_of(const Model& model, const catalog::Catalog& catalog,
                                   SubjectId subject);
// What `name` means on `subject`; an Error with a suggestion if nothing, or if it takes no answer.
[[nodiscard]] Result<Asked> find_asked(const Model& model, const catalog::Catalog& catalog,
                                       SubjectId subject, std::string_view name);

[[nodiscard]] bool may_be_unknown(const Asked& asked);

// The closed list of values, without `unknown`; empty where any text, number or date will do.
[[nodiscard]] std::vector<std::string> values_of(const Model& model,
                                                 const catalog::Catalog& catalog, SubjectId subject,
                                                 const Asked& asked);

// `value` as it stands in YAML, in block and in flow style; an Error that lists the values if it
// will not do.
[[nodiscard]] Result<std::string> yaml_of(const Model& model, const catalog::Catalog& catalog,
                                          SubjectId subject, const Asked& asked,
                                          std::string_view value);

}  // namespace wardround::model
