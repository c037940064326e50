// `decide`: a decision about a finding becomes the least change of the decisions file, and, where a
// control is the decision, of the model. Nothing is written unless everything can be.
#include <fmt/core.h>

#include <algorithm>
#include <set>

#include "base/limits.h"
#include "cli/commands.h"
#include "report/decision.h"
#include "sitting/alternatives.h"
#include "sitting/draft.h"

namespace wardround::cli {

namespace {

using treatment::Disposition;

class Deciding {
 public:
  Deciding(Context& context, const DecideOptions& options) : context_(context), options_(options) {}

  int run() {
    const study::Request request{options_.path, options_.packs, true};
    const study::Study before = run_study(context_, context_.fs, request);
    if (before.diagnostics.has_errors()) {
      show_diagnostics(context_, before);
      return kInputError;
    }
    if (options_.withdraw) return withdraw(before);
    const auto chosen = sitting::find_target(before, context_.today, options_.target);
    if (!chosen) return complain(context_, chosen.error().message);
    const study::Assessment& assessment = before.assessments[chosen->assessment];
    const auto disposition = chosen_disposition();
    if (!disposition) return complain(context_, disposition.error().message);
    if (!*disposition) {
      for (const std::size_t finding : chosen->findings)
        write_out(report::choices(view_of(context_, before, assessment), finding,
                                  sitting::alternatives(workspace_of(context_, request), before,
                                                        chosen->assessment, finding),
                                  {options_.by.empty(), options_.role.empty()},
                                  screen_style(context_)));
      return kOk;
    }
    if (const auto problems = missing_words(); !problems.empty()) {
      for (const std::string& problem : problems) complain(context_, problem);
      return kInputError;
    }
    sitting::DecideRequest wanted;
    wanted.decision = decision_of(disposition->value_or(Disposition::mitigate));
    wanted.at = options_.at;
    if (options_.mitigate) {
      for (const std::string& with : options_.with) {
        auto control = sitting::parse_control(with, options_.implemented);
        if (!control) return complain(context_, control.error().message);
        wanted.with.push_back(*std::move(control));
      }
    }
    auto draft =
        sitting::draft_decision(workspace_of(context_, request), before, std::move(wanted));
    return draft ? finish(*draft) : complain(context_, draft.error());
  }

 private:
  // None where no choice was given: then the choices are shown.
  Result<std::optional<Disposition>> chosen_disposition() const {
    std::optional<Disposition> chosen;
    int count = 0;
    const auto choose = [&](bool given, Disposition disposition) {
      if (!given) return;
      chosen = disposition;
      ++count;
    };
    choose(options_.eliminate, Disposition::eliminate);
    choose(options_.mitigate, Disposition::mitigate);
    choose(options_.accept, Disposition::accept);
    choose(options_.transfer, Disposition::transfer);
    if (count > 1) return fail("choose one of --eliminate, --mitigate, --accept, --transfer");
    return chosen;
  }

  // All that a decision lacks or says wrong, a line each.
  [[nodiscard]] std::vector<std::string> missing_words() const {
    std::vector<std::string> all;
    if (!treatment::split_target(options_.target))
      all.push_back(fmt::format("`{}`: write WEAKNESS@SUBJECT", options_.target));
    if (options_.by.empty() || options_.role.empty())
      all.emplace_back(
          "who decides? add --by NAME and --role ROLE (or set WARDROUND_BY, WARDROUND_ROLE)");
    if (options_.reason.empty()) all.emplace_back("why? add --reason TEXT; the auditor reads it");
    for (const auto& [option, date] : {std::pair("--expires", options_.expires),
                                       std::pair("--approved-on", options_.approved_on)}) {
      if (!date.empty() && !parse_date(date))
        all.push_back(fmt::format("{} {}: a date is written YYYY-MM-DD", option, date));
    }
    if (options_.mitigate && options_.with.empty())
      all.push_back(
          fmt::format("with what? add --with CONTROL; `wardround decide {}` lists what "
                      "answers it",
                      options_.target));
    return all;
  }

  [[nodiscard]] treatment::Decision decision_of(Disposition disposition) const {
    treatment::Decision decision;
    decision.target = options_.target;
    decision.reach =
        treatment::reach_of(treatment::split_target(options_.target).value_or(treatment::Target{}));
    decision.disposition = disposition;
    decision.by = options_.by;
    decision.role = options_.role;
    decision.reason = options_.reason;
    decision.date = context_.today;
    if (disposition == Disposition::accept) {
      if (!options_.approved_by.empty()) {
        treatment::Approval approval;
        approval.by = options_.approved_by;
        approval.role = options_.approved_role;
        approval.date =
            options_.approved_on.empty() ? context_.today : parse_date(options_.approved_on);
        decision.approved = std::move(approval);
      }
      decision.expires = parse_date(options_.expires);
      decision.benefit_risk = options_.benefit_risk;
    }
    if (disposition == Disposition::transfer) {
      decision.to = options_.to;
      decision.capability = options_.capability;
      decision.told_in = options_.told_in;
      decision.consequence = options_.consequence;
      decision.acknowledged = options_.acknowledged;
    }
    return decision;
  }

