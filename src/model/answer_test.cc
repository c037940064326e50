#include "model/answer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "model/sample_pack.h"
#include "text/edit.h"

namespace wardround::model {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr std::string_view kHead = R"(wardround: 1
system: sys
harms: {hurt: serious}
data: {fw: firmware, readings: [phi, confidential]}
)";

struct Answered {
  std::string text;  // what became of the text below kHead; empty after an error
  std::string error;
};

Answered answer(const std::string& body, std::string_view subject, std::string_view fact,
                std::string_view value, const std::optional<Ask>& ask = std::nullopt) {
  const Sample sample = read_sample(std::string(kHead) + body);
  EXPECT_EQ(sample.errors(), "") << body;
  const SubjectId id = sample.id(subject);
  EXPECT_TRUE(id.valid()) << subject;
  const Result<AnswerEdit> answer =
      answer_edits(sample.loaded, sample.catalog, sample.sources, id, fact, value, ask);
  if (!answer) return {"", answer.error().message};
  const text::Applied applied = text::apply(sample.sources.text(answer->source), answer->edits);
  EXPECT_EQ(applied.dropped, 0u);
  const Sample after = read_sample(applied.text);
  EXPECT_EQ(after.errors(), "") << applied.text;
  // What stands below the head, or what became of the head's last lines.
  if (applied.text.starts_with(kHead)) return {applied.text.substr(kHead.size()), ""};
  EXPECT_THAT(applied.text, testing::EndsWith(body));
  return {applied.text.substr(0, applied.text.size() - body.size()), ""};
}

struct Case {
  std::string_view what;
  std::string before;
  std::string_view subject, fact, value;
  std::string after;
};

void check(const std::vector<Case>& cases) {
  for (const Case& one : cases) {
    const Answered answered = answer(one.before, one.subject, one.fact, one.value);
    EXPECT_EQ(answered.error, "") << one.what;
    EXPECT_EQ(answered.text, one.after) << one.what;
  }
}

TEST(Answer, Facts) {
  const std::string ends = "elements: {a: app, b: app}\n";
  check({
      {"grows a short form", ends + "flows:\n  f: a -> b   # why\n", "f", "encrypted", "yes",
       ends + "flows:\n  f: {path: a -> b, encrypted: yes}   # why\n"},
      {"adds to a flow mapping", ends + "flows:\n  f: {path: a -> b}\n", "f", "encrypted", "no",
       ends + "flows:\n  f: {path: a -> b, encrypted: no}\n"},
      {"adds to a block mapping", ends + "flows:\n  f:\n    path: a -> b\n", "f", "level", "mid",
       ends + "flows:\n  f:\n    path: a -> b\n    level: mid\n"},
      {"replaces what is unknown", ends + "flows: {f: {path: a -> b, encrypted: unknown}}\n", "f",
       "encrypted", "true", ends + "flows: {f: {path: a -> b, encrypted: yes}}\n"},
      {"replaces who was asked",
       ends + "flows: {f: {path: a -> b, encrypted: {unknown: {ask: tom}}}}\n", "f", "encrypted",
       "yes", ends + "flows: {f: {path: a -> b, encrypted: yes}}\n"},
      {"in the protocol where it stands there",
       ends + "flows: {f: {path: a -> b, protocol: {name: ble, pairing: unknown}}}\n", "f",
       "pairing", "passkey",
       ends + "flows: {f: {path: a -> b, protocol: {name: ble, pairing: passkey}}}\n"},
      {"beside it where it does not", ends + "flows: {f: {path: a -> b, protocol: {name: ble}}}\n",
       "f", "pairing", "passkey",
       ends + "flows: {f: {path: a -> b, protocol: {name: ble}, pairing: passkey}}\n"},
      {"a number in the head", ends, "fw", "retention", "30",
       "wardround: 1\nsystem: sys\nharms: {hurt: serious}\n"
       "data: {fw: {kind: firmware, retention: 30}, readings: [phi, confidential]}\n"},
      {"a version gets quotes", ends + "flows: {f: a -> b}\n", "f", "release", "4.2",
       ends + "flows: {f: {path: a -> b, release: \"4.2\"}}\n"},
      {"nothing to do", ends + "flows: {f: {path: a -> b, encrypted: yes}}\n", "f", "encrypted",
       "yes", ends + "flows: {f: {path: a -> b, encrypted: yes}}\n"},
      {"a fact that is the short form", "credentials: {key: password}\n", "key", "kind", "key",
       "credentials: {key: key}\n"},
      {"of a list of paths: for all", ends + "flows: {f: {path: [a -> b, b -> a]}}\n", "f.2",
       "encrypted", "yes", ends + "flows: {f: {path: [a -> b, b -> a], encrypted: yes}}\n"},
  });
}

