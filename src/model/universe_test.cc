// What rules see of a model: subjects, types, relations, facts with their origin, exposures.
#include "lang/universe.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "model/testing.h"

namespace wardround::model::testing {
namespace {

using ::testing::ElementsAre;

constexpr const char* kCuff = R"(wardround: 1
system: {id: home-cuff, name: Home blood-pressure cuff}
harms: {missed-crisis: serious}
functions: {measure: {needs: [readings], harms: [missed-crisis]}}
data: {readings: [phi, confidential], fw: firmware}
elements:
  cuff: box
  mcu:  {type: app, in: cuff, stores: [readings, fw], performs: [measure]}
  app:  app
  api:  cloud
flows:
  sync:   {path: app -> mcu, protocol: ble, sends: [fw], returns: [readings]}
  upload: {path: app -> api, protocol: https, sends: [readings]}
)";

// "a b ?" : the targets, and a question mark where there may be more.
std::string targets(const Case& c, std::string_view relation, std::string_view subject) {
  std::string out;
  const SubjectId id = c.id(subject);
  for (std::size_t r = 0; r < lang::relation_count(); ++r) {
    if (lang::info(static_cast<lang::Relation>(r)).name != relation) continue;
    const lang::Relations& relations = c.universe().relation(static_cast<lang::Relation>(r));
    for (std::size_t i = 0; i < relations.count(id); ++i) {
      out += (out.empty() ? "" : " ") + c.universe().ids[relations.first(id)[i].index()];
    }
    if (relations.is_open(id)) out += out.empty() ? "?" : " ?";
  }
  return out;
}

std::string fact(const Case& c, std::string_view subject, std::string_view name) {
  const SubjectId id = c.id(subject);
  const lang::FactId f = c.catalog.vocabulary.find_fact(c.universe().kind(id), name);
  const lang::Fact& info = c.catalog.vocabulary[f];
  const lang::Cell& cell = c.universe().cell(f, id);
  std::string out;
  if (cell.provenance != lang::Provenance::unknown &&
      cell.provenance != lang::Provenance::not_applicable) {
    out = info.domain == lang::Domain::version  ? c.universe().versions[cell.value]
          : info.domain == lang::Domain::number ? std::to_string(cell.value)
                                                : info.values[cell.value].id;
    out += " ";
  }
  out += lang::name(cell.provenance);
  if (cell.origin == 0xffffffffu) return out;
  const lang::Origin& origin = c.universe().origins[cell.origin];
  if (!origin.via.empty()) out += " " + origin.via;
  if (!origin.owner.empty()) out += " ask " + origin.owner;
  if (!origin.until.empty()) out += " until " + origin.until;
  return out + " @" + c.sources.location(origin.span);
}

std::string positions(const lang::Exposure& exposure) {
  std::string out;
  for (std::size_t p = 0; p < lang::kPositions; ++p) {
    const std::string name(lang::name(static_cast<lang::Position>(p)));
    if ((exposure.yes >> p) & 1) out += (out.empty() ? "" : " ") + name;
    if ((exposure.unknown >> p) & 1) out += (out.empty() ? "" : " ") + name + "?";
  }
  return out;
}
std::string exposed(const Case& c, std::string_view subject) {
  return positions(c.universe().exposed[c.id(subject).index()]);
}
std::string reachable(const Case& c, std::string_view subject) {
  return positions(c.universe().reachable[c.id(subject).index()]);
}

TEST(Subjects, StandInOneOrder) {
  const Case c = read(kCuff);
  EXPECT_FALSE(c.diagnostics.has_errors());
  EXPECT_THAT(c.universe().ids,
              ElementsAre("home-cuff", "api", "app", "cuff", "mcu", "sync", "upload", "fw",
                          "readings", "measure", "missed-crisis", "measure--missed-crisis"));
  EXPECT_EQ(c.universe().names[0], "Home blood-pressure cuff");
  EXPECT_EQ(c.model()[c.id("measure--missed-crisis")].name, "missed-crisis through measure");
  EXPECT_TRUE(c.model()[c.id("measure--missed-crisis")].generated);
  EXPECT_THAT(c.model()[c.id("sync")].path, ElementsAre("flows", "sync"));
}

TEST(Subjects, AreFoundByIdAndFormerId) {
  const Case c =
      read("wardround: 1\nsystem: s\nelements: {a: {type: app, was: [old, older]}, b: app}\n");
  EXPECT_EQ(c.id("old"), c.id("a"));
  EXPECT_EQ(c.id("older"), c.id("a"));
  EXPECT_EQ(c.id("system"), SubjectId(0));
  EXPECT_EQ(c.id("s"), SubjectId(0));
  EXPECT_FALSE(c.id("zz").valid());
  EXPECT_FALSE(Model().find("a").valid());
}

TEST(Subjects, AreCounted) {
  const Counts counts = read(kCuff).model().counts();
  EXPECT_EQ(counts.elements, 4u);
  EXPECT_EQ(counts.flows, 2u);
  EXPECT_EQ(counts.data, 2u);
  EXPECT_EQ(counts.functions, 1u);
  EXPECT_EQ(counts.harms, 1u);
}

struct Related {
  const char* relation;
  const char* subject;
  const char* targets;
};
void expect_relations(const Case& c, const std::vector<Related>& expected) {
  EXPECT_FALSE(c.diagnostics.has_errors());
  for (const Related& r : expected) {
    EXPECT_EQ(targets(c, r.relation, r.subject), r.targets) << r.subject << "." << r.relation;
  }
}

TEST(Relations, OfAShortModel) {
  expect_relations(read(kCuff), {
                                    {"elements", "system", "api app cuff mcu"},
                                    {"flows", "system", "sync upload"},
                                    {"all_data", "system", "fw readings"},
                                    {"functions", "system", "measure"},
                                    {"parent", "mcu", "cuff"},
                                    {"node", "mcu", "cuff"},
                                    {"node", "cuff", "cuff"},
                                    {"node", "app", ""},
                                    {"children", "cuff", "mcu"},
                                    {"contents", "cuff", "mcu"},
                                    {"enclosing", "mcu", "cuff"},
                                    {"from", "sync", "app"},
                                    {"to", "sync", "mcu"},
                                    {"opens", "app", "sync upload"},
                                    {"serves", "mcu", "sync"},
                                    {"flows_in", "mcu", "sync"},
                                    {"flows_out", "mcu", "sync"},
                                    {"flows_in", "app", "sync"},
                                    {"flows_out", "app", "sync upload"},
                                    {"flows_out", "api", ""},
                                    {"flows", "cuff", "sync"},
                                    {"crossing", "sync", "cuff"},
                                    {"entering", "sync", "cuff"},
                                    {"leaving", "sync", ""},
                                    {"crossing", "upload", ""},
                                    {"flows_crossing", "cuff", "sync"},
                                    {"carries", "sync", "fw readings"},
                                    {"carriers", "readings", "sync upload"},
                                    {"receives", "mcu", "fw"},
                                    {"emits", "mcu", "readings"},
                                    {"touches", "app", "fw readings"},
                                    {"touches", "mcu", "fw readings"},
                                    {"stored_in", "readings", "mcu"},
                                    {"producers", "readings", "mcu"},
                                    {"producers", "fw", "app"},
                                    {"writers", "readings", "app mcu"},
                                    {"readers", "readings", "api app"},
                                    {"performers", "measure", "mcu"},
                                    {"functions", "readings", "measure"},
                                    {"situations", "measure", "measure--missed-crisis"},
                                });
}

constexpr const char* kLarge = R"(wardround: 1
system: s
harms: {h: minor}
functions: {beam: {needs: [dose]}, stop: {}}
data: {dose: command, state: command, fw: firmware}
boundaries:
  net: {type: internet}
  zone: {in: dev}
elements:
  dev: box
  ctl: {type: app, in: zone, performs: [beam]}
  part: {type: app, in: ctl}
  usb: {type: port, in: zone}
  op: person
  build: cloud
  odd: {in: dev}
flows:
  f: {path: op -> part, over: [net], sends: [dose]}
  g: {path: {from: [ctl, usb], to: build}, sends: unknown}
  k: {path: unknown -> ctl, returns: [state]}
  inner: part -> usb
credentials:
  key: {kind: key, held_by: [op], authenticates: [f, zone]}
  pass: {kind: password, authenticates: g}
software:
  lib: ctl
updates:
  up: {data: fw, signed_by: none, installs_on: ctl, route: [build, ctl]}
modes:
  m: {of: ctl, entered_by: [op], writes: [dose], shared_state: [state], next: [n]}
  n: {of: ctl}
interlocks:
  i: {guards: beam, implemented_by: ctl, decided_by: [state]}
)";

