// `wardround evidence` and `wardround trace`: test results and reports from outside in, what they
// show out.
#include <fmt/core.h>

#include <algorithm>
#include <set>
#include <utility>

#include "base/limits.h"
#include "base/reason.h"
#include "base/sha256.h"
#include "base/utf8.h"
#include "cli/commands.h"
#include "cli/foreknowledge.h"
#include "diag/render.h"
#include "report/outside.h"
#include "report/trace.h"
#include "treatment/report_import.h"

namespace wardround::cli {
namespace {

using treatment::Evidence;
using treatment::TestEvidence;
using treatment::TestKind;

// One file of test results, read.
struct ResultFile {
  std::string path, sha256;
  std::vector<treatment::TestResult> tests;
};

Result<ResultFile> read_results(const Context& context, const std::string& path) {
  auto xml = context.fs.read(path, limits::kImportBytes);
  if (!xml) return tl::unexpected(xml.error());
  ResultFile file{path, sha256(*xml), {}};
  auto tests = treatment::read_junit(std::move(*xml));
  if (!tests) return fail(fmt::format("{} {}", path, tests.error().message));
  file.tests = std::move(*tests);
  return file;
}

// What the requirements of a model call a test; tests before attempts.
struct Named {
  std::set<std::string, std::less<>> tests, defeats;