TEST(Answer, FactsOfTheSystem) {
  struct Place {
    std::string before, after;
  };
  const std::vector<Place> places{
      {"context: {device: {wide: unknown}}\n", "context: {device: {wide: yes}}\n"},
      {"context: {wide: unknown}\n", "context: {wide: yes}\n"},
      {"context:\n  users: all\n", "context:\n  users: all\n  device: {wide: yes}\n"},
      {"elements: {a: app}\n", "elements: {a: app}\ncontext:\n  device: {wide: yes}\n"},
  };
  for (const Place& place : places) {
    EXPECT_EQ(answer(place.before, "system", "wide", "yes").text, place.after);
  }
  const Answered in_system = answer("", "sys", "name", "A system: ours");
  EXPECT_THAT(in_system.text, HasSubstr("system: {id: sys, name: \"A system: ours\"}\n"));
}

TEST(Answer, Fields) {
  const std::string ends = "elements: {a: app, b: app, box: device}\n";
  check({
      {"a reference", ends + "updates: {u: {data: fw, signed_by: unknown}}\n", "u", "signed_by",
       "a", ends + "updates: {u: {data: fw, signed_by: a}}\n"},
      {"nobody", ends + "updates: {u: {data: fw}}\n", "u", "signed_by", "none",
       ends + "updates: {u: {data: fw, signed_by: none}}\n"},
      {"a list", ends + "flows: {f: a -> b}\n", "f", "sends", "fw, readings",
       ends + "flows: {f: {path: a -> b, sends: [fw, readings]}}\n"},
      {"a list of one, named twice", ends + "flows: {f: a -> b}\n", "f", "returns", "[fw, fw]",
       ends + "flows: {f: {path: a -> b, returns: [fw]}}\n"},
      {"unknown", ends + "flows: {f: {path: a -> b, sends: [fw]}}\n", "f", "sends", "unknown",
       ends + "flows: {f: {path: a -> b, sends: unknown}}\n"},
      {"over a block list",
       ends + "flows:\n  f:\n    path: a -> b\n    sends:\n      - fw\n    level: mid\n", "f",
       "sends", "readings",
       ends + "flows:\n  f:\n    path: a -> b\n    sends: [readings]\n    level: mid\n"},
      {"a container", ends, "a", "in", "box",
       "elements: {a: {type: app, in: box}, b: app, box: device}\n"},
      {"a type that is the short form", ends, "a", "type", "disk",
       "elements: {a: disk, b: app, box: device}\n"},
      {"a path that is the short form", ends + "flows:\n  f: a -> b\n", "f", "path", "b->unknown",
       ends + "flows:\n  f: b -> unknown\n"},
      {"a protocol", ends + "flows: {f: a -> b}\n", "f", "protocol", "ble",
       ends + "flows: {f: {path: a -> b, protocol: ble}}\n"},
      {"a protocol with details",
       ends + "flows: {f: {path: a -> b, protocol: {name: unknown, release: v2}}}\n", "f",
       "protocol", "ble",
       ends + "flows: {f: {path: a -> b, protocol: {name: ble, release: v2}}}\n"},
      {"kinds where they are called so", ends, "readings", "kind", "phi",
       "wardround: 1\nsystem: sys\nharms: {hurt: serious}\ndata: {fw: firmware, readings: phi}\n"},
      {"a version", ends + "software: {s: a}\n", "s", "version", "3",
       ends + "software: {s: {in: a, version: \"3\"}}\n"},
      {"a date", ends + "software: {s: a}\n", "s", "end_of_support", "2028-06",
       ends + "software: {s: {in: a, end_of_support: 2028-06}}\n"},
      {"two-valued", ends, "hurt", "multi_patient", "true",
       "wardround: 1\nsystem: sys\nharms: {hurt: {severity: serious, multi_patient: yes}}\n"
       "data: {fw: firmware, readings: [phi, confidential]}\n"},
      {"of an empty entry", "elements: {a: app, b: }\n", "b", "type", "app",
       "elements: {a: app, b: {type: app} }\n"},
      {"a short form that is unknown", ends + "flows: {f: {unknown: {ask: tom}}}\n", "f",
       "encrypted", "yes", ends + "flows: {f: {path: {unknown: {ask: tom}}, encrypted: yes}}\n"},
      {"an answer to that", ends + "flows: {f: {unknown: {ask: tom}}}\n", "f", "path", "a -> b",
       ends + "flows: {f: a -> b}\n"},
      {"a short list", "functions: {run: [fw]}\n", "run", "needs", "readings",
       "functions: {run: [readings]}\n"},
      {"a short list that is unknown", "functions: {run: [fw]}\n", "run", "needs", "unknown",
       "functions: {run: {needs: unknown}}\n"},
      {"a cause", "hazardous_situations: {hs: {harms: [hurt]}}\n", "hs", "caused_by",
       "integrity of fw",
       "hazardous_situations: {hs: {harms: [hurt], caused_by: [integrity of fw]}}\n"},
  });
}