TEST(Relations, OfEveryKind) {
  expect_relations(read(kLarge),
                   {
                       {"boundaries", "system", "net zone"},
                       {"boundaries", "ctl", "zone"},
                       {"credentials", "system", "key pass"},
                       {"software", "system", "lib"},
                       {"updates", "system", "up"},
                       {"modes", "system", "m n"},
                       {"interlocks", "system", "i"},
                       {"flows", "system", "f g.1 g.2 inner k"},
                       // containment: boundaries contain elements, a process encloses nothing
                       {"enclosing", "part", "ctl dev zone"},
                       {"contents", "dev", "ctl odd part usb"},
                       {"contents", "zone", "ctl part usb"},
                       {"children", "dev", "odd zone"},
                       {"ports", "dev", "usb"},
                       {"ports", "zone", "usb"},
                       {"node", "part", "dev"},
                       {"node", "zone", "dev"},
                       {"node", "odd", "dev ?"},
                       {"crossing", "f", "dev zone"},
                       {"entering", "f", "dev zone"},
                       {"crossing", "g.1", "dev zone"},
                       {"leaving", "g.1", "dev zone"},
                       {"crossing", "inner", ""},
                       {"crossing", "k", "?"},
                       {"flows", "zone", "f g.1 g.2 inner k"},
                       {"flows", "ctl", "g.1 k"},
                       {"flows", "part", "f inner"},
                       // ends and data that are unknown
                       {"from", "k", "?"},
                       {"to", "k", "ctl"},
                       {"sends", "g.2", "?"},
                       {"emits", "usb", "?"},
                       {"receives", "build", "?"},
                       {"flows_out", "ctl", "g.1 k"},
                       {"flows_in", "usb", "inner"},
                       {"flows_in", "part", "f"},
                       {"producers", "dose", "op"},
                       {"producers", "fw", "?"},
                       // who opens what
                       {"held_by", "key", "op"},
                       {"held_by", "pass", "?"},
                       {"issued_by", "key", "?"},
                       {"holds", "op", "key"},
                       {"authenticates", "pass", "g.1 g.2"},
                       {"credentials", "part", "key"},
                       {"credentials", "build", "pass"},
                       {"credentials", "zone", "key"},
                       {"credentials", "f", "key"},
                       // what changes what
                       {"runs_in", "lib", "ctl"},
                       {"software", "ctl", "lib"},
                       {"updates", "ctl", "up"},
                       {"updates", "fw", "up"},
                       {"signed_by", "up", ""},
                       {"verified_by", "up", "?"},
                       {"built_by", "up", "?"},
                       {"route", "up", "build ctl"},
                       {"modes", "ctl", "m n"},
                       {"next", "m", "n"},
                       {"writes", "m", "dose"},
                       {"shared_state", "m", "state"},
                       {"interlocks", "beam", "i"},
                       {"interlocks", "stop", ""},
                       {"sensed_by", "i", "?"},
                       {"decided_by", "i", "state"},
                   });
}

