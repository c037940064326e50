#include "treatment/verification.h"

#include <fmt/core.h>

#include <algorithm>
#include <map>

#include "treatment/foresight.h"

namespace wardround::treatment {
namespace {

bool names(std::string_view wanted, std::string_view test) {
  if (wanted == test) return true;
  return test.size() > wanted.size() && test.ends_with(wanted) &&
         test[test.size() - wanted.size() - 1] == '.';
}

// One verdict; the worse of several counts, the first of equally bad ones.
struct Shown {
  VerificationState state = VerificationState::verified;
  std::string because;
};
int badness(VerificationState state) {
  switch (state) {
    case VerificationState::verified:
      return 0;
    case VerificationState::stale:
      return 1;
    case VerificationState::missing:
      return 2;
    case VerificationState::vanished:
      return 3;
    case VerificationState::failing:
      return 4;
  }
  return 0;
}
void take(Shown& verdict, Shown other) {
  if (badness(other.state) > badness(verdict.state)) verdict = std::move(other);
}

class TestJudge {
 public:
  TestJudge(const Evidence& evidence, std::string_view build) : evidence_(evidence), build_(build) {
    for (const TestEvidence& test : evidence.tests) tested_ = tested_ || test.build == build;
  }

  [[nodiscard]] Shown of(const model::Model& model, const Requirement& requirement) const {
    const std::string& id = model[requirement.id].id;
    if (requirement.tests.empty())
      return {VerificationState::missing, fmt::format("`{}` names no tests", id)};
    if (requirement.defeats.empty())
      return {VerificationState::missing, fmt::format("`{}` names no attempt to defeat it", id)};
    Shown verdict;
    for (const std::string& test : requirement.tests)
      take(verdict, of_test(test, TestKind::mitigation));
    // Of attempts one must have been made and failed; none may have succeeded or be gone.
    Shown best{VerificationState::missing, ""};
    bool first = true;
    for (const std::string& test : requirement.defeats) {
      Shown attempt = of_test(test, TestKind::defeat);
      if (attempt.state == VerificationState::failing ||
          attempt.state == VerificationState::vanished)
        take(verdict, attempt);
      if (first || badness(attempt.state) < badness(best.state)) best = std::move(attempt);
      first = false;
    }
    take(verdict, std::move(best));
    return verdict;
  }

 private:
  [[nodiscard]] Shown of_test(const std::string& test, TestKind kind) const {
    const auto results = results_of(evidence_, test, build_);
    if (results.empty()) return absent(test);
    Shown verdict;
    for (const TestEvidence* result : results) take(verdict, of_result(test, *result, kind));
    return verdict;
  }

  [[nodiscard]] Shown absent(const std::string& test) const {
    const TestEvidence* last = nullptr;
    for (const TestEvidence& other : evidence_.tests) {
      if (names(test, other.test) && (last == nullptr || last->date <= other.date)) last = &other;
    }
    if (last == nullptr)
      return {VerificationState::missing, fmt::format("`{}` has never run", test)};
    if (tested_) {
      return {VerificationState::vanished,
              fmt::format("`{}` ran on build `{}` and is not among the results of `{}`", test,
                          last->build, build_)};
    }
    return {VerificationState::stale,
            fmt::format("`{}` ran on build `{}`, not on `{}`", test, last->build, build_)};
  }

  [[nodiscard]] Shown of_result(const std::string& test, const TestEvidence& result,
                                TestKind kind) const {
    if (result.result == Outcome::failed) {
      return {VerificationState::failing,
              kind == TestKind::defeat
                  ? fmt::format("the attempt `{}` got past it on build `{}`", test, build_)
                  : fmt::format("`{}` failed on build `{}`", test, build_)};
    }
    if (result.result == Outcome::skipped) {
      const bool ran = std::any_of(evidence_.tests.begin(), evidence_.tests.end(),
                                   [&](const TestEvidence& other) {
                                     return other.test == result.test && other.build != build_ &&
                                            other.result != Outcome::skipped;
                                   });
      return {ran ? VerificationState::vanished : VerificationState::missing,
              fmt::format("`{}` was skipped on build `{}`", test, build_)};
    }
    if (result.kind != kind) {
      return {VerificationState::missing,
              fmt::format("`{}` is recorded as {}, and the requirement names it as {}", test,
                          words(result.kind), words(kind))};
    }
    const std::string_view lacks = result.tester.empty()   ? "tester"
                                   : !result.independence  ? "independence"
                                   : result.sha256.empty() ? "digest"
                                                           : "";
    if (!lacks.empty()) {
      return {VerificationState::missing,
              fmt::format("the evidence of `{}` has no {}", test, lacks)};
    }
    return {};
  }

