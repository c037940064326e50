// What comes out of packs that are right: the catalogue's tables and how later packs change them.
#include <algorithm>

#include "catalog/catalog.h"
#include "catalog/embedded.h"
#include "diag/render.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace wardround::catalog {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;
using testing::SizeIs;

class Load : public testing::Test {
 protected:
  void SetUp() override {
    base_ = read_pack(DiskFs(), WARDROUND_SOURCE_DIR "/tests/bad-input/packs/base",
                      CaseFiles::left_out, sources_, diagnostics_);
  }

  // The base pack and `texts`, each a pack of one file.
  Catalog load_with(const std::vector<std::string>& texts) {
    std::vector<std::vector<PackFile>> packs{base_};
    for (const std::string& text : texts)
      packs.push_back({{"more.yaml", sources_.add("more.yaml", text)}});
    Catalog catalog = load(packs, sources_, diagnostics_);
    EXPECT_FALSE(diagnostics_.has_errors()) << diag::render_text(diagnostics_, sources_, {});
    return catalog;
  }

  diag::Sources sources_;
  diag::Diagnostics diagnostics_;
  std::vector<PackFile> base_;
};

TEST_F(Load, PacksKeepTheirOrder) {
  const Catalog catalog =
      load_with({"pack: {id: a, version: 0.2, title: A}", "pack: {id: aa, version: 3}"});
  ASSERT_THAT(catalog.packs, SizeIs(3));
  EXPECT_EQ(catalog.packs[0].id, "base");
  EXPECT_EQ(catalog.packs[1].id, "a");
  EXPECT_EQ(catalog.packs[1].version, "0.2");
  EXPECT_EQ(catalog.packs[1].title, "A");
  EXPECT_EQ(catalog.packs[2].id, "aa");
}

TEST_F(Load, TypesFormTrees) {
  const Catalog catalog = load_with({});
  const lang::Vocabulary& v = catalog.vocabulary;
  const lang::TypeId device = v.find_type(lang::TypeTree::element, "device");
  ASSERT_TRUE(device.valid());
  EXPECT_TRUE(v.is_a(device, v.find_type(lang::TypeTree::element, "node")));
  EXPECT_FALSE(v.find_type(lang::TypeTree::protocol, "device").valid());
  ASSERT_THAT(catalog.traits, SizeIs(1));
  EXPECT_EQ(v[catalog.traits[0].type].id, "firmware");
  EXPECT_EQ(v[catalog.traits[0].towards].id, "node");
}

TEST_F(Load, FormerIdsOfTypesAreFound) {
  const Catalog catalog =
      load_with({"pack: {id: a, version: 1}\ntypes: {shelf: {is: node, title: s, was: [rack]}}\n"});
  const lang::Vocabulary& v = catalog.vocabulary;
  EXPECT_EQ(v.find_type(lang::TypeTree::element, "rack"),
            v.find_type(lang::TypeTree::element, "shelf"));
}

TEST_F(Load, DefaultsAreFoundFromDescendants) {
  const Catalog catalog =
      load_with({"pack: {id: a, version: 1}\ntypes: {phone-app: {is: app, title: p}, tin: {is: "
                 "device, title: t}}\n"});
  const lang::Vocabulary& v = catalog.vocabulary;
  const lang::FactId checked = v.find_fact(Kind::element, "checked");
  const TypeDefault* typical =
      catalog.find_default(v.find_type(lang::TypeTree::element, "phone-app"), checked);
  ASSERT_NE(typical, nullptr);
  EXPECT_FALSE(typical->fixed);
  EXPECT_EQ(typical->value, 1u);
  EXPECT_EQ(catalog.find_default(v.find_type(lang::TypeTree::element, "process"), checked),
            nullptr);
  const TypeDefault* fixed = catalog.find_default(v.find_type(lang::TypeTree::element, "tin"),
                                                  v.find_fact(Kind::element, "sealed"));
  ASSERT_NE(fixed, nullptr);
  EXPECT_TRUE(fixed->fixed);
}

