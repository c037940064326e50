// Truth tables of everything that an expression can say.
#include "lang/interpreter.h"

#include <gtest/gtest.h>

#include "diag/render.h"
#include "lang/testing.h"

namespace wardround::lang {
namespace {

using testing::UniverseBuilder;

class InterpreterTest : public ::testing::Test {
 protected:
  InterpreterTest()
      : vocabulary_(testing::sample_vocabulary()), b_(testing::sample_universe(vocabulary_)) {}

  Truth truth(std::string_view text, std::string_view subject,
              Typical typical = Typical::as_unknown) {
    diag::Sources sources;
    const diag::SourceId source = sources.add("rule", std::string(text));
    diag::Diagnostics diagnostics;
    const Universe universe = b_.build();
    const SubjectId s = b_.subject(subject);
    const auto expression =
        parse_expression(text, {source, {0}}, universe.kind(s), vocabulary_, diagnostics);
    EXPECT_TRUE(expression) << text << "\n" << diag::render_text(diagnostics, sources, {});
    if (!expression) return Truth::unknown;
    World world;
    world.vocabulary = &vocabulary_;
    world.universe = &universe;
    world.typical = typical;
    return evaluate(world, *expression, s);
  }

  struct Row {
    const char* text;
    const char* subject;
    Truth truth;
  };
  void expect(const std::vector<Row>& rows) {
    for (const Row& row : rows) {
      EXPECT_EQ(truth(row.text, row.subject), row.truth) << row.subject << ": " << row.text;
    }
  }

