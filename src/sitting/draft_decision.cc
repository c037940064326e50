#include <fmt/core.h>

#include <algorithm>
#include <map>

#include "base/limits.h"
#include "sitting/alternatives.h"
#include "sitting/built.h"
#include "sitting/draft.h"
#include "treatment/decide.h"
#include "treatment/requirement.h"

namespace wardround::sitting {

namespace {

using study::OverlayFs;
using treatment::Disposition;

class Deciding {
 public:
  Deciding(const Workspace& workspace, const study::Study& before, DecideRequest request)
      : workspace_(workspace), before_(before), request_(std::move(request)) {}

  Drafted<Draft> draft() {
    treatment::Decision& decision = request_.decision;
    const auto chosen =
        find_target(before_, workspace_.request.as_of, decision.target, request_.assessment);
    if (!chosen) return refuse(chosen.error().message);
    const study::Assessment& assessment = before_.assessments[chosen->assessment];
    OverlayFs overlay(workspace_.fs);
    if (decision.disposition == Disposition::mitigate) {
      if (const auto done = mitigate(assessment, chosen->findings); !done)
        return refuse(done.error().message);
    }
    // A control may have changed what the decision rests on: it is recorded as it will be.
    study::Request undecided = workspace_.request;
    undecided.decisions = false;
    Draft draft;
    draft.assessment = chosen->assessment;
    draft.built = std::move(built_);
    draft.after = evaluate_built(workspace_, undecided, before_, draft.assessment, edits_,
                                 draft.restated, overlay);
    if (draft.after.diagnostics.has_errors() ||
        draft.after.assessments.size() <= draft.assessment) {
      return refuse("nothing was written: the model would have mistakes", std::move(draft.after));
    }
    study::Assessment& now = draft.after.assessments[draft.assessment];
    if (decision.disposition == Disposition::mitigate && request_.at.empty()) {
      if (const std::string why = left_open(draft.after, now); !why.empty())
        return refuse("nothing was written: " + why);
    }
    if (auto refused = require(draft, now, overlay)) return tl::unexpected(*std::move(refused));
    const treatment::Case given = study::case_of(draft.after, now, workspace_.request.as_of);
    draft.findings = treatment::findings_of(given, decision.target);
    treatment::take_stock(given, draft.findings, decision);
    const std::string& file = assessment.decisions.path;
    std::string text;
    if (workspace_.fs.is_file(file)) {
      auto read = workspace_.fs.read(file, limits::kModelBytes);
      if (!read) return refuse(read.error().message);
      text = *std::move(read);
    }
    auto edited = treatment::with_decision(text, decision);
    if (!edited) return refuse(edited.error().message);
    overlay.files[file] = *std::move(edited);
    study::decide(overlay, workspace_.request.as_of, draft.after, now);
    if (draft.after.diagnostics.has_errors()) {
      return refuse("nothing was written: the result would have mistakes", std::move(draft.after));
    }
    if (decision.disposition == Disposition::mitigate) find_open(draft, overlay);
    for (const auto& [path, written] : overlay.files) {
      if (path != file) draft.files.push_back({path, written});
    }
    draft.files.push_back({file, overlay.files[file]});
    draft.change =
        study::compare(draft.after.catalog, now, study::snapshot(before_.catalog, assessment),
                       study::snapshot(draft.after.catalog, now));
    return draft;
  }

 private:
  // Declares the controls where they must work.
  Result<void> mitigate(const study::Assessment& assessment,
                        const std::vector<std::size_t>& findings) {
    std::map<lang::SubjectId, std::vector<treatment::NewControl>> declared;
    for (const treatment::NewControl& control : request_.with) {
      const catalog::ControlId id = before_.catalog.find_control(control.control);
      if (!id.valid()) {
        std::vector<std::string_view> ids;
        for (const catalog::Control& known : before_.catalog.controls) ids.push_back(known.id);
        const auto near = diag::did_you_mean(control.control, ids);
        return fail(fmt::format("`{}` is not a control of the catalogue{}", control.control,
                                near.empty() ? "" : fmt::format("; did you mean `{}`?", near)));
      }
      if (auto fits = check_parameters(before_.catalog[id], control); !fits) return fits;
      const auto places = places_of(assessment, findings, control.control);
      if (!places) return tl::unexpected(places.error());
      request_.decision.controls.push_back(control.control);
      for (const lang::SubjectId place : *places) {
        wanted_.push_back({control.control, assessment.model()[place].id});
        const auto& uses = assessment.model().controls;
        const auto known = std::ranges::find_if(uses, [&](const model::ControlUse& use) {
          return use.control == id && use.at == place;
        });
        if (known == uses.end()) {
          declared[place].push_back(control);
        } else if (const auto done = build(assessment, *known, control); !done) {
          return tl::unexpected(done.error());
        }
      }
    }
    for (const auto& [place, controls] : declared) {
      auto added = treatment::declare_controls(assessment.loaded, before_.sources, place, controls);
      if (!added) return tl::unexpected(added.error());
      add_edits(*std::move(added), edits_);
    }
    return {};
  }

