#include <fmt/core.h>

#include <algorithm>

#include "model/answer.h"
#include "model/answer_value.h"
#include "sitting/built.h"
#include "sitting/draft.h"

namespace wardround::sitting {

namespace {

// Where somebody named a subject and none of its facts: which of them are asked for, the worthiest
// first. Empty: nothing is called so.
std::string facts_of(const study::Study& study, const std::string& id) {
  constexpr std::size_t kNamed = 3;
  for (const study::Assessment& assessment : study.assessments) {
    const lang::SubjectId subject = assessment.model().find(id);
    if (!subject.valid()) continue;
    std::vector<std::string> asked;
    for (const std::size_t i : assessment.question_order) {
      const threats::Question& question = assessment.result.questions[i];
      if (question.subject == subject)
        asked.push_back(threats::question_id(study.catalog, assessment.model(), question));
    }
    std::string text = fmt::format("`{}` has many facts: name one, as {}.FACT", id, id);
    for (std::size_t i = 0; i < std::min(asked.size(), kNamed); ++i)
      text += fmt::format("{}`{}`", i == 0 ? "; asked for: " : ", ", asked[i]);
    if (asked.size() > kNamed) text += fmt::format(" and {} more", asked.size() - kNamed);
    return asked.empty() ? text + fmt::format("; `wardround explain {}` lists them", id) : text;
  }
  return {};
}

}  // namespace

tl::unexpected<Refusal> refuse(std::string message, std::optional<study::Study> study) {
  return tl::unexpected<Refusal>(Refusal{std::move(message), std::move(study)});
}

std::string first_question(const study::Study& study) {
  for (const study::Assessment& assessment : study.assessments) {
    for (const std::size_t i : assessment.question_order) {
      const threats::Question& question = assessment.result.questions[i];
      if (!question.assumed)
        return threats::question_id(study.catalog, assessment.model(), question);
    }
  }
  return {};
}

Error unknown_question(const study::Study& study, const std::string& question) {
  if (std::string message = facts_of(study, question); !message.empty())
    return {std::move(message)};
  std::string message = fmt::format("`{}` is not SUBJECT.FACT of this model", question);
  std::vector<std::string> known;
  for (const study::Assessment& assessment : study.assessments) {
    for (const threats::Question& q : assessment.result.questions)
      known.push_back(threats::question_id(study.catalog, assessment.model(), q));
    for (const model::Subject& subject : assessment.model().subjects)
      known.push_back(subject.id + question.substr(std::min(question.find('.'), question.size())));
  }
  const auto near = diag::did_you_mean(question, {known.begin(), known.end()});
  if (!near.empty()) message += fmt::format("; did you mean `{}`?", near);
  return {std::move(message)};
}

namespace {

constexpr std::string_view kImplemented = "implemented";

// The section that `assumptions.NEW-ID` adds to; null if it is none.
const model::SectionInfo* find_section(const std::string& question) {
  const model::SectionInfo* section = model::find_section(question.substr(0, question.find('.')));
  const bool subjects = section != nullptr && section->form == model::Form::subjects;
  return subjects ? section : nullptr;
}

// Is there such a fact or field? A subject may be called like a section.
bool takes_answer(const study::Study& study, const std::optional<Asked>& asked) {
  return asked && model::find_asked(study.assessments[asked->assessment].model(), study.catalog,
                                    asked->subject, asked->fact);
}

}  // namespace

Result<Asked> find_asked(const study::Study& study, const std::string& question, std::size_t only,
                         bool may_add) {
  const auto dot = question.rfind('.');
  if (dot == std::string::npos) return tl::unexpected(unknown_question(study, question));
  std::optional<Asked> asked;
  for (std::size_t i = 0; i < study.assessments.size() && !asked; ++i) {
    if (only != kAnyModel && i != only) continue;
    const lang::SubjectId subject = study.assessments[i].model().find(question.substr(0, dot));
    if (subject.valid()) asked = Asked{i, subject, question.substr(dot + 1)};
  }
  if (may_add && !study.assessments.empty() && !takes_answer(study, asked)) {
    if (const model::SectionInfo* section = find_section(question)) {
      if (only == kAnyModel && study.assessments.size() > 1)
        return fail("which model? name its file as PATH");
      return Asked{
          only == kAnyModel ? 0 : only, {}, question.substr(question.find('.') + 1), section};
    }
  }
  if (!asked) return tl::unexpected(unknown_question(study, question));
  return *std::move(asked);
}

Drafted<Draft> draft_answer(const Workspace& workspace, const study::Study& before,
                            const AnswerRequest& request) {
  const auto asked = find_asked(before, request.question, request.assessment,
                                !request.ask && !request.value.empty());
  if (!asked) return refuse(asked.error().message);
  const study::Assessment& earlier = before.assessments[asked->assessment];
  auto edit = asked->added != nullptr
                  ? model::add_edits(earlier.loaded, before.sources, *asked->added, asked->fact,
                                     request.value)
                  : model::answer_edits(earlier.loaded, before.catalog, before.sources,
                                        asked->subject, asked->fact, request.value, request.ask);
  if (!edit) return refuse(edit.error().message);
  study::OverlayFs overlay(workspace.fs);
  Draft draft;
  draft.assessment = asked->assessment;
  if (before.catalog.find_control(asked->fact).valid() && request.value == kImplemented) {
    draft.after = evaluate_built(workspace, workspace.request, before, asked->assessment,
                                 edit->edits, draft.restated, overlay);
  } else {
    overlay.files = study::edited_texts(before.sources, edit->edits);
    draft.after = workspace.evaluate(overlay, workspace.request);
  }
  if (draft.after.diagnostics.has_errors())
    return refuse("nothing was written: the answer contradicts the model", std::move(draft.after));
  if (draft.after.assessments.size() <= draft.assessment) {
    return refuse("nothing was written: the model cannot be read afterwards",
                  std::move(draft.after));
  }
  for (auto& [path, text] : overlay.files) draft.files.push_back({path, std::move(text)});
  const study::Assessment& now = draft.after.assessments[draft.assessment];
  draft.change = study::compare(draft.after.catalog, now, study::snapshot(before.catalog, earlier),
                                study::snapshot(draft.after.catalog, now));
  return draft;
}

}  // namespace wardround::sitting