  int withdraw(const study::Study& before) {
    for (const study::Assessment& assessment : before.assessments) {
      const std::string& file = assessment.decisions.path;
      const bool decided =
          std::ranges::find(assessment.decisions.all, options_.target,
                            &treatment::Decision::target) != assessment.decisions.all.end();
      if (!decided) continue;
      const auto text = context_.fs.read(file, limits::kModelBytes);
      if (!text) return complain(context_, text.error().message);
      auto edited = treatment::without_decision(*text, options_.target);
      if (!edited) return complain(context_, edited.error().message);
      if (!options_.dry_run) {
        if (const auto written = context_.fs.write(file, *edited); !written)
          return complain(context_, written.error().message);
      }
      write_out(fmt::format("{} {}: nothing is decided about {} any more\n",
                            options_.dry_run ? "would edit" : "edited", file, options_.target));
      return kOk;
    }
    return withdraw_finding(before);
  }

  // What nothing is decided about and a person found is taken back itself.
  int withdraw_finding(const study::Study& before) {
    for (const study::Assessment& assessment : before.assessments) {
      if (std::ranges::find(assessment.manual, options_.target, &catalog::Manual::id) ==
          assessment.manual.end())
        continue;
      const std::string& file = assessment.decisions.path;
      const auto text = context_.fs.read(file, limits::kModelBytes);
      if (!text) return complain(context_, text.error().message);
      const auto edited = treatment::without_finding(*text, options_.target);
      if (!edited) return complain(context_, edited.error().message);
      if (!options_.dry_run) {
        if (const auto written = context_.fs.write(file, *edited); !written)
          return complain(context_, written.error().message);
      }
      write_out(fmt::format("{} {}: {} is no finding any more\n",
                            options_.dry_run ? "would edit" : "edited", file, options_.target));
      return kOk;
    }
    return complain(context_, fmt::format("nothing is decided about `{}`", options_.target));
  }

  // What of the decision does not count stands on the screen, with its finding: no warning says it,
  // too.
  static void drop_what_is_said(sitting::Draft& draft) {
    const study::Assessment& now = draft.after.assessments[draft.assessment];
    std::set<diag::Span> said;
    for (const std::size_t finding : draft.findings) {
      if (const auto& verdict = now.judged.findings[finding].verdict)
        said.insert(now.decisions.all[verdict->decision].span);
    }
    diag::Diagnostics rest;
    for (const diag::Diagnostic& one : draft.after.diagnostics.unsorted()) {
      const bool standing = one.kind == diag::Kind::decision_incomplete ||
                            one.kind == diag::Kind::decision_expired ||
                            one.kind == diag::Kind::decision_stale;
      if (!standing || !said.contains(one.span)) rest.report(one.kind, one.span) = one;
    }
    draft.after.diagnostics = std::move(rest);
  }

  int finish(sitting::Draft& draft) {
    drop_what_is_said(draft);
    show_diagnostics(context_, draft.after);
    std::set<std::string> edited;
    for (const auto& [path, text] : draft.files) {
      edited.insert(path);
      if (options_.dry_run) continue;
      if (const auto written = context_.fs.write(path, text); !written)
        return complain(context_, written.error().message);
    }
    for (const std::string& path : edited)
      write_out(fmt::format("{} {}\n", options_.dry_run ? "would edit" : "edited", path));
    const study::Assessment& now = draft.after.assessments[draft.assessment];
    const report::View view = view_of(context_, draft.after, now);
    for (const std::size_t finding : draft.findings) {
      write_out(report::decision_line(view, finding, screen_style(context_)));
      for (const sitting::StaysOpen& one : draft.stay_open) {
        if (one.finding == finding) write_out(report::stays_open_line(one, screen_style(context_)));
      }
    }
    for (const std::string& built : draft.built)
      write_out(report::built_line(built, screen_style(context_)));
    for (const sitting::Restated& restated : draft.restated)
      write_out(report::restated_line(restated, screen_style(context_)));
    for (const treatment::NewRequirement& requirement : draft.requirements) {
      std::vector<std::string> tests = requirement.tests;
      tests.insert(tests.end(), requirement.defeats.begin(), requirement.defeats.end());
      write_out(report::requirement_line(requirement.id, requirement.text, tests,
                                         screen_style(context_)));
    }
    if (!draft.change.empty())
      write_out("\n" + report::change_text(draft.change, screen_style(context_)));
    return kOk;
  }

  Context& context_;
  const DecideOptions& options_;
};

}  // namespace

int run_decide(Context& context, const DecideOptions& options) {
  if (options.add) return add_finding(context, options);
  return Deciding(context, options).run();
}

}  // namespace wardround::cli