  static Result<void> check_parameters(const catalog::Control& known,
                                       const treatment::NewControl& wanted) {
    for (const auto& [parameter, value] : wanted.parameters) {
      const auto found = std::ranges::find(known.parameters, parameter, &catalog::Parameter::id);
      if (found == known.parameters.end()) {
        std::vector<std::string> names;
        for (const catalog::Parameter& one : known.parameters) names.push_back(one.id);
        return fail(fmt::format("`{}` has no parameter `{}`; it takes {}", known.id, parameter,
                                names.empty() ? "none" : listed(names)));
      }
      if (std::ranges::find(found->values, value) == found->values.end())
        return fail(fmt::format("`{}` is not a value of {} of `{}`; it takes {}", value, parameter,
                                known.id, listed(found->values)));
    }
    return {};
  }
  static std::string listed(const std::vector<std::string>& words) {
    std::string text;
    for (const std::string& word : words)
      text += fmt::format("{}`{}`", text.empty() ? "" : ", ", word);
    return text;
  }

  // Why all of the findings are as open as before with the controls where they must work; empty if
  // one is not.
  std::string left_open(const study::Study& after, const study::Assessment& now) const {
    const treatment::Case given = study::case_of(after, now, workspace_.request.as_of);
    std::string why;
    for (const std::size_t i : treatment::findings_of(given, request_.decision.target)) {
      const threats::Finding& finding = now.result.findings[i];
      if (finding.status == threats::Status::cleared || !finding.planned_by.empty()) return {};
      if (why.empty()) why = left_open(after, now, finding);
    }
    return why;
  }
  // A control that answers one of the rules that raise the finding is part of what answers it.
  std::string left_open(const study::Study& after, const study::Assessment& now,
                        const threats::Finding& finding) const {
    std::string why;
    for (const threats::Finding& reason : threats::reasons(finding)) {
      const auto& answers = after.catalog[reason.rule].answered_by;
      const auto notes = threats::controls(after.catalog, now.model(), now.result, reason);
      for (const threats::ControlNote& note : notes) {
        const std::string& id = after.catalog[note.control].id;
        if (!is_wanted(id)) continue;
        const auto& all = answers[note.alternative].all;
        const auto use = std::ranges::find(all, note.control, &catalog::Use::control);
        const bool clears = note.effect == catalog::Effect::clears;
        const bool short_of = note.answering == threats::Answering::insufficient;
        const std::string other = beside(after, notes, note);
        if (clears && !short_of && other.empty()) return {};
        if (!why.empty()) continue;
        if (!clears) {
          why = fmt::format("`{}` makes it harder to exploit and leaves it open{}{}", id,
                            note.because.empty() ? "" : ": ", note.because);
        } else if (!short_of) {
          why = fmt::format("`{0}` answers it only together with `{1}`: add --with {1}", id, other);
        } else if (!note.parameters.empty() && use != all.end()) {
          why = fmt::format("`{}` answers it only with {}: write --with {}", id, note.parameters,
                            written(sufficient(after.catalog, *use)));
        } else {
          why = fmt::format("`{}` does not answer it: {}", id, note.because);
        }
      }
    }
    return why;
  }
  [[nodiscard]] bool is_wanted(const std::string& control) const {
    return std::ranges::any_of(wanted_, [&](const auto& one) { return one.first == control; });
  }
  // A control of the same alternative that nobody declared; empty if there is none.
  static std::string beside(const study::Study& after,
                            const std::vector<threats::ControlNote>& notes,
                            const threats::ControlNote& note) {
    const auto found = std::ranges::find_if(notes, [&](const threats::ControlNote& other) {
      return other.alternative == note.alternative && other.answering == threats::Answering::absent;
    });
    return found == notes.end() ? "" : after.catalog[found->control].id;
  }