TEST_F(Load, FactsHaveTheirDomains) {
  const Catalog catalog = load_with({});
  const lang::Vocabulary& v = catalog.vocabulary;
  const lang::Fact& pairing = v[v.find_fact(Kind::flow, "pairing")];
  EXPECT_EQ(pairing.domain, lang::Domain::choice);
  ASSERT_THAT(pairing.values, SizeIs(2));
  EXPECT_EQ(pairing.values[pairing.worst].id, "none");
  EXPECT_EQ(pairing.values[1].title, "passkey entry");
  EXPECT_THAT(pairing.values[1].implies,
              ElementsAre(Pair(v.find_fact(Kind::flow, "encrypted"), 1u)));
  EXPECT_EQ(v[v.find_fact(Kind::data, "days")].domain, lang::Domain::number);
  EXPECT_EQ(v[v.find_fact(Kind::software, "release")].domain, lang::Domain::version);
  const lang::Fact& level = v[v.find_fact(Kind::function, "level")];
  EXPECT_TRUE(level.ordered);
  EXPECT_EQ(level.values[1].id, "high");
  const lang::Fact& owner = v[v.find_fact(Kind::boundary, "owner")];
  EXPECT_TRUE(owner.inherits);
  const lang::Fact& sealed = v[v.find_fact(Kind::element, "sealed")];
  EXPECT_EQ(sealed.domain, lang::Domain::boolean);
  EXPECT_EQ(sealed.worst, 0u);
}

TEST_F(Load, RulesInheritFromTheirWeakness) {
  const Catalog catalog = load_with({});
  const Rule& rule = catalog[catalog.find_rule("link-open")];
  EXPECT_EQ(rule.on, Kind::flow);
  EXPECT_EQ(rule.when_text, "flow.encrypted == no and flow.wireless == no");
  EXPECT_EQ(catalog[rule.weakness].id, "open-link");
  EXPECT_THAT(rule.stride, ElementsAre(Stride::I));
  EXPECT_THAT(rule.cwe, ElementsAre(319u));
  EXPECT_THAT(rule.imdrf, ElementsAre("A110502"));
  EXPECT_EQ(rule.loses, static_cast<PropertySet>(Property::confidentiality));
  EXPECT_EQ(rule.needs.kind, Foothold::Kind::exposed);
  EXPECT_EQ(rule.gives.kind, Foothold::Kind::on);
  EXPECT_EQ(rule.gives.privilege, lang::Privilege::user);
  EXPECT_TRUE(rule.gives.on.has_value());
  EXPECT_EQ(rule.gives.text, "on(flow.to)");
}

