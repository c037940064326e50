// What shows that it works, and who has looked: requirements, tests, reports, rounds.
#include <fmt/core.h>

#include <algorithm>

#include "assurance/check_parts.h"
#include "assurance/missing.h"
#include "treatment/record.h"
#include "treatment/requirement.h"

namespace wardround::assurance::parts {
namespace {

constexpr SubjectId kSystem{std::size_t{0}};
constexpr int kYear = 365;

std::string use_id(const Look& look, std::size_t use) {
  const model::ControlUse& one = look.model().controls[use];
  return fmt::format("{}@{}", look.catalog()[one.control].id, look.model()[one.at].id);
}

std::vector<Way> require(const Look& look, std::size_t use) {
  const model::ControlUse& one = look.model().controls[use];
  std::vector<std::string> from;
  for (const threats::Finding& finding : look.result().findings) {
    for (const auto* uses : {&finding.cleared_by, &finding.planned_by}) {
      if (std::ranges::find(*uses, use) != uses->end())
        from.push_back(
            threats::finding_id(look.catalog(), look.model(), finding.weakness, finding.subject));
    }
  }
  const auto requirement = treatment::requirement_for(look.catalog(), look.model(), one.control,
                                                      one.at, std::move(from));
  return {
      way("write down the requirement of the catalogue",
          {"answer", "requirements." + requirement.id, treatment::requirement_yaml(requirement)})};
}

// Every test that a requirement names: what runs on a build is recorded as a whole.
std::vector<std::string> all_tests(const Look& look) {
  std::vector<std::string> all;
  for (const auto& requirement : treatment::requirements(look.catalog(), look.model())) {
    for (const auto* names : {&requirement.tests, &requirement.defeats}) {
      for (const std::string& name : *names) {
        if (std::ranges::find(all, name) == all.end()) all.push_back(name);
      }
    }
  }
  return all;
}

std::vector<Way> record_tests(const Look& look) {
  Way out = way("record the results of the tests", {"evidence"});
  ask(out, "RESULTS.xml", Takes::results, all_tests(look));
  ask(out, "--build", "BUILD", Takes::version);
  ask(out, "--tester", "NAME", Takes::person);
  ask(out, "--role", "ROLE", Takes::role);
  ask(out, "--independence", "INDEPENDENCE", Takes::one_of,
      {"none", "other-person", "other-team", "other-organisation"});
  return {out};
}

}  // namespace

Misses mitigations_required(const Look& look) {
  Misses misses;
  for (std::size_t use = 0; use < look.model().controls.size(); ++use) {
    if (!look.verifications[use].requirement.empty()) continue;
    const model::ControlUse& one = look.model().controls[use];
    Miss miss = untold(look, one.at, use_id(look, use),
                       fmt::format("no requirement asks for `{}`", use_id(look, use)), 4);
    miss.span = one.span;
    miss.ways = [use](const Look& now) { return require(now, use); };
    misses.push_back(std::move(miss));
  }
  for (const auto& requirement : treatment::requirements(look.catalog(), look.model())) {
    if (requirement.by.empty() || !requirement.accept.empty()) continue;
    misses.push_back(unanswered(
        look, requirement.id, "accept",
        fmt::format("{} does not say how to see that it is met", tick(look, requirement.id)), 6));
  }
  return misses;
}

Misses mitigations_tested(const Look& look) {
  Misses misses;
  for (const auto& requirement : treatment::requirements(look.catalog(), look.model())) {
    if (requirement.by.empty()) continue;
    if (requirement.tests.empty())
      misses.push_back(unanswered(look, requirement.id, "tests",
                                  fmt::format("{} names no test", tick(look, requirement.id)), 6));
    if (requirement.defeats.empty())
      misses.push_back(unanswered(
          look, requirement.id, "defeats",
          fmt::format("{} names no attempt to defeat it", tick(look, requirement.id)), 8));
  }
  return misses;
}

Misses controls_built(const Look& look) {
  Misses misses;
  for (std::size_t use = 0; use < look.model().controls.size(); ++use) {
    const model::ControlUse& one = look.model().controls[use];
    if (one.status != model::Status::planned) continue;
    Miss miss = untold(look, one.at, use_id(look, use),
                       fmt::format("`{}` is planned, and not built", use_id(look, use)), 120);
    miss.span = one.span;
    miss.ways = [use](const Look& now) {
      const model::ControlUse& planned = now.model().controls[use];
      return std::vector{
          way("build it, and say so",
              {"answer",
               fmt::format("{}.{}", now.model()[planned.at].id, now.catalog()[planned.control].id),
               "implemented"})};
    };
    misses.push_back(std::move(miss));
  }
  return misses;
}

Misses controls_verified(const Look& look) {
  Misses misses;
  for (std::size_t use = 0; use < look.model().controls.size(); ++use) {
    const model::ControlUse& one = look.model().controls[use];
    const treatment::Verification& verification = look.verifications[use];
    // What is planned is not claimed to work.
    if (one.status == model::Status::planned ||
        verification.state == treatment::VerificationState::verified)
      continue;
    Miss miss = untold(
        look, one.at, use_id(look, use),
        fmt::format("`{}` is not verified: {}", use_id(look, use), verification.because), 30);
    miss.span = one.span;
    // Results say nothing of a control that nobody asked for.
    miss.ways = record_tests;
    if (verification.requirement.empty())
      miss.ways = [use](const Look& now) { return require(now, use); };
    misses.push_back(std::move(miss));
  }
  return misses;
}

Misses penetration_tested(const Look& look) {
  const bool any =
      std::ranges::any_of(look.evidence.reports, [](const treatment::OutsideReport& report) {
        return report.kind == treatment::ReportKind::pentest;
      });
  if (any) return {};
  Miss miss = untold(look, kSystem, "penetration-test", "no penetration test is reported", 60);
  miss.ways = [](const Look&) {
    Way out = way("take over its report", {"evidence", "--import"});
    ask(out, "REPORT.csv", Takes::reports);
    return std::vector{out};
  };
  return {miss};
}

Misses reports_judged(const Look& look) {
  Misses misses;
  for (std::size_t i = 0; i < look.foresight.size(); ++i) {
    const treatment::ReportVerdict& verdict = look.foresight[i];
    const treatment::OutsideReport& report = look.evidence.reports[i];
    if (!verdict.foresight) continue;
    const bool lost = *verdict.foresight == treatment::Foresight::unplaced;
    const bool escaped =
        *verdict.foresight == treatment::Foresight::escaped && verdict.match.findings.empty();
    if (!lost && !escaped) continue;
    SubjectId subject = look.model().find(report.subject);
    if (!subject.valid()) subject = kSystem;
    Miss miss = untold(
        look, subject, report.id,
        lost ? fmt::format("report `{}` does not say where it is, or not what is wrong", report.id)
             : fmt::format("report `{}` escaped: no finding speaks of it", report.id),
        10);
    miss.span = report.span;
    miss.harm = weight(report.exploited ? risk::Word::urgent : risk::Word::high);
    if (escaped) {
      const std::string id = report.id;
      const std::string letters =
          report.stride.empty() ? std::string() : treatment::stride_text(report.stride);
      miss.ways = [subject, id, letters](const Look& now) {
        Way out = way("make it a finding",
                      {"decide", fmt::format("NEW-WORD@{}", now.model()[subject].id), "--add"});
        out.placeholders.push_back({2, "NEW-WORD", Takes::id, {}});
        ask(out, "--title", "TITLE", Takes::text);
        if (letters.empty()) {
          ask(out, "--letters", "LETTERS", Takes::one_of, {"S", "T", "R", "I", "D", "E"});
        } else {
          out.argv.insert(out.argv.end(), {"--letters", letters});
        }
        ask(out, "--reason", "REASON", Takes::text);
        ask_person(out);
        out.argv.insert(out.argv.end(), {"--from", id});
        return std::vector{out};
      };
    }
    misses.push_back(std::move(miss));
  }
  return misses;
}

Misses reviewed_yearly(const Look& look) {
  if (look.last_round && days_between(*look.last_round, look.given.today) <= kYear) return {};
  Miss miss = untold(look, kSystem, "round",
                     look.last_round
                         ? fmt::format("the team last sat down on {}", to_string(*look.last_round))
                         : "the team has never sat down",
                     15);
  miss.ways = [](const Look&) {
    Way out = way("sit down with the team", {"round"});
    out.in_person = true;
    return std::vector{out};
  };
  return {miss};
}

}  // namespace wardround::assurance::parts