  // Which of the findings that are planned for stay open once what is planned is built?
  void find_open(Draft& draft, const OverlayFs& overlay) const {
    const study::Assessment& now = draft.after.assessments[draft.assessment];
    std::vector<diag::Edit> edits;
    for (const model::ControlUse& use : now.model().controls) {
      const std::pair<std::string, std::string> one{draft.after.catalog[use.control].id,
                                                    now.model()[use.at].id};
      if (use.status != model::Status::planned || std::ranges::find(wanted_, one) == wanted_.end())
        continue;
      auto built = model::status_edits(now.loaded, draft.after.sources, draft.after.catalog, use,
                                       "implemented");
      if (!built) return;  // cannot be tried
      add_edits(std::move(built->edits), edits);
    }
    if (edits.empty()) return;
    const Workspace workspace{overlay, workspace_.request, workspace_.evaluate};
    study::Request undecided = workspace_.request;
    undecided.decisions = false;
    OverlayFs then(overlay);
    std::vector<Restated> restated;
    const study::Study built =
        evaluate_built(workspace, undecided, draft.after, draft.assessment, edits, restated, then);
    if (built.diagnostics.has_errors() || built.assessments.size() <= draft.assessment) return;
    for (const std::size_t i : draft.findings) {
      if (!now.judged.findings[i].decided()) continue;  // that it is open is said already
      const threats::Finding& finding = now.result.findings[i];
      auto asks = asks_of_open(
          built, built.assessments[draft.assessment],
          threats::finding_id(draft.after.catalog, now.model(), finding.weakness, finding.subject));
      if (asks) draft.stay_open.push_back({i, *std::move(asks)});
    }
  }

  // What is declared already stays as it is set up there, and is built now if it was planned.
  Result<void> build(const study::Assessment& assessment, const model::ControlUse& use,
                     const treatment::NewControl& wanted) {
    const std::string& at = assessment.model()[use.at].id;
    for (const auto& [parameter, value] : wanted.parameters) {
      const std::pair<std::string, std::string> one{parameter, value};
      if (std::ranges::find(use.parameters, one) == use.parameters.end())
        return fail(fmt::format(
            "`{}` is declared at `{}` already, and not with {}: {}; change it there: {}",
            wanted.control, at, parameter, value, before_.sources.location(use.span)));
    }
    if (!wanted.implemented || use.status == model::Status::implemented) return {};
    auto changed = model::status_edits(assessment.loaded, before_.sources, before_.catalog, use,
                                       "implemented");
    if (!changed) return tl::unexpected(changed.error());
    add_edits(std::move(changed->edits), edits_);
    built_.push_back(wanted.control + "@" + at);
    return {};
  }
  // A requirement for each control at each place, unless the model has it. `draft.after`: with the
  // controls. It answers whatever the control answers there, not only what was decided.
  std::optional<Refusal> require(Draft& draft, const study::Assessment& now, OverlayFs& overlay) {
    const study::Study& after = draft.after;
    const treatment::Case given = study::case_of(after, now, workspace_.request.as_of);
    const auto decided = treatment::findings_of(given, request_.decision.target);
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
      if (!is_required(after, now, decided.size(), from, id, place)) {
        draft.requirements.push_back(
            treatment::requirement_for(after.catalog, now.model(), id, place, std::move(from)));
      }
    }
    const auto edits = treatment::add_requirements(now.loaded, after.sources, draft.requirements);
    if (!edits) return Refusal{edits.error().message, {}};
    for (auto& [path, text] : study::edited_texts(after.sources, *edits))
      overlay.files[path] = std::move(text);
    // Requirements bring no findings: to read them is enough.
    study::Request reading = workspace_.request;
    reading.evaluate = false;
    study::Study read = workspace_.evaluate(overlay, reading);
    if (!read.diagnostics.has_errors()) return std::nullopt;
    return Refusal{"nothing was written: the model would have mistakes", std::move(read)};
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