TEST(Answer, WritesASituationOut) {
  const Answered answered =
      answer("functions: {run: {harms: [hurt]}}\n", "run--hurt", "deviation", "omission");
  EXPECT_EQ(answered.text,
            "functions: {run: {harms: [hurt]}}\n"
            "hazardous_situations:\n"
            "  run--hurt: {function: run, harms: [hurt], deviation: omission}\n");
  const Sample after = read_sample(std::string(kHead) + answered.text);
  EXPECT_EQ(after.model().situations.size(), 1u);
}

TEST(Answer, Asking) {
  const std::string body = "elements: {a: app, b: app}\nflows:\n  f: {path: a -> b}\n";
  EXPECT_EQ(answer(body, "f", "encrypted", "", Ask{"tom", "2026-12-05"}).text,
            "elements: {a: app, b: app}\nflows:\n"
            "  f: {path: a -> b, encrypted: {unknown: {ask: tom, until: 2026-12-05}}}\n");
  EXPECT_EQ(answer(body, "f", "sends", "unknown", Ask{"R&D: Anna, Bo", ""}).text,
            "elements: {a: app, b: app}\nflows:\n"
            "  f: {path: a -> b, sends: {unknown: {ask: \"R&D: Anna, Bo\"}}}\n");
  EXPECT_THAT(answer(body, "f", "encrypted", "yes", Ask{"tom", ""}).error,
              HasSubstr("is an answer"));
  EXPECT_THAT(answer(body, "f", "encrypted", "", Ask{"tom", "soon"}).error,
              HasSubstr("YYYY-MM-DD"));
  EXPECT_THAT(answer(body, "f", "encrypted", "", Ask{"", ""}).error, HasSubstr("who"));
  EXPECT_THAT(answer(body, "f", "text", "", Ask{"tom", ""}).error,
              HasSubstr("cannot be `unknown`"));
}

