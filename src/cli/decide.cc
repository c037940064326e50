// `decide`: a decision about a finding becomes the least change of the decisions file, and, where a
// control is the decision, of the model. Nothing is written unless everything can be.
#include "treatment/decide.h"

#include <fmt/core.h>

#include <algorithm>
#include <iterator>
#include <map>

#include "base/limits.h"
#include "cli/commands.h"
#include "cli/edits.h"
#include "report/decision.h"
#include "report/paint.h"
#include "study/change.h"
#include "text/edit.h"
#include "treatment/record.h"
#include "treatment/requirement.h"

namespace wardround::cli {

namespace {

using treatment::Disposition;

struct Chosen {
  std::size_t assessment = 0;
  std::vector<std::size_t> findings;
};

std::optional<Chosen> find_target(const study::Study& study, Date today,
                                  const std::string& target) {
  for (std::size_t i = 0; i < study.assessments.size(); ++i) {
    auto found = treatment::findings_of(study::case_of(study, study.assessments[i], today), target);
    if (!found.empty()) return Chosen{i, std::move(found)};
  }
  return std::nullopt;
}

int complain_unknown(const Context& context, const study::Study& study, const std::string& target) {
  std::string message = fmt::format("`{}` is no finding of this model", target);
  std::vector<std::string> known;
  for (const study::Assessment& assessment : study.assessments) {
    for (const threats::Finding& finding : assessment.result.findings)
      known.push_back(threats::finding_id(study.catalog, assessment.model(), finding.weakness,
                                          finding.subject));
  }
  const auto near = diag::did_you_mean(target, {known.begin(), known.end()});
  if (!near.empty()) message += fmt::format("; did you mean `{}`?", near);
  return complain(context, message);
}

// "ble-pairing:mode=passkey,strength=high"
Result<treatment::NewControl> parse_control(const std::string& text, bool implemented) {
  treatment::NewControl control;
  control.implemented = implemented;
  const std::size_t colon = text.find(':');
  control.control = text.substr(0, colon);
  std::string_view rest =
      colon == std::string::npos ? std::string_view() : std::string_view(text).substr(colon + 1);
  while (!rest.empty()) {
    const std::size_t comma = std::min(rest.find(','), rest.size());
    const std::string_view pair = rest.substr(0, comma);
    const std::size_t equals = pair.find('=');
    if (equals == std::string_view::npos || equals == 0)
      return fail(fmt::format("--with {}: write CONTROL:PARAMETER=VALUE", text));
    control.parameters.emplace_back(pair.substr(0, equals), pair.substr(equals + 1));
    rest.remove_prefix(std::min(comma + 1, rest.size()));
  }
  return control;
}

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
    const auto chosen = find_target(before, context_.today, options_.target);
    if (!chosen) {
      if (options_.withdraw) return withdraw(before);
      return complain_unknown(context_, before, options_.target);
    }
    const study::Assessment& assessment = before.assessments[chosen->assessment];
    if (options_.withdraw) return withdraw(before);
    const auto disposition = chosen_disposition();
    if (!disposition) return complain(context_, disposition.error().message);
    if (!*disposition) {
      for (const std::size_t finding : chosen->findings)
        write_out(report::choices(view_of(context_, before, assessment), finding,
                                  screen_style(context_)));
      return kOk;
    }
    if (const auto problem = missing_words()) return complain(context_, *problem);
    OverlayFs overlay(context_.fs);
    const Disposition what = disposition->value_or(Disposition::mitigate);
    treatment::Decision decision = decision_of(what);
    if (what == Disposition::mitigate) {
      if (const auto done = mitigate(before, assessment, chosen->findings, decision, overlay);
          !done)
        return complain(context_, done.error().message);
    }
    // A control may have changed what the decision rests on: it is recorded as it will be.
    study::Request undecided = request;
    undecided.decisions = false;
    study::Study after = run_study(context_, overlay, undecided);
    if (after.diagnostics.has_errors() || after.assessments.size() <= chosen->assessment) {
      show_diagnostics(context_, after);
      return complain(context_, "nothing was written: the model would have mistakes");
    }
    study::Assessment& now = after.assessments[chosen->assessment];
    if (const auto done = require(after, now, overlay); !done)
      return complain(context_, done.error().message);
    const treatment::Case given = study::case_of(after, now, context_.today);
    treatment::take_stock(given, treatment::findings_of(given, options_.target), decision);
    const std::string& file = assessment.decisions.path;
    std::string text;
    if (context_.fs.is_file(file)) {
      auto read = context_.fs.read(file, limits::kModelBytes);
      if (!read) return complain(context_, read.error().message);
      text = *std::move(read);
    }
    auto edited = treatment::with_decision(text, decision);
    if (!edited) return complain(context_, edited.error().message);
    overlay.files[file] = *std::move(edited);
    study::decide(overlay, context_.today, after, now);
    return finish(before, chosen->assessment, after, overlay);
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

