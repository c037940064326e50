// What the "why" says, and texts with names filled in.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "lang/testing.h"

namespace wardround::lang {
namespace {

class ExplainTest : public ::testing::Test {
 protected:
  ExplainTest()
      : vocabulary_(testing::sample_vocabulary()), b_(testing::sample_universe(vocabulary_)) {}

  // "yes|no|unknown", then the literals, then "x=usb" for each witness.
  std::vector<std::string> why(const std::string& text, const char* subject,
                               Typical typical = Typical::as_unknown) {
    const Universe universe = b_.build();
    const SubjectId s = b_.subject(subject);
    diag::Diagnostics diagnostics;
    const auto expression = parse_expression(text, {}, universe.kind(s), vocabulary_, diagnostics);
    EXPECT_TRUE(expression) << text;
    if (!expression) return {};
    World world;
    world.vocabulary = &vocabulary_;
    world.universe = &universe;
    world.typical = typical;
    explanation_ = explain(world, *expression, s);
    const char* const words[] = {"no", "unknown", "yes"};
    std::vector<std::string> result = {words[static_cast<int>(explanation_.truth)]};
    for (const Literal& literal : explanation_.literals) result.push_back(literal.text);
    for (const Witness& witness : explanation_.witnesses) {
      result.push_back(fmt::format("{}={}", expression->variables[witness.variable],
                                   universe.ids[witness.subject.index()]));
    }
    return result;
  }
  using Lines = std::vector<std::string>;

