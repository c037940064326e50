#include "model/answer.h"

#include <fmt/core.h>

#include <algorithm>

#include "cli/commands.h"
#include "report/decision.h"
#include "report/explain.h"
#include "report/paint.h"
#include "sitting/draft.h"
#include "threats/finding.h"

namespace wardround::cli {

namespace {

int list_values(const Context& context, const study::Study& study, const sitting::Asked& asked) {
  const study::Assessment& assessment = study.assessments[asked.assessment];
  const std::string id = assessment.model()[asked.subject].id + "." + asked.fact;
  const auto text =
      report::explain_model(view_of(context, study, assessment), id, screen_style(context));
  const auto values =
      model::answer_values(assessment.model(), study.catalog, asked.subject, asked.fact);
  if (!text && values.empty())
    return complain(context, sitting::unknown_question(study, id).message);
  if (text) write_out(*text);
  // Type and protocol are no facts, so that they have no page of their own.
  if (!text && (asked.fact == "type" || asked.fact == "protocol")) {
    write_out(id + "\n");
    for (const threats::Question& question : assessment.result.questions) {
      if (threats::question_id(study.catalog, assessment.model(), question) != id) continue;
      const auto said = threats::question_text(study.catalog, assessment.model(), question);
      write_out("  " + said + "\n");
    }
    write_out(fmt::format("  `wardround explain --list {}s` says what each is\n", asked.fact));
  }
  if (values.empty()) return kOk;  // free text, or worked out from what `find out` names
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
  // `answer security`: the one word is PATH, and what is asked first there is meant.
  if (options.value.empty() && options.path == "." &&
      (context.fs.is_file(options.question) || context.fs.is_directory(options.question)))
    std::swap(options.path, options.question);
  if (options.question == ".") options.question.clear();
  const study::Request request{options.path, options.packs, true};
  const study::Study before = run_study(context, context.fs, request);
  // Warnings are said once: of the model as it will be, where there is one.
  const bool changes = !options.value.empty() || !options.ask.empty();
  if (before.diagnostics.has_errors() || !changes) show_diagnostics(context, before);
  if (before.diagnostics.has_errors()) return kInputError;
  if (options.question.empty()) {
    if (changes) return complain(context, "which question? name SUBJECT.FACT");
    options.question = sitting::first_question(before);
  }
  if (options.question.empty())
    return complain(context, "no question is open; to state a fact, name SUBJECT.FACT and VALUE");
  const auto asked = sitting::find_asked(before, options.question, sitting::kAnyModel,
                                         !options.value.empty() && options.ask.empty());
  if (!asked) return complain(context, asked.error().message);
  if (options.value.empty() && options.ask.empty()) return list_values(context, before, *asked);
  if (!options.until.empty() && !parse_date(options.until)) {
    return complain(context,
                    fmt::format("--until {}: a date is written YYYY-MM-DD", options.until));
  }
  if (!options.until.empty() && options.ask.empty())
    return complain(context, "--until needs --ask WHO");

  std::optional<model::Ask> ask;
  if (!options.ask.empty()) ask = model::Ask{options.ask, options.until};
  const auto draft = sitting::draft_answer(workspace_of(context, request), before,
                                           {options.question, options.value, ask});
  if (!draft) return complain(context, draft.error());
  show_diagnostics(context, draft->after);
  for (const auto& [path, text] : draft->files) {
    if (options.dry_run) break;
    if (const auto written = context.fs.write(path, text); !written)
      return complain(context, written.error().message);
  }
  for (const auto& [path, text] : draft->files) {
    write_out(fmt::format("{} {}: {} is {}\n", options.dry_run ? "would edit" : "edited", path,
                          options.question, ask ? "asked of " + ask->who : options.value));
  }
  for (const sitting::Restated& one : draft->restated)
    write_out(report::restated_line(one, screen_style(context)));
  const study::Assessment& now = draft->after.assessments[draft->assessment];
  write_out(report::change_screen(view_of(context, draft->after, now), draft->change,
                                  screen_style(context)));
  return kOk;
}

}  // namespace wardround::cli
