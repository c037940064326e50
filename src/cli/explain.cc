#include "report/explain.h"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "catalog/embedded.h"
#include "catalog/standards.h"
#include "cli/commands.h"
#include "diag/render.h"
#include "model/answer_value.h"
#include "report/explain_standards.h"
#include "study/cases.h"

namespace wardround::cli {

namespace {

// A user's own pack: loads, and its cases hold. The folder of an embedded pack's sources is checked
// in its place.
int check_pack(Context& context, const std::string& folder, const std::vector<std::string>& packs,
               study::Core core) {
  study::Study study;
  std::vector<std::string> all = packs;
  all.push_back(folder);
  study::load_catalog(context.fs, all, study, core);
  const auto files = catalog::read_pack(context.fs, folder, catalog::CaseFiles::only, study.sources,
                                        study.diagnostics);
  const auto cases = catalog::load_cases(files, study.catalog, study.sources,
                                         /*require_cases=*/true, study.diagnostics, folder);
  if (show_diagnostics(context, study)) return kInputError;
  const auto results = study::run_cases(study.catalog, cases, study.sources);
  std::size_t failed = 0;
  for (std::size_t i = 0; i < cases.size(); ++i) {
    if (results[i].passed) continue;
    ++failed;
    write_out(fmt::format("{}: case {} of {} failed: {}\n", study.sources.location(cases[i].span),
                          cases[i].name, study.catalog[cases[i].rule].id, results[i].message));
  }
  write_out(fmt::format("{}: {} cases passed, {} failed\n", folder, cases.size() - failed, failed));
  return failed == 0 ? kOk : kInputError;
}

int run_cvss(const Context& context, const std::string& text) {
  const auto vector = risk::cvss::parse(text);
  if (vector) {
    write_out(report::explain_cvss(*vector, screen_style(context)));
    return kOk;
  }
  report::ScreenStyle style = screen_style(context);
  style.colour = context.colour_err;
  write_err(report::cvss_mistakes(text, vector.error(), style));
  return kInputError;
}

// Where nothing is near: the names in which the word stands, or where names are listed.
std::string names_with(const std::string& word, std::vector<std::string> known) {
  constexpr std::size_t kNamed = 4, kLeastLetters = 3;
  std::erase_if(known,
                [&](const std::string& name) { return name.find(word) == std::string::npos; });
  std::ranges::sort(known);
  known.erase(std::ranges::unique(known).begin(), known.end());
  if (known.empty() || word.size() < kLeastLetters)
    return "; `wardround explain --list types` lists the types, `wardround explain --help` what "
           "else has a name";
  const std::size_t more = known.size() - std::min(known.size(), kNamed);
  known.resize(known.size() - more);
  return fmt::format("; there are `{}`{}", fmt::join(known, "`, `"),
                     more > 0 ? fmt::format(" and {} more", more) : "");
}

int complain_unknown(const Context& context, const study::Study& study, const std::string& what) {
  std::string message = fmt::format("nothing is called `{}`", what);
  if (const auto asked = sitting::find_asked(study, what)) {
    const auto field = model::find_asked(study.assessments[asked->assessment].model(),
                                         study.catalog, asked->subject, asked->fact);
    // A type, a protocol or another field is answered, but is no fact with a page of its own.
    return complain(context, field
                                 ? fmt::format("`{}` has no page of its own: `wardround explain "
                                               "{}` shows it, `wardround answer {}` what it may be",
                                               what, what.substr(0, what.rfind('.')), what)
                                 : field.error().message);
  }
  std::vector<std::string> known;
  for (const std::string_view id : report::explainable(study.catalog)) known.emplace_back(id);
  for (const study::Assessment& assessment : study.assessments) {
    for (const model::Subject& subject : assessment.model().subjects) known.push_back(subject.id);
    for (const threats::Finding& finding : assessment.result.findings) {
      known.push_back(threats::finding_id(study.catalog, assessment.model(), finding.weakness,
                                          finding.subject));
    }
  }
  for (const catalog::Standard& standard : study.catalog.standards) known.push_back(standard.id);
  const auto near = diag::did_you_mean(what, {known.begin(), known.end()});
  message +=
      near.empty() ? names_with(what, std::move(known)) : fmt::format("; did you mean `{}`?", near);
  return complain(context, message);
}

}  // namespace

int run_explain(Context& context, const ExplainOptions& options) {
  if (!options.check.empty())
    return check_pack(context, options.check, options.packs,
                      options.alone ? study::Core::left_out : study::Core::embedded);
  if (report::is_cvss(options.what)) return run_cvss(context, options.what);
  const auto style = screen_style(context);
  if (!options.list.empty() || options.what.empty()) {
    study::Study study;
    study::load_catalog(context.fs, options.packs, study);
    if (show_diagnostics(context, study)) return kInputError;
    if (const auto text = report::list_catalog(study.catalog, options.list, style)) {
      write_out(*text);
      return kOk;
    }
    return complain(context,
                    fmt::format("explain what? Name a finding, rule, control, type, SUBJECT.FACT … "
                                "or use --list with one of {}",
                                fmt::join(report::catalog_lists(), ", ")));
  }
  // Words of the catalogue need no model.
  study::Study study;
  study::load_catalog(context.fs, options.packs, study);
  if (study.diagnostics.has_errors()) {
    show_diagnostics(context, study);
    return kInputError;
  }
  if (const auto text = report::explain_catalog(study.catalog, options.what, style)) {
    write_out(*text);
    return kOk;
  }
  if (const std::string missing = report::missing_item(study.catalog, options.what);
      !missing.empty())
    return complain(context, missing);
  const study::Study project = run_study(context, context.fs, {options.path, options.packs, true});
  if (show_diagnostics(context, project)) return kInputError;
  for (const study::Assessment& assessment : project.assessments) {
    if (const auto text =
            report::explain_model(view_of(context, project, assessment), options.what, style)) {
      write_out(*text);
      return kOk;
    }
  }
  return complain_unknown(context, project, options.what);
}

}  // namespace wardround::cli
