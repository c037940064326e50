#include "cli/foreknowledge.h"

#include <fmt/core.h>

#include <algorithm>
#include <map>

#include "base/utf8.h"
#include "cli/git_history.h"
#include "cli/sides.h"
#include "treatment/foresight.h"

namespace wardround::cli {
namespace {

// A look at a revision takes as long as a check; no import needs more of them than this.
constexpr std::size_t kLooks = 200;
constexpr std::size_t kShortId = 12;

struct Which {  // one report
  std::size_t model = 0, report = 0;
};

// Commits along first parents, the newest first, that may have changed what lies in a folder.
std::vector<const LoggedCommit*> line_of(const GitLog& log, std::string_view prefix) {
  std::vector<const LoggedCommit*> line;
  std::string_view next = log.commits.empty() ? std::string_view() : log.commits.front().id;
  for (const LoggedCommit& commit : log.commits) {  // parents come later
    if (commit.id != next) continue;
    next = commit.parents.empty() ? std::string_view() : commit.parents.front();
    const bool touches =
        commit.parents.size() > 1 || std::ranges::any_of(commit.paths, [&](const auto& path) {
          return path.starts_with(prefix);
        });
    if (touches) line.push_back(&commit);
  }
  return line;
}

class LookBack {
 public:
  LookBack(const Context& context, const EvidenceOptions& options, const study::Study& study,
           Reports& reports)
      : context_(context), options_(options), study_(study), reports_(reports) {}

  void run() {
    const std::string& project = study_.project.path;
    const auto folder =
        git_folder(path_folder(project.empty() ? study_.project.models.front() : project));
    auto place = git_place();
    // Paths of a revision are those of the current folder's repository.
    if (!folder || !place || place->top != folder->top) return;
    const auto log = git_log(folder->top);
    if (!log) return;
    const std::vector<const LoggedCommit*> history = line_of(*log, folder->prefix);
    std::map<std::size_t, std::vector<Which>> waiting;  // by commit, the newest first
    for (std::size_t model = 0; model < reports_.size(); ++model) {
      for (std::size_t i = 0; i < reports_[model].size(); ++i) {
        const treatment::OutsideReport& report = reports_[model][i];
        if (report.predicted || !report.date || !treatment::is_judged(report)) continue;
        const auto commit = std::ranges::find_if(
            history, [&](const LoggedCommit* one) { return one->date < *report.date; });
        if (commit != history.end())
          waiting[static_cast<std::size_t>(commit - history.begin())].push_back({model, i});
      }
    }
    std::size_t looks = 0;
    for (const auto& [commit, which] : waiting) {
      if (++looks > kLooks) {
        write_err(fmt::format("note: reports from before {} are not held against git\n",
                              to_string(history[commit]->date)));
        return;
      }
      look(*place, *history[commit], which);
    }
  }

 private:
  void look(const GitPlace& place, const LoggedCommit& commit, const std::vector<Which>& which) {
    const auto fs = GitFs::open(place, commit.id);
    if (!fs) return;
    const std::string& path = study_.path;
    if (!fs->is_file(path) && !fs->is_directory(path)) return;
    const OverlaidFs files(*fs, context_.fs, options_.packs);
    const study::Study before = run_study(context_, files, {path, options_.packs, true});
    const std::string id = commit.id.substr(0, kShortId);
    if (before.diagnostics.has_errors()) {
      write_err(
          fmt::format("note: the model of revision {} has mistakes: it counts as knowing nothing\n",
                      escape_for_terminal(id)));
      return;
    }
    for (const Which one : which) {
      const study::Assessment& now = study_.assessments[one.model];
      const auto earlier =
          std::ranges::find(before.assessments, now.path, &study::Assessment::path);
      treatment::OutsideReport& report = reports_[one.model][one.report];
      if (earlier == before.assessments.end() || !knew(before, *earlier, now, report)) continue;
      report.escaped = false;
      report.predicted = commit.date;
      report.revision = id;
    }
  }

  // A rule that came or changed after the catalogue was locked then is no knowledge of then.
  static bool knew(const study::Study& before, const study::Assessment& earlier,
                   const study::Assessment& now, treatment::OutsideReport report) {
    const model::Model& model = now.model();
    const lang::SubjectId subject = model.find(report.subject);
    if (!subject.valid()) return false;
    std::vector<std::string> ids = model[subject].was;
    ids.insert(ids.begin(), model[subject].id);
    const auto then = std::ranges::find_if(
        ids, [&](const std::string& id) { return earlier.model().find(id).valid(); });
    if (then == ids.end()) return false;
    report.subject = *then;
    const auto match = treatment::speaks_of(before.catalog, earlier.model(), earlier.result,
                                            earlier.decisions, report);
    if (!match.decisions.empty()) return true;
    const std::vector<bool> moved = before.lock ? catalog::moved_rules(*before.lock, before.catalog)
                                                : std::vector<bool>(before.catalog.rules.size());
    return std::ranges::any_of(match.findings, [&](std::size_t i) {
      return !moved[earlier.result.findings[i].rule.index()];
    });
  }

  const Context& context_;
  const EvidenceOptions& options_;
  const study::Study& study_;
  Reports& reports_;
};

}  // namespace

void look_back(const Context& context, const EvidenceOptions& options, const study::Study& study,
               Reports& reports) {
  LookBack(context, options, study, reports).run();
}

}  // namespace wardround::cli
