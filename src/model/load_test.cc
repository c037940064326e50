// Every mistake in a model is reported once, at its place, and the rest is read all the same.
#include "model/load.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>

#include "base/limits.h"
#include "diag/diagnostic.h"
#include "model/testing.h"
#include "text/edit.h"

namespace wardround::model::testing {
namespace {

using ::testing::HasSubstr;

// "WR0203 4:5", sorted as people see them; files other than the main one with their name.
std::vector<std::string> found(const Case& c, diag::Severity severity) {
  std::vector<std::string> out;
  for (const diag::Diagnostic& d : c.diagnostics.sorted(c.sources)) {
    if (diag::info(d.kind).severity != severity) continue;
    std::string place = c.sources.location(d.span);
    if (place.starts_with("m.yaml:")) place = place.substr(7);
    out.push_back(std::string(diag::info(d.kind).code) + " " + place);
  }
  return out;
}

std::string messages(const Case& c) {
  std::string out;
  for (const diag::Diagnostic& d : c.diagnostics.sorted(c.sources)) {
    out += c.sources.location(d.span) + " " + std::string(diag::info(d.kind).code) + " " +
           d.message() + "\n";
    for (const diag::Note& note : d.notes) out += "  note: " + note.text + "\n";
    for (const diag::Fix& fix : d.fixes) out += "  fix: " + fix.title + "\n";
  }
  return out;
}

struct Mistake {
  const char* name;
  const char* text;                   // after `wardround: 1` and `system: s`, from line 3 on
  std::vector<const char*> expected;  // errors
};

class Errors : public ::testing::TestWithParam<Mistake> {};

TEST_P(Errors, AreReportedAtTheirPlace) {
  const Case c = read(std::string("wardround: 1\nsystem: s\n") + GetParam().text);
  EXPECT_THAT(found(c, diag::Severity::error), ::testing::ElementsAreArray(GetParam().expected))
      << messages(c);
}

const Mistake kMistakes[] = {
    // sections
    {"unknown_section", "elemnts: {a: app}\n", {"WR0201 3:1"}},
    {"section_is_list", "elements: [a]\n", {"WR0202 3:1"}},
    {"section_is_scalar", "flows: none\n", {"WR0202 3:1"}},
    {"empty_section_is_fine", "elements:\nflows: {}\ncontext:\n", {}},
    {"context_is_list", "context: [a]\n", {"WR0202 3:1"}},
    // ids
    {"capital_id", "elements: {App: app}\n", {"WR0205 3:12"}},
    {"digit_first", "elements: {1a: app}\n", {"WR0205 3:12"}},
    {"dot_in_id", "elements: {a.b: app}\n", {"WR0205 3:12"}},
    {"underscore_in_id", "elements: {a_b: app}\n", {"WR0205 3:12"}},
    {"reserved_id", "elements: {none: app}\n", {"WR0207 3:12"}},
    {"reserved_system", "harms: {system: minor}\n", {"WR0207 3:9"}},
    {"kind_word_is_fine", "elements: {flow: app}\n", {}},
    {"capital_requirement_is_fine", "requirements: {REQ-1: be good}\n", {}},
    {"duplicate_over_kinds", "elements: {a: app}\ndata: {a: phi}\n", {"WR0206 4:8"}},
    {"duplicate_of_system", "elements: {s: app}\n", {"WR0206 3:12"}},
    {"duplicate_of_list",
     "elements: {a: app, b: app}\nflows: {f: {path: [a -> b, b -> a]}, g: a -> b}\ndata: {f: "
     "phi}\n",
     {"WR0206 5:8"}},
    // keys
    {"unknown_key", "elements: {a: {type: app, stors: []}}\n", {"WR0203 3:27"}},
    {"fact_of_other_kind", "elements: {a: {type: app, pairing: none}}\n", {"WR0204 3:27"}},
    {"unknown_key_in_context", "context: {zzz: 1}\n", {"WR0203 3:11"}},
    {"unknown_key_in_device", "context: {device: {clas: I}}\n", {"WR0203 3:20"}},
    {"unknown_key_in_protocol",
     "elements: {a: app}\nflows: {f: {path: a -> a, protocol: {name: ble, bond: 1}}}\n",
     {"WR0203 4:49"}},
    {"unknown_key_in_path",
     "elements: {a: app}\nflows: {f: {path: {from: a, to: a, via: a}}}\n",
     {"WR0203 4:36"}},
    {"field_without_value", "elements: {a: {type: }}\n", {"WR0202 3:16"}},
    {"text_is_list", "elements: {a: {type: app, text: [x]}}\n", {"WR0202 3:27"}},
    {"subject_is_scalar", "modes: {m: set-up}\n", {"WR0202 3:9"}},
    {"subject_is_list", "elements: {a: [app]}\n", {"WR0202 3:12"}},
    // types
    {"unknown_type", "elements: {a: appp}\n", {"WR0212 3:15"}},
    {"unknown_protocol",
     "elements: {a: app}\nflows: {f: {path: a -> a, protocol: bluetooth}}\n",
     {"WR0212 4:37"}},
    {"unknown_data_kind", "data: {d: [phi, secret]}\n", {"WR0212 3:17"}},
    {"boundary_type_on_element", "elements: {a: internet}\n", {"WR0229 3:15"}},
    {"element_type_on_boundary", "boundaries: {a: app}\n", {"WR0229 3:17"}},
    {"two_types", "elements: {a: {type: [app, box]}}\n", {"WR0202 3:16"}},
    {"kind_and_kinds", "data: {d: {kind: phi, kinds: [phi]}}\n", {"WR0219 3:23"}},
    // references
    {"dangling", "elements: {a: {type: app, in: b}}\n", {"WR0210 3:31"}},
    {"dangling_in_list",
     "elements: {a: {type: app, stores: [x, y]}}\n",
     {"WR0210 3:36", "WR0210 3:39"}},
    {"wrong_kind", "data: {d: phi}\nelements: {a: {type: app, in: d}}\n", {"WR0211 4:31"}},
    {"list_for_one", "elements: {b: box, a: {type: app, in: [b]}}\n", {"WR0202 3:35"}},
    {"none_not_allowed", "elements: {a: {type: app, stores: none}}\n", {"WR0214 3:35"}},
    {"none_in_list",
     "elements: {a: app}\ndata: {d: phi}\nflows: {f: {path: a -> a, sends: [d, none]}}\n",
     {"WR0237 5:38"}},
    {"unknown_not_allowed",
     "requirements: {R: {text: t, allocated_to: unknown}}\n",
     {"WR0215 3:43"}},
    {"reference_is_mapping", "elements: {a: {type: app, in: {x: y}}}\n", {"WR0202 3:27"}},
    {"unknown_with_bad_key", "elements: {a: {type: {unknown: {who: tom}}}}\n", {"WR0216 3:33"}},
    {"unknown_with_bad_date", "elements: {a: {type: {unknown: {until: soon}}}}\n", {"WR0216 3:40"}},
    {"unknown_beside", "elements: {a: {in: {unknown: tom, x: y}}}\n", {"WR0216 3:35"}},
    // paths
    {"no_path", "flows: {f: {protocol: ble}}\n", {"WR0232 3:9"}},
    {"no_arrow", "elements: {a: app}\nflows: {f: a}\n", {"WR0213 4:12"}},
    {"two_arrows", "elements: {a: app}\nflows: {f: a -> a -> a}\n", {"WR0213 4:12"}},
    {"half_path", "elements: {a: app}\nflows: {f: 'a -> '}\n", {"WR0213 4:12"}},
    {"dangling_end", "elements: {a: app}\nflows: {f: a -> bb}\n", {"WR0210 4:17"}},
    {"dangling_quoted_end", "elements: {a: app}\nflows: {f: \"a -> bb\"}\n", {"WR0210 4:18"}},
    {"end_of_wrong_kind",
     "elements: {a: app}\ndata: {d: phi}\nflows: {f: a -> d}\n",
     {"WR0211 5:17"}},
    {"path_without_to", "elements: {a: app}\nflows: {f: {path: {from: a}}}\n", {"WR0202 4:13"}},
    {"empty_path_list", "flows: {f: {path: []}}\n", {"WR0231 3:13"}},
    // containment
    {"cycle_of_two", "elements: {a: {type: box, in: b}, b: {type: box, in: a}}\n", {"WR0227 3:31"}},
    {"cycle_of_one", "elements: {a: {type: box, in: a}}\n", {"WR0227 3:31"}},
    {"external_contains", "elements: {p: person, a: {type: app, in: p}}\n", {"WR0228 3:42"}},
    {"store_contains", "elements: {p: store, a: {type: app, in: p}}\n", {"WR0228 3:41"}},
    // facts
    {"bad_choice", "elements: {a: {type: box, controlled_by: patients}}\n", {"WR0501 3:42"}},
    {"bad_boolean", "elements: {a: {type: box, updatable: Yes}}\n", {"WR0501 3:38"}},
    {"bad_number", "data: {d: {kind: phi, retention_days: -3}}\n", {"WR0501 3:39"}},
    {"true_is_yes", "elements: {a: {type: box, updatable: true}}\n", {}},
    {"derived", "functions: {f: {severity: minor}}\n", {"WR0502 3:17"}},
    {"fact_is_list", "elements: {a: {type: box, updatable: [yes]}}\n", {"WR0202 3:27"}},
    {"fact_without_value", "elements: {a: {type: box, updatable: }}\n", {"WR0202 3:27"}},
    {"fact_twice",
     "elements: {a: app}\nflows: {f: {path: a -> a, encrypted: no, protocol: {name: ble, "
     "encrypted: no}}}\n",
     {"WR0219 4:64"}},
    {"system_fact_twice", "context: {patients: many, device: {patients: one}}\n", {"WR0219 3:36"}},
    {"unquoted_version",
     "elements: {a: app}\nflows: {f: {path: a -> a, protocol: {name: ble, version: 4.2}}}\n",
     {"WR0217 4:58"}},
    {"unquoted_software_version",
     "elements: {a: app}\nsoftware: {l: {in: a, version: 3}}\n",
     {"WR0217 4:32"}},
    {"contradicts_protocol",
     "elements: {a: app}\nflows: {f: {path: a -> a, protocol: https, encrypted: no}}\n",
     {"WR0504 4:55"}},
    {"contradicts_mode",
     "elements: {a: app}\nflows: {f: {path: a -> a, protocol: ble, encrypted: no, pairing: "
     "passkey}}\n",
     {"WR0504 4:53"}},
    {"contradicts_chain",
     "elements: {a: app}\nflows: {f: {path: a -> a, protocol: ble, encrypted: no, bonding: "
     "strict}}\n",
     {"WR0504 4:53"}},
    {"contradicts_type", "elements: {a: {type: box, updatable: no}}\n", {"WR0504 3:38"}},
    // fields
    {"bad_severity", "harms: {h: seriuos}\n", {"WR0220 3:12"}},
    {"bad_deviation", "hazardous_situations: {z: {deviation: wrong}}\n", {"WR0220 3:39"}},
    {"bad_date",
     "elements: {a: app}\nsoftware: {l: {in: a, end_of_support: 2028-13}}\n",
     {"WR0221 4:39"}},
    {"bad_cause",
     "data: {d: phi}\nhazardous_situations: {z: {caused_by: [loss of d]}}\n",
     {"WR0222 4:40"}},
    {"dangling_cause",
     "hazardous_situations: {z: {caused_by: integrity of xx}}\n",
     {"WR0210 3:52"}},
    {"bad_step", "scenarios: {c: {steps: [press]}}\n", {"WR0223 3:25"}},
    {"dangling_step", "scenarios: {c: [a -> b]}\n", {"WR0210 3:17", "WR0210 3:22"}},
    {"bad_level", "boundaries: {b: {sl_t: {FR8: 1}}}\n", {"WR0224 3:25"}},
    {"bad_level_number", "boundaries: {b: {sl_t: {FR1: 5}}}\n", {"WR0224 3:25"}},
    {"bad_finding", "requirements: {R: {from: [open-link]}}\n", {"WR0225 3:27"}},
    {"unknown_weakness",
     "elements: {a: app}\nrequirements: {R: {from: [open@a]}}\n",
     {"WR0226 4:27"}},
    {"finding_of_nothing", "requirements: {R: {from: [open-link@a]}}\n", {"WR0210 3:37"}},
    // controls
    {"unknown_control", "elements: {a: {type: box, controls: [fire]}}\n", {"WR0510 3:38"}},
    {"control_on_wrong_kind", "elements: {a: {type: box, controls: [pin]}}\n", {"WR0511 3:38"}},
    {"unknown_parameter",
     "elements: {a: app}\nflows: {f: {path: a -> a, controls: [{use: pin, len: long}]}}\n",
     {"WR0512 4:49"}},
    {"bad_parameter",
     "elements: {a: app}\nflows: {f: {path: a -> a, controls: [{use: pin, length: huge}]}}\n",
     {"WR0513 4:57"}},
    {"bad_status",
     "elements: {a: {type: box, controls: [{use: firewall, status: done}]}}\n",
     {"WR0514 3:62"}},
    {"status_verified",
     "elements: {a: {type: box, controls: [{use: firewall, status: verified}]}}\n",
     {"WR0517 3:62"}},
    {"control_without_use",
     "elements: {a: {type: box, controls: [{status: planned}]}}\n",
     {"WR0516 3:38"}},
    {"not_on_nothing",
     "elements: {a: {type: box, controls: [{use: firewall, not_on: [q]}]}}\n",
     {"WR0210 3:63"}},
    {"requirement_by_nothing", "requirements: {R: {by: [moat]}}\n", {"WR0510 3:25"}},
    // former ids
    {"former_id_alive", "elements: {a: {type: app, was: b}, b: app}\n", {"WR0234 3:32"}},
    {"former_id_twice",
     "elements: {a: {type: app, was: [c]}, b: {type: app, was: [c]}}\n",
     {"WR0235 3:59"}},
    {"former_id_used",
     "elements: {a: {type: box, was: c}, b: {type: app, in: c}}\n",
     {"WR0236 3:55"}},
    {"one_mistake_hides_no_other",
     "elements: {a: appp, b: {type: app, in: zz, qq: 1}}\nflws: {}\n",
     {"WR0212 3:15", "WR0210 3:40", "WR0203 3:44", "WR0201 4:1"}},
};

INSTANTIATE_TEST_SUITE_P(Model, Errors, ::testing::ValuesIn(kMistakes),
                         [](const auto& one) { return std::string(one.param.name); });

TEST(Whole, SystemAndVersionAreAskedFor) {
  EXPECT_THAT(found(read("wardround: 1\n"), diag::Severity::error),
              ::testing::ElementsAre("WR0208 1:1"));
  EXPECT_THAT(found(read("wardround: 2\nsystem: s\n"), diag::Severity::error),
              ::testing::ElementsAre("WR0109 1:12"));
  EXPECT_THAT(found(read("system: {name: x}\n"), diag::Severity::error),
              ::testing::ElementsAre("WR0208 1:1"));
  EXPECT_THAT(found(read("- a\n"), diag::Severity::error), ::testing::ElementsAre("WR0106 1:1"));
  EXPECT_THAT(found(read(""), diag::Severity::error), ::testing::ElementsAre("WR0106 1:1"));
  EXPECT_THAT(found(read("# only words\n"), diag::Severity::error),
              ::testing::ElementsAre("WR0106 1:1"));
}

TEST(Whole, MissingVersionHasASafeFix) {
  const Case c = read("# my device\nsystem: s\n");
  const auto all = c.diagnostics.sorted(c.sources);
  ASSERT_EQ(all.size(), 1u) << messages(c);
  ASSERT_EQ(all[0].fixes.size(), 1u);
  EXPECT_EQ(all[0].fixes[0].safety, diag::Safety::safe);
  EXPECT_EQ(text::apply(c.sources.text(c.loaded.texts[0].source), all[0].fixes[0].edits).text,
            "# my device\nwardround: 1\nsystem: s\n");
}

struct Fixed {
  const char* name;
  const char* text;
  const char* fixed;
  diag::Safety safety;
};
class Fixes : public ::testing::TestWithParam<Fixed> {};

TEST_P(Fixes, MakeTheTextRight) {
  const std::string head = "wardround: 1\nsystem: s\n";
  const Case c = read(head + GetParam().text);
  std::vector<diag::Edit> edits;
  for (const diag::Diagnostic& d : c.diagnostics.sorted(c.sources)) {
    if (diag::info(d.kind).severity != diag::Severity::error) continue;
    ASSERT_EQ(d.fixes.size(), 1u) << messages(c);
    EXPECT_EQ(d.fixes[0].safety, GetParam().safety) << messages(c);
    edits.insert(edits.end(), d.fixes[0].edits.begin(), d.fixes[0].edits.end());
  }
  const std::string after = text::apply(c.sources.text(c.loaded.texts[0].source), edits).text;
  EXPECT_EQ(after, head + GetParam().fixed);
  EXPECT_FALSE(read(after).diagnostics.has_errors());
}

INSTANTIATE_TEST_SUITE_P(
    Model, Fixes,
    ::testing::Values(
        Fixed{"key", "elements: {a: {tipe: app}}\n", "elements: {a: {type: app}}\n",
              diag::Safety::safe},
        Fixed{"section", "elemets: {a: app}\n", "elements: {a: app}\n", diag::Safety::safe},
        Fixed{"fact", "elements: {a: {type: box, updateable: yes}}\n",
              "elements: {a: {type: box, updatable: yes}}\n", diag::Safety::safe},
        Fixed{"id", "elements: {mcu: box, a: {type: app, in: mcuu}}\n",
              "elements: {mcu: box, a: {type: app, in: mcu}}\n", diag::Safety::safe},
        Fixed{"id_of_two", "elements: {abc1: box, abc2: box, a: {type: app, in: abc}}\n",
              "elements: {abc1: box, abc2: box, a: {type: app, in: abc1}}\n",
              diag::Safety::suggested},
        Fixed{"value", "elements: {a: {type: box, controlled_by: patiant}}\n",
              "elements: {a: {type: box, controlled_by: patient}}\n", diag::Safety::safe},
        Fixed{"version",
              "elements: {a: app, b: app}\nflows: {f: {path: a -> b, protocol: {name: ble, "
              "version: 4.10}}}\n",
              "elements: {a: app, b: app}\nflows: {f: {path: a -> b, protocol: {name: ble, "
              "version: \"4.10\"}}}\n",
              diag::Safety::safe},
        Fixed{"end", "elements: {phone1: app, b: app}\nflows: {f: phone2 -> b}\n",
              "elements: {phone1: app, b: app}\nflows: {f: phone1 -> b}\n", diag::Safety::safe},
        Fixed{"former", "elements: {a: {type: box, was: old-box}, b: {type: app, in: old-box}}\n",
              "elements: {a: {type: box, was: old-box}, b: {type: app, in: a}}\n",
              diag::Safety::safe}),
    [](const auto& one) { return std::string(one.param.name); });

struct Oddity {
  const char* name;
  const char* text;
  const char* expected;  // a warning that must be there; "": none may be there
};
class Warnings : public ::testing::TestWithParam<Oddity> {};

// A model in which nothing is odd; each case adds to it from line 9 on.
constexpr const char* kSound =
    "wardround: 1\n"
    "system: s\n"
    "harms: {hurt: serious}\n"
    "functions: {treat: {needs: [dose], harms: [hurt]}}\n"
    "data: {dose: command, fw: firmware}\n"
    "elements: {dev: {type: box, performs: [treat], stores: [fw]}, ui: app}\n"
    "flows: {go: {path: ui -> dev, protocol: ble, sends: [dose]}}\n";

TEST_P(Warnings, AreRaised) {
  // A section stands once in a file: what a case adds is an included file.
  MemoryFs fs;
  fs.files["main.yaml"] = std::string(kSound) + "include: m.yaml\n";
  fs.files["m.yaml"] = GetParam().text;
  const Case c = read(fs, "main.yaml");
  EXPECT_THAT(found(c, diag::Severity::error), ::testing::IsEmpty()) << messages(c);
  const std::vector<std::string> warnings = found(c, diag::Severity::warning);
  if (std::string(GetParam().expected).empty()) {
    EXPECT_THAT(warnings, ::testing::IsEmpty()) << messages(c);
  } else {
    EXPECT_THAT(warnings, ::testing::Contains(GetParam().expected)) << messages(c);
  }
}

INSTANTIATE_TEST_SUITE_P(
    Model, Warnings,
    ::testing::Values(
        Oddity{"sound", "out_of_scope: {shop: elsewhere}\n", ""},
        Oddity{"against_direction",
               "elements: {c: cloud}\nflows: {g: {path: dev -> c, sends: [fw]}}\n", "WR0240 2:36"},
        Oddity{"against_direction_returned",
               "elements: {c: cloud}\nflows: {g: {path: c -> dev, returns: [fw]}}\n",
               "WR0240 2:38"},
        Oddity{"with_direction",
               "elements: {c: cloud}\nflows: {g: {path: c -> dev, sends: [fw]}}\n", ""},
        Oddity{"isolated", "elements: {x: app}\n", "WR0241 1:12"},
        Oddity{"unused_data", "data: {d: phi}\n", "WR0242 1:8"},
        Oddity{"data_from_nowhere",
               "elements: {c: app, e: app, k: {type: store, in: dev, stores: [d]}}\ndata: {d: "
               "phi}\nflows: {g: {path: c -> e, sends: [d]}}\n",
               "WR0243 3:34"},
        Oddity{
            "function_without_situation",
            "functions: {h: {needs: [dose]}}\nelements: {x: {type: app, in: dev, performs: [h]}}\n",
            "WR0245 1:13"},
        Oddity{"function_without_performer", "functions: {h: {needs: [dose], harms: [hurt]}}\n",
               "WR0246 1:13"},
        Oddity{"situation_of_nothing", "hazardous_situations: {z: {harms: [hurt]}}\n",
               "WR0247 1:24"},
        Oddity{"situation_without_harm", "hazardous_situations: {z: {function: treat}}\n",
               "WR0248 1:24"},
        Oddity{"harm_unreached", "harms: {h2: minor}\n", "WR0249 1:9"},
        Oddity{"credential", "credentials: {k: {kind: key, held_by: [ui]}}\n", "WR0250 1:15"},
        Oddity{"update", "updates: {u: {data: fw}}\n", "WR0251 1:11"},
        Oddity{"interlock", "interlocks: {i: {implemented_by: dev}}\n", "WR0252 1:14"},
        Oddity{"mode", "modes: {m: {entered_by: [ui]}}\n", "WR0253 1:9"},
        Oddity{"boundary", "boundaries: {b: {in: dev}}\n", "WR0254 1:14"},
        Oddity{"network_in_use",
               "boundaries: {b: internet}\nflows: {g: {path: ui -> dev, over: b}}\n", ""},
        Oddity{"store", "elements: {k: {type: store, in: dev}}\n", "WR0255 1:12"},
        Oddity{"to_itself", "flows: {g: dev -> dev}\n", "WR0256 1:9"},
        Oddity{"step", "elements: {x: {type: app, in: dev}}\nscenarios: {z: [x -> ui \"hello\"]}\n",
               "WR0257 2:17"},
        Oddity{"step_back", "scenarios: {z: [dev -> ui \"hello\"]}\n", ""},
        Oddity{"twice", "elements: {x: {type: app, in: dev, stores: [fw, fw]}}\n", "WR0218 1:49"},
        Oddity{"control_twice",
               "elements: {x: {type: box, in: dev, controls: [firewall, firewall]}}\n",
               "WR0515 1:57"},
        Oddity{"not_applicable", "flows: {g: {path: ui -> dev, protocol: https, pairing: none}}\n",
               "WR0503 1:56"}),
    [](const auto& one) { return std::string(one.param.name); });

TEST(Warnings, OfAModelThatProtectsNothing) {
  const Case c = read("wardround: 1\nsystem: s\nelements: {a: app}\n");
  EXPECT_THAT(messages(c), HasSubstr("no data, functions or harms"));
}

TEST(Warnings, OfAModelWithoutHarms) {
  const Case c = read(
      "wardround: 1\nsystem: s\nelements: {a: app}\ndata: {d: phi}\nfunctions: {f: {needs: "
      "[d]}}\n");
  EXPECT_THAT(messages(c), HasSubstr("no harms:"));
}

TEST(Errors, OverNamesNetworks) {
  const Case c = read(
      "wardround: 1\nsystem: s\nelements: {a: app, b: app}\nboundaries: {x: boundary}\n"
      "flows: {f: {path: a -> b, over: [x]}}\n");
  EXPECT_THAT(found(c, diag::Severity::error), ::testing::ElementsAre("WR0230 5:33"));
}

TEST(Errors, SayWhatIsMeant) {
  EXPECT_THAT(
      messages(read("wardround: 1\nsystem: s\nelements: {a: {type: app, pairing: none}}\n")),
      HasSubstr("`pairing` is a fact of flows, not of elements"));
  EXPECT_THAT(messages(read("wardround: 1\nsystem: s\ndata: {d: phi}\nelements: {a: {in: d}}\n")),
              HasSubstr("`d` is data, but `in` names elements or boundaries"));
  EXPECT_THAT(
      messages(read("wardround: 1\nsystem: s\nelements: {a: {type: box, controlled_by: me}}\n")),
      HasSubstr("write `manufacturer`, `hospital`, `patient`, `third-party` or `unknown`"));
  EXPECT_THAT(
      messages(read(
          "wardround: 1\nsystem: s\n"
          "elements: {c: {type: box, in: a}, a: {type: box, in: b}, b: {type: box, in: c}}\n")),
      HasSubstr("`a` lies in itself: a in b in c in a"));
}

TEST(Errors, ImpliedByTwoCausesThatDisagree) {
  const Case c = read(
      "wardround: 1\nsystem: s\nelements: {a: app, b: app}\n"
      "flows: {f: {path: a -> b, protocol: ble, bonding: strict, pairing: just-works}}\n");
  EXPECT_THAT(found(c, diag::Severity::error), ::testing::ElementsAre("WR0504 4:68"))
      << messages(c);
}

TEST(Errors, InAnAnchorHaveNoFix) {
  const Case c = read(
      "wardround: 1\nsystem: s\nelements: {a: {type: app, note: &v patiant, controlled_by: *v}}\n");
  bool noted = false;
  for (const diag::Diagnostic& d : c.diagnostics.sorted(c.sources)) {
    for (const diag::Note& note : d.notes) noted = noted || note.text == "did you mean `patient`?";
  }
  EXPECT_TRUE(noted) << messages(c);
}

// ---- files

TEST(Includes, AreOneModel) {
  MemoryFs fs;
  fs.files["p/main.yaml"] =
      "wardround: 1\nsystem: s\ninclude: [parts/a.yaml, b.yaml]\nelements: {x: app}\n";
  fs.files["p/parts/a.yaml"] = "include: c.yaml\nelements: {y: {type: app, in: z}}\n";
  fs.files["p/parts/c.yaml"] = "elements: {z: box}\n";
  fs.files["p/b.yaml"] = "flows: {f: x -> y}\n";
  const Case c = read(fs, "p/main.yaml");
  EXPECT_FALSE(c.diagnostics.has_errors()) << messages(c);
  EXPECT_EQ(c.model().counts().elements, 3u);
  std::vector<std::string> names;
  for (const SourceText& text : c.loaded.texts) names.emplace_back(c.sources.name(text.source));
  EXPECT_THAT(
      names, ::testing::ElementsAre("p/main.yaml", "p/parts/a.yaml", "p/parts/c.yaml", "p/b.yaml"));
  EXPECT_EQ(c.sources.name(c.model()[c.id("z")].source), "p/parts/c.yaml");
}

TEST(Includes, MistakesAreReported) {
  MemoryFs fs;
  fs.files["m.yaml"] =
      "wardround: 1\nsystem: s\ninclude: [a.yaml, a.yaml, none.yaml, /etc/passwd, [x]]\n";
  fs.files["a.yaml"] = "include: [m.yaml, a.yaml]\nsystem: t\nelements: {s: app}\n";
  const Case c = read(fs, "m.yaml");
  EXPECT_THAT(found(c, diag::Severity::error),
              ::testing::UnorderedElementsAre("WR0101 3:27", "WR0107 3:38", "WR0202 3:51",
                                              "WR0102 a.yaml:1:11", "WR0102 a.yaml:1:19",
                                              "WR0209 a.yaml:2:1", "WR0206 a.yaml:3:12"))
      << messages(c);
  EXPECT_THAT(found(c, diag::Severity::warning), ::testing::Contains("WR0103 3:19"));
}

TEST(Includes, AreBounded) {
  MemoryFs fs;
  std::string all = "wardround: 1\nsystem: s\ninclude:\n";
  for (std::size_t i = 0; i < limits::kIncludes + 40; ++i) {
    const std::string name = "f" + std::to_string(i) + ".yaml";
    fs.files[name] = "data: {d" + std::to_string(i) + ": phi}\n";
    all += "- " + name + "\n";
  }
  fs.files["m.yaml"] = all;
  const Case wide = read(fs, "m.yaml");
  EXPECT_THAT(found(wide, diag::Severity::error), ::testing::ElementsAre("WR0104 260:3"));
  EXPECT_EQ(wide.loaded.texts.size(), limits::kIncludes + 1);

  for (std::size_t i = 0; i < 40; ++i) {
    fs.files["g" + std::to_string(i) + ".yaml"] =
        "data: {d" + std::to_string(i) + ": phi}\ninclude: g" + std::to_string(i + 1) + ".yaml\n";
  }
  fs.files["m.yaml"] = "wardround: 1\nsystem: s\ninclude: g0.yaml\n";
  const Case deep = read(fs, "m.yaml");
  EXPECT_THAT(messages(deep), HasSubstr("WR0105"));
  EXPECT_EQ(deep.loaded.texts.size(), limits::kIncludeDepth + 1);
}

TEST(Includes, ShareTheNodeBudget) {
  // 600,000 nodes each after alias expansion.
  std::string wide = "x: &a [";
  for (int i = 0; i < 1000; ++i) wide += "y, ";
  wide += "]\nz: [";
  for (int i = 0; i < 600; ++i) wide += "*a, ";
  wide += "]\n";
  MemoryFs fs;
  fs.files["m.yaml"] = "wardround: 1\nsystem: s\ninclude: a.yaml\n" + wide;
  fs.files["a.yaml"] = wide;
  const Case c = read(fs, "m.yaml");
  EXPECT_THAT(messages(c), HasSubstr("a.yaml:2"));
  EXPECT_THAT(messages(c), HasSubstr("WR0005"));
}

TEST(Limits, ListsOfPathsCannotGrowWithoutBound) {
  std::string ends;
  for (int i = 0; i < 2000; ++i) ends += "e" + std::to_string(i) + ",";
  std::string elements;
  for (int i = 0; i < 2000; ++i) elements += "  e" + std::to_string(i) + ": app\n";
  const Case c = read("wardround: 1\nsystem: s\nelements:\n" + elements +
                      "flows: {f: {path: {from: [" + ends + "], to: [" + ends + "]}}}\n");
  EXPECT_LE(c.model().subjects.size(), limits::kSubjects + 1);
  EXPECT_THAT(messages(c), HasSubstr("WR0005"));
}

TEST(Limits, DeepContainmentIsCut) {
  std::string text = "wardround: 1\nsystem: s\nelements:\n  e0: box\n";
  for (std::size_t i = 1; i <= limits::kContainmentDepth; ++i) {
    text += "  e" + std::to_string(i) + ": {type: box, in: e" + std::to_string(i - 1) + "}\n";
  }
  const Case c = read(text);
  EXPECT_THAT(found(c, diag::Severity::error), ::testing::ElementsAre("WR0233 68:24"))
      << messages(c);
}

TEST(Limits, TooManySubjects) {
  std::string text = "wardround: 1\nsystem: s\nelements:\n";
  for (std::size_t i = 0; i < limits::kSubjects + 5; ++i)
    text += "  e" + std::to_string(i) + ": app\n";
  EXPECT_THAT(messages(read(text)), HasSubstr("WR0110"));
}

}  // namespace
}  // namespace wardround::model::testing
