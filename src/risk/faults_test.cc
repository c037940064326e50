#include "risk/faults.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "diag/render.h"
#include "model/load.h"
#include "risk/harm.h"

namespace wardround::risk {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr const char* kPack = R"(
pack: {id: test, version: 1.0.0, title: Test}
types:
  process: {title: process}
  actuator: {title: actuator}
  node: {title: node}
  boundary: {title: boundary}
data_kinds:
  alarm: {title: alarm}
facts:
  faulty: {on: [interlock], title: faulty, question: "Is it faulty?", worst: yes}
weaknesses:
  errs: {title: Errs, text: t, kind: safety-design, stride: [T], cwe: [1], loses: [integrity], imdrf: [D0108]}
rules:
  faulty-interlock: {on: interlock, when: "interlock.faulty == yes", weakness: errs, threat: {actor: it, action: errs}, answered_by: []}
)";

constexpr const char* kModel = R"(
wardround: 1
system: test
harms: {burn: catastrophic, delay: serious}
functions: {treat: [dose], watch: [dose]}
hazardous_situations:
  too-much:  {function: treat, deviation: wrong-value, caused_by: [integrity of dose], harms: [burn]}
  too-late:  {function: treat, deviation: omission, caused_by: [availability of treat], harms: [delay]}
data: {dose: alarm, message: alarm}
elements:
  box: node
  ctl: {type: process, in: box, performs: [treat]}
  arm: {type: actuator, in: box}
  lone: actuator
flows:
  drive: {path: ctl -> arm, sends: [dose]}
  tell:  {path: ctl -> lone, sends: [message]}
software: {lib: ctl}
modes: {ready: {of: ctl}}
interlocks: {limit: {guards: treat, implemented_by: ctl, faulty: yes}}
)";

struct Loaded {
  diag::Sources sources;
  diag::Diagnostics diagnostics;
  catalog::Catalog catalog;
  model::Model model;

  Loaded()
      : catalog(catalog::load({{{"pack.yaml", sources.add("pack.yaml", kPack)}}}, sources,
                              diagnostics)),
        model(model::load_text("m.yaml", kModel, catalog, sources, diagnostics).model) {
    EXPECT_FALSE(diagnostics.has_errors()) << diag::render_text(diagnostics, sources, {});
  }
  std::vector<std::string> functions(std::string_view id) const {
    std::vector<std::string> names;
    for (std::size_t i = 0; i < model.subjects.size(); ++i) {
      if (model.subjects[i].id != id) continue;
      for (const auto f :
           functions_at_fault(model.universe, lang::SubjectId(static_cast<uint32_t>(i)))) {
        names.push_back(model[f].id);
      }
    }
    return names;
  }
};

TEST(FunctionsAtFault, OfEverySubject) {
  const Loaded loaded;
  for (const char* id : {"treat", "ctl", "box", "arm", "lib", "ready", "limit", "message"}) {
    EXPECT_THAT(loaded.functions(id), ElementsAre("treat")) << id;
  }
  EXPECT_THAT(loaded.functions("dose"), ElementsAre("treat", "watch"));
  EXPECT_THAT(loaded.functions("test"), ElementsAre("treat", "watch"));
  EXPECT_THAT(loaded.functions("drive"), IsEmpty());
}

TEST(FunctionsAtFault, AFaultReachesTheDeviationsThatItShowsAs) {
  Loaded loaded;
  const auto result = threats::evaluate(loaded.catalog, loaded.model, loaded.diagnostics);
  const auto reach = reach_harms(loaded.catalog, loaded.model, result, Policy{});
  ASSERT_EQ(reach.size(), 1u);
  ASSERT_EQ(reach[0].harms.size(), 1u);
  EXPECT_EQ(loaded.model[reach[0].harms[0]].id, "burn");  // `delay` is an omission
}

TEST(ShowsAs, LossAndDeviation) {
  using enum model::Deviation;
  const auto integrity = static_cast<catalog::PropertySet>(catalog::Property::integrity);
  const auto availability = static_cast<catalog::PropertySet>(catalog::Property::availability);
  for (const auto deviation : {commission, wrong_value, early}) {
    EXPECT_TRUE(shows_as(integrity, deviation));
    EXPECT_FALSE(shows_as(availability, deviation));
  }
  for (const auto deviation : {omission, late, undetected_loss}) {
    EXPECT_FALSE(shows_as(integrity, deviation));
    EXPECT_TRUE(shows_as(availability, deviation));
  }
  EXPECT_TRUE(shows_as(integrity, model::Deviation::unknown));
  EXPECT_FALSE(shows_as(0, model::Deviation::unknown));
}

}  // namespace
}  // namespace wardround::risk
