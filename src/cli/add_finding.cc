// `decide --add`: what a person found becomes an entry of the decisions file, and stands beside the
// computed findings from then on.
#include <fmt/core.h>

#include <algorithm>

#include "base/limits.h"
#include "cli/commands.h"
#include "report/check_text.h"
#include "study/change.h"
#include "study/edits.h"
#include "treatment/record.h"

namespace wardround::cli {
namespace {

// What a report says stands for what was left out.
void take_over(const treatment::OutsideReport& report, treatment::NewFinding& finding) {
  if (finding.title.empty()) finding.title = report.title;
  if (finding.letters.empty()) {
    for (const catalog::Stride letter : report.stride)
      finding.letters.emplace_back(1, catalog::letter(letter));
  }
  if (finding.cwe.empty()) finding.cwe = report.cwe;
}

// "glue+tape": both together.
std::vector<std::string> controls_of(std::string_view word) {
  std::vector<std::string> controls;
  for (;;) {
    const std::size_t plus = std::min(word.find('+'), word.size());
    controls.emplace_back(word.substr(0, plus));
    if (plus == word.size()) return controls;
    word.remove_prefix(plus + 1);
  }
}

treatment::NewFinding finding_of(const DecideOptions& options, Date today) {
  treatment::NewFinding finding;
  finding.id = options.target;
  finding.title = options.title;
  finding.text = options.text;
  finding.kind = options.kind;
  finding.letters = options.letters;
  finding.loses = options.loses;
  finding.leads_to = options.leads_to;
  for (const std::string& word : options.answered_by)
    finding.answered_by.push_back(controls_of(word));
  const std::size_t colon = std::min(options.needs.find(':'), options.needs.size());
  finding.position = options.needs.substr(0, colon);
  if (colon < options.needs.size()) finding.privilege = options.needs.substr(colon + 1);
  finding.reason = options.reason;
  finding.by = options.by;
  finding.role = options.role;
  finding.report = options.from;
  finding.date = today;
  return finding;
}

std::string missing_words(const treatment::NewFinding& finding) {
  if (finding.title.empty()) return "what is wrong? add --title TEXT";
  if (finding.letters.empty() && finding.kind != "safety-design")
    return "what could somebody do? add --letters with some of S,T,R,I,D,E";
  if (finding.by.empty()) return "who found it? add --by NAME (or set WARDROUND_BY)";
  if (finding.reason.empty() && finding.report.empty())
    return "how was it found? add --reason TEXT or --from REPORT; the auditor reads it";
  return {};
}

// The model that has the subject.
std::optional<std::size_t> model_with(const study::Study& study, std::string_view subject) {
  for (std::size_t i = 0; i < study.assessments.size(); ++i) {
    if (study.assessments[i].model().find(subject).valid()) return i;
  }
  return std::nullopt;
}

std::string unknown_subject(const study::Study& study, std::string_view subject) {
  std::vector<std::string_view> known;
  for (const study::Assessment& assessment : study.assessments) {
    for (const model::Subject& one : assessment.model().subjects) known.push_back(one.id);
  }
  const auto near = diag::did_you_mean(subject, known);
  return fmt::format("`{}` is not declared in this model{}", subject,
                     near.empty() ? "" : fmt::format("; did you mean `{}`?", near));
}

std::optional<std::size_t> index_of(const study::Study& study, const study::Assessment& assessment,
                                    const std::string& id) {
  const auto& findings = assessment.result.findings;
  for (std::size_t i = 0; i < findings.size(); ++i) {
    if (threats::finding_id(study.catalog, assessment.model(), findings[i].weakness,
                            findings[i].subject) == id)
      return i;
  }
  return std::nullopt;
}

}  // namespace

int add_finding(Context& context, const DecideOptions& options) {
  if (options.eliminate || options.mitigate || options.accept || options.transfer ||
      options.withdraw)
    return complain(context, "add the finding first, then decide about it");
  const auto target = treatment::split_target(options.target);
  if (!target || treatment::reach_of(*target) != treatment::Reach::finding)
    return complain(
        context, fmt::format("`{}`: write WORD@SUBJECT, with a word of your own", options.target));
  const study::Request request{options.path, options.packs, true};
  const study::Study before = run_study(context, context.fs, request);
  if (before.diagnostics.has_errors()) {
    show_diagnostics(context, before);
    return kInputError;
  }
  const auto index = model_with(before, target->subject);
  if (!index) return complain(context, unknown_subject(before, target->subject));
  const study::Assessment& earlier = before.assessments[*index];
  if (index_of(before, earlier, options.target))
    return complain(context, fmt::format("`{}` is a finding already", options.target));
  treatment::NewFinding finding = finding_of(options, context.today);
  for (const std::string& word : options.cwe) {
    const auto cwe = treatment::parse_cwe(word);
    if (!cwe) return complain(context, fmt::format("--cwe {}: write a number, as 287", word));
    finding.cwe.push_back(*cwe);
  }
  for (const treatment::OutsideReport& report : earlier.evidence.reports) {
    if (report.id == options.from) take_over(report, finding);
  }
  if (const std::string missing = missing_words(finding); !missing.empty())
    return complain(context, missing);

  const std::string& file = earlier.decisions.path;
  std::string text;
  if (context.fs.is_file(file)) {
    auto read = context.fs.read(file, limits::kModelBytes);
    if (!read) return complain(context, read.error().message);
    text = *std::move(read);
  }
  const auto edited = treatment::with_finding(text, finding);
  if (!edited) return complain(context, edited.error().message);
  study::OverlayFs overlay(context.fs);
  overlay.files[file] = *edited;
  const study::Study after = run_study(context, overlay, request);
  if (show_diagnostics(context, after))
    return complain(context, "nothing was written: the result would have mistakes");
  if (!options.dry_run) {
    if (const auto written = context.fs.write(file, *edited); !written)
      return complain(context, written.error().message);
  }
  write_out(fmt::format("{} {}\n", options.dry_run ? "would edit" : "edited", file));
  const study::Assessment& now = after.assessments[*index];
  const auto change = study::compare(after.catalog, now, study::snapshot(before.catalog, earlier),
                                     study::snapshot(after.catalog, now));
  write_out("\n" + report::change_text(change, screen_style(context)));
  return kOk;
}

}  // namespace wardround::cli