  // Where the control must work to answer the findings, unless the request says so.
  Result<std::vector<lang::SubjectId>> places_of(const study::Assessment& assessment,
                                                 const std::vector<std::size_t>& findings,
                                                 const std::string& control) const {
    if (!request_.at.empty()) {
      const lang::SubjectId at = assessment.model().find(request_.at);
      if (at.valid()) return std::vector{at};
      std::vector<std::string_view> known;
      for (const model::Subject& subject : assessment.model().subjects) known.push_back(subject.id);
      const auto near = diag::did_you_mean(request_.at, known);
      return fail(fmt::format("`{}` is no subject of this model{}", request_.at,
                              near.empty() ? "" : fmt::format("; did you mean `{}`?", near)));
    }
    std::vector<lang::SubjectId> places;
    const catalog::ControlId wanted = before_.catalog.find_control(control);
    for (const std::size_t i : findings) {
      for (const threats::Finding& reason : threats::reasons(assessment.result.findings[i])) {
        for (const threats::ControlNote& note :
             threats::controls(before_.catalog, assessment.model(), assessment.result, reason)) {
          if (note.control != wanted) continue;
          if (note.effect == catalog::Effect::none)
            return fail(fmt::format("`{}` does not answer it: {}", control, note.because));
          places.insert(places.end(), note.places.begin(), note.places.end());
          break;
        }
      }
    }
    std::ranges::sort(places);
    places.erase(std::ranges::unique(places).begin(), places.end());
    const lang::KindSet on = before_.catalog[wanted].on;
    for (const lang::SubjectId place : places) {
      if (!lang::has(on, assessment.model()[place].kind)) {
        return fail(fmt::format("`{}` cannot be declared on `{}`: say at which subject it works",
                                control, assessment.model()[place].id));
      }
    }
    if (places.empty()) {
      return fail(fmt::format(
          "`{}` answers none of it; say at which subject it works (--at) if you want it all the "
          "same",
          control));
    }
    return places;
  }

  const Workspace& workspace_;
  const study::Study& before_;
  DecideRequest request_;
  std::vector<std::pair<std::string, std::string>> wanted_;  // control, place
  std::vector<std::string> built_;                           // as Draft has it
  std::vector<diag::Edit> edits_;                            // of the model
};

}  // namespace

Result<treatment::NewControl> parse_control(std::string_view text, bool implemented) {
  treatment::NewControl control;
  control.implemented = implemented;
  const std::size_t colon = std::min(text.find(':'), text.size());
  control.control = text.substr(0, colon);
  std::string_view rest = text.substr(std::min(colon + 1, text.size()));
  while (!rest.empty()) {
    const std::size_t comma = std::min(rest.find(','), rest.size());
    const std::string_view pair = rest.substr(0, comma);
    const std::size_t equals = pair.find('=');
    if (equals == std::string_view::npos || equals == 0)
      return fail(fmt::format("`{}`: write CONTROL:PARAMETER=VALUE", text));
    control.parameters.emplace_back(pair.substr(0, equals), pair.substr(equals + 1));
    rest.remove_prefix(std::min(comma + 1, rest.size()));
  }
  return control;
}

Result<Target> find_target(const study::Study& study, Date today, const std::string& target,
                           std::size_t only) {
  for (std::size_t i = 0; i < study.assessments.size(); ++i) {
    if (only != kAnyModel && i != only) continue;
    auto found = treatment::findings_of(study::case_of(study, study.assessments[i], today), target);
    if (!found.empty()) return Target{i, std::move(found)};
  }
  std::vector<std::string> known;
  for (const study::Assessment& assessment : study.assessments) {
    for (const threats::Finding& finding : assessment.result.findings) {
      known.push_back(threats::finding_id(study.catalog, assessment.model(), finding.weakness,
                                          finding.subject));
    }
  }
  const auto near = diag::did_you_mean(target, {known.begin(), known.end()});
  return fail(fmt::format("`{}` is no finding of this model{}", target,
                          near.empty() ? "" : fmt::format("; did you mean `{}`?", near)));
}

Drafted<Draft> draft_decision(const Workspace& workspace, const study::Study& before,
                              DecideRequest request) {
  return Deciding(workspace, before, std::move(request)).draft();
}

}  // namespace wardround::sitting