TEST(Relations, UnknownFunctionsNeedUnknownData) {
  const Case c = read(
      "wardround: 1\nsystem: s\nelements: {a: {type: app, performs: unknown}, b: app}\n"
      "data: {d: phi}\nflows: {f: {path: a -> b, sends: [d]}}\n");
  EXPECT_FALSE(c.diagnostics.has_errors());
  const auto& touches = c.universe().relation(lang::Relation::touches);
  EXPECT_TRUE(touches.is_open(c.id("a")));
  EXPECT_EQ(touches.count(c.id("a")), 1u);
  EXPECT_FALSE(touches.is_open(c.id("b")));
}

TEST(Relations, AFlowListCountsOnce) {
  const Case c = read(kLarge);
  EXPECT_EQ(c.model().counts().flows, 4u);
  EXPECT_THAT(c.model()[c.id("g.2")].path, ElementsAre("flows", "g"));
}

TEST(Types, LeftOutOrUnknown) {
  const Case c = read(
      "wardround: 1\nsystem: s\nelements: {a: , b: {type: unknown}, d: {unknown: {ask: tom}}}\n"
      "boundaries: {z: {in: a}}\ndata: {x: , y: [phi, unknown]}\n"
      "flows: {f: a -> b, g: {path: a -> b, protocol: unknown}}\n");
  EXPECT_FALSE(c.diagnostics.has_errors());
  const auto open = [&](std::string_view id) {
    return bool(c.universe().type_open[c.id(id).index()]);
  };
  for (const char* id : {"a", "b", "d", "x", "y", "g"}) EXPECT_TRUE(open(id)) << id;
  for (const char* id : {"z", "f"}) EXPECT_FALSE(open(id)) << id;
  EXPECT_EQ(c.universe().types[c.id("y")].size(), 1u);
}