TEST(Answer, RefusesWithTheValues) {
  const std::string body =
      "boundaries: {net: internet, zone: boundary}\nelements: {a: app, b: {type: app, in: a}, c: "
      "disk}\n"
      "flows: {f: {path: a -> b, protocol: http}, g: {path: [a -> b, b -> a]}}\n";
  struct Refusal {
    std::string_view subject, fact, value, message;
  };
  const std::vector<Refusal> cases{
      {"f", "encrypted", "perhaps",
       "`perhaps` is not a value of `f.encrypted`; it takes `yes`, `no` or `unknown`"},
      {"f", "level", "hgih",
       "`hgih` is not a value of `f.level`; it takes `low`, `mid`, `high` or `unknown`; did you "
       "mean "
       "`high`?"},
      {"f", "encryptd", "yes",
       "`f.encryptd`: `encryptd` is no fact and no field of a flow; did you mean `encrypted`?"},
      {"f", "pairing", "none", "`f.pairing`: `pairing` is asked of `ble`, but `f` is `http`"},
      {"a", "in", "b", "`b` is not a value of `a.in`; it takes `net`, `zone`, `none` or `unknown`"},
      {"f", "over", "zone",
       "`zone` is not a value of `f.over`; it takes `net`, `none` or `unknown`"},
      {"a", "in", "c", "`c` is not a value of `a.in`"},
      {"a", "stores", "a",
       "`a` is not a value of `a.stores`; it takes `fw`, `readings` or `unknown`"},
      {"a", "type", "internet", "`internet` is not a value of `a.type`"},
      {"a", "controls", "shell", "`a.controls` takes no answer"},
      {"g.1", "path", "a -> b", "`g.1` comes from a list of paths in `g`"},
      {"fw", "retention", "long", "it takes a whole number"},
      {"f", "release", "latest", "it takes a version"},
      {"f", "path", "a b", "takes `a -> b`"},
      {"f", "path", "a -> zone", "`zone` is not a value of an end of `f.path`"},
      {"f", "encrypted", "", "no value given"},
  };
  for (const Refusal& one : cases) {
    const Answered answered = answer(body, one.subject, one.fact, one.value);
    EXPECT_THAT(answered.error, HasSubstr(std::string(one.message))) << answered.text;
  }
}

TEST(Answer, AnAliasIsLeftAlone) {
  const Answered answered =
      answer("elements: {a: {type: app, stores: &s [fw]}, b: {type: app, stores: *s}}\n", "b",
             "stores", "readings");
  EXPECT_THAT(answered.error, HasSubstr("alias"));
}

TEST(Answer, ListsTheValues) {
  const Sample sample = read_sample(std::string(kHead) +
                                    "boundaries: {net: internet}\nelements: {a: app, b: device}\n"
                                    "flows: {f: a -> b}\ncredentials: {key: password}\n");
  const auto values = [&](std::string_view subject, std::string_view fact) {
    return answer_values(sample.model(), sample.catalog, sample.id(subject), fact);
  };
  EXPECT_THAT(values("f", "encrypted"), ElementsAre("yes", "no"));
  EXPECT_THAT(values("key", "kind"), ElementsAre("password", "key"));
  EXPECT_THAT(values("f", "sends"), ElementsAre("fw", "readings", "none"));
  EXPECT_THAT(values("f", "over"), ElementsAre("net", "none"));
  EXPECT_THAT(values("a", "in"), ElementsAre("b", "net", "none"));
  EXPECT_THAT(values("net", "type"), ElementsAre("boundary", "internet", "network"));
  EXPECT_THAT(values("f", "protocol"), ElementsAre("ble", "http", "radio"));
  EXPECT_THAT(values("f", "release"), ElementsAre());
  EXPECT_THAT(values("f", "nothing"), ElementsAre());
  EXPECT_THAT(values("a", "controls"), ElementsAre());
}

TEST(Answer, InAnIncludedFile) {
  MemoryFs fs;
  fs.files["m.yaml"] = "wardround: 1\nsystem: s\ninclude: [parts.yaml, more.yaml]\n";
  fs.files["parts.yaml"] = "elements:\n  a: app\n";
  fs.files["more.yaml"] = "context: {users: all}\n";
  Sample sample = read_sample("wardround: 1\nsystem: s\n");
  diag::Diagnostics diagnostics;
  const Loaded loaded = load(fs, "m.yaml", sample.catalog, sample.sources, diagnostics);
  ASSERT_FALSE(diagnostics.has_errors());
  const auto edited = [&](std::string_view subject, std::string_view fact) {
    const Result<AnswerEdit> answer =
        answer_edits(loaded, sample.catalog, sample.sources, loaded.model.find(subject), fact,
                     "yes", std::nullopt);
    if (!answer) return answer.error().message;
    return std::string(sample.sources.name(answer->source)) + ": " +
           text::apply(sample.sources.text(answer->source), answer->edits).text;
  };
  EXPECT_EQ(edited("a", "at_rest"), "parts.yaml: elements:\n  a: {type: app, at_rest: yes}\n");
  EXPECT_EQ(edited("s", "wide"), "more.yaml: context: {users: all, device: {wide: yes}}\n");
}

}  // namespace
}  // namespace wardround::model
