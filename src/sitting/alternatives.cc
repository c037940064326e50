#include "sitting/alternatives.h"

#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <utility>

#include "model/answer.h"
#include "sitting/built.h"

namespace wardround::sitting {

namespace {

using Places = std::map<lang::SubjectId, std::vector<treatment::NewControl>>;

void try_out(const Workspace& workspace, const study::Study& before, std::size_t index,
             const threats::Finding& which, const Places& places, Alternative& alternative) {
  const study::Assessment& assessment = before.assessments[index];
  std::vector<diag::Edit> edits;
  for (const auto& [place, controls] : places) {
    auto added = treatment::declare_controls(assessment.loaded, before.sources, place, controls);
    if (!added) return;
    add_edits(*std::move(added), edits);
  }
  // What is planned already will be there, too.
  for (const auto* uses : {&which.planned_by, &which.begun_by}) {
    for (const std::size_t use : *uses) {
      auto built = model::status_edits(assessment.loaded, before.sources, before.catalog,
                                       assessment.model().controls[use], "implemented");
      if (!built) return;
      add_edits(std::move(built->edits), edits);
    }
  }
  if (edits.empty()) return;
  study::OverlayFs overlay(workspace.fs);
  std::vector<Restated> restated;
  const study::Study after =
      evaluate_built(workspace, workspace.request, before, index, edits, restated, overlay);
  if (after.diagnostics.has_errors() || after.assessments.size() <= index) return;
  const study::Assessment& now = after.assessments[index];
  const std::string id =
      threats::finding_id(before.catalog, assessment.model(), which.weakness, which.subject);
  if (auto asks = asks_of_open(after, now, id)) {
    alternative.answers = false;
    alternative.asks = *std::move(asks);
  }
}

}  // namespace

std::optional<std::vector<std::string>> asks_of_open(const study::Study& study,
                                                     const study::Assessment& assessment,
                                                     const std::string& id) {
  for (const threats::Finding& left : assessment.result.findings) {
    if (left.status != threats::Status::open ||
        threats::finding_id(study.catalog, assessment.model(), left.weakness, left.subject) != id)
      continue;
    std::vector<std::string> asks;
    for (const std::size_t question : left.questions)
      asks.push_back(threats::question_id(study.catalog, assessment.model(),
                                          assessment.result.questions[question]));
    return asks;
  }
  return std::nullopt;
}

treatment::NewControl sufficient(const catalog::Catalog& catalog, const catalog::Use& use) {
  treatment::NewControl control{catalog[use.control].id, {}, false};
  for (const auto& [parameter, values] : use.parameters) {
    if (!values.empty()) control.parameters.emplace_back(parameter, values.front());
  }
  return control;
}

std::string written(const treatment::NewControl& control) {
  std::string text = control.control;
  for (const auto& [parameter, value] : control.parameters)
    text +=
        fmt::format("{}{}={}", text.size() == control.control.size() ? ":" : ",", parameter, value);
  return text;
}

namespace {

// Puts one alternative of a rule where it must work. False: it can do nothing there.
bool take(const study::Study& study, const threats::Finding& which,
          const std::vector<threats::ControlNote>& notes, std::size_t number,
          Alternative& alternative, Places& places) {
  const std::vector<catalog::Use>& all = study.catalog[which.rule].answered_by[number].all;
  bool taken = false;
  for (const threats::ControlNote& note : notes) {
    if (note.alternative != number) continue;
    const auto use = std::ranges::find(all, note.control, &catalog::Use::control);
    if (use == all.end()) continue;
    treatment::NewControl control = sufficient(study.catalog, *use);
    const std::string word = written(control);
    taken = true;
    if (std::ranges::find(alternative.with, word) == alternative.with.end())
      alternative.with.push_back(word);
    control.implemented = true;
    if (note.answering != threats::Answering::absent) continue;
    for (const lang::SubjectId place : note.places) {
      std::vector<treatment::NewControl>& here = places[place];
      if (std::ranges::find(here, control.control, &treatment::NewControl::control) == here.end())
        here.push_back(control);
    }
  }
  return taken;
}

}  // namespace

std::vector<Alternative> alternatives(const Workspace& workspace, const study::Study& before,
                                      std::size_t assessment, std::size_t finding) {
  const study::Assessment& one = before.assessments[assessment];
  const threats::Finding& which = one.result.findings[finding];
  std::vector<Alternative> out;
  Alternative together;
  Places everywhere;
  const std::vector<threats::Finding> raised = threats::reasons(which);
  for (const threats::Finding& reason : raised) {
    const auto& known = before.catalog[reason.rule].answered_by;
    const auto notes = threats::controls(before.catalog, one.model(), one.result, reason);
    const bool own = reason.rule == which.rule;
    bool first = true;
    for (std::size_t number = 0; number < known.size(); ++number) {
      if (known[number].effect != catalog::Effect::clears) continue;
      Alternative alternative{number, {}, true, {}};
      Places places;
      if (!take(before, reason, notes, number, alternative, places)) continue;
      if (std::exchange(first, false)) take(before, reason, notes, number, together, everywhere);
      if (!own) break;
      try_out(workspace, before, assessment, which, places, alternative);
      out.push_back(std::move(alternative));
    }
    if (own && std::ranges::find(out, true, &Alternative::answers) != out.end()) return out;
    if (first) return out;  // nothing answers this rule
  }
  if (raised.size() > 1) {
    try_out(workspace, before, assessment, which, everywhere, together);
    if (together.answers) out.push_back(std::move(together));
  }
  return out;
}

}  // namespace wardround::sitting
