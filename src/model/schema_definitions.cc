#include <algorithm>

#include "model/schema_writer.h"

namespace wardround::model {

using lang::Kind;
using lang::TypeTree;

// ---- definitions --------------------------------------------------------------------------------

void SchemaWriter::write_scalars() {
  write_pattern("id", "a handle: small letters, digits and hyphens", kId);
  write_pattern("reference", "the id of a subject of this model",
                "^[A-Za-z][A-Za-z0-9-]*(\\.[0-9]+)?$");
  write_one_or_list("references", "ids of subjects of this model", "reference");
  json_.begin_object("text");
  json_.string("description", "free text");
  json_.begin_array("type");
  for (const std::string_view type : {"string", "number", "boolean"}) json_.string(type);
  json_.end_array();
  json_.end_object();
  write_one_or_list("texts", "free text, or a list of texts", "text");
  json_.begin_object("version");
  json_.string("description", "a version; in quotes where it reads as a number");
  json_.string("type", "string");
  json_.end_object();
  json_.begin_object("number");
  json_.string("description", "a whole number, not negative");
  json_.string("type", "integer");
  json_.integer("minimum", 0);
  json_.end_object();
  json_.begin_object("date");
  json_.string("description", "YYYY, YYYY-MM or YYYY-MM-DD");
  json_.begin_array("anyOf");
  json_.begin_object();
  json_.string("type", "string");
  json_.string("pattern", "^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$");
  json_.end_object();
  json_.begin_object();
  json_.string("type", "integer");
  json_.integer("minimum", 1);
  json_.integer("maximum", 9999);
  json_.end_object();
  json_.end_array();
  json_.end_object();
  json_.begin_object("yes-no");
  json_.string("description", "yes or no");
  json_.begin_array("enum");
  json_.string("yes");
  json_.string("no");
  json_.boolean(true);
  json_.boolean(false);
  json_.end_array();
  json_.end_object();

  json_.begin_object("unknown");
  json_.string("description", "nobody knows yet; who was asked, and by when");
  json_.begin_array("anyOf");
  json_.begin_object();
  json_.string("const", "unknown");
  json_.end_object();
  json_.begin_object();
  json_.string("type", "object");
  json_.begin_object("properties");
  json_.begin_object("unknown");
  json_.string("description", "who owes the answer, and by when");
  json_.string("type", "object");
  json_.begin_object("properties");
  json_.key("ask");
  write_value("who was asked", {{"text"}, {}});
  json_.key("until");
  write_value("by when: YYYY-MM-DD", {{"date"}, {}});
  json_.end_object();
  json_.boolean("additionalProperties", false);
  json_.end_object();
  json_.end_object();
  json_.begin_array("required");
  json_.string("unknown");
  json_.end_array();
  json_.boolean("additionalProperties", false);
  json_.end_object();
  json_.end_array();
  json_.end_object();
}

void SchemaWriter::write_type_words(std::string_view name, std::string_view description,
                                    TypeTree tree, bool boundaries) {
  json_.begin_object(name);
  json_.string("description", description);
  std::vector<std::string> words;
  for (std::size_t i = 0; i < catalog_.vocabulary.types.size(); ++i) {
    const lang::Type& type = catalog_.vocabulary.types[i];
    if (type.tree != tree) continue;
    if (tree == TypeTree::element && is_boundary(lang::TypeId(i)) != boundaries) continue;
    words.push_back(type.id);
    // A model may go on with a former word.
    words.insert(words.end(), type.was.begin(), type.was.end());
  }
  std::sort(words.begin(), words.end());
  words.emplace_back("unknown");
  write_words(words);
  json_.end_object();
}

void SchemaWriter::write_vocabulary() {
  write_type_words("element-type", "a type of element", TypeTree::element, false);
  write_type_words("boundary-type", "a type of boundary", TypeTree::element, true);
  write_type_words("data-kind", "a kind of data", TypeTree::data, false);
  write_type_words("protocol-name", "a protocol", TypeTree::protocol, false);
  write_one_or_list("data-kinds", "a kind of data, or a list of kinds", "data-kind");

  json_.begin_object("protocol");
  json_.string("description", "a protocol, alone or with version, mode and further facts");
  json_.begin_array("anyOf");
  write_ref("protocol-name");
  json_.begin_object();
  json_.string("type", "object");
  json_.begin_object("properties");
  json_.key("name");
  write_value("the protocol", {{"protocol-name"}, {}});
  for (const FieldInfo& field : protocol_fields()) {
    if (field.name == "name") continue;
    json_.key(field.name);
    write_value(field.doc, value_of(field, Kind::flow));
  }
  for (const lang::Fact& one : catalog_.vocabulary.facts) {
    const auto hidden = std::find_if(protocol_fields().begin(), protocol_fields().end(),
                                     [&](const FieldInfo& field) { return field.name == one.id; });
    if (hidden == protocol_fields().end()) write_fact(Kind::flow, one);
  }
  json_.end_object();
  json_.begin_array("required");
  json_.string("name");
  json_.end_array();
  json_.boolean("additionalProperties", false);
  json_.end_object();
  json_.end_array();
  json_.end_object();

  json_.begin_object("device-facts");
  json_.string("description", "facts of the system as a device");
  json_.string("type", "object");
  json_.begin_object("properties");
  write_facts(Kind::system, nullptr);
  json_.end_object();
  json_.boolean("additionalProperties", false);
  json_.end_object();
}

void SchemaWriter::write_structures() {
  write_pattern("arrow", "`a -> b`: a opens it towards b; an end may be `unknown`",
                "^[a-z][a-z0-9-]*\\s*->\\s*[a-z][a-z0-9-]*$");
  json_.begin_object("one-path");
  json_.string("description", "`a -> b`, or from and to");
  json_.begin_array("anyOf");
  write_ref("arrow");
  json_.begin_object();
  json_.string("type", "object");
  json_.begin_object("properties");
  json_.key("from");
  write_value("who opens it; a list makes one flow each", {{"references", "unknown"}, {}});
  json_.key("to");
  write_value("towards whom; a list makes one flow each", {{"references", "unknown"}, {}});
  json_.end_object();
  json_.begin_array("required");
  json_.string("from");
  json_.string("to");
  json_.end_array();
  json_.boolean("additionalProperties", false);
  json_.end_object();
  json_.end_array();
  json_.end_object();
  write_one_or_list("path", "a path, or a list of paths", "one-path");

  write_pattern("cause", "`integrity of readings`: which loss causes it",
                "^(confidentiality|integrity|availability|and|or|[ ,])+ of +[a-z][a-z0-9-]*$");
  write_one_or_list("causes", "a cause, or a list of causes", "cause");
  write_pattern("step", "`a -> b \"what\"`", "^[a-z][a-z0-9-]*\\s*->\\s*[a-z][a-z0-9-]*.*$");
  write_one_or_list("steps", "what happens, in order", "step");
  write_pattern("finding", "`weakness@subject`", "^[a-z][a-z0-9-]*@[A-Za-z][A-Za-z0-9.-]*$");
  write_one_or_list("findings", "findings by their ids", "finding");

  json_.begin_object("levels");
  json_.string("description", "target security level, 0 to 4, by foundational requirement");
  json_.string("type", "object");
  json_.begin_object("patternProperties");
  json_.begin_object("^FR[1-7]$");
  json_.string("description", "the level");
  json_.string("type", "integer");
  json_.integer("minimum", 0);
  json_.integer("maximum", 4);
  json_.end_object();
  json_.end_object();
  json_.boolean("additionalProperties", false);
  json_.end_object();
}

void SchemaWriter::write_control(const catalog::Control& control) {
  json_.begin_object();
  json_.string("title", control.title);
  json_.string("type", "object");
  json_.begin_object("properties");
  json_.begin_object("use");
  json_.string("description", control.text.empty() ? control.title : control.text);
  json_.string("const", control.id);
  json_.end_object();
  json_.key("status");
  write_value("planned, or implemented", {{}, {"planned", "implemented"}});
  json_.key("not_on");
  write_value("subjects where it does not work", {{"references"}, {}});
  for (const catalog::Parameter& parameter : control.parameters) {
    std::string description;
    for (std::size_t i = 0; i < parameter.values.size() && i < parameter.titles.size(); ++i) {
      description += (i == 0 ? "" : "; ") + parameter.values[i] + ": " + parameter.titles[i];
    }
    SchemaValue value{{}, parameter.values};
    if (std::any_of(value.words.begin(), value.words.end(), is_yes_or_no)) {
      value.refs.emplace_back("yes-no");
    }
    json_.key(parameter.id);
    write_value(description.empty() ? parameter.id : description, value);
  }
  json_.end_object();
  json_.begin_array("required");
  json_.string("use");
  json_.end_array();
  json_.boolean("additionalProperties", false);
  json_.end_object();
}

void SchemaWriter::write_controls() {
  std::vector<std::string> ids;
  for (const catalog::Control& control : catalog_.controls) ids.push_back(control.id);
  json_.begin_object("control-id");
  json_.string("description", "a control of the catalogue");
  json_.string("type", "string");
  if (!ids.empty()) write_words(ids);
  json_.end_object();
  write_one_or_list("control-ids", "controls of the catalogue", "control-id");
  json_.begin_object("control");
  json_.string("description", "a control: planned where only its id stands");
  json_.begin_array("anyOf");
  write_ref("control-id");
  for (const catalog::Control& control : catalog_.controls) write_control(control);
  json_.end_array();
  json_.end_object();
  write_one_or_list("controls", "controls declared here", "control");
}

}  // namespace wardround::model