TEST(Situations, LongFormsReplaceTheShortOnes) {
  const Case c = read(
      "wardround: 1\nsystem: s\nharms: {h: {severity: critical, imdrf: [F13], multi_patient: yes}, "
      "k: {}}\n"
      "functions: {f: {harms: [h, k]}}\ndata: {d: phi}\n"
      "hazardous_situations:\n"
      "  z: {function: f, deviation: wrong-value, caused_by: [integrity and availability of d], "
      "harms: [h]}\n");
  EXPECT_FALSE(c.diagnostics.has_errors());
  ASSERT_EQ(c.model().situations.size(), 2u);
  const HazardousSituation& short_form = c.model().situations[0];
  EXPECT_EQ(c.model()[short_form.id].id, "f--k");
  EXPECT_TRUE(short_form.causes.empty());
  const HazardousSituation& z = c.model().situations[1];
  EXPECT_EQ(z.deviation, Deviation::wrong_value);
  ASSERT_EQ(z.causes.size(), 1u);
  EXPECT_EQ(z.causes[0].properties, 2 | 4);
  EXPECT_EQ(z.function, c.id("f"));
  EXPECT_EQ(c.model().harms[0].severity, Severity::critical);
  EXPECT_EQ(c.model().harms[0].multi_patient, Tri::yes);
  EXPECT_THAT(c.model().harms[0].imdrf, ElementsAre("F13"));
  EXPECT_EQ(c.model().harms[1].severity, std::nullopt);
}

TEST(Controls, AreRead) {
  const Case c = read(
      "wardround: 1\nsystem: s\nelements: {a: app, b: {type: box, controls: [firewall]}, x: {type: "
      "app, in: b}}\n"
      "flows: {f: {path: a -> x, controls: [{use: pin, status: implemented, length: long, not_on: "
      "[x]}]}}\n");
  EXPECT_FALSE(c.diagnostics.has_errors());
  ASSERT_EQ(c.model().controls.size(), 2u);
  EXPECT_EQ(c.model().controls[0].at, c.id("b"));
  EXPECT_EQ(c.model().controls[0].status, Status::planned);
  const ControlUse& pin = c.model().controls[1];
  EXPECT_EQ(pin.status, Status::implemented);
  EXPECT_THAT(pin.parameters, ElementsAre(std::pair<std::string, std::string>("length", "long")));
  EXPECT_THAT(pin.not_on, ElementsAre(c.id("x")));
}

// ---- facts

