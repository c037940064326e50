// `wardround evidence` and `wardround trace`: test results in, what they show out.
#include <fmt/core.h>

#include <algorithm>
#include <set>

#include "base/limits.h"
#include "base/reason.h"
#include "base/sha256.h"
#include "base/utf8.h"
#include "cli/commands.h"
#include "report/trace.h"

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
  Evidence news;
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
      const auto [at, is_new] = index.emplace(entry.test, out.news.tests.size());
      if (is_new) {
        out.news.tests.push_back(std::move(entry));
      } else if (out.news.tests[at->second].result < entry.result) {
        out.news.tests[at->second] = std::move(entry);
      }
    }
  }
  return out;
}

// False, and said so, where nothing could be written.
bool write_evidence(Context& context, const EvidenceOptions& options, const study::Study& study,
                    const study::Assessment& assessment, const std::vector<ResultFile>& files) {
  const Chosen chosen =
      choose(options, context.today, files, named_by(study.catalog, assessment.model()));
  const std::string path = treatment::evidence_path(assessment.path);
  std::string old;
  if (context.fs.is_file(path)) {
    auto text = context.fs.read(path, limits::kFileBytes);
    if (!text) return complain(context, text.error().message) == kOk;
    old = std::move(*text);
  }
  auto recorded = treatment::record(old, chosen.news);
  if (!recorded) {
    return complain(context, fmt::format("{} {}", path, recorded.error().message)) == kOk;
  }
  if (recorded->text != old) {
    if (const auto written = context.fs.write(path, recorded->text); !written)
      return complain(context, written.error().message) == kOk;
  }
  write_out(escape_for_terminal(fmt::format("{}: build {}, {} new, {} changed, {} as before", path,
                                            options.build, recorded->added, recorded->changed,
                                            recorded->same)) +
            "\n");
  if (chosen.left_out > 0) {
    write_out(fmt::format("{} left out: no requirement names them (--all takes them, too).\n",
                          report::counted(chosen.left_out, "result")));
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
  if (!results.empty()) {
    for (const study::Assessment& assessment : study.assessments) {
      if (!write_evidence(context, options, study, assessment, results)) return kInputError;
    }
    // What is there now, with what it verifies.
    study = run_study(context, context.fs, request);
    if (study.diagnostics.has_errors()) {
      show_diagnostics(context, study);
      return kInputError;
    }
  }
  for (const study::Assessment& assessment : study.assessments)
    show_verifications(study, assessment);
  return kOk;
}

int run_trace(Context& context, const TraceOptions& options) {
  // One word alone may be either.
  std::string path = options.path, id = options.id;
  const bool named = context.fs.is_file(path) || context.fs.is_directory(path);
  if (id.empty() && !named) {
    id = path;
    path = ".";
  }
  const study::Study study = run_study(context, context.fs, {path, options.packs, true});
  if (show_diagnostics(context, study)) return kInputError;
  std::string out;
  bool found = id.empty();
  for (const study::Assessment& assessment : study.assessments) {
    auto trace = treatment::trace(study.catalog, assessment.model(), assessment.result,
                                  assessment.evidence, options.build);
    if (!id.empty() &&
        !treatment::narrow(trace, study.catalog, assessment.model(), assessment.result, id))
      continue;
    found = true;
    const report::View view = view_of(context, study, assessment);
    if (options.format == "json") {
      out += report::trace_json(view, trace);
    } else if (options.format == "csv") {
      out += report::trace_csv(view, trace);
    } else if (options.format == "md") {
      out += report::trace_markdown(view, trace);
    } else {
      out += report::trace_screen(view, trace);
    }
  }
  if (!found)
    return complain(context, fmt::format("nothing traced is called `{}`; it may be a finding, "
                                         "requirement, control, test or software",
                                         id));
  write_out(out);
  return kOk;
}

}  // namespace wardround::cli
