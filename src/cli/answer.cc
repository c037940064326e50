#include "model/answer.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/limits.h"
#include "cli/commands.h"
#include "cli/edits.h"
#include "model/answer_value.h"
#include "report/explain.h"
#include "report/paint.h"
#include "study/change.h"

namespace wardround::cli {

namespace {

struct Asked {
  std::size_t assessment = 0;
  lang::SubjectId subject;
  std::string fact;
};

// `subject.fact` in the first model that has such a subject.
std::optional<Asked> find_asked(const study::Study& study, const std::string& question) {
  const auto dot = question.rfind('.');
  if (dot == std::string::npos) return std::nullopt;
  for (std::size_t i = 0; i < study.assessments.size(); ++i) {
    const lang::SubjectId subject = study.assessments[i].model().find(question.substr(0, dot));
    if (subject.valid()) return Asked{i, subject, question.substr(dot + 1)};
  }
  return std::nullopt;
}

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

int complain_unknown(const Context& context, const study::Study& study,
                     const std::string& question) {
  std::string message = fmt::format("`{}` is not SUBJECT.FACT of this model", question);
  std::vector<std::string> known;
  for (const study::Assessment& assessment : study.assessments) {
    for (const threats::Question& q : assessment.result.questions) {
      known.push_back(threats::question_id(study.catalog, assessment.model(), q));
    }
    for (const model::Subject& subject : assessment.model().subjects) {
      known.push_back(subject.id + question.substr(std::min(question.find('.'), question.size())));
    }
  }
  const auto near = diag::did_you_mean(question, {known.begin(), known.end()});
  if (!near.empty()) message += fmt::format("; did you mean `{}`?", near);
  return complain(context, message);
}

int list_values(const Context& context, const study::Study& study, const Asked& asked) {
  const study::Assessment& assessment = study.assessments[asked.assessment];
  const std::string id = assessment.model()[asked.subject].id + "." + asked.fact;
  const auto text =
      report::explain_model(view_of(context, study, assessment), id, screen_style(context));
  const auto values =
      model::answer_values(assessment.model(), study.catalog, asked.subject, asked.fact);
  if (!text && values.empty()) return complain_unknown(context, study, id);
  if (text) write_out(*text);
  std::string words;
  for (const std::string& value : values) words += (words.empty() ? "" : " ") + value;
  write_out("\n");
  for (const std::string& line :
       report::paragraph("Answer with one of: ", words, screen_style(context).width)) {
    write_out(line + "\n");
  }
  return kOk;
}

}  // namespace

int run_answer(Context& context, const AnswerOptions& given) {
  AnswerOptions options = given;
  // `answer sync.pairing pump.model.yaml`: no value is a path that exists, so the one word after
  // the question is PATH.
  const bool is_path = context.fs.is_file(options.value) || context.fs.is_directory(options.value);
  if (options.path == "." && !options.value.empty() && is_path)
    std::swap(options.path, options.value);
  if (options.value == ".") options.value.clear();
  const study::Request request{options.path, options.packs, true};
  const study::Study before = run_study(context, context.fs, request);
  if (show_diagnostics(context, before)) return kInputError;
  auto asked = find_asked(before, options.question);
  const model::SectionInfo* added = nullptr;
  if (!options.value.empty() && options.ask.empty() && !takes_answer(before, asked)) {
    added = find_section(options.question);
    if (added != nullptr && before.assessments.size() > 1)
      return complain(context, "which model? name its file as PATH");
    if (added != nullptr && !before.assessments.empty()) asked = Asked{};
  }
  if (!asked) return complain_unknown(context, before, options.question);
  if (options.value.empty() && options.ask.empty()) return list_values(context, before, *asked);
  if (!options.until.empty() && !parse_date(options.until)) {
    return complain(context,
                    fmt::format("--until {}: a date is written YYYY-MM-DD", options.until));
  }
  if (!options.until.empty() && options.ask.empty())
    return complain(context, "--until needs --ask WHO");

  const study::Assessment& assessment = before.assessments[asked->assessment];
  std::optional<model::Ask> ask;
  if (!options.ask.empty()) ask = model::Ask{options.ask, options.until};
  const auto edit =
      added != nullptr
          ? model::add_edits(assessment.loaded, before.sources, *added,
                             options.question.substr(options.question.find('.') + 1), options.value)
          : model::answer_edits(assessment.loaded, before.catalog, before.sources, asked->subject,
                                asked->fact, options.value, ask);
  if (!edit) return complain(context, edit.error().message);

  OverlayFs overlay(context.fs);
  overlay.files = edited_texts(before.sources, edit->edits);
  const study::Study after = run_study(context, overlay, request);
  if (show_diagnostics(context, after))
    return complain(context, "nothing was written: the answer contradicts the model");
  if (after.assessments.size() <= asked->assessment)
    return complain(context, "nothing was written: the model cannot be read afterwards");
  for (const auto& [path, text] : overlay.files) {
    if (options.dry_run) break;
    if (const auto written = context.fs.write(path, text); !written)
      return complain(context, written.error().message);
  }
  const study::Assessment& now = after.assessments[asked->assessment];
  const auto change =
      study::compare(after.catalog, now, study::snapshot(before.catalog, assessment),
                     study::snapshot(after.catalog, now));
  for (const auto& [path, text] : overlay.files) {
    write_out(fmt::format("{} {}: {} is {}\n", options.dry_run ? "would edit" : "edited", path,
                          options.question, ask ? "asked of " + ask->who : options.value));
  }
  write_out(report::change_screen(view_of(context, after, now), change, screen_style(context)));
  return kOk;
}

}  // namespace wardround::cli