TEST(Facts, ComeInFallingOrder) {
  const Case c = read(R"(wardround: 1
system: s
context: {patients: many, device: {class: II}}
boundaries: {ward: {type: hospital-network, controlled_by: hospital}}
elements:
  dev: {type: box, in: ward}
  part: {type: app, in: dev}
  mine: {type: box, in: ward, controlled_by: manufacturer}
  deep: {type: app, in: mine}
  asked: {type: box, in: ward, controlled_by: {unknown: {ask: tom, until: 2026-12-05}}}
  inside: {type: app, in: asked}
  small: small-box
  ph: phone
  ui: {type: app, in: ph}
  lone: app
  what: {controlled_by: patient}
flows:
  a: {path: lone -> part, protocol: {name: ble5, version: "4.2", pairing: just-works}}
  b: {path: lone -> part, protocol: https}
  c: {path: lone -> part, protocol: {name: ble, bonding: strict}}
  d: {path: lone -> part, protocol: unknown}
  e: {path: lone -> part, protocol: ble, pairing: unknown, encrypted: yes}
  g: lone -> part
data: {x: {kind: phi, retention_days: 30}}
)");
  EXPECT_FALSE(c.diagnostics.has_errors());
  const std::vector<std::array<const char*, 3>> expected{
      {"system", "patients", "many stated @m.yaml:3:21"},
      {"system", "class", "II stated @m.yaml:3:43"},
      {"ward", "controlled_by", "hospital stated @m.yaml:4:60"},
      {"dev", "controlled_by", "hospital inherited from `ward` @m.yaml:4:60"},
      {"part", "controlled_by", "hospital inherited from `ward` @m.yaml:4:60"},
      {"deep", "controlled_by", "manufacturer inherited from `mine` @m.yaml:8:46"},
      {"asked", "controlled_by", "unknown ask tom until 2026-12-05 @m.yaml:10:47"},
      {"inside", "controlled_by", "unknown"},
      {"ph", "controlled_by", "patient fixed by type `phone` @<pack>:22:43"},
      {"ui", "controlled_by", "patient inherited from `ph` @<pack>:22:43"},
      {"dev", "updatable", "yes fixed by type `box` @<pack>:20:39"},
      {"dev", "locked_down", "yes typical by type `box` @<pack>:20:66"},
      {"small", "locked_down", "no typical by type `small-box` @<pack>:21:52"},
      {"small", "updatable", "yes fixed by type `box` @<pack>:20:39"},
      {"part", "updatable", "not-applicable"},
      {"what", "updatable", "unknown"},
      {"a", "version", "4.2 stated @m.yaml:18:59"},
      {"a", "encrypted", "yes implied by `pairing: just-works` @m.yaml:18:75"},
      {"a", "authenticated", "no implied by `pairing: just-works` @m.yaml:18:75"},
      {"a", "wireless", "yes implied in protocol `ble` @<pack>:26:57"},
      {"b", "encrypted", "yes implied in protocol `https` @<pack>:29:41"},
      {"b", "pairing", "not-applicable"},
      {"c", "pairing", "passkey implied by `bonding: strict` @m.yaml:20:58"},
      {"c", "authenticated", "yes implied by `pairing: passkey` @m.yaml:20:58"},
      {"d", "pairing", "unknown"},
      {"e", "pairing", "unknown @m.yaml:22:51"},
      {"g", "encrypted", "unknown"},
      {"g", "pairing", "not-applicable"},
      {"x", "retention_days", "30 stated @m.yaml:24:39"},
  };
  for (const auto& [subject, name, value] : expected) {
    EXPECT_EQ(fact(c, subject, name), value) << subject << "." << name;
  }
}

TEST(Facts, SeverityOfAFunctionIsTheWorstOfItsHarms) {
  const Case c = read(R"(wardround: 1
system: s
harms: {a: minor, b: critical, c: unknown, d: catastrophic}
functions: {f: {harms: [a, b]}, g: {harms: [a, c]}, h: {harms: [c, d]}, i: {}}
)");
  EXPECT_EQ(fact(c, "f", "severity"), "critical implied through `f--b` @m.yaml:3:22");
  EXPECT_EQ(fact(c, "g", "severity"), "unknown");
  EXPECT_EQ(fact(c, "h", "severity"), "catastrophic implied through `h--d` @m.yaml:3:47");
  EXPECT_EQ(fact(c, "i", "severity"), "unknown");
}

