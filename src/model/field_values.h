// Fields whose values are texts of a certain form. Each reader reports what is wrong and gives the
// text as it is to be shown, lists joined with ", ".
#pragma once

#include <optional>
#include <span>
#include <string>

#include "model/building.h"

namespace wardround::model {

// Shapes text, version and date; nullopt if there is no usable text.
[[nodiscard]] std::optional<std::string> read_text_field(Building& building, const FieldInfo& field,
                                                         View value);
[[nodiscard]] std::optional<std::string> read_choice_field(Building& building,
                                                           const FieldInfo& field, View value);
[[nodiscard]] std::string read_texts(Building& building, const FieldInfo& field, View value);
[[nodiscard]] std::string read_steps(Building& building, const FieldInfo& field, View value);
[[nodiscard]] std::string read_levels(Building& building, const FieldInfo& field, View value);
[[nodiscard]] std::string read_control_ids(Building& building, const FieldInfo& field, View value);
[[nodiscard]] std::string read_findings(Building& building, const FieldInfo& field, View value);
// The scalars of a value, joined.
[[nodiscard]] std::string joined(View value);

// `key` is neither one of `fields` nor a fact of the section's kind.
void report_unknown_key(Building& building, const SectionInfo& section,
                        std::span<const FieldInfo> fields, std::string_view key, View value);

}  // namespace wardround::model
