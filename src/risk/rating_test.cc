#include "risk/rating.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "diag/render.h"
#include "model/load.h"

namespace wardround::risk {
namespace {

constexpr const char* kPack = R"(
pack: {id: test, version: 1.0.0, title: Test}
types:
  process: {title: process}
  node: {title: node}
  boundary: {title: boundary}
data_kinds:
  phi: {title: health data}
  secret: {title: secret}
facts:
  controlled_by: {on: [element, boundary], inherits: containment, title: in whose hands, question: "Whose?", values: {manufacturer: {title: m}, patient: {title: p}}, worst: patient}
  shared_across_devices: {on: [credential], title: shared, question: "Shared?", worst: yes}
  broken: {on: [element, credential, data], title: broken, question: "Is it broken?", worst: yes}
weaknesses:
  far: {title: Far, text: t, stride: [T], cwe: [1], loses: [integrity]}
  near: {title: Near, text: t, stride: [T], cwe: [1], loses: [integrity]}
  guessed: {title: Guessed, text: t, stride: [S], cwe: [1], loses: [confidentiality]}
  leaks: {title: Leaks, text: t, stride: [I], cwe: [1], loses: [confidentiality]}
  faulty: {title: Faulty, text: t, kind: safety-design, stride: [T], cwe: [1], loses: [integrity], imdrf: [A11]}
controls:
  fence: {title: Fence, text: t, on: [element], covers: [self]}
rules:
  far: {on: element, when: "element.broken == yes", weakness: far, threat: {actor: it, action: breaks}, needs: {position: internet, privilege: none}, answered_by: [{all: [{use: fence}], effect: weakens, by: 2, because: slower}]}
  near: {on: element, when: "element.broken == yes", weakness: near, threat: {actor: it, action: breaks}, needs: {position: physical-possession, privilege: user}, answered_by: []}
  guessed: {on: credential, when: "credential.broken == yes", weakness: guessed, threat: {actor: it, action: breaks}, needs: {position: radio-range, privilege: user}, answered_by: []}
  leaks: {on: data, when: "data.broken == yes", weakness: leaks, threat: {actor: it, action: breaks}, needs: {position: internet, privilege: none}, answered_by: []}
  faulty: {on: element, when: "element.broken == yes", weakness: faulty, threat: {actor: it, action: breaks}, answered_by: []}
)";

constexpr const char* kModel = R"(
wardround: 1
system: {id: test}
harms: {dead: {severity: catastrophic, multi_patient: no}}
functions: {treat: {harms: [dead]}}
data: {notes: {kind: phi, broken: yes}, pins: {kind: secret, broken: yes}, plain: {broken: yes}}
elements:
  shop: {type: process, controlled_by: manufacturer, broken: yes, performs: [treat]}
  vault: {type: process, controlled_by: manufacturer, broken: yes, performs: [treat]}
  home: {type: process, controlled_by: patient, broken: yes, performs: [treat]}
  lone: {type: process, broken: yes, controls: [{use: fence, status: STATUS}]}
credentials:
  own: {held_by: home, authenticates: home, shared_across_devices: no, broken: yes}
  fleet: {held_by: home, authenticates: shop, shared_across_devices: yes, broken: yes}
)";

struct Rated {
  Rating rating;
  Reach reach;
};

// The ratings of all findings, by id.
std::map<std::string, Rated> rated(const std::string& status = "planned",
                                   const Policy& policy = {}) {
  diag::Sources sources;
  diag::Diagnostics diagnostics;
  const auto pack = sources.add("pack.yaml", kPack);
  const auto catalog = catalog::load({{{"pack.yaml", pack}}}, sources, diagnostics);
  std::string text = kModel;
  text.replace(text.find("STATUS"), 6, status);
  const auto loaded = model::load_text("m.yaml", text, catalog, sources, diagnostics);
  EXPECT_FALSE(diagnostics.has_errors()) << diag::render_text(diagnostics, sources, {});
  const auto result = threats::evaluate(catalog, loaded.model, diagnostics);
  const auto reach = reach_harms(catalog, loaded.model, result, policy);
  const auto ratings = rate(catalog, loaded.model, result, reach, policy);
  std::map<std::string, Rated> all;
  for (std::size_t i = 0; i < result.findings.size(); ++i) {
    const threats::Finding& finding = result.findings[i];
    all[threats::finding_id(catalog, loaded.model, finding.weakness, finding.subject)] = {
        ratings[i], reach[i]};
  }
  return all;
}

using enum threats::Exploitability;

