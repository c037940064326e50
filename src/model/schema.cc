#include "model/schema.h"

#include <algorithm>

#include "model/schema_writer.h"

namespace wardround::model {

using lang::Fact;
using lang::Kind;
using lang::TypeTree;

namespace {

bool is_number(std::string_view word) {
  return !word.empty() && word.size() < 10 &&
         std::all_of(word.begin(), word.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// A question without its places: `{flow.name}` reads "this flow", `{flow.from.name}` "`from`".
std::string plain_question(std::string_view question) {
  std::string plain;
  while (!question.empty()) {
    const std::size_t open = question.find('{');
    plain += question.substr(0, open);
    if (open == std::string_view::npos) break;
    const std::size_t close = question.find('}', open);
    if (close == std::string_view::npos) break;
    std::string_view path = question.substr(open + 1, close - open - 1);
    question.remove_prefix(close + 1);
    for (const std::string_view end : {".names", ".name", ".id"}) {
      if (path.ends_with(end)) path.remove_suffix(end.size());
    }
    const std::size_t dot = path.find('.');
    if (dot == std::string_view::npos) {
      plain += "this " + std::string(path);
    } else {
      plain += "`" + std::string(path.substr(dot + 1)) + "`";
    }
  }
  return plain;
}

}  // namespace

bool is_yes_or_no(std::string_view word) {
  return word == "yes" || word == "no";
}

std::string SchemaWriter::write() {
  json_.begin_object();
  json_.string("$schema", "https://json-schema.org/draft/2020-12/schema");
  json_.string("title", "wardround model");
  json_.string("description", "The model of one system: what it is made of and what it is for.");
  json_.string("type", "object");
  json_.begin_object("properties");
  for (const SectionInfo& section : sections()) write_section(section);
  json_.end_object();
  json_.boolean("additionalProperties", false);
  json_.begin_object("$defs");
  write_scalars();
  write_vocabulary();
  write_structures();
  write_controls();
  for (const SectionInfo& section : sections()) {
    if (section.form == Form::subjects) write_subject(section);
  }
  json_.end_object();
  json_.end_object();
  return json_.take();
}

// ---- pieces -------------------------------------------------------------------------------------

void SchemaWriter::write_ref(std::string_view definition) {
  json_.begin_object();
  json_.string("$ref", "#/$defs/" + std::string(definition));
  json_.end_object();
}

void SchemaWriter::write_words(const std::vector<std::string>& words) {
  json_.begin_array("enum");
  for (const std::string& word : words) {
    json_.string(word);
    if (is_number(word)) json_.integer(std::stol(word));
  }
  json_.end_array();
}

// An object with the description and what the value may be; the caller has written the key.
void SchemaWriter::write_value(std::string_view description, const SchemaValue& value) {
  json_.begin_object();
  json_.string("description", description);
  const std::size_t choices = value.refs.size() + (value.words.empty() ? 0 : 1);
  if (choices == 1 && value.words.empty()) {
    json_.string("$ref", "#/$defs/" + value.refs[0]);
  } else if (choices == 1) {
    write_words(value.words);
  } else {
    json_.begin_array("anyOf");
    if (!value.words.empty()) {
      json_.begin_object();
      write_words(value.words);
      json_.end_object();
    }
    for (const std::string& ref : value.refs) write_ref(ref);
    json_.end_array();
  }
  json_.end_object();
}

void SchemaWriter::write_pattern(std::string_view name, std::string_view description,
                                 std::string_view pattern) {
  json_.begin_object(name);
  json_.string("description", description);
  json_.string("type", "string");
  json_.string("pattern", pattern);
  json_.end_object();
}

void SchemaWriter::write_one_or_list(std::string_view name, std::string_view description,
                                     std::string_view one) {
  json_.begin_object(name);
  json_.string("description", description);
  json_.begin_array("anyOf");
  write_ref(one);
  json_.begin_object();
  json_.string("type", "array");
  json_.key("items");
  write_ref(one);
  json_.end_object();
  json_.end_array();
  json_.end_object();
}

// ---- values -------------------------------------------------------------------------------------

const Fact* SchemaWriter::fact(Kind kind, std::string_view name) const {
  const lang::FactId id = catalog_.vocabulary.find_fact(kind, name);
  return id.valid() ? &catalog_.vocabulary[id] : nullptr;
}

SchemaValue SchemaWriter::value_of(const Fact& fact) const {
  SchemaValue value;
  switch (fact.domain) {
    case lang::Domain::boolean:
      value.refs.emplace_back("yes-no");
      break;
    case lang::Domain::choice:
      for (const lang::Value& one : fact.values) value.words.push_back(one.id);
      if (std::any_of(value.words.begin(), value.words.end(), is_yes_or_no)) {
        value.refs.emplace_back("yes-no");
      }
      break;
    case lang::Domain::number:
      value.refs.emplace_back("number");
      break;
    case lang::Domain::version:
      value.refs.emplace_back("version");
      break;
  }
  value.refs.emplace_back("unknown");
  return value;
}

SchemaValue SchemaWriter::value_of(const FieldInfo& field, Kind kind) const {
  SchemaValue value;
  switch (field.shape) {
    case Shape::text:
      value.refs.emplace_back("text");
      break;
    case Shape::texts:
      value.refs.emplace_back("texts");
      break;
    case Shape::version:
      value.refs.emplace_back("version");
      break;
    case Shape::date:
      value.refs.emplace_back("date");
      break;
    case Shape::choice:
      if (std::any_of(field.choices.begin(), field.choices.end(), is_yes_or_no)) {
        value.refs.emplace_back("yes-no");
      }
      value.words.assign(field.choices.begin(), field.choices.end());
      break;
    case Shape::reference:
      value.refs.emplace_back("reference");
      break;
    case Shape::references:
      value.refs.emplace_back("references");
      break;
    case Shape::type:
      value.refs.emplace_back(kind == Kind::boundary ? "boundary-type" : "element-type");
      break;
    case Shape::types:
      value.refs.emplace_back("data-kinds");
      break;
    case Shape::path:
      value.refs.emplace_back("path");
      break;
    case Shape::protocol:
      value.refs.emplace_back("protocol");
      break;
    case Shape::facts:
      value.refs.emplace_back("device-facts");
      break;
    case Shape::causes:
      value.refs.emplace_back("causes");
      break;
    case Shape::steps:
      value.refs.emplace_back("steps");
      break;
    case Shape::levels:
      value.refs.emplace_back("levels");
      break;
    case Shape::controls:
      value.refs.emplace_back("controls");
      break;
    case Shape::control_ids:
      value.refs.emplace_back("control-ids");
      break;
    case Shape::findings:
      value.refs.emplace_back("findings");
      break;
  }
  if (field.unknown) value.refs.emplace_back("unknown");
  if (field.none) value.words.emplace_back("none");
  return value;
}

bool SchemaWriter::is_boundary(lang::TypeId type) const {
  const lang::Vocabulary& vocabulary = catalog_.vocabulary;
  for (const std::string_view root : {"boundary", "network"}) {
    const lang::TypeId found = vocabulary.find_type(TypeTree::element, root);
    if (found.valid() && vocabulary.is_a(type, found)) return true;
  }
  return false;
}

// ---- sections and subjects ----------------------------------------------------------------------

void SchemaWriter::write_fact(Kind kind, const Fact& one) {
  if (!lang::has(one.subjects, kind) || one.derived) return;
  json_.key(one.id);
  const std::string question = plain_question(one.question);
  write_value(question.empty() ? one.title : one.title + ". " + question, value_of(one));
}

// Facts of a kind that no field of the section hides.
void SchemaWriter::write_facts(Kind kind, const SectionInfo* section) {
  for (const Fact& one : catalog_.vocabulary.facts) {
    if (section == nullptr || find_field(*section, one.id) == nullptr) write_fact(kind, one);
  }
}

void SchemaWriter::write_members(const SectionInfo& section) {
  json_.string("type", "object");
  json_.begin_object("properties");
  for (const FieldInfo& field : section.fields) {
    json_.key(field.name);
    write_value(field.doc, value_of(field, section.kind));
  }
  if (section.form != Form::context) {
    for (const FieldInfo& field : common_fields()) {
      json_.key(field.name);
      write_value(field.doc, value_of(field, section.kind));
    }
  }
  if (section.facts) write_facts(section.kind, &section);
  json_.end_object();
  json_.boolean("additionalProperties", false);
}

void SchemaWriter::write_section(const SectionInfo& section) {
  json_.begin_object(section.key);
  json_.string("description", section.doc);
  switch (section.form) {
    case Form::version:
      json_.integer("const", kLanguageVersion);
      break;
    case Form::include:
      json_.string("$ref", "#/$defs/texts");
      break;
    case Form::context:
      write_members(section);
      break;
    case Form::system:
      json_.begin_array("anyOf");
      write_ref("id");
      json_.begin_object();
      write_members(section);
      json_.end_object();
      json_.end_array();
      break;
    case Form::subjects:
      json_.string("type", "object");
      json_.begin_object("patternProperties");
      json_.key(section.capital_ids ? kCapitalId : kId);
      write_ref(section.key);
      json_.end_object();
      json_.boolean("additionalProperties", false);
      break;
  }
  json_.end_object();
}

// The definition of one subject of a section: its short forms and its long form.
void SchemaWriter::write_subject(const SectionInfo& section) {
  json_.begin_object(section.key);
  json_.string("description", section.doc);
  json_.begin_array("anyOf");
  for (const std::string_view name : {section.short_scalar, section.short_list}) {
    if (name.empty()) continue;
    const std::string description = "short form: `" + std::string(name) + "`";
    if (const FieldInfo* field = find_field(section, name)) {
      write_value(description, value_of(*field, section.kind));
    } else if (const Fact* stated = fact(section.kind, name)) {
      write_value(description, value_of(*stated));
    }
  }
  json_.begin_object();
  write_members(section);
  json_.end_object();
  json_.end_array();
  json_.end_object();
}

std::string json_schema(const catalog::Catalog& catalog) {
  return SchemaWriter(catalog).write();
}

}  // namespace wardround::model