  [[nodiscard]] std::optional<std::string> missing_words() const {
    if (!treatment::split_target(options_.target))
      return fmt::format("`{}`: write WEAKNESS@SUBJECT", options_.target);
    if (options_.by.empty() || options_.role.empty())
      return "who decides? add --by NAME and --role ROLE (or set WARDROUND_BY, WARDROUND_ROLE)";
    if (options_.reason.empty()) return "why? add --reason TEXT; the auditor reads it";
    for (const auto& [option, date] : {std::pair("--expires", options_.expires),
                                       std::pair("--approved-on", options_.approved_on)}) {
      if (!date.empty() && !parse_date(date))
        return fmt::format("{} {}: a date is written YYYY-MM-DD", option, date);
    }
    if (options_.mitigate && options_.with.empty())
      return "with what? add --with CONTROL; `wardround decide FINDING` lists what answers it";
    return std::nullopt;
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

  // Declares the controls where they must work.
  Result<void> mitigate(const study::Study& before, const study::Assessment& assessment,
                        const std::vector<std::size_t>& findings, treatment::Decision& decision,
                        OverlayFs& overlay) {
    std::map<lang::SubjectId, std::vector<treatment::NewControl>> declared;
    for (const std::string& with : options_.with) {
      auto control = parse_control(with, options_.implemented);
      if (!control) return tl::unexpected(control.error());
      const catalog::ControlId id = before.catalog.find_control(control->control);
      if (!id.valid()) {
        std::vector<std::string_view> ids;
        for (const catalog::Control& known : before.catalog.controls) ids.push_back(known.id);
        const auto near = diag::did_you_mean(control->control, ids);
        return fail(fmt::format("`{}` is not a control of the catalogue{}", control->control,
                                near.empty() ? "" : fmt::format("; did you mean `{}`?", near)));
      }
      const auto places = places_of(before, assessment, findings, control->control);
      if (!places) return tl::unexpected(places.error());
      decision.controls.push_back(control->control);
      for (const lang::SubjectId place : *places) {
        wanted_.push_back({control->control, assessment.model()[place].id});
        const bool known = std::ranges::any_of(
            assessment.model().controls,
            [&](const model::ControlUse& use) { return use.control == id && use.at == place; });
        if (!known) declared[place].push_back(*control);
      }
    }
    std::vector<diag::Edit> edits;
    for (const auto& [place, controls] : declared) {
      auto added = treatment::declare_controls(assessment.loaded, before.sources, place, controls);
      if (!added) return tl::unexpected(added.error());
      for (diag::Edit& edit : *added) {
        // Subjects made from one list are declared in one place.
        if (!contains(edits, edit)) edits.push_back(std::move(edit));
      }
    }
    for (auto& [path, text] : edited_texts(before.sources, edits))
      overlay.files[path] = std::move(text);
    return {};
  }

  // A requirement for each control at each place, unless the model has it. `after`: with the
  // controls. It answers whatever the control answers there, not only what was decided.
  Result<void> require(const study::Study& after, const study::Assessment& now,
                       OverlayFs& overlay) {
    const treatment::Case given = study::case_of(after, now, context_.today);
    const auto decided = treatment::findings_of(given, options_.target);
    for (const auto& [control, at] : wanted_) {
      const catalog::ControlId id = after.catalog.find_control(control);
      const lang::SubjectId place = now.model().find(at);
      std::vector<std::size_t> answered = decided;
      for (std::size_t i = 0; i < now.result.findings.size(); ++i) {
        const threats::Finding& finding = now.result.findings[i];
        for (const auto* uses : {&finding.cleared_by, &finding.planned_by}) {
          const bool here = std::ranges::any_of(*uses, [&](std::size_t use) {
            return now.model().controls[use].control == id && now.model().controls[use].at == place;
          });
          if (here && std::ranges::find(answered, i) == answered.end()) answered.push_back(i);
        }
      }
      std::vector<std::string> from;
      for (const std::size_t i : answered) {
        const threats::Finding& finding = now.result.findings[i];
        from.push_back(
            threats::finding_id(after.catalog, now.model(), finding.weakness, finding.subject));
      }
      if (!is_required(after, now, decided.size(), from, id, place))
        requirements_.push_back(
            treatment::requirement_for(after.catalog, now.model(), id, place, std::move(from)));
    }
    const auto edits = treatment::add_requirements(now.loaded, after.sources, requirements_);
    if (!edits) return tl::unexpected(edits.error());
    for (auto& [path, text] : edited_texts(after.sources, *edits))
      overlay.files[path] = std::move(text);
    // Requirements bring no findings: to read them is enough.
    const study::Study read = run_study(context_, overlay, {options_.path, options_.packs, false});
    if (!read.diagnostics.has_errors()) return {};
    show_diagnostics(context_, read);
    return fail("nothing was written: the model would have mistakes");
  }
  static bool contains(const std::vector<diag::Edit>& edits, const diag::Edit& one) {
    return std::ranges::any_of(edits, [&](const diag::Edit& edit) {
      return edit.span.source == one.span.source && edit.span.begin == one.span.begin &&
             edit.span.end == one.span.end && edit.text == one.text;
    });
  }
  // Does the model ask for the control there already, because of the first `decided` of `from`?
  static bool is_required(const study::Study& study, const study::Assessment& assessment,
                          std::size_t decided, const std::vector<std::string>& from,
                          catalog::ControlId control, lang::SubjectId place) {
    const auto requirements = treatment::requirements(study.catalog, assessment.model());
    return std::ranges::any_of(requirements, [&](const treatment::Requirement& known) {
      return std::ranges::find(known.by, control) != known.by.end() &&
             std::ranges::find(known.allocated_to, place) != known.allocated_to.end() &&
             std::all_of(from.begin(), from.begin() + static_cast<std::ptrdiff_t>(decided),
                         [&](const std::string& finding) {
                           return std::ranges::find(known.from, finding) != known.from.end();
                         });
    });
  }

  // Where the control must work to answer the findings, unless --at says so.
  Result<std::vector<lang::SubjectId>> places_of(const study::Study& before,
                                                 const study::Assessment& assessment,
                                                 const std::vector<std::size_t>& findings,
                                                 const std::string& control) const {
    if (!options_.at.empty()) {
      const lang::SubjectId at = assessment.model().find(options_.at);
      if (!at.valid()) return fail(fmt::format("--at {}: no such subject", options_.at));
      return std::vector{at};
    }
    std::vector<lang::SubjectId> places;
    const catalog::ControlId wanted = before.catalog.find_control(control);
    for (const std::size_t i : findings) {
      for (const threats::ControlNote& note :
           threats::controls(before.catalog, assessment.model(), assessment.result,
                             assessment.result.findings[i])) {
        if (note.control != wanted) continue;
        if (note.effect == catalog::Effect::none)
          return fail(fmt::format("`{}` does not answer it: {}", control, note.because));
        places.insert(places.end(), note.places.begin(), note.places.end());
        break;
      }
    }
    std::ranges::sort(places);
    places.erase(std::ranges::unique(places).begin(), places.end());
    const lang::KindSet on = before.catalog[wanted].on;
    for (const lang::SubjectId place : places) {
      if (!lang::has(on, assessment.model()[place].kind))
        return fail(fmt::format("`{}` cannot be declared on `{}`: say where with --at", control,
                                assessment.model()[place].id));
    }
    if (places.empty())
      return fail(
          fmt::format("`{}` answers none of it; say where it works with --at if you want it "
                      "all the same",
                      control));
    return places;
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

  // Says what is wrong with what would be written, or writes it, the model first: a control is the
  // decision.
  int finish(const study::Study& before, std::size_t index, const study::Study& after,
             OverlayFs& overlay) {
    if (show_diagnostics(context_, after))
      return complain(context_, "nothing was written: the result would have mistakes");
    const study::Assessment& now = after.assessments[index];
    const std::string& decisions = now.decisions.path;
    const auto write = [&](const std::string& path, const std::string& text) {
      return options_.dry_run ? Result<void>{} : context_.fs.write(path, text);
    };
    for (const auto& [path, text] : overlay.files) {
      if (path == decisions) continue;
      if (const auto written = write(path, text); !written)
        return complain(context_, written.error().message);
    }
    if (const auto written = write(decisions, overlay.files[decisions]); !written)
      return complain(context_, written.error().message);
    for (const auto& [path, text] : overlay.files)
      write_out(fmt::format("{} {}\n", options_.dry_run ? "would edit" : "edited", path));
    const report::View view = view_of(context_, after, now);
    const treatment::Case given = study::case_of(after, now, context_.today);
    for (const std::size_t finding : treatment::findings_of(given, options_.target))
      write_out(report::decision_line(view, finding, screen_style(context_)));
    for (const treatment::NewRequirement& requirement : requirements_) {
      std::vector<std::string> tests = requirement.tests;
      tests.insert(tests.end(), requirement.defeats.begin(), requirement.defeats.end());
      write_out(report::requirement_line(requirement.id, requirement.text, tests,
                                         screen_style(context_)));
    }
    const auto change = study::compare(after.catalog, now,
                                       study::snapshot(before.catalog, before.assessments[index]),
                                       study::snapshot(after.catalog, now));
    if (!change.empty()) write_out("\n" + report::change_text(change, screen_style(context_)));
    return kOk;
  }

  Context& context_;
  const DecideOptions& options_;
  std::vector<std::pair<std::string, std::string>> wanted_;  // control, place
  std::vector<treatment::NewRequirement> requirements_;      // that are to be written
};

}  // namespace

int run_decide(Context& context, const DecideOptions& options) {
  if (options.add) return add_finding(context, options);
  return Deciding(context, options).run();
}

}  // namespace wardround::cli