TEST(Rating, FloorsRaiseAndNeverLower) {
  Policy policy;
  threats::Result result;
  result.findings.resize(4);
  result.findings[3].status = threats::Status::cleared;
  std::vector<Reach> reach(4);
  for (Reach& one : reach) one.rated = model::Severity::serious;
  std::vector<Rating> ratings(4);
  for (Rating& one : ratings) {
    one.inherent = moderate;
    one.claimed = low;
    one.target = very_low;
    one.word = Word::medium;
    one.claimed_word = Word::medium;
    one.target_word = Word::low;
    one.verified_word = Word::medium;
  }
  ratings[2].attacker = false;
  ratings[3].claimed_word = ratings[3].target_word = std::nullopt;
  const std::vector<Rating> before = ratings;
  raise_to_floors(result, {{0, high, 0}, {1, very_low, 1}, {2, very_high, 2}, {3, high, 3}}, reach,
                  policy, ratings);
  EXPECT_EQ(ratings[0].inherent, high);
  EXPECT_EQ(ratings[0].claimed, high) << "what is built did not stop it";
  EXPECT_EQ(ratings[0].target, moderate) << "what is planned may";
  EXPECT_EQ(ratings[0].word, Word::high);
  EXPECT_EQ(ratings[0].claimed_word, Word::high);
  EXPECT_EQ(ratings[0].target_word, Word::medium);
  EXPECT_EQ(ratings[0].verified_word, Word::high);
  EXPECT_EQ(ratings[1].inherent, before[1].inherent);
  EXPECT_EQ(ratings[1].claimed_word, before[1].claimed_word);
  EXPECT_EQ(ratings[2].word, before[2].word) << "nobody attacks a fault of the design";
  EXPECT_EQ(ratings[3].word, Word::high);
  EXPECT_EQ(ratings[3].claimed_word, std::nullopt) << "cleared";
}

TEST(Rating, PositionAndPrivilegeDecide) {
  const auto all = rated();
  EXPECT_EQ(all.at("far@shop").rating.inherent, very_high);
  EXPECT_EQ(all.at("near@vault").rating.inherent, low) << "guarded: moderate, less one for `user`";
  EXPECT_EQ(all.at("near@home").rating.inherent, moderate) << "nobody guards it";
  EXPECT_EQ(all.at("near@lone").rating.inherent, moderate) << "nobody is known to guard it";
}

TEST(Rating, WhatIsSharedIsBrokenOnce) {
  const auto all = rated();
  EXPECT_EQ(all.at("guessed@own").rating.inherent, moderate);
  EXPECT_EQ(all.at("guessed@fleet").rating.inherent, high);
  EXPECT_EQ(all.at("near@shop").rating.inherent, moderate) << "`fleet` opens it";
}

TEST(Rating, SeverityComesFromWhatIsLost) {
  const auto all = rated();
  EXPECT_EQ(all.at("far@shop").reach.basis, Basis::patient);
  EXPECT_EQ(all.at("far@shop").rating.word, Word::urgent);
  EXPECT_EQ(all.at("leaks@notes").reach.basis, Basis::privacy);
  EXPECT_EQ(all.at("leaks@notes").rating.word, Word::high);
  EXPECT_EQ(all.at("leaks@pins").reach.basis, Basis::credential);
  EXPECT_EQ(all.at("leaks@plain").reach.basis, Basis::business);
  EXPECT_EQ(all.at("leaks@plain").rating.word, Word::medium);
  EXPECT_EQ(all.at("guessed@own").reach.basis, Basis::patient)
      << "who knows a credential changes what it opens";
}

TEST(Rating, AFaultOfTheDesignNeedsNoAttacker) {
  const auto all = rated();
  EXPECT_FALSE(all.at("faulty@shop").rating.attacker);
  EXPECT_EQ(all.at("faulty@shop").rating.word, Word::urgent);
}

TEST(Rating, ControlsThatWeakenLowerWhatTheyAreBuiltFor) {
  const Rating planned = rated("planned").at("far@lone").rating;
  EXPECT_EQ(planned.claimed, very_high);
  EXPECT_EQ(planned.target, moderate);
  EXPECT_EQ(planned.verified_word, planned.word);
  const Rating built = rated("implemented").at("far@lone").rating;
  EXPECT_EQ(built.claimed, moderate);
  EXPECT_EQ(built.inherent, very_high);
  EXPECT_LT(built.claimed_word, planned.claimed_word);
}

TEST(Rating, ADefaultTableNeverFalls) {
  const Policy policy;
  for (std::size_t e = 0; e < threats::kExploitabilities; ++e) {
    for (std::size_t s = 0; s < 5; ++s) {
      if (s > 0) {
        EXPECT_GE(policy.risk[e][s], policy.risk[e][s - 1]);
      }
      if (e > 0) {
        EXPECT_GE(policy.risk[e][s], policy.risk[e - 1][s]);
      }
    }
  }
}

TEST(Rating, SeveralPatientsAskForMoreAndChangeNoWord) {
  const auto all = rated();
  Rated one = all.at("far@home");
  EXPECT_FALSE(one.reach.multi_patient);
  const Word word = one.rating.word;
  one.reach.multi_patient = true;
  EXPECT_EQ(one.rating.word, word);
  const Policy policy;
  Rated high = all.at("near@home");
  high.rating.claimed_word = Word::high;
  EXPECT_EQ(acceptance_of(policy, high.rating, high.reach), Acceptance::benefit_risk);
  high.reach.multi_patient = true;
  EXPECT_EQ(acceptance_of(policy, high.rating, high.reach), Acceptance::never);
}

}  // namespace
}  // namespace wardround::risk
