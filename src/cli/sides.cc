#include "cli/sides.h"

#include <fmt/core.h>

#include <algorithm>
#include <set>

#include "base/limits.h"
#include "base/sha256.h"
#include "study/rounds.h"
#include "study/watched.h"

namespace wardround::cli {

bool on_disk(const Context& context, const std::string& path) {
  return context.fs.is_file(path) || context.fs.is_directory(path);
}

namespace {

// "../../": from the current folder up to the top of the work tree.
std::string way_up(const GitPlace& place) {
  std::string up;
  if (!place.prefix.empty()) up = "../";
  for (const char c : place.prefix) {
    if (c == '/') up += "../";
  }
  return up;
}

}  // namespace

Result<Side> revision_side(const std::string& word) {
  auto place = git_place();
  if (!place) {
    return fail(fmt::format("{} is no file or folder here, and no revision can be read: {}", word,
                            place.error().message));
  }
  const auto colon = word.find(':');
  Side side{word, ".", nullptr};
  if (colon != std::string::npos) {
    const std::string path = word.substr(colon + 1);
    const bool from_here = path.starts_with("./") || path.starts_with("../");
    side.path = path_join("", from_here ? path : way_up(*place) + path);
  }
  auto fs = GitFs::open(*place, word.substr(0, colon));
  if (!fs) {
    return fail(
        fmt::format("{} is no file or folder here, and no revision: {}", word, fs.error().message));
  }
  side.revision = std::make_unique<GitFs>(std::move(*fs));
  return side;
}

Result<Side> find_side(const Context& context, const std::string& word) {
  if (!word.empty() && on_disk(context, word)) return Side{word, word, nullptr};
  return revision_side(word);
}

Result<std::vector<std::string>> changed_paths(const Context& context, const Side& before,
                                               const Side& after,
                                               const std::vector<std::string>& globs) {
  std::vector<std::string> paths;
  if (!before.revision || globs.empty()) return paths;
  if (after.revision) {
    paths = after.revision->changed_since(*before.revision);
  } else {
    auto perhaps = before.revision->perhaps_changed_in_work_tree();
    if (!perhaps) return tl::unexpected(perhaps.error());
    paths = *std::move(perhaps);
  }
  std::erase_if(paths, [&](const std::string& path) { return !study::is_watched(globs, path); });
  if (after.revision) return paths;
  std::erase_if(paths, [&](const std::string& path) {
    const std::string absolute = before.revision->absolute(path);
    const auto one = before.revision->read(absolute, limits::kFileBytes);
    const auto other = context.fs.read(absolute, limits::kFileBytes);
    return one && other && *one == *other;
  });
  return paths;
}

std::string digest_of(const Context& context, const Side& before, const Side& after,
                      const std::string& path) {
  const GitFs* const top = after.revision ? after.revision.get() : before.revision.get();
  const auto bytes = after.fs(context).read(top ? top->absolute(path) : path, limits::kImportBytes);
  return sha256(bytes.value_or(""));
}

void drop_confirmed(const Context& context, const Side& before, const Side& after,
                    const assurance::Chain& rounds, std::vector<std::string>& paths) {
  std::set<assurance::RecordedFile> confirmed;
  for (const assurance::ChainedRecord& one : rounds.records) {
    for (const assurance::ConfirmedFile& file : one.record.code)
      confirmed.insert({file.path, file.sha256});
  }
  if (confirmed.empty()) return;
  std::erase_if(paths, [&](const std::string& path) {
    return confirmed.contains({path, digest_of(context, before, after, path)});
  });
}

void drop_confirmed(const Context& context, const Side& before, const Side& after,
                    const study::Study& study, std::vector<std::string>& paths) {
  if (paths.empty()) return;
  diag::Sources sources;
  diag::Diagnostics mistakes;
  drop_confirmed(
      context, before, after,
      assurance::read_chain(after.fs(context), study::rounds_folder(study), sources, mistakes),
      paths);
}

const Fs& OverlaidFs::of(const std::string& path) const {
  const std::string folded = path_join("", path);
  const bool covered = std::ranges::any_of(folders_, [&](const std::string& folder) {
    const std::string root = path_join("", folder);
    return folded == root || folded.starts_with(root + "/");
  });
  return covered ? above_ : below_;
}

Result<std::string> OverlaidFs::read(const std::string& path, std::size_t max_bytes) const {
  return of(path).read(path, max_bytes);
}
Result<void> OverlaidFs::write(const std::string& path, std::string_view) {
  return fail(fmt::format("cannot write {}: what is compared with does not change", path));
}
bool OverlaidFs::is_file(const std::string& path) const {
  return of(path).is_file(path);
}
bool OverlaidFs::is_directory(const std::string& path) const {
  return of(path).is_directory(path);
}
Result<std::vector<std::string>> OverlaidFs::list(const std::string& path) const {
  return of(path).list(path);
}
Result<void> OverlaidFs::make_directories(const std::string& path) {
  return fail(fmt::format("cannot make {}: what is compared with does not change", path));
}

SameCatalogue::SameCatalogue(const Context& context, const Looked& earlier, const Looked& later,
                             const std::vector<std::string>& packs)
    : study_(&earlier.study) {
  const catalog::Lock lock = catalog::lock_of(earlier.study.catalog, earlier.study.sources);
  if (catalog::same_packs(lock, later.study.catalog, later.study.sources)) return;
  const std::vector<std::string>& own = later.study.project.packs;
  std::vector<std::string> folders = packs;
  folders.insert(folders.end(), own.begin(), own.end());
  study::Request request{earlier.study.path, packs, true};
  request.project_packs = own;
  again_ = run_study(context, OverlaidFs(earlier.fs, later.fs, folders), request);
  study_ = again_->diagnostics.has_errors() ? nullptr : &*again_;
  if (study_ == nullptr) {
    write_err(
        "note: the earlier model cannot be read with the catalogue of now: what only the catalogue "
        "brought is not told apart\n");
  }
}

}  // namespace wardround::cli