TEST_F(Load, RulesMaySayOtherwise) {
  const Catalog catalog = load_with({R"(pack: {id: a, version: 1}
rules:
  other:
    on: flow
    when: flow.encrypted == no
    weakness: open-link
    threat: {actor: A, action: b}
    stride: [T, E]
    cwe: []
    loses: [integrity, availability]
    interaction: yes
)"});
  const Rule& rule = catalog[catalog.find_rule("other")];
  EXPECT_THAT(rule.stride, ElementsAre(Stride::T, Stride::E));
  EXPECT_THAT(rule.cwe, IsEmpty());
  EXPECT_THAT(rule.imdrf, ElementsAre("A110502"));
  EXPECT_EQ(rule.loses, 6);
  EXPECT_TRUE(rule.interaction);
  EXPECT_EQ(rule.needs.kind, Foothold::Kind::none);
  EXPECT_FALSE(rule.threat.thing.has_value());
}

TEST_F(Load, AnswersKnowControlsPlacesAndEffects) {
  const Catalog catalog = load_with({});
  const Rule& radio = catalog[catalog.find_rule("radio-open")];
  ASSERT_THAT(radio.answered_by, SizeIs(3));
  const Answer& clears = radio.answered_by[0];
  EXPECT_EQ(clears.effect, Effect::clears);
  EXPECT_EQ(catalog[clears.all[0].control].id, "encryption");
  EXPECT_THAT(clears.all[0].parameters, ElementsAre(Pair("mode", ElementsAre("strong"))));
  EXPECT_FALSE(clears.all[0].at.path.has_value());
  EXPECT_EQ(radio.answered_by[1].effect, Effect::weakens);
  EXPECT_EQ(radio.answered_by[1].weakens, 1);
  EXPECT_EQ(radio.answered_by[2].effect, Effect::none);
  EXPECT_EQ(radio.answered_by[2].because, "a lock on the port does not help on air");
  EXPECT_TRUE(radio.answered_by[2].all[0].at.path.has_value());
  EXPECT_EQ(radio.answered_by[2].all[0].at.text, "flow.to");
  EXPECT_THAT(radio.specialises, ElementsAre(catalog.find_rule("link-open")));

  const Use& every = catalog[catalog.find_rule("port-open")].answered_by[0].all[0];
  EXPECT_TRUE(every.at.every_witness);
  EXPECT_EQ(catalog[catalog.find_rule("port-open")].when.variables[every.at.variable], "p");
}

TEST_F(Load, ControlsImplyFactsOfWhatTheyCover) {
  const Catalog catalog = load_with({});
  const Control& control = catalog[catalog.find_control("encryption")];
  ASSERT_THAT(control.implies, SizeIs(1));
  EXPECT_THAT(control.implies[0].when, ElementsAre(Pair("mode", ElementsAre("strong"))));
  EXPECT_EQ(control.implies[0].fact, catalog.vocabulary.find_fact(Kind::flow, "encrypted"));
  EXPECT_EQ(control.implies[0].value, 1u);
  EXPECT_THAT(control.parameters[0].titles, ElementsAre("weak mode", "strong mode"));
}

TEST_F(Load, RequirementsDependOnHowAControlIsSetUp) {
  const Catalog catalog = load_with({R"(pack: {id: a, version: 1}
controls:
  tape:
    title: Tape
    text: Tape it.
    on: [element]
    covers: [self]
    parameters: {width: [narrow, wide], colour: [red, blue]}
    requirement:
      text: any
      accept: measured
      verify: tested
      defeat: attacked
      modes:
        - when: {width: [narrow, wide]}
          text: of some width
          verify: width tested
        - when: {width: wide, colour: red}
          text: wide and red
)"});
  const Control& tape = catalog[catalog.find_control("tape")];
  const auto asked = [&](std::vector<std::pair<std::string, std::string>> parameters) {
    std::vector<std::string> texts;
    const RequirementTemplate all = requirement_of(tape, parameters);
    for (const auto& part : {all.text, all.accept, all.verify, all.defeat})
      texts.push_back(part.value_or(lang::Template{}).parts.at(0).literal);
    return texts;
  };
  EXPECT_THAT(asked({}), ElementsAre("any", "measured", "tested", "attacked"));
  EXPECT_THAT(asked({{"colour", "red"}}), ElementsAre("any", "measured", "tested", "attacked"));
  EXPECT_THAT(asked({{"width", "narrow"}}),
              ElementsAre("of some width", "measured", "width tested", "attacked"));
  EXPECT_THAT(asked({{"colour", "red"}, {"width", "wide"}}),
              ElementsAre("wide and red", "measured", "width tested", "attacked"));
}

TEST_F(Load, LaterPackReplacesById) {
  const Catalog catalog = load_with({R"(pack: {id: a, version: 1}
weaknesses:
  open-link: {title: Replaced, text: New., cwe: [1, 2], family: link, was: [old-link]}
facts:
  encrypted: {on: [flow], title: ciphered, question: "Is it?", worst: yes}
)"});
  EXPECT_EQ(catalog[catalog.find_weakness("open-link")].title, "Replaced");
  EXPECT_EQ(catalog.find_weakness("old-link"), catalog.find_weakness("open-link"));
  EXPECT_THAT(catalog[catalog.find_rule("link-open")].cwe, ElementsAre(1u, 2u));
  const lang::Vocabulary& v = catalog.vocabulary;
  EXPECT_EQ(v[v.find_fact(Kind::flow, "encrypted")].title, "ciphered");
  EXPECT_EQ(std::count_if(v.facts.begin(), v.facts.end(),
                          [](const lang::Fact& f) { return f.id == "encrypted"; }),
            1);
}

TEST_F(Load, FactsOfOneNameOnOtherKindsStandSideBySide) {
  const Catalog catalog = load_with({R"(pack: {id: a, version: 1}
facts:
  encrypted: {on: [data], values: [weak, strong], title: kept secret, question: "Is it?", worst: weak}
data_kinds: {secret: {title: secret, facts: {encrypted: strong}}}
)"});
  const lang::Vocabulary& v = catalog.vocabulary;
  EXPECT_NE(v.find_fact(Kind::flow, "encrypted"), v.find_fact(Kind::data, "encrypted"));
  EXPECT_EQ(v[v.find_fact(Kind::data, "encrypted")].domain, lang::Domain::choice);
}

TEST_F(Load, OrderOfFilesDoesNotMatter) {
  const std::string header = "pack: {id: a, version: 1}\n";
  const std::vector<std::string> parts = {
      "types: {b: {is: a, title: b}}\n",
      "types: {a: {is: c, title: a}}\n",
      "types: {c: {is: node, title: c, facts: {sealed: no}}}\n",
      "rules: {r: {on: flow, when: flow.new == yes, weakness: w, threat: {actor: a, action: b}, "
      "answered_by: [{all: [{use: k}]}]}}\n",
      "facts: {new: {on: [flow], title: n, question: q, worst: yes}}\n",
      "weaknesses: {w: {title: w, text: w}}\n",
      "controls: {k: {title: k, text: k, on: [flow], covers: [self], implies: [{facts: {new: "
      "no}}]}}\n"};
  std::vector<std::size_t> order{0, 1, 2, 3, 4, 5, 6};
  do {
    diag::Diagnostics diagnostics;
    std::vector<PackFile> files{{"pack.yaml", sources_.add("pack.yaml", header)}};
    for (const std::size_t i : order)
      files.push_back({"part.yaml", sources_.add("part.yaml", parts[i])});
    const Catalog catalog = load({base_, files}, sources_, diagnostics);
    ASSERT_TRUE(diagnostics.empty()) << diag::render_text(diagnostics, sources_, {});
    ASSERT_TRUE(catalog.find_rule("r").valid());
  } while (std::next_permutation(order.begin() + 3, order.end()));
}

TEST_F(Load, BrokenRuleIsLeftOutAndTheRestStays) {
  std::vector<PackFile> file{{"more.yaml", sources_.add("more.yaml", R"(pack: {id: a, version: 1}
rules:
  a-broken: {on: flow, when: flow.nothing == no, weakness: open-link, threat: {actor: a, action: b}}
  z-good: {on: flow, when: flow.encrypted == no, weakness: open-link, threat: {actor: a, action: b}, specialises: [link-open, a-broken]}
)")}};
  const Catalog catalog = load({base_, file}, sources_, diagnostics_);
  EXPECT_EQ(diagnostics_.count(diag::Severity::error), 1u)
      << diag::render_text(diagnostics_, sources_, {});
  EXPECT_FALSE(catalog.find_rule("a-broken").valid());
  EXPECT_THAT(catalog[catalog.find_rule("z-good")].specialises,
              ElementsAre(catalog.find_rule("link-open")));
}

TEST_F(Load, AnswerWithUnknownControlIsLeftOut) {
  std::vector<PackFile> file{{"more.yaml", sources_.add("more.yaml", R"(pack: {id: a, version: 1}
rules:
  r:
    on: flow
    when: flow.encrypted == no
    weakness: open-link
    threat: {actor: a, action: b}
    answered_by: [{all: [{use: encryption}, {use: nothing}]}, {all: [{use: encryption, mode: weak}]}]
)")}};
  const Catalog catalog = load({base_, file}, sources_, diagnostics_);
  EXPECT_EQ(diagnostics_.count(diag::Severity::error), 1u);
  ASSERT_THAT(catalog[catalog.find_rule("r")].answered_by, SizeIs(1));
  EXPECT_THAT(catalog[catalog.find_rule("r")].answered_by[0].all[0].parameters, SizeIs(1));
}

TEST_F(Load, GridHasReasons) {
  const std::string row =
      "{S: yes here, T: yes here, R: yes here, I: yes here, D: yes here, E: yes here}";
  const Catalog catalog = load_with(
      {"pack: {id: a, version: 1}\nstride:\n  store: " + row + "\n  node: " + row +
       "\n  port: " + row + "\n  flow: " + row +
       "\n  process:\n    S: yes\n    T: yes, because of x\n    R: no log is kept\n    I: "
       "yes\n    D: nothing depends on it\n    E: yes\n"});
  ASSERT_THAT(catalog.grid, SizeIs(30));
  const GridCell* cells = &catalog.grid[0];
  EXPECT_EQ(catalog.vocabulary[cells[0].type].id, "process");
  EXPECT_TRUE(cells[0].looked_at);
  EXPECT_EQ(cells[0].reason, "");
  EXPECT_TRUE(cells[1].looked_at);
  EXPECT_EQ(cells[1].reason, "because of x");
  EXPECT_FALSE(cells[2].looked_at);
  EXPECT_EQ(cells[2].reason, "no log is kept");
  EXPECT_FALSE(cells[4].looked_at);
  EXPECT_EQ(cells[4].reason, "nothing depends on it");
  EXPECT_EQ(std::count_if(catalog.grid.begin(), catalog.grid.end(),
                          [](const GridCell& c) { return c.flow; }),
            6);
}

TEST_F(Load, ProtocolsHaveModesAndLimits) {
  const Catalog catalog = load_with({R"(
pack: {id: more, version: 1.0.0}
facts: {version: {on: [flow], domain: version, title: version, question: "Which?"}}
protocols:
  link:
    is: ble
    title: link
    mode: pairing
    usual_mode: none
    limits:
      - {text: always}
      - {before: "4.2", mode: [none, passkey], text: once, facts: {wireless: yes}}
  sublink: {is: link, title: sublink}
  anylink: {is: link, title: anylink, usual_mode: passkey}
)"});
  const auto protocol = [&](std::string_view id) {
    return catalog.vocabulary.find_type(lang::TypeTree::protocol, id);
  };
  EXPECT_EQ(catalog.find_mode(protocol("ble")), nullptr);
  EXPECT_EQ(catalog.find_mode({}), nullptr);
  const ProtocolMode* mode = catalog.find_mode(protocol("sublink"));
  ASSERT_NE(mode, nullptr);
  EXPECT_EQ(mode, catalog.find_mode(protocol("link")));
  EXPECT_EQ(catalog.vocabulary[mode->fact].id, "pairing");
  EXPECT_EQ(mode->usual, std::optional<uint32_t>(0));
  const ProtocolMode* other = catalog.find_mode(protocol("anylink"));
  ASSERT_NE(other, nullptr);
  EXPECT_EQ(other->fact, mode->fact);
  EXPECT_EQ(other->usual, std::optional<uint32_t>(1));
  ASSERT_THAT(catalog.limits, SizeIs(2));
  const Limit& always = catalog.limits[0];
  const Limit& once = catalog.limits[1];
  EXPECT_TRUE(catalog.holds(always, protocol("sublink"), std::nullopt, std::nullopt));
  EXPECT_FALSE(catalog.holds(always, protocol("ble"), std::nullopt, std::nullopt));
  EXPECT_THAT(once.facts, SizeIs(1));
  EXPECT_TRUE(catalog.holds(once, protocol("link"), "4.1", 1));
  EXPECT_FALSE(catalog.holds(once, protocol("link"), "4.10", 1));
  EXPECT_FALSE(catalog.holds(once, protocol("link"), "4.1", std::nullopt));
  EXPECT_FALSE(catalog.holds(once, protocol("link"), std::nullopt, 1));
}

TEST_F(Load, UnknownIdsAreInvalid) {
  const Catalog catalog = load_with({});
  EXPECT_FALSE(catalog.find_rule("zzz").valid());
  EXPECT_FALSE(catalog.find_control("").valid());
  EXPECT_FALSE(catalog.find_weakness("open").valid());
}

TEST(ReadPack, FindsYamlBelowTheFolderOnly) {
  MemoryFs fs;
  for (const char* path : {"p/pack.yaml", "p/rules/b.yaml", "p/rules/b.cases.yaml",
                           "p/rules/a.yaml", "p/readme.md", "q/other.yaml"}) {
    fs.files[path] = "pack: {id: p, version: 1}\n";
  }
  diag::Sources sources;
  diag::Diagnostics diagnostics;
  const auto paths = [&](CaseFiles cases) {
    std::vector<std::string> found;
    for (const PackFile& file : read_pack(fs, "p", cases, sources, diagnostics))
      found.push_back(file.path);
    return found;
  };
  EXPECT_THAT(paths(CaseFiles::left_out), ElementsAre("pack.yaml", "rules/a.yaml", "rules/b.yaml"));
  EXPECT_THAT(paths(CaseFiles::only), ElementsAre("rules/b.cases.yaml"));
  EXPECT_TRUE(diagnostics.empty());
}

TEST(ReadPack, ReportsWhatItCannotRead) {
  const MemoryFs fs;
  diag::Sources sources;
  diag::Diagnostics diagnostics;
  EXPECT_THAT(read_pack(fs, "nowhere", CaseFiles::left_out, sources, diagnostics), IsEmpty());
  ASSERT_THAT(diagnostics.unsorted(), SizeIs(1));
  EXPECT_EQ(diagnostics.unsorted()[0].kind, diag::Kind::pack_unreadable);
}

TEST(ReadPack, HasABudgetOfFolders) {
  MemoryFs fs;
  std::string path = "p";
  for (int i = 0; i < 12; ++i) path += "/d";
  fs.files[path + "/a.yaml"] = "";
  diag::Sources sources;
  diag::Diagnostics diagnostics;
  EXPECT_THAT(read_pack(fs, "p", CaseFiles::left_out, sources, diagnostics), IsEmpty());
  ASSERT_THAT(diagnostics.unsorted(), SizeIs(1));
  EXPECT_EQ(diagnostics.unsorted()[0].kind, diag::Kind::pack_too_large);
}

}  // namespace
}  // namespace wardround::catalog
