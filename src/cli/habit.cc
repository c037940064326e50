// `habit`: does it live? Out of records and of git; no model is evaluated.
#include "report/habit.h"

#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <set>

#include "assurance/period.h"
#include "base/workers.h"
#include "cli/commands.h"
#include "cli/git_history.h"
#include "diag/render.h"
#include "model/project.h"
#include "study/watched.h"

namespace wardround::cli {
namespace {

constexpr int kUsualCadence = 180;
constexpr std::size_t kMostProjects = 10'000;
constexpr std::size_t kFolderDepth = 3;  // of folders in which projects are looked for

struct Project {
  std::string path;    // as a command takes it
  std::string folder;  // of its project file
  model::Project project;
  std::string team;
  int cadence = kUsualCadence;
  assurance::Chain chain;
  diag::Sources sources;
  diag::Diagnostics diagnostics;
  Result<GitFolder> place = fail("");
};

bool holds_project(const Fs& fs, const std::string& folder) {
  return fs.is_file(path_join(folder, model::kProjectFile)) ||
         fs.is_file(path_join(path_join(folder, "security"), model::kProjectFile));
}

// Projects in a folder that is none itself.
void look_below(const Fs& fs, const std::string& folder, std::size_t depth,
                std::vector<std::string>& found) {
  const auto names = fs.list(folder);
  if (!names) return;
  for (const std::string& name : *names) {
    if (!name.ends_with('/') || name.starts_with('.') || found.size() >= kMostProjects) continue;
    const std::string below = path_join(folder, name.substr(0, name.size() - 1));
    if (holds_project(fs, below)) {
      found.push_back(below);
    } else if (depth > 1) {
      look_below(fs, below, depth - 1, found);
    }
  }
}

std::string_view setting(const model::Project& project, std::string_view key) {
  const text::Tree& tree = project.tree;
  if (!tree.root().valid() || tree[tree.root()].shape != text::Shape::mapping) return {};
  const text::NodeId node = tree.find(tree.root(), key);
  return node.valid() && tree[node].shape == text::Shape::scalar ? tree.scalar(node)
                                                                 : std::string_view();
}

// What the device asked for when somebody last wrote a record; 0: no record says it.
int newest_cadence(const assurance::Chain& chain) {
  int days = 0;
  for (const assurance::ChainedRecord& one : chain.records) {
    if (one.record.cadence > 0) days = one.record.cadence;
  }
  return days;
}

void read(const Fs& fs, Project& out) {
  auto project = model::find_project(fs, out.path, out.sources, out.diagnostics);
  if (!project) return;
  out.project = *std::move(project);
  const std::string& beside =
      out.project.path.empty() ? out.project.models.front() : out.project.path;
  out.folder = path_folder(beside);
  out.team = setting(out.project, "team");
  out.chain = assurance::read_chain(fs, path_join(out.folder, assurance::kRoundsFolder),
                                    out.sources, out.diagnostics);
  if (const auto days = assurance::parse_period(setting(out.project, "cadence"))) {
    out.cadence = *days;
  } else if (const int asked = newest_cadence(out.chain); asked > 0) {
    out.cadence = asked;
  }
  out.place = git_folder(out.folder);
}

// What of a repository's history concerns one project.
class Filter {
 public:
  explicit Filter(const Project& project) : prefix_(project.place->prefix) {
    globs_ = project.project.watch;
    for (const assurance::ChainedRecord& one : project.chain.records) {
      const assurance::Record& record = one.record;
      globs_.insert(globs_.end(), record.watch.begin(), record.watch.end());
      for (const assurance::RecordedModel& model : record.models) {
        for (const auto& [id, globs] : model.watch)
          globs_.insert(globs_.end(), globs.begin(), globs.end());
        for (const assurance::RecordedFile& file : model.files) files_.insert(prefix_ + file.path);
      }
    }
    std::ranges::sort(globs_);
    const auto again = std::ranges::unique(globs_);
    globs_.erase(again.begin(), again.end());
    for (const std::string& model : project.project.models)
      files_.insert(prefix_ + path_below(project.folder, model));
  }

  [[nodiscard]] bool watched(const std::string& path) const {
    return study::is_watched(globs_, path);
  }
  [[nodiscard]] bool answered(std::string_view path) const {
    if (files_.contains(path)) return true;
    if (!path.starts_with(prefix_)) return false;
    path.remove_prefix(prefix_.size());
    return path.starts_with("rounds/") ||
           (path.find('/') == std::string_view::npos &&
            (path.ends_with(".decisions.yaml") || path.ends_with(".evidence.yaml")));
  }

 private:
  static std::string path_below(const std::string& folder, const std::string& path) {
    const std::string root = folder.empty() ? "" : path_join("", folder) + "/";
    const std::string folded = path_join("", path);
    return folded.starts_with(root) ? folded.substr(root.size()) : folded;
  }