  Vocabulary vocabulary_;
  testing::UniverseBuilder b_;
  Explanation explanation_;
};

TEST_F(ExplainTest, KnownAsksForNothing) {
  EXPECT_EQ(why("not known(flow.encrypted == yes)", "sync"), Lines{"yes"});
  EXPECT_EQ(why("known(flow.encrypted == yes)", "sync"),
            (Lines{"no", "`sync.encrypted` is unknown"}));
  b_.set("sync.encrypted", "yes");
  EXPECT_EQ(why("known(flow.encrypted == yes)", "sync"),
            (Lines{"yes", "`sync.encrypted` is `yes`"}));
  EXPECT_EQ(why("not known(flow.encrypted == yes)", "sync"),
            (Lines{"no", "`sync.encrypted` is `yes`"}));
  b_.not_applicable("upload.encrypted");
  EXPECT_EQ(why("not known(flow.encrypted == yes)", "upload"), Lines{"yes"});
}

TEST_F(ExplainTest, Facts) {
  b_.set("sync.pairing", "just-works").set("mcu.cores", "2").set("sync.version", "4.2");
  b_.not_applicable("upload.pairing").set("sync.encrypted", "no", Provenance::typical);
  EXPECT_EQ(why("flow.pairing == just-works", "sync"),
            (Lines{"yes", "`sync.pairing` is `just-works`"}));
  EXPECT_EQ(why("flow.pairing == none", "sync"), (Lines{"no", "`sync.pairing` is `just-works`"}));
  EXPECT_EQ(why("flow.pairing != none", "upload"),
            (Lines{"no", "`upload.pairing` does not apply"}));
  EXPECT_EQ(why("flow.authenticated", "sync"),
            (Lines{"unknown", "`sync.authenticated` is unknown"}));
  EXPECT_EQ(why("element.cores > 1", "mcu"), (Lines{"yes", "`mcu.cores` is 2"}));
  EXPECT_EQ(why("flow.version < 5", "sync"), (Lines{"yes", "`sync.version` is `4.2`"}));
  EXPECT_EQ(why("flow.encrypted == no", "sync"),
            (Lines{"unknown", "`sync.encrypted` is assumed to be `no`"}));
  EXPECT_EQ(explanation_.literals[0].provenance, Provenance::typical);
  EXPECT_EQ(why("flow.encrypted == no", "sync", Typical::as_value),
            (Lines{"yes", "`sync.encrypted` is assumed to be `no`"}));
  EXPECT_EQ(
      why("any(x in credential.authenticates: x.controlled_by == patient)", "key"),
      (Lines{"unknown", "`key` authenticates `mcu`", "`mcu.controlled_by` is unknown", "x=mcu"}));
}

TEST_F(ExplainTest, AndOr) {
  b_.set("sync.encrypted", "no").set("sync.strength", "low");
  const std::string y1 = "flow.encrypted == no", y2 = "flow.strength == low";
  const std::string n1 = "flow.encrypted", n2 = "flow.strength == high";
  const std::string u = "flow.authenticated", v = "flow.pairing == none";
  const std::string e = "`sync.encrypted` is `no`", s = "`sync.strength` is `low`";
  const std::string a = "`sync.authenticated` is unknown", p = "`sync.pairing` is unknown";
  EXPECT_EQ(why(y1 + " and " + y2, "sync"), (Lines{"yes", e, s}));
  EXPECT_EQ(why(y1 + " or " + y2, "sync"), (Lines{"yes", e}));
  EXPECT_EQ(why(u + " or " + y2 + " or " + y1, "sync"), (Lines{"yes", s}));
  EXPECT_EQ(why(n1 + " or " + n2, "sync"), (Lines{"no", e, s}));
  EXPECT_EQ(why(u + " and " + n2 + " and " + n1, "sync"), (Lines{"no", s}));
  EXPECT_EQ(why(y1 + " and " + u + " and " + v, "sync"), (Lines{"unknown", e, a, p}));
  EXPECT_EQ(why(n1 + " or " + u + " or " + v, "sync"), (Lines{"unknown", a, p}));
  EXPECT_EQ(why(y1 + " and flow.encrypted != yes", "sync"), (Lines{"yes", e}));
}

TEST_F(ExplainTest, Structure) {
  EXPECT_EQ(why("flow.crosses(boundary)", "sync"), (Lines{"yes", "`sync` crosses `phone`"}));
  EXPECT_EQ(why("flow.crosses(network)", "sync"),
            (Lines{"yes", "`sync` crosses `home` (network)"}));
  EXPECT_EQ(why("flow.sends(command)", "sync"),
            (Lines{"yes", "`sync` sends `commands` (command)"}));
  EXPECT_EQ(why("not flow.sends(phi)", "sync"), (Lines{"yes", "`sync` sends no `phi`"}));
  EXPECT_EQ(why("flow.crosses(boundary)", "upload"), (Lines{"no", "`upload` crosses no boundary"}));
  EXPECT_EQ(why("element.performs == none", "app"), (Lines{"yes", "`app` performs nothing"}));
  EXPECT_EQ(why("element.ports", "mcu"), (Lines{"no", "`mcu` has no ports"}));
  EXPECT_EQ(why("element.ports", "dev"), (Lines{"yes", "`dev` has the ports `usb`"}));
  EXPECT_EQ(why("is_a(element, process)", "app"), (Lines{"yes", "`app` is of type `phone-app`"}));
  EXPECT_EQ(why("not is_a(element, store)", "app"),
            (Lines{"yes", "`app` is of type `phone-app`, not `store`"}));
  EXPECT_EQ(why("is_a(flow.protocol, radio)", "sync"),
            (Lines{"yes", "`sync` uses protocol `ble`"}));
  EXPECT_EQ(why("flow.to.controlled_by == patient", "upload"),
            (Lines{"no", "`upload` goes to nothing"}));
  EXPECT_EQ(why("element.ancestor(store).controlled_by == patient", "usb"),
            (Lines{"no", "`usb` lies in no `store`"}));
  EXPECT_EQ(why("element.ancestor(network)", "usb"),
            (Lines{"yes", "`usb` lies in `home` (network)"}));
  EXPECT_EQ(why("interlock.guards == interlock.guards", "limit"),
            (Lines{"yes", "`limit` guards `treat`"}));
  EXPECT_EQ(why("element == element", "app"), (Lines{"yes", "`app` is the element itself"}));
  EXPECT_EQ(why("system.interlocks", "sys"), (Lines{"yes", "`sys` has the interlocks `limit`"}));
  EXPECT_EQ(why("system.all_data == none", "sys"), (Lines{"yes", "`sys` has no data"}));
  EXPECT_EQ(why("flow.from != flow.to", "sync"),
            (Lines{"yes", "`sync` is opened by `app`, not `mcu`"}));
  b_.exposed("app", Position::internet, Truth::yes);
  EXPECT_EQ(why("element.exposed_to(internet)", "app"),
            (Lines{"yes", "`app` is exposed to `internet`"}));
  EXPECT_EQ(why("element.exposed_to(on-path)", "app"),
            (Lines{"no", "`app` is not exposed to `on-path`"}));
  EXPECT_EQ(why("system.elements.ports != none", "sync"),
            (Lines{"yes", "`usb` is one of `sys.elements.ports`"}));
}

TEST_F(ExplainTest, UnknownStructureCanBeAskedFor) {
  b_.open("upload", Relation::to).open("upload", Relation::sends).open("upload", Relation::carries);
  b_.add(Kind::data, "blob").type_unknown("blob").link("upload", Relation::returns, {"blob"});
  b_.add(Kind::element, "thing").type_unknown("thing").open("thing", Relation::parent);
  b_.add(Kind::flow, "mystery").type_unknown("mystery");
  EXPECT_EQ(why("flow.to.controlled_by == patient", "upload"),
            (Lines{"unknown", "`upload.to` is unknown"}));
  EXPECT_EQ(explanation_.literals[0].relation, Relation::to);
  EXPECT_EQ(why("flow.carries(phi)", "upload"), (Lines{"unknown", "`upload.sends` is unknown"}));
  EXPECT_EQ(explanation_.literals[0].relation, Relation::sends);
  EXPECT_EQ(why("flow.returns(phi)", "upload"), (Lines{"unknown", "`blob.kind` is unknown"}));
  EXPECT_TRUE(explanation_.literals[0].type_unknown);
  EXPECT_EQ(why("is_a(element, store)", "thing"), (Lines{"unknown", "`thing.type` is unknown"}));
  EXPECT_EQ(why("is_a(flow, ble)", "mystery"), (Lines{"unknown", "`mystery.protocol` is unknown"}));
  EXPECT_EQ(why("element.ancestor(node).updatable", "thing"),
            (Lines{"unknown", "`thing.in` is unknown"}));
  EXPECT_EQ(why("any(d in flow.sends: d.backed_up)", "upload"),
            (Lines{"unknown", "`upload.sends` is unknown"}));
}

TEST_F(ExplainTest, Quantifiers) {
  b_.set("usb.updatable", "no").set("jtag.updatable", "no");
  EXPECT_EQ(
      why("any(p in element.ports: p.updatable == no)", "dev"),
      (Lines{"yes", "`dev` has the ports `usb`", "`usb.updatable` is `no`", "p=usb", "p=jtag"}));
  EXPECT_EQ(
      why("all(p in element.ports: p.updatable == no)", "dev"),
      (Lines{"yes", "`usb.updatable` is `no`", "`jtag.updatable` is `no`", "p=usb", "p=jtag"}));
  EXPECT_EQ(why("any(p in element.ports: p.updatable)", "dev"),
            (Lines{"no", "`usb.updatable` is `no`", "`jtag.updatable` is `no`"}));
  EXPECT_EQ(why("all(p in element.ports: p.updatable)", "dev"),
            (Lines{"no", "`dev` has the ports `usb`", "`usb.updatable` is `no`"}));
  EXPECT_EQ(why("any(p in element.ports: p.updatable)", "mcu"),
            (Lines{"no", "`mcu` has no ports"}));
  EXPECT_EQ(why("all(p in element.ports: p.updatable)", "mcu"),
            (Lines{"yes", "`mcu` has no ports"}));
  EXPECT_EQ(why("any(p in element.ports: p.hot)", "dev"),
            (Lines{"unknown", "`dev` has the ports `usb`", "`usb.hot` is unknown",
                   "`dev` has the ports `jtag`", "`jtag.hot` is unknown", "p=usb", "p=jtag"}));
  EXPECT_EQ(
      why("count(p in element.ports: p.updatable == no) > 0", "dev"),
      (Lines{"yes", "`dev` has the ports `usb`", "`usb.updatable` is `no`", "p=usb", "p=jtag"}));
  EXPECT_EQ(why("count(p in element.ports: p.updatable) == 0", "dev"),
            (Lines{"yes", "0 of `dev.ports` count", "`usb.updatable` is `no`",
                   "`jtag.updatable` is `no`"}));
  EXPECT_EQ(why("any(e in system.elements: any(p in e.ports: p.updatable == no))", "sys"),
            (Lines{"yes", "`dev` has the ports `usb`", "`usb.updatable` is `no`", "e=dev", "p=usb",
                   "p=jtag"}));
}

TEST_F(ExplainTest, WhatThingsAreNotIsAReasonOnlyWhereThereIsNoOther) {
  b_.set("usb.updatable", "no");
  EXPECT_EQ(why("not is_a(element, store) and element.updatable == no", "usb"),
            (Lines{"yes", "`usb.updatable` is `no`"}));
  EXPECT_EQ(why("not is_a(element, store)", "usb").size(), 2U);
}

TEST_F(ExplainTest, Fill) {
  b_.rename("app", "Companion app").rename("commands", "dose commands");
  b_.open("upload", Relation::sends);
  struct {
    const char* subject;
    const char* text;
    const char* filled;
  } table[] = {
      {"sync", "{flow.from.name} talks to {flow.to.id} in {system.name}",
       "Companion app talks to mcu in sys"},
      {"sync", "{flow.sends.names}", "dose commands, fw"},
      {"sync", "{flow.sends(command).names}", "dose commands"},
      {"sync", "{flow.sends(phi).names}", "nothing"},
      {"upload", "{flow.to.name} gets {flow.sends.names}", "nothing gets something unknown"},
      {"sync", "{{{flow.id}}}", "{sync}"},
  };
  for (const auto& row : table) {
    const Universe universe = b_.build();
    diag::Diagnostics diagnostics;
    const auto text = parse_template(row.text, {}, Kind::flow, vocabulary_, diagnostics);
    ASSERT_TRUE(text) << row.text;
    World world;
    world.vocabulary = &vocabulary_;
    world.universe = &universe;
    EXPECT_EQ(fill(world, *text, b_.subject(row.subject)), row.filled);
  }
}

}  // namespace
}  // namespace wardround::lang
