#include "model/schema.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <set>

#include "model/fields.h"
#include "model/sample_pack.h"

namespace wardround::model {
namespace {

using nlohmann::json;

json schema() {
  return json::parse(json_schema(read_sample("wardround: 1\nsystem: s\n").catalog));
}

// Calls `visit` for every object of the document, with its path.
void walk(const json& at, const std::string& path,
          const std::function<void(const json&, const std::string&)>& visit) {
  if (at.is_object()) visit(at, path);
  for (const auto& [key, value] : at.items()) {
    if (value.is_structured()) walk(value, path + "/" + key, visit);
  }
}

TEST(Schema, EveryReferenceLeadsSomewhere) {
  const json document = schema();
  EXPECT_EQ(document["$schema"], "https://json-schema.org/draft/2020-12/schema");
  std::set<std::string> used;
  walk(document, "", [&](const json& object, const std::string& path) {
    if (!object.contains("$ref") || !object["$ref"].is_string()) return;
    const std::string ref = object["$ref"];
    ASSERT_TRUE(ref.starts_with("#/$defs/")) << path;
    EXPECT_TRUE(document["$defs"].contains(ref.substr(8))) << path << " " << ref;
    used.insert(ref.substr(8));
  });
  for (const auto& [name, definition] : document["$defs"].items()) {
    EXPECT_TRUE(used.contains(name)) << name << " is never used";
    EXPECT_TRUE(definition.contains("description")) << name;
  }
}

TEST(Schema, EveryPropertyIsDescribedAndNothingElseAllowed) {
  walk(schema(), "", [](const json& object, const std::string& path) {
    if (!object.contains("properties") || !object["properties"].is_object()) return;
    if (path.ends_with("/properties")) return;
    EXPECT_EQ(object.value("additionalProperties", true), false) << path;
    for (const auto& [key, property] : object["properties"].items()) {
      EXPECT_NE(property.value("description", ""), "") << path << "/" << key;
    }
  });
}

TEST(Schema, HoldsEverySectionFieldAndFact) {
  const json document = schema();
  for (const SectionInfo& section : sections()) {
    ASSERT_TRUE(document["properties"].contains(std::string(section.key))) << section.key;
    if (section.form != Form::subjects) continue;
    const json& forms = document["$defs"][std::string(section.key)]["anyOf"];
    const json& members = forms.back()["properties"];
    for (const FieldInfo& field : section.fields) {
      EXPECT_TRUE(members.contains(std::string(field.name))) << section.key << "." << field.name;
    }
    for (const FieldInfo& field : common_fields()) {
      EXPECT_TRUE(members.contains(std::string(field.name))) << section.key << "." << field.name;
    }
    const std::size_t short_forms =
        (section.short_scalar.empty() ? 0u : 1u) + (section.short_list.empty() ? 0u : 1u);
    EXPECT_EQ(forms.size(), short_forms + 1) << section.key;
  }
  const json& flow = document["$defs"]["flows"]["anyOf"].back()["properties"];
  EXPECT_EQ(flow["pairing"]["description"], "pairing. How does `from` pair with `to`?");
  EXPECT_EQ(flow["pairing"]["anyOf"][0]["enum"], json::array({"none", "just-works", "passkey"}));
  EXPECT_EQ(flow["encrypted"]["description"], "encrypted. Is this flow encrypted?");
  EXPECT_TRUE(document["$defs"]["protocol"]["anyOf"][1]["properties"].contains("pairing"));
  EXPECT_TRUE(document["$defs"]["device-facts"]["properties"].contains("wide"));
}

TEST(Schema, TypesStandWhereTheyBelong) {
  const json document = schema();
  const auto has = [&](const std::string& definition, const std::string& word) {
    const json& words = document["$defs"][definition]["enum"];
    return std::find(words.begin(), words.end(), word) != words.end();
  };
  EXPECT_TRUE(has("element-type", "device"));
  EXPECT_FALSE(has("element-type", "internet"));
  EXPECT_TRUE(has("boundary-type", "internet"));
  EXPECT_FALSE(has("boundary-type", "device"));
  EXPECT_TRUE(has("data-kind", "phi"));
  EXPECT_TRUE(has("protocol-name", "ble"));
  EXPECT_TRUE(has("control-id", "shell"));
}

}  // namespace
}  // namespace wardround::model
