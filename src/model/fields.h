// The one table of the model language: sections and their fields. Parser, JSON Schema, completion,
// answers and reference page are driven by it. Keys of a subject that are not fields are facts of
// the catalogue.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "lang/vocabulary.h"

namespace wardround::model {

// What stands behind a key.
enum class Shape : uint8_t {
  text,         // one scalar, free text
  texts,        // a scalar or a list of scalars, free text
  version,      // a version: text that must be quoted where YAML would read a number
  date,         // YYYY, YYYY-MM or YYYY-MM-DD
  choice,       // one word of `choices`
  reference,    // the id of one subject of `targets`
  references,   // an id, or a list of ids
  type,         // one type of `tree`
  types,        // a type, or a list of types
  path,         // `a -> b`, {from, to}, or a list of both
  protocol,     // a protocol, or {name, …facts of the flow}
  facts,        // a mapping whose keys are facts of the subject (`context.device`)
  causes,       // `integrity of readings`, or a list of such
  steps,        // a list of `a -> b "what"`
  levels,       // {FR1: 0..4, … FR7}
  controls,     // [CONTROL or {use, status, not_on, PARAMETER: VALUE}]
  control_ids,  // a control of the catalogue, or a list
  findings,     // `weakness@subject`, or a list
};

struct FieldInfo {
  std::string_view name;
  Shape shape = Shape::text;
  std::string_view doc;                      // one line, for schema and reference page
  lang::KindSet targets = 0;                 // reference(s): kinds that may be named
  std::optional<lang::Relation> relation{};  // the relation that the field fills
  bool none = false;                         // may be `none`: nobody does it, known to be so
  bool unknown = false;                      // may be `unknown`, or {unknown: {ask, until}}
  lang::TypeTree tree = lang::TypeTree::element;
  std::span<const std::string_view> choices{};
  bool open_if_absent = false;  // a reference: left out means unknown, not nobody
};

enum class Form : uint8_t {
  subjects,  // id: subject
  system,    // the one system: id, name, facts
  context,   // texts and facts of the system
  include,   // paths
  version,   // the version of the language
};

struct SectionInfo {
  std::string_view key;  // "flows"
  Form form = Form::subjects;
  lang::Kind kind =
      lang::Kind::system;  // kind of its subjects; for `context` whose facts it states
  std::string_view doc;
  std::string_view short_scalar{};      // the field (or fact) that a scalar stands for; "" if none
  std::string_view short_list{};        // the field that a list stands for; "" if none
  bool facts = false;                   // other keys are facts of the kind
  bool capital_ids = false;             // ids may have capitals (`REQ-12`)
  std::span<const FieldInfo> fields{};  // without the common ones
};

// In the order in which they are documented.
[[nodiscard]] std::span<const SectionInfo> sections();
// Keys of a flow's `protocol: {…}`; its other keys are facts of the flow.
[[nodiscard]] std::span<const FieldInfo> protocol_fields();
// Fields that every subject takes: name, external_id, was, note, watch, controls.
[[nodiscard]] std::span<const FieldInfo> common_fields();
[[nodiscard]] const SectionInfo* find_section(std::string_view key);
// The section whose subjects are of `kind` (`system:` for the system).
[[nodiscard]] const SectionInfo& section_of(lang::Kind kind);
// The field of a section, its own or a common one; null if there is none.
[[nodiscard]] const FieldInfo* find_field(const SectionInfo& section, std::string_view name);

// The language version that `wardround:` names.
inline constexpr int kLanguageVersion = 1;

}  // namespace wardround::model
