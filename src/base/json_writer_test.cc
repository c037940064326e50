// What base/json_writer.h promises.
#include "base/json_writer.h"

#include <gtest/gtest.h>

#include "base/utf8.h"

namespace wardround {
namespace {

TEST(JsonWriter, PrintsWithTwoSpaces) {
  JsonWriter json;
  json.begin_object();
  json.string("name", "a \"b\"");
  json.integer("count", -3);
  json.integer("size", std::size_t{18446744073709551615u});
  json.boolean("yes", true);
  json.key("none");
  json.null();
  json.begin_array("empty");
  json.end_array();
  json.begin_object("nothing");
  json.end_object();
  json.begin_array("list");
  json.string("x");
  json.begin_object();
  json.boolean("y", false);
  json.end_object();
  json.integer(7);
  json.end_array();
  json.end_object();
  EXPECT_EQ(json.take(), R"({
  "name": "a \"b\"",
  "count": -3,
  "size": 18446744073709551615,
  "yes": true,
  "none": null,
  "empty": [],
  "nothing": {},
  "list": [
    "x",
    {
      "y": false
    },
    7
  ]
}
)");
}

TEST(JsonWriter, CanBeUsedAgain) {
  JsonWriter json;
  json.string("a");
  EXPECT_EQ(json.take(), "\"a\"\n");
  json.begin_array();
  json.end_array();
  EXPECT_EQ(json.take(), "[]\n");
}

TEST(JsonWriter, NestingCostsNoStack) {
  JsonWriter json;
  constexpr int kDepth = 3000;
  for (int i = 0; i < kDepth; ++i) json.begin_array();
  for (int i = 0; i < kDepth; ++i) json.end_array();
  EXPECT_EQ(json.take().substr(0, 7), "[\n  [\n ");
}

TEST(JsonWriterDeath, MisuseIsABug) {
  EXPECT_DEATH(
      {
        JsonWriter json;
        json.begin_object();
        json.string("x");
      },
      "does not hold");
  EXPECT_DEATH(
      {
        JsonWriter json;
        json.begin_array();
        json.key("x");
      },
      "does not hold");
  EXPECT_DEATH(
      {
        JsonWriter json;
        json.begin_array();
        json.end_object();
      },
      "does not hold");
  EXPECT_DEATH(
      {
        JsonWriter json;
        json.begin_array();
        (void)json.take();
      },
      "does not hold");
}

TEST(JsonWriter, DeepCollectionsStandOnOneLineAndTextIsHandedOverInParts) {
  std::string out;
  std::size_t parts = 0;
  JsonWriter json([&](std::string_view part) { out += part, ++parts; }, 2);
  json.begin_object();
  json.begin_array("findings");
  for (int i = 0; i < 2; ++i) {
    json.begin_object();
    json.integer("n", i);
    json.begin_array("why");
    json.string("a\"b");
    json.null();
    json.end_array();
    json.begin_array("none");
    json.end_array();
    json.end_object();
  }
  json.end_array();
  json.end_object();
  json.finish();
  EXPECT_EQ(out, R"({
  "findings": [
    {"n": 0, "why": ["a\"b", null], "none": []},
    {"n": 1, "why": ["a\"b", null], "none": []}
  ]
}
)");
  EXPECT_EQ(parts, 1u);
}

TEST(JsonWriter, EscapesEveryByteAtEveryPlace) {
  for (int byte = 0; byte < 256; ++byte) {
    for (std::size_t place = 0; place < 19; ++place) {
      std::string text(19, 'a');
      text[place] = static_cast<char>(byte);
      JsonWriter json;
      json.string(text);
      ASSERT_EQ(json.take(), "\"" + escape_for_json(text) + "\"\n") << byte << " at " << place;
    }
  }
}

TEST(JsonWriter, HoldsOnlyAPartOfALongText) {
  std::size_t largest = 0, all = 0;
  JsonWriter json(
      [&](std::string_view part) {
        largest = std::max(largest, part.size());
        all += part.size();
      },
      1);
  json.begin_array();
  for (int i = 0; i < 100'000; ++i) json.string("something");
  json.end_array();
  json.finish();
  EXPECT_GT(all, 1'000'000u);
  EXPECT_LT(largest, 100'000u);
}

}  // namespace
}  // namespace wardround
