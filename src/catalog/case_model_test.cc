// The little models that cases are made of.
#include "catalog/case_model.h"

#include "catalog/embedded.h"
#include "diag/render.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace wardround::catalog {
namespace {

TEST(CaseModel, IsCompleted) {
  struct {
    const char* name;
    const char* text;
    const char* model;
  } const table[] = {
      {"both missing", "elements: {a: app}\n",
       "wardround: 1\nsystem: case-system\nelements: {a: app}\n"},
      {"nothing missing", "wardround: 1\nsystem: x\n", "wardround: 1\nsystem: x\n"},
      {"system there", "system: {id: x}", "wardround: 1\nsystem: {id: x}\n"},
      {"empty", "", "wardround: 1\nsystem: case-system\n"},
      {"flow style", "{elements: {a: app}}",
       "{wardround: 1, system: case-system, elements: {a: app}}\n"},
  };
  for (const auto& row : table) {
    const Result<std::string> model = complete_model(row.text);
    ASSERT_TRUE(model) << row.name;
    EXPECT_EQ(*model, row.model) << row.name;
  }
}

TEST(CaseModel, RefusesWhatIsNoMapping) {
  for (const char* text : {"- a\n", "word\n", "a: {\n", "a: b: c\n"})
    EXPECT_FALSE(complete_model(text)) << text;
}

TEST(CaseModel, StatesFactsWhereTheyBelong) {
  struct {
    const char* name;
    const char* model;
    Setting setting;
    const char* expected;
  } const table[] = {
      {"short form",
       "elements: {a: app}\n",
       {"a", "checked", "no"},
       "elements: {a: {type: app, checked: no}}\n"},
      {"path",
       "flows:\n  f: a -> b\n",
       {"f", "pairing", "none"},
       "flows:\n  f: {path: a -> b, pairing: none}\n"},
      {"kinds",
       "data: {d: [phi, code]}\n",
       {"d", "days", "3"},
       "data: {d: {kinds: [phi, code], days: 3}}\n"},
      {"kind", "data: {d: phi}\n", {"d", "days", "3"}, "data: {d: {kind: phi, days: 3}}\n"},
      {"needs",
       "functions: {f: [d]}\n",
       {"f", "level", "low"},
       "functions: {f: {needs: [d], level: low}}\n"},
      {"replaced",
       "flows: {f: {path: a -> b, x: yes}}\n",
       {"f", "x", "no"},
       "flows: {f: {path: a -> b, x: no}}\n"},
      {"system",
       "context: {users: all}\n",
       {"system", "x", "no"},
       "context: {users: all, x: no}\n"},
      {"system by id",
       "system: pump\ncontext: {a: b}\n",
       {"pump", "x", "no"},
       "system: pump\ncontext: {a: b, x: no}\n"},
      {"device",
       "context: {device: {x: yes}}\n",
       {"system", "x", "no"},
       "context: {device: {x: no}}\n"},
      {"reference",
       "updates: {u: {data: d}}\n",
       {"u", "signed_by", "none"},
       "updates: {u: {data: d, signed_by: none}}\n"},
  };
  for (const auto& row : table) {
    const Result<std::string> model = set_fact(row.model, row.setting);
    ASSERT_TRUE(model) << row.name << ": " << model.error().message;
    EXPECT_EQ(*model, row.expected) << row.name;
  }
}

TEST(CaseModel, ReportsUnknownSubject) {
  const Result<std::string> model = set_fact("elements: {a: app}\n", {"b", "checked", "no"});
  ASSERT_FALSE(model);
  EXPECT_EQ(model.error().message, "the base has no subject `b`");
}

TEST(Cases, AreExpandedInOrderOfRules) {
  diag::Sources sources;
  diag::Diagnostics diagnostics;
  const auto base = read_pack(DiskFs(), WARDROUND_SOURCE_DIR "/tests/bad-input/packs/base",
                              CaseFiles::left_out, sources, diagnostics);
  const Catalog catalog = load({base}, sources, diagnostics);
  const std::vector<PackFile> files{{"a.cases.yaml", sources.add("a.cases.yaml", R"(bases:
  link: |
    elements: {a: app, b: app}
    flows: {f: a -> b}
cases:
  radio-open:
    base: link
    fires: {set: {f.protocol: ble, f.encrypted: no}, expect: open-radio@f certain}
    silent: {set: {f.encrypted: yes}, expect: none}
    near_miss: {set: {f.pairing: unknown}, expect: open-radio@f unverified}
    by_list: {base: "elements: {a: app}", set: {a.tags: [x, y]}, expect: none}
  link-open:
    base: |
      flows: {f: a -> b}
    fires: {expect: open-link@f certain}
    silent: {expect: none}
    near_miss: {expect: open-link@f unverified}
)")}};
  const std::vector<Case> cases = load_cases(files, catalog, sources, false, diagnostics);
  EXPECT_TRUE(diagnostics.empty()) << diag::render_text(diagnostics, sources, {});
  ASSERT_EQ(cases.size(), 7u);
  EXPECT_EQ(cases[0].rule, catalog.find_rule("link-open"));
  EXPECT_EQ(cases[3].rule, catalog.find_rule("radio-open"));
  EXPECT_EQ(cases[3].name, "fires");
  EXPECT_EQ(cases[3].model,
            "wardround: 1\nsystem: case-system\nelements: {a: app, b: app}\n"
            "flows: {f: {path: a -> b, protocol: ble, encrypted: no}}\n");
  EXPECT_EQ(cases[3].expect, "open-radio@f certain");
  EXPECT_EQ(cases[6].model,
            "wardround: 1\nsystem: case-system\nelements: {a: {type: app, tags: [x, y]}}\n");

  diag::Diagnostics missing;
  static_cast<void>(load_cases(files, catalog, sources, true, missing));
  EXPECT_EQ(missing.count(diag::Severity::error), 4u * 3u);  // four rules without any case
}

}  // namespace
}  // namespace wardround::catalog