TEST(Facts, OnlyColumnsInUseAreThere) {
  const Case c = read(kCuff);
  const auto size = [&](Kind kind, std::string_view name) {
    return c.universe().facts[c.catalog.vocabulary.find_fact(kind, name).index()].codes().size();
  };
  EXPECT_EQ(size(Kind::system, "patients"), 0u);
  EXPECT_GT(size(Kind::flow, "encrypted"), 0u);
  EXPECT_LE(size(Kind::flow, "encrypted"), c.model().counts().flows);
}

// ---- exposure

struct Exposed {
  const char* name;
  const char* text;  // elements a, b and a flow f from a to b, and more
  const char* flow;
  const char* element;  // b
  const char* reach;    // b
};
class Exposures : public ::testing::TestWithParam<Exposed> {};

TEST_P(Exposures, FollowFromTheStructure) {
  const Case c = read(std::string("wardround: 1\nsystem: s\n") + GetParam().text);
  EXPECT_FALSE(c.diagnostics.has_errors());
  EXPECT_EQ(exposed(c, "f"), GetParam().flow);
  EXPECT_EQ(exposed(c, "b"), GetParam().element);
  EXPECT_EQ(reachable(c, "b"), GetParam().reach);
}

INSTANTIATE_TEST_SUITE_P(
    Model, Exposures,
    ::testing::Values(
        Exposed{"inside_a_node",
                "elements: {n: {type: box, controlled_by: patient}, a: {type: app, in: n}, b: "
                "{type: app, in: n}}\n"
                "flows: {f: {path: a -> b, protocol: ble}}\n",
                "physical-touch physical-possession", "physical-touch physical-possession",
                "physical-touch physical-possession"},
        Exposed{"inside_a_node_of_nodes",
                "elements: {o: {type: box, controlled_by: hospital}, n: {type: box, in: o}, a: "
                "{type: app, in: n}, b: {type: app, in: o}}\n"
                "flows: {f: {path: a -> b}}\n",
                "physical-touch", "physical-touch", "physical-touch"},
        Exposed{"a_person_works_by_hand",
                "elements: {n: {type: box, controlled_by: hospital}, a: person, b: {type: app, "
                "in: n}}\n"
                "flows: {f: {path: a -> b}}\n",
                "physical-touch", "physical-touch", "physical-touch"},
        Exposed{"a_port_takes_a_cable",
                "elements: {n: {type: box, controlled_by: hospital}, b: {type: port, in: n}}\n"
                "flows: {f: {path: unknown -> b}}\n",
                "physical-touch?", "physical-touch", "physical-touch"},
        Exposed{"radio",
                "elements: {n: {type: box, controlled_by: manufacturer}, a: app, b: {type: app, "
                "in: n}}\n"
                "flows: {f: {path: a -> b, protocol: ble}}\n",
                "radio-range", "radio-range", "radio-range"},
        Exposed{"radio_at_both_ends",
                "elements: {n: {type: box, controlled_by: manufacturer}, a: app, b: {type: app, "
                "in: n}}\n"
                "flows: {f: {path: b -> a, protocol: ble}}\n",
                "radio-range", "radio-range", "radio-range"},
        Exposed{
            "over_networks",
            "boundaries: {i: cellular, h: home-network, w: hospital-network, n: network}\n"
            "elements: {a: box, b: {type: box, controlled_by: manufacturer}}\n"
            "flows: {f: {path: a -> b, protocol: http, over: [i, h, w, n]}}\n",
            "internet hospital-network home-network on-path",
            "internet hospital-network home-network on-path",
            "internet hospital-network home-network on-path physical-touch? physical-possession?"},
        Exposed{"over_unknown",
                "elements: {a: {type: box, controlled_by: manufacturer}, b: {type: box, "
                "controlled_by: manufacturer}}\n"
                "flows: {f: {path: a -> b, protocol: https, over: unknown}}\n",
                "internet? hospital-network? home-network? on-path?",
                "internet? hospital-network? home-network? on-path?",
                "internet? hospital-network? home-network? on-path?"},
        Exposed{"ip_far_apart",
                "elements: {a: {type: box, controlled_by: manufacturer}, b: cloud}\n"
                "flows: {f: {path: a -> b, protocol: https}}\n",
                "internet? on-path", "internet? on-path", "internet? on-path"},
        Exposed{"ip_between_short_elements",
                "elements: {a: app, b: cloud}\nflows: {f: {path: a -> b, protocol: https}}\n",
                "internet? on-path", "internet? on-path", "internet? on-path"},
        Exposed{"ip_in_one_network",
                "boundaries: {w: {type: hospital-network, controlled_by: manufacturer}}\n"
                "elements: {a: {type: box, in: w}, b: {type: box, in: w}}\n"
                "flows: {f: {path: a -> b, protocol: https}}\n",
                "hospital-network on-path", "hospital-network on-path", "hospital-network on-path"},
        Exposed{
            "protocol_left_out",
            "elements: {a: app, b: {type: box, controlled_by: manufacturer}}\nflows: {f: a -> b}\n",
            "internet? radio-range? on-path?", "internet? radio-range? on-path?",
            "internet? radio-range? on-path?"},
        Exposed{"wire",
                "elements: {a: app, b: {type: box, controlled_by: hospital}}\n"
                "flows: {f: {path: a -> b, protocol: wire}}\n",
                "physical-touch", "physical-touch", "physical-touch"},
        Exposed{"wire_of_the_manufacturer",
                "elements: {a: {type: box, controlled_by: manufacturer}, b: {type: box, "
                "controlled_by: manufacturer}}\n"
                "flows: {f: {path: a -> b, protocol: wire}}\n",
                "", "", ""},
        Exposed{"unknown_end",
                "elements: {a: app, b: {type: box, controlled_by: manufacturer}}\n"
                "flows: {f: {path: unknown -> b, protocol: ble}}\n",
                "radio-range?", "radio-range?", "radio-range?"},
        Exposed{"through_another",
                "boundaries: {i: internet}\n"
                "elements: {x: person, a: {type: box, controlled_by: manufacturer}, b: {type: box, "
                "controlled_by: manufacturer}}\n"
                "flows: {e: {path: x -> a, over: [i], protocol: https}, f: {path: a -> b, "
                "protocol: wire}}\n",
                "", "", "internet on-path"},
        Exposed{
            "from_an_external_in_a_network",
            "boundaries: {w: {type: hospital-network, controlled_by: manufacturer}}\n"
            "elements: {a: {type: person, in: w}, n: {type: box, in: w}, b: {type: app, in: n}}\n"
            "flows: {f: {path: a -> b, protocol: wire}}\n",
            "", "", "hospital-network on-path"},
        Exposed{"supply_chain",
                "elements: {a: app, b: {type: box, controlled_by: manufacturer}}\ndata: {fw: "
                "firmware}\n"
                "flows: {f: {path: b -> a, protocol: wire}}\nupdates: {u: {data: fw, installs_on: "
                "b}}\n",
                "physical-touch?", "supply-chain", "supply-chain"}),
    [](const auto& one) { return std::string(one.param.name); });

TEST(Exposures, OfAnExternalAreNone) {
  const Case c = read(
      "wardround: 1\nsystem: s\nboundaries: {i: internet}\nelements: {p: {type: person, in: i}, a: "
      "box}\n"
      "flows: {f: {path: a -> p, protocol: ble}}\n");
  EXPECT_EQ(exposed(c, "p"), "");
  EXPECT_EQ(reachable(c, "p"), "internet radio-range on-path physical-touch? physical-possession?");
}

}  // namespace
}  // namespace wardround::model::testing
