// What holds for every comparison of two models: a model differs from itself in nothing, and turned
// round a comparison says the opposite.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <memory>

#include "catalog/embedded.h"
#include "describe.h"
#include "random_model.h"
#include "study/finding_diff.h"

namespace wardround::testing {
namespace {

using study::Said;

// A model beside the catalogue that it is read with: places of both are told.
struct Look {
  diag::Sources sources;
  study::Assessment assessment;
};

std::unique_ptr<const Look> look_at(const std::string& text) {
  auto look = std::make_unique<Look>();
  diag::Diagnostics ignored;
  // The same texts in the same order: spans of the shared catalogue hold here, too.
  (void)catalog::embedded_packs(look->sources, catalog::CaseFiles::left_out);
  const catalog::Catalog& catalog = embedded_catalog().catalog;
  look->assessment.loaded = model::load_text("m.model.yaml", text, catalog, look->sources, ignored);
  study::assess(catalog, risk::Policy{}, look->assessment, ignored);
  return look;
}

study::PairDiff compare(const Look& before, const Look& after) {
  const catalog::Catalog& catalog = embedded_catalog().catalog;
  const study::LookSide one{before.sources, catalog, before.assessment};
  const study::LookSide other{after.sources, catalog, after.assessment};
  const study::Matching matching(one.assessment.model(), other.assessment.model());
  return {{0, 0},
          study::diff_models(one.design(), other.design(), matching),
          study::diff_findings(one, other, matching)};
}

std::string line(const Said& said) {
  return fmt::format("{}/{}/{}", said.text, lang::name(said.provenance), said.place);
}
std::string line(const std::vector<std::string>& words) {
  return fmt::format("{}", fmt::join(words, ","));
}

// A comparison as lines, seen from the one end or from the other.
class Lines {
 public:
  Lines(const Look& before, const Look& after, bool turned)
      : before_(before), after_(after), turned_(turned), diff_(compare(before, after)) {}

  std::vector<std::string> run() {
    for (const study::SubjectChange& one : diff_.design.subjects) subject(one);
    for (const auto* list :
         {&diff_.findings.added, &diff_.findings.gone, &diff_.findings.altered}) {
      for (const study::FindingChange& one : *list) finding(one);
    }
    questions(turned_ ? "settled" : "asked", diff_.findings.asked, after_);
    questions(turned_ ? "asked" : "settled", diff_.findings.settled, before_);
    std::ranges::sort(lines_);
    return std::move(lines_);
  }

 private:
  template <class T>
  std::string both(const T& before, const T& after) const {
    return turned_ ? fmt::format("{} > {}", after, before) : fmt::format("{} > {}", before, after);
  }

  void subject(const study::SubjectChange& one) {
    using enum study::SubjectChangeKind;
    auto change = one.change;
    if (turned_ && change != kept) change = change == added ? removed : added;
    const std::string former = one.former_id.empty() ? one.id : one.former_id;
    const std::string head = fmt::format("{} {} {} {}", study::name(change), lang::name(one.kind),
                                         both(former, one.id), both(one.before, one.after));
    lines_.push_back(head);
    if (one.moved) lines_.push_back(head + " moved " + both(one.moved->first, one.moved->second));
    for (const auto& field : one.fields) {
      lines_.push_back(head + " " + field.field + " " +
                       both(line(field.before), line(field.after)) + " " +
                       both(line(field.removed), line(field.added)));
    }
    for (const auto& fact : one.facts)
      lines_.push_back(head + " " + fact.fact + " " + both(line(fact.before), line(fact.after)));
    for (const auto& control : one.controls) {
      lines_.push_back(head + " " + control.control + " " +
                       both(line(control.before), line(control.after)));
    }
  }

  std::string id(const Look& look, const std::optional<std::size_t>& index) const {
    if (!index) return "nothing";
    const threats::Finding& finding = look.assessment.result.findings[*index];
    return fmt::format("{} {} {}",
                       threats::finding_id(embedded_catalog().catalog, look.assessment.model(),
                                           finding.weakness, finding.subject),
                       threats::name(finding.certainty), threats::name(finding.status));
  }

  void finding(const study::FindingChange& one) {
    using enum study::FindingChangeKind;
    auto kind = one.kind;
    if (turned_ && kind != altered) kind = kind == added ? gone : added;
    const std::string head = fmt::format("{} {}", study::name(kind),
                                         both(id(before_, one.before), id(after_, one.after)));
    lines_.push_back(head);
    for (const study::Reason& reason : one.reasons) {
      lines_.push_back(fmt::format("{} because {} {} {} {}", head, study::name(reason.cause),
                                   reason.subject, reason.what,
                                   both(line(reason.before), line(reason.after))));
    }
  }

  void questions(std::string_view what, const std::vector<study::QuestionChange>& list,
                 const Look& side) {
    for (const study::QuestionChange& one : list) {
      lines_.push_back(
          fmt::format("{} {} {}", what,
                      threats::question_id(embedded_catalog().catalog, side.assessment.model(),
                                           side.assessment.result.questions[one.index]),
                      line(one.answer)));
    }
  }

  const Look& before_;
  const Look& after_;
  bool turned_;
  study::PairDiff diff_;
  std::vector<std::string> lines_;
};

TEST(Diff, AModelDiffersFromItselfInNothing) {
  for (uint64_t seed = 0; seed < 150; ++seed) {
    const std::string text = random_model(embedded_catalog().catalog, seed, {.elements = 10});
    const auto look = look_at(text), again = look_at(text);
    EXPECT_TRUE(compare(*look, *look).empty()) << text;
    EXPECT_TRUE(compare(*look, *again).empty()) << text;
  }
}

TEST(Diff, TurnedRoundItSaysTheOpposite) {
  std::size_t lines = 0;
  for (uint64_t seed = 0; seed < 150; ++seed) {
    const auto one = look_at(random_model(embedded_catalog().catalog, seed, {.elements = 6}));
    const auto other = look_at(random_model(embedded_catalog().catalog, seed + 1000,
                                            {.elements = 7, .controls = seed % 2 == 0}));
    const auto there = Lines(*one, *other, false).run();
    const auto back = Lines(*other, *one, true).run();
    ASSERT_EQ(there, back) << "seed " << seed;
    lines += there.size();
  }
  EXPECT_GT(lines, 5000u);
}

// Layout, order and comments are no change of the design.
TEST(Diff, AnotherLayoutIsNoChange) {
  for (uint64_t seed = 0; seed < 100; ++seed) {
    const std::string text =
        random_model(embedded_catalog().catalog, seed, {.elements = 8, .untidy = false});
    const auto tidy = look_at(text);
    const std::string commented = "# A comment in front.\n" + text + "\n# And behind.\n";
    const auto moved = look_at(commented);
    EXPECT_TRUE(compare(*tidy, *moved).empty()) << commented;
  }
}

}  // namespace
}  // namespace wardround::testing