  static std::string_view words(TestKind kind) {
    return kind == TestKind::defeat ? "an attempt to defeat" : "a test of the mitigation";
  }

  const Evidence& evidence_;
  std::string_view build_;
  bool tested_ = false;  // anything ran on the build
};

}  // namespace

std::string_view name(VerificationState state) {
  switch (state) {
    case VerificationState::verified:
      return "verified";
    case VerificationState::stale:
      return "stale";
    case VerificationState::failing:
      return "failing";
    case VerificationState::vanished:
      return "vanished";
    case VerificationState::missing:
      return "missing";
  }
  return "";
}

std::string build_of(const Evidence& evidence, std::string_view wanted) {
  if (!wanted.empty()) return std::string(wanted);
  const TestEvidence* newest = nullptr;
  for (const TestEvidence& test : evidence.tests) {
    if (newest == nullptr || newest->date <= test.date) newest = &test;
  }
  return newest == nullptr ? std::string() : newest->build;
}

std::vector<const TestEvidence*> results_of(const Evidence& evidence, std::string_view test,
                                            std::string_view build) {
  std::vector<const TestEvidence*> out;
  for (const TestEvidence& result : evidence.tests) {
    if (result.build == build && names(test, result.test)) out.push_back(&result);
  }
  return out;
}

std::vector<Verification> verify_controls(const catalog::Catalog& catalog,
                                          const model::Model& model, const threats::Result& result,
                                          const Evidence& evidence, std::string_view build) {
  const std::vector<Requirement> all = requirements(catalog, model);
  const TestJudge judge(evidence, build);
  std::vector<Verification> out(model.controls.size());
  for (std::size_t use = 0; use < out.size(); ++use) {
    Verification& verification = out[use];
    Shown verdict;
    for (const Requirement& requirement : all) {
      if (!asks_for(requirement, catalog, model, result, use)) continue;
      verification.requirement.push_back(requirement.id);
      take(verdict, judge.of(model, requirement));
    }
    if (verification.requirement.empty()) {
      verification.because = "no requirement asks for it";
    } else if (model.controls[use].status == model::Status::planned) {
      verification.because = "it is planned, not implemented";
    } else if (build.empty()) {
      verification.because = "there is no evidence of any build";
    } else {
      verification.state = verdict.state;
      verification.because = verdict.state == VerificationState::verified
                                 ? fmt::format("all tests of build `{}` passed", build)
                                 : verdict.because;
    }
  }
  return out;
}

void rate_verified(const catalog::Catalog& catalog, const model::Model& model,
                   const threats::Result& result, const std::vector<Verification>& verifications,
                   const std::vector<OutsideReport>& reports, const risk::Policy& policy,
                   std::vector<risk::Rating>& ratings) {
  const bool any =
      std::any_of(verifications.begin(), verifications.end(),
                  [](const Verification& v) { return v.state == VerificationState::verified; });
  if (!any) return;  // the risk before any control, as rated
  // The same model with nothing but verified controls in it.
  model::Model shown = model;
  shown.controls.clear();
  for (std::size_t use = 0; use < model.controls.size(); ++use) {
    if (verifications[use].state == VerificationState::verified)
      shown.controls.push_back(model.controls[use]);
  }
  diag::Diagnostics unused;
  const threats::Result seen = threats::evaluate(catalog, shown, unused, result.stated);
  const auto reach = risk::reach_harms(catalog, shown, seen, policy);
  auto rated = risk::rate(catalog, shown, seen, reach, policy);
  risk::raise_to_floors(seen, floors_of(catalog, shown, seen, reports, policy), reach, policy,
                        rated);
  std::map<std::pair<threats::WeaknessId, SubjectId>, std::size_t> places;
  for (std::size_t i = 0; i < seen.findings.size(); ++i) {
    places.emplace(std::pair(seen.findings[i].weakness, seen.findings[i].subject), i);
    for (const threats::Also& also : seen.findings[i].also)
      places.emplace(std::pair(also.weakness, seen.findings[i].subject), i);
  }
  for (std::size_t i = 0; i < result.findings.size(); ++i) {
    const threats::Finding& finding = result.findings[i];
    const auto found = places.find({finding.weakness, finding.subject});
    // Not there without unverified controls: brought by one of them.
    const auto word = found == places.end() ? ratings[i].word : rated[found->second].claimed_word;
    ratings[i].verified_word = std::max(ratings[i].claimed_word, word);
  }
}

}  // namespace wardround::treatment