  static constexpr Truth no = Truth::no, maybe = Truth::unknown, yes = Truth::yes;
  Vocabulary vocabulary_;
  UniverseBuilder b_;
};

TEST_F(InterpreterTest, AndOrNotAreKleenes) {
  b_.set("sync.encrypted", "yes").set("sync.strength", "low");
  // yes: encrypted; no: strength == high; unknown: authenticated
  const std::string y = "flow.encrypted", n = "flow.strength == high", u = "flow.authenticated";
  struct {
    std::string a, b;
    Truth both, either;
  } table[] = {{y, y, yes, yes},   {y, n, no, yes},   {y, u, maybe, yes},
               {n, y, no, yes},    {n, n, no, no},    {n, u, no, maybe},
               {u, y, maybe, yes}, {u, n, no, maybe}, {u, u, maybe, maybe}};
  for (const auto& row : table) {
    EXPECT_EQ(truth(row.a + " and " + row.b, "sync"), row.both) << row.a << row.b;
    EXPECT_EQ(truth(row.a + " or " + row.b, "sync"), row.either) << row.a << row.b;
  }
  expect({{"not flow.encrypted", "sync", no},
          {"not flow.strength == high", "sync", yes},
          {"not flow.authenticated", "sync", maybe},
          {"not (flow.encrypted and flow.strength == high)", "sync", yes}});
}

TEST_F(InterpreterTest, FactsCompare) {
  b_.set("sync.encrypted", "no").set("sync.pairing", "just-works").set("sync.strength", "medium");
  b_.set("sync.version", "4.2").set("mcu.cores", "2");
  expect({{"flow.encrypted == no", "sync", yes},
          {"no == flow.encrypted", "sync", yes},
          {"flow.encrypted != no", "sync", no},
          {"flow.pairing in [none, just-works]", "sync", yes},
          {"flow.pairing in [none, passkey]", "sync", no},
          {"not flow.pairing in [none, passkey]", "sync", yes},
          {"flow.strength < high", "sync", yes},
          {"flow.strength <= medium", "sync", yes},
          {"flow.strength > medium", "sync", no},
          {"low < flow.strength", "sync", yes},
          {"not flow.strength < high", "sync", no},
          {"flow.version < 4.10", "sync", yes},
          {"flow.version == 4.2.0", "sync", yes},
          {"flow.version >= 5", "sync", no},
          {"element.cores >= 2", "mcu", yes},
          {"element.cores == 3", "mcu", no},
          {"3 > element.cores", "mcu", yes}});
}

TEST_F(InterpreterTest, WhatDoesNotApplyIsFalseAlsoUnderNot) {
  b_.not_applicable("upload.pairing");
  expect({{"flow.pairing == none", "upload", no},
          {"flow.pairing != none", "upload", no},
          {"not flow.pairing == none", "upload", no},
          {"not (flow.pairing == none or flow.pairing == passkey)", "upload", no},
          {"not flow.pairing in [none]", "upload", no}});
}

TEST_F(InterpreterTest, MissingAndOpenTargets) {
  b_.set("mcu.controlled_by", "patient");
  // upload goes nowhere (closed): false also under not.
  expect({{"flow.to.controlled_by == patient", "sync", yes},
          {"flow.to.controlled_by == patient", "upload", no},
          {"not flow.to.controlled_by == patient", "upload", no},
          {"is_a(flow.to, process)", "upload", no},
          {"not is_a(flow.to, process)", "upload", no},
          {"flow.to == flow.from", "upload", no},
          {"flow.to != flow.from", "upload", no},
          {"not flow.to.exposed_to(internet)", "upload", no},
          {"flow.to == none", "upload", yes},
          {"flow.to != none", "upload", no}});
  b_.open("upload", Relation::to);
  expect({{"flow.to.controlled_by == patient", "upload", maybe},
          {"not flow.to.controlled_by == patient", "upload", maybe},
          {"is_a(flow.to, process)", "upload", maybe},
          {"flow.to != flow.from", "upload", maybe},
          {"flow.to.exposed_to(internet)", "upload", maybe},
          {"flow.to == none", "upload", maybe},
          {"flow.to != none", "upload", maybe}});
}

TEST_F(InterpreterTest, TypesAndTheUnknownType) {
  expect({{"is_a(element, process)", "app", yes},
          {"is_a(element, phone-app)", "mcu", no},
          {"not is_a(element, store)", "app", yes},
          {"is_a(flow.protocol, radio)", "sync", yes},
          {"is_a(flow, radio)", "upload", no},
          {"is_a(data, code)", "fw", yes},
          {"is_a(boundary, network)", "home", yes}});
  b_.type_unknown("app").type_unknown("upload");
  b_.add(Kind::element, "thing").type_unknown("thing");
  expect({{"is_a(element, process)", "app", yes},
          {"is_a(element, store)", "app", maybe},
          {"not is_a(element, store)", "app", maybe},
          {"is_a(element, store)", "thing", maybe},
          {"is_a(flow.protocol, radio)", "upload", maybe}});
}

TEST_F(InterpreterTest, FiltersAndEmptiness) {
  expect({{"flow.sends(command)", "sync", yes},
          {"flow.sends(code)", "sync", yes},
          {"flow.sends(phi)", "sync", no},
          {"not flow.sends(phi)", "sync", yes},
          {"flow.sends(phi) == none", "sync", yes},
          {"flow.carries(phi)", "sync", yes},
          {"flow.crosses(node)", "sync", yes},
          {"flow.crosses(network)", "sync", yes},
          {"flow.crosses(boundary)", "sync", yes},
          {"flow.crosses(boundary)", "upload", no},
          {"flow.crosses(store)", "sync", no},
          {"element.performs", "mcu", yes},
          {"element.performs == none", "app", yes},
          {"element.ancestor(network)", "mcu", yes},
          {"element.ancestor(store) == none", "mcu", yes},
          {"any(d in flow.sends(command): d.backed_up == no)", "sync", maybe}});
  b_.add(Kind::data, "blob").type_unknown("blob").link("upload", Relation::sends, {"blob"});
  expect({{"flow.sends(phi)", "upload", maybe},
          {"not flow.sends(phi)", "upload", maybe},
          {"flow.sends != none", "upload", yes}});
  b_.open("upload", Relation::returns);
  expect({{"flow.returns(phi)", "upload", maybe}, {"flow.returns == none", "upload", maybe}});
  b_.open("sync", Relation::sends);
  expect({{"flow.sends(command)", "sync", yes},
          {"flow.sends(phi)", "sync", maybe},
          {"flow.sends == none", "sync", no}});
}

TEST_F(InterpreterTest, Quantifiers) {
  b_.set("usb.updatable", "yes").set("jtag.updatable", "no");
  expect({{"any(p in element.ports: p.updatable == yes)", "dev", yes},
          {"all(p in element.ports: p.updatable == yes)", "dev", no},
          {"any(p in element.ports: p.cores == 1)", "dev", maybe},
          {"any(p in element.ports: p.updatable == yes)", "mcu", no},
          {"all(p in element.ports: p.updatable == yes)", "mcu", yes},
          {"not any(p in element.ports: p.updatable == yes)", "dev", no},
          {"not all(p in element.ports: p.updatable == yes)", "dev", yes},
          {"any(p in element.ports)", "dev", yes},
          {"not any(p in element.ports)", "mcu", yes}});
  b_.open("mcu", Relation::ports).open("dev", Relation::ports);
  expect({{"any(p in element.ports: p.updatable == yes)", "mcu", maybe},
          {"all(p in element.ports: p.updatable == yes)", "mcu", maybe},
          {"any(p in element.ports: p.updatable == yes)", "dev", yes},
          {"all(p in element.ports: p.updatable == yes)", "dev", no}});
}

TEST_F(InterpreterTest, CountsAreIntervals) {
  // usb yes, jtag unknown: [1, 2]
  b_.set("usb.updatable", "yes");
  struct {
    const char* op;
    std::array<Truth, 4> at;  // compared with 0, 1, 2, 3
  } table[] = {{"==", {no, maybe, maybe, no}}, {"!=", {yes, maybe, maybe, yes}},
               {"<", {no, no, maybe, yes}},    {"<=", {no, maybe, yes, yes}},
               {">", {yes, maybe, no, no}},    {">=", {yes, yes, maybe, no}}};
  for (const auto& row : table) {
    for (int n = 0; n < 4; ++n) {
      const std::string text =
          "count(p in element.ports: p.updatable) " + std::string(row.op) + " " + std::to_string(n);
      EXPECT_EQ(truth(text, "dev"), row.at[static_cast<std::size_t>(n)]) << text;
    }
  }
  expect({{"count(p in element.ports) == 2", "dev", yes},
          {"2 <= count(p in element.ports)", "dev", yes}});
  b_.open("dev", Relation::ports);  // [1, infinite)
  expect({{"count(p in element.ports: p.updatable) >= 1", "dev", yes},
          {"count(p in element.ports: p.updatable) < 1", "dev", no},
          {"count(p in element.ports: p.updatable) < 99", "dev", maybe},
          {"count(p in element.ports: p.updatable) != 0", "dev", yes},
          {"count(p in element.ports: p.updatable) == 7", "dev", maybe},
          {"count(p in element.ports: p.updatable) > 7", "dev", maybe}});
}

TEST_F(InterpreterTest, BoundVariablesCompareWithTheSubject) {
  expect({{"any(i in system.interlocks: i.guards == function)", "treat", yes},
          {"any(i in system.interlocks: i.guards == function)", "log", no},
          {"any(i in system.interlocks: i.guards != function)", "log", yes},
          {"interlock.implemented_by.node != interlock.sensed_by", "limit", no}});
}

TEST_F(InterpreterTest, SeveralKinds) {
  b_.set("dev.controlled_by", "patient").set("home.hot", "yes").set("dev.hot", "no");
  b_.set("key.strength", "low");
  expect({{"any(x in flow.crossing: x.controlled_by == patient)", "sync", yes},
          {"count(x in flow.crossing: x.hot == yes) == 1", "sync", maybe},
          // A flow has no `controlled_by`: not applicable, false.
          {"any(x in credential.authenticates: x.controlled_by != patient)", "key", maybe},
          {"credential.strength == low", "key", yes}});
  b_.set("mcu.controlled_by", "patient");
  expect({{"any(x in credential.authenticates: x.controlled_by != patient)", "key", no},
          {"all(x in credential.authenticates: x.controlled_by == patient)", "key", no}});
}

TEST_F(InterpreterTest, Exposure) {
  b_.exposed("app", Position::internet, yes).exposed("app", Position::radio_range, maybe);
  b_.reachable("mcu", Position::internet, yes);
  expect({{"element.exposed_to(internet)", "app", yes},
          {"not element.exposed_to(internet)", "app", no},
          {"element.exposed_to(radio-range)", "app", maybe},
          {"not element.exposed_to(radio_range)", "app", maybe},
          {"element.exposed_to(insider-user)", "app", no},
          {"flow.to.reachable_from(internet)", "sync", yes}});
}

TEST_F(InterpreterTest, TypicalDefaultsCountOnlyWhenAsked) {
  b_.set("sync.encrypted", "no", Provenance::typical);
  EXPECT_EQ(truth("flow.encrypted == no", "sync"), maybe);
  EXPECT_EQ(truth("flow.encrypted == no", "sync", Typical::as_value), yes);
  EXPECT_EQ(truth("flow.encrypted != no", "sync", Typical::as_value), no);
}

TEST_F(InterpreterTest, AncestorWalksOutwards) {
  b_.set("dev.controlled_by", "manufacturer").set("home.controlled_by", "patient");
  expect({{"element.ancestor(node).controlled_by == manufacturer", "usb", yes},
          {"element.ancestor(network).controlled_by == patient", "usb", yes},
          {"element.ancestor(node).controlled_by == manufacturer", "dev", no}});
  b_.type_unknown("dev");
  expect({{"element.ancestor(network).controlled_by == patient", "usb", maybe},
          {"element.ancestor(node).controlled_by == manufacturer", "usb", yes}});
}

}  // namespace
}  // namespace wardround::lang
