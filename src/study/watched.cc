#include "study/watched.h"

#include <algorithm>
#include <set>
#include <span>

#include "base/glob.h"

namespace wardround::study {
namespace {

// A folder glob may stand for no folder: `src/**/*.c` names `src/a.c`, too.
bool names(std::string_view glob, std::string_view path) {
  if (matches_glob(glob, path)) return true;
  const std::size_t folders = glob.find("**/");
  if (folders == std::string_view::npos) return false;
  return matches_glob(std::string(glob.substr(0, folders)).append(glob.substr(folders + 3)), path);
}

std::span<const std::string> globs_of(const model::Subject& subject) {
  const model::Field* field = subject.field("watch");
  return field ? std::span<const std::string>(field->words) : std::span<const std::string>();
}

}  // namespace

bool is_watched(std::span<const std::string> globs, std::string_view path) {
  return std::ranges::any_of(globs, [&](const std::string& glob) { return names(glob, path); });
}

std::vector<std::string> watch_globs(const Study& study) {
  std::vector<std::string> globs = study.project.watch;
  for (const Assessment& assessment : study.assessments) {
    for (const model::Subject& subject : assessment.model().subjects) {
      const auto own = globs_of(subject);
      globs.insert(globs.end(), own.begin(), own.end());
    }
  }
  return globs;
}

namespace {

std::vector<WatchedChange> of_subjects(const model::Model& now, const ModelDiff& design,
                                       const std::vector<std::string>& paths) {
  std::set<std::string_view> looked_at;
  for (const SubjectChange& change : design.subjects) looked_at.insert(change.id);
  const lang::Relations& flows = now.universe.relation(lang::Relation::flows);
  std::vector<WatchedChange> out;
  for (std::size_t i = 0; i < now.subjects.size(); ++i) {
    const auto globs = globs_of(now.subjects[i]);
    if (globs.empty() || looked_at.contains(now.subjects[i].id)) continue;
    const std::span<const lang::SubjectId> own(flows.first(lang::SubjectId(i)),
                                               flows.count(lang::SubjectId(i)));
    if (std::ranges::any_of(own, [&](auto flow) { return looked_at.contains(now[flow].id); }))
      continue;
    WatchedChange one{lang::SubjectId(i), {}};
    for (const std::string& path : paths) {
      if (is_watched(globs, path)) one.paths.push_back(path);
    }
    if (!one.paths.empty()) out.push_back(std::move(one));
  }
  std::ranges::sort(out, {}, [&](const WatchedChange& one) { return now[one.subject].id; });
  return out;
}

}  // namespace

std::vector<std::vector<WatchedChange>> watched_changes(
    const Study& now, const std::vector<const ModelDiff*>& designs,
    const std::vector<std::string>& paths) {
  std::vector<std::vector<WatchedChange>> all(designs.size());
  std::set<std::string_view> known;
  bool same = !designs.empty();
  for (std::size_t i = 0; i < designs.size(); ++i) {
    same = same && designs[i] && designs[i]->empty();
    if (!designs[i]) continue;
    all[i] = of_subjects(now.assessments[i].model(), *designs[i], paths);
    for (const WatchedChange& one : all[i]) known.insert(one.paths.begin(), one.paths.end());
  }
  if (!same) return all;
  WatchedChange rest;
  for (const std::string& path : paths) {
    if (!known.contains(path) && is_watched(now.project.watch, path)) rest.paths.push_back(path);
  }
  if (!rest.paths.empty()) all.front().push_back(std::move(rest));
  return all;
}

}  // namespace wardround::study
