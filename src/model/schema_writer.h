// Writes the JSON Schema piece by piece; used by schema*.cc only. schema.cc writes sections and
// subjects, schema_definitions.cc what they refer to (`$defs`).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/json_writer.h"
#include "catalog/catalog.h"
#include "model/fields.h"

namespace wardround::model {

// Ids of subjects; of requirements.
inline constexpr std::string_view kId = "^[a-z][a-z0-9-]*$";
inline constexpr std::string_view kCapitalId = "^[A-Za-z][A-Za-z0-9-]*$";

// A value: one of the named definitions (`#/$defs/…`), or one of the words.
struct SchemaValue {
  std::vector<std::string> refs;
  std::vector<std::string> words;
};

// Words that YAML readers may take for booleans.
[[nodiscard]] bool is_yes_or_no(std::string_view word);

class SchemaWriter {
 public:
  explicit SchemaWriter(const catalog::Catalog& catalog) : catalog_(catalog) {}

  [[nodiscard]] std::string write();

 private:
  void write_section(const SectionInfo& section);
  void write_subject(const SectionInfo& section);
  void write_members(const SectionInfo& section);
  void write_scalars();
  void write_vocabulary();
  void write_structures();
  void write_controls();
  void write_control(const catalog::Control& control);
  void write_fact(lang::Kind kind, const lang::Fact& one);
  void write_facts(lang::Kind kind, const SectionInfo* section);
  void write_value(std::string_view description, const SchemaValue& value);
  void write_words(const std::vector<std::string>& words);
  void write_ref(std::string_view definition);
  void write_pattern(std::string_view name, std::string_view description, std::string_view pattern);
  void write_type_words(std::string_view name, std::string_view description, lang::TypeTree tree,
                        bool boundaries);
  void write_one_or_list(std::string_view name, std::string_view description, std::string_view one);
  [[nodiscard]] SchemaValue value_of(const FieldInfo& field, lang::Kind kind) const;
  [[nodiscard]] SchemaValue value_of(const lang::Fact& fact) const;
  [[nodiscard]] const lang::Fact* fact(lang::Kind kind, std::string_view name) const;
  [[nodiscard]] bool is_boundary(lang::TypeId type) const;

  const catalog::Catalog& catalog_;
  JsonWriter json_;
};

}  // namespace wardround::model