  static bool has(const std::set<std::string, std::less<>>& names, std::string_view test) {
    for (std::string_view rest = test;;) {
      if (names.contains(rest)) return true;
      const std::size_t dot = rest.find('.');
      if (dot == std::string_view::npos) return false;
      rest.remove_prefix(dot + 1);
    }
  }
};

Named named_by(const catalog::Catalog& catalog, const model::Model& model) {
  Named out;
  for (const treatment::Requirement& requirement : treatment::requirements(catalog, model)) {
    out.tests.insert(requirement.tests.begin(), requirement.tests.end());
    out.defeats.insert(requirement.defeats.begin(), requirement.defeats.end());
  }
  return out;
}

struct Chosen {
  std::vector<TestEvidence> tests;
  std::size_t left_out = 0;
};
Chosen choose(const EvidenceOptions& options, Date date, const std::vector<ResultFile>& files,
              const Named& named) {
  Chosen out;
  std::map<std::string, std::size_t> index;  // by test: one result a test, the worst
  for (const ResultFile& file : files) {
    for (const treatment::TestResult& test : file.tests) {
      const bool is_test = Named::has(named.tests, test.test);
      const bool is_defeat = Named::has(named.defeats, test.test);
      if (!is_test && !is_defeat && !test.kind && !options.all) {
        ++out.left_out;
        continue;
      }
      TestEvidence entry;
      entry.build = options.build;
      entry.test = test.test;
      entry.result = test.outcome;
      entry.kind = is_defeat && !is_test ? TestKind::defeat : TestKind::mitigation;
      if (!options.kind.empty())
        entry.kind = treatment::parse_test_kind(options.kind).value_or(entry.kind);
      if (test.kind) entry.kind = *test.kind;
      entry.date = date;
      entry.tester = options.tester;
      entry.role = options.role;
      entry.independence = treatment::parse_independence(options.independence);
      entry.file = file.path;
      entry.sha256 = file.sha256;
      const auto [at, is_new] = index.emplace(entry.test, out.tests.size());
      if (is_new) {
        out.tests.push_back(std::move(entry));
      } else if (out.tests[at->second].result < entry.result) {
        out.tests[at->second] = std::move(entry);
      }
    }
  }
  return out;
}

// Reports by model; nothing, and said so, if any file has a mistake.
std::optional<Reports> read_reports(const Context& context, const EvidenceOptions& options,
                                    const study::Study& study) {
  diag::Sources sources;
  diag::Diagnostics diagnostics;
  treatment::ImportScope scope{study.catalog, {}, treatment::parse_report_kind(options.kind)};
  for (const study::Assessment& assessment : study.assessments)
    scope.models.push_back(&assessment.model());
  treatment::ReportImport import(std::move(scope), sources, diagnostics);
  for (const std::string& path : options.imports) {
    auto text = context.fs.read(path, limits::kFileBytes);
    if (!text) {
      diagnostics.report(diag::Kind::file_unreadable, {}, {path, reason(text.error(), path)});
      continue;
    }
    const std::string digest = sha256(*text);
    import.read(sources.add(path, *std::move(text)), digest);
  }
  if (!diagnostics.empty())
    write_err(diag::render_text(diagnostics, sources, {context.colour_err, context.width_err}));
  if (diagnostics.has_errors()) return std::nullopt;
  Reports reports = import.take();
  // The first look counts for good: what is added to the model because of a report did not predict
  // it, and a decision that did may be renewed.
  for (std::size_t i = 0; i < reports.size(); ++i) {
    const study::Assessment& assessment = study.assessments[i];
    const auto verdicts = treatment::judge_reports(
        study.catalog, assessment.model(), assessment.result, assessment.decisions, reports[i]);
    for (std::size_t k = 0; k < verdicts.size(); ++k) {
      reports[i][k].escaped = verdicts[k].foresight == treatment::Foresight::escaped;
      reports[i][k].predicted = verdicts[k].since;
    }
  }
  look_back(context, options, study, reports);
  return reports;
}

// One evidence file, as it will be.
struct Rewritten {
  std::string path, old, said;
  treatment::Recorded recorded;
};
Result<Rewritten> rewrite(const Context& context, const EvidenceOptions& options,
                          const study::Study& study, const study::Assessment& assessment,
                          const std::vector<ResultFile>& files,
                          std::vector<treatment::OutsideReport> reports) {
  Rewritten out;
  out.path = treatment::evidence_path(assessment.path);
  if (context.fs.is_file(out.path)) {
    auto text = context.fs.read(out.path, limits::kFileBytes);
    if (!text) return tl::unexpected(text.error());
    out.old = std::move(*text);
  }
  Chosen chosen =
      choose(options, context.today, files, named_by(study.catalog, assessment.model()));
  auto recorded = treatment::record(out.old, {std::move(chosen.tests), std::move(reports)});
  if (!recorded) return fail(fmt::format("{} {}", out.path, recorded.error().message));
  out.recorded = std::move(*recorded);
  const std::string of = options.build.empty() ? "" : fmt::format(" build {},", options.build);
  out.said = fmt::format("{}:{} {} new, {} changed, {} as before\n", out.path, of,
                         out.recorded.added, out.recorded.changed, out.recorded.same);
  if (chosen.left_out > 0) {
    out.said += fmt::format("{} left out: no requirement names them (--all takes them, too).\n",
                            report::counted(chosen.left_out, "result"));
  }
  return out;
}

// False, and said so, where nothing could be written.
bool write_evidence(Context& context, const EvidenceOptions& options, const study::Study& study,
                    const std::vector<ResultFile>& files, Reports reports) {
  std::vector<Rewritten> all;
  for (std::size_t i = 0; i < study.assessments.size(); ++i) {
    if (files.empty() && reports[i].empty()) continue;
    auto one = rewrite(context, options, study, study.assessments[i], files, std::move(reports[i]));
    if (!one) return complain(context, one.error().message) == kOk;
    all.push_back(std::move(*one));
  }
  for (const Rewritten& one : all) {
    if (one.recorded.text != one.old) {
      if (const auto written = context.fs.write(one.path, one.recorded.text); !written)
        return complain(context, written.error().message) == kOk;
    }
    std::string_view lines = one.said;
    while (!lines.empty()) {
      const std::size_t end = lines.find('\n');
      write_out(escape_for_terminal(lines.substr(0, end)) + "\n");
      lines.remove_prefix(end + 1);
    }
  }
  return true;
}

void show_verifications(const study::Study& study, const study::Assessment& assessment) {
  const auto& all = assessment.verifications;
  const auto verified = std::ranges::count(all, treatment::VerificationState::verified,
                                           &treatment::Verification::state);
  const std::string of = assessment.build.empty()
                             ? "no build has evidence"
                             : fmt::format("build {}", escape_for_terminal(assessment.build));
  write_out(fmt::format("{}: {} of {} verified.\n", of, verified,
                        report::counted(all.size(), "declared control")));
  for (std::size_t use = 0; use < all.size(); ++use) {
    const model::ControlUse& declared = assessment.model().controls[use];
    write_out(fmt::format("  {:<9} {}@{}: {}\n", treatment::name(all[use].state),
                          study.catalog[declared.control].id, assessment.model()[declared.at].id,
                          escape_for_terminal(all[use].because)));
  }
}

// Is the word a PATH, and not a file of results?
bool is_project_path(const Context& context, const std::string& word) {
  return word.ends_with(".yaml") || word.ends_with(".yml") || context.fs.is_directory(word);
}

// Only reports that hang on `id`.
std::vector<std::size_t> reports_of(const report::View& view, std::string_view id) {
  std::vector<std::size_t> all = report::all_reports(view);
  if (id.empty()) return all;
  std::erase_if(all, [&](std::size_t i) {
    const treatment::OutsideReport& given = view.assessment.evidence.reports[i];
    if (given.id == id || given.reference == id || given.subject == id) return false;
    const std::vector<std::string> findings = report::report_findings(view, i);
    return std::ranges::find(findings, id) == findings.end();
  });
  return all;
}

// Does the kind fit what is read? The message if it does not.
std::string kind_mismatch(const EvidenceOptions& options, bool has_tests) {
  if (options.kind.empty()) return {};
  if (has_tests && !treatment::parse_test_kind(options.kind))
    return fmt::format("--kind {}: test results are mitigation or defeat", options.kind);
  if (!options.imports.empty() && !treatment::parse_report_kind(options.kind))
    return fmt::format("--kind {}: reports are pentest, anomaly, vulnerability, vex or patch",
                       options.kind);
  return {};
}

}  // namespace

int run_evidence(Context& context, const EvidenceOptions& options) {
  std::vector<std::string> paths, files;
  for (const std::string& word : options.files)
    (is_project_path(context, word) ? paths : files).push_back(word);
  if (paths.size() > 1)
    return complain(context,
                    fmt::format("{} and {}: only one project or model", paths[0], paths[1]));
  if (!files.empty() && options.build.empty())
    return complain(context, "which build did the tests run on? Name it with --build");
  if (const std::string why = kind_mismatch(options, !files.empty()); !why.empty())
    return complain(context, why);
  std::vector<ResultFile> results;
  for (const std::string& path : files) {
    auto file = read_results(context, path);
    if (!file) return complain(context, file.error().message);
    results.push_back(std::move(*file));
  }
  study::Request request{paths.empty() ? std::string(".") : paths[0], options.packs, true};
  request.build = options.build;
  study::Study study = run_study(context, context.fs, request);
  if (show_diagnostics(context, study)) return kInputError;
  if (!results.empty() || !options.imports.empty()) {
    auto reports = read_reports(context, options, study);
    if (!reports || !write_evidence(context, options, study, results, std::move(*reports)))
      return kInputError;
    // What is there now, with what it verifies.
    study = run_study(context, context.fs, request);
    if (study.diagnostics.has_errors()) {
      show_diagnostics(context, study);
      return kInputError;
    }
  }
  for (const study::Assessment& assessment : study.assessments) {
    show_verifications(study, assessment);
    const report::View view = view_of(context, study, assessment);
    write_out(report::reports_screen(view, report::all_reports(view)));
  }
  return kOk;
}

int run_trace(Context& context, const TraceOptions& options) {
  // One word alone may be either.
  std::string path = options.path, id = options.id;
  const bool named = context.fs.is_file(path) || context.fs.is_directory(path);
  if (id.empty() && !named) id = std::exchange(path, std::string("."));
  const study::Study study = run_study(context, context.fs, {path, options.packs, true});
  if (show_diagnostics(context, study)) return kInputError;
  std::vector<report::View> views;
  for (const study::Assessment& assessment : study.assessments)
    views.push_back(view_of(context, study, assessment));
  std::vector<report::Traced> traced;
  for (const report::View& view : views) {
    const study::Assessment& assessment = view.assessment;
    auto trace = treatment::trace(study.catalog, assessment.model(), assessment.result,
                                  assessment.evidence, options.build);
    auto reports = reports_of(view, id);
    const bool hangs = id.empty() || treatment::narrow(trace, study.catalog, assessment.model(),
                                                       assessment.result, id);
    if (hangs || !reports.empty()) traced.push_back({view, std::move(trace), std::move(reports)});
  }
  if (traced.empty() && !id.empty())
    return complain(context, fmt::format("nothing traced is called `{}`; it may be a finding, "
                                         "requirement, control, test, software or report",
                                         id));
  write_out(options.format == "json"  ? report::trace_json(traced, views.size() > 1)
            : options.format == "csv" ? report::trace_csv(traced)
            : options.format == "md"  ? report::trace_markdown(traced)
                                      : report::trace_screen(traced));
  return kOk;
}

}  // namespace wardround::cli