  std::string prefix_;
  std::vector<std::string> globs_;
  std::set<std::string, std::less<>> files_;
};

assurance::History history_of(const Project& project, const GitLog& log) {
  const Filter filter(project);
  std::map<std::string_view, std::size_t> place;
  for (std::size_t i = 0; i < log.commits.size(); ++i) place.emplace(log.commits[i].id, i);
  assurance::History history;
  history.reserve(log.commits.size());
  for (const LoggedCommit& logged : log.commits) {
    assurance::Commit& commit = history.emplace_back();
    commit.id = logged.id;
    commit.date = logged.date;
    for (const std::string& parent : logged.parents) {
      if (const auto at = place.find(parent); at != place.end())
        commit.parents.push_back(at->second);
    }
    for (const std::string& path : logged.paths) {
      commit.watched = commit.watched || filter.watched(path);
      commit.answered = commit.answered || filter.answered(path);
    }
  }
  return history;
}

report::HabitOf habit_of(const Project& project, const Result<GitLog>* log, Date today) {
  report::HabitOf out;
  out.project = project.project.name.empty() ? project.path : project.project.name;
  out.path = project.path;
  out.team = project.team;
  out.cadence = project.cadence;
  assurance::HabitCase given{project.chain, nullptr, project.cadence, today};
  assurance::History history;
  if (log == nullptr) {
    out.no_git = project.place.error().message;
  } else if (!*log) {
    out.no_git = log->error().message;
  } else {
    history = history_of(project, **log);
    given.history = &history;
  }
  out.habit = assurance::habit_of(given);
  if (!project.chain.empty()) out.newest_record = project.chain.records.back().path;
  return out;
}

// Written to stdout, or to the file that the option names.
int write(Context& context, const HabitOptions& options, const report::HabitPage& page) {
  const auto text_of = [&](std::string_view format) {
    if (format == "html") return report::habit_html(page);
    if (format == "json") return report::habit_json(page);
    return report::habit_text(page, context.colour_out);
  };
  for (const std::string& output : options.outputs) {
    const bool html = output.ends_with(".html") || output.ends_with(".htm");
    if (!html && !output.ends_with(".json") && !output.ends_with(".txt"))
      return complain(context,
                      fmt::format("--output {}: the name ends with .html, .json or .txt", output));
    const auto written = context.fs.write(output, text_of(html                        ? "html"
                                                          : output.ends_with(".json") ? "json"
                                                                                      : "text"));
    if (!written) return complain(context, written.error().message);
    write_err(fmt::format("wrote {}\n", output));
  }
  if (options.outputs.empty() || !options.format.empty()) write_out(text_of(options.format));
  return kOk;
}

}  // namespace

int run_habit(Context& context, const HabitOptions& options) {
  std::vector<std::string> paths;
  for (const std::string& path :
       options.paths.empty() ? std::vector<std::string>{"."} : options.paths) {
    const std::size_t before = paths.size();
    if (context.fs.is_directory(path) && !holds_project(context.fs, path))
      look_below(context.fs, path, kFolderDepth, paths);
    if (paths.size() == before) paths.push_back(path);  // one project, or none: it will be said
  }
  std::vector<Project> projects(paths.size());
  for (std::size_t i = 0; i < paths.size(); ++i) projects[i].path = paths[i];
  ThreadWorkers workers(2);
  const std::size_t total = 2 * projects.size();
  if (context.progress) context.progress->step("records", 0, total);
  workers.run(projects.size(), [&](std::size_t i) { read(context.fs, projects[i]); });

  std::map<std::string, Result<GitLog>> logs;
  std::vector<std::string> tops;
  for (const Project& project : projects) {
    if (project.place && logs.emplace(project.place->top, fail("")).second)
      tops.push_back(project.place->top);
  }
  if (context.progress) context.progress->step("history", projects.size(), total);
  workers.run(tops.size(), [&](std::size_t i) { logs.find(tops[i])->second = git_log(tops[i]); });
  if (context.progress) context.progress->end();

  report::HabitPage page;
  page.today = context.today;
  page.tool = "wardround " WARDROUND_VERSION;
  bool broken = false;
  for (Project& project : projects) {
    if (!project.diagnostics.empty())
      write_err(diag::render_text(project.diagnostics, project.sources,
                                  {context.colour_err, context.width_err}));
    broken = broken || project.diagnostics.has_errors();
    if (project.project.models.empty()) continue;
    const auto log = project.place ? logs.find(project.place->top) : logs.end();
    page.projects.push_back(
        habit_of(project, log == logs.end() ? nullptr : &log->second, context.today));
  }
  if (page.projects.empty()) return kInputError;
  std::ranges::sort(page.projects, [](const report::HabitOf& a, const report::HabitOf& b) {
    return std::tie(a.project, a.path) < std::tie(b.project, b.path);
  });
  const int code = write(context, options, page);
  return broken && code == kOk ? kInputError : code;
}

}  // namespace wardround::cli
