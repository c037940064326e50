// Files as a revision of a git repository has them, read without touching the work tree: git is
// asked, as a child process, for the list of the revision's files and for the bytes of those that
// are read. Nothing of the repository is run (no hook, no filter) and nothing is fetched.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/fs.h"

namespace wardround::cli {

// Where the current folder lies in its repository.
struct GitPlace {
  std::string top;     // absolute path of the work tree
  std::string prefix;  // the current folder, from the top; empty at the top
};
// Fails where git is not there, or the current folder belongs to no work tree.
[[nodiscard]] Result<GitPlace> git_place();

// Paths are taken as on the disk: relative to the current folder, or absolute. Symbolic links and
// submodules of the revision are not followed: they are no files.
class GitFs final : public Fs {
 public:
  // `revision` is what git calls a commit or a tree: `HEAD~1`, `main`, `v1.2^{tree}`. Fails where
  // there is none.
  [[nodiscard]] static Result<GitFs> open(GitPlace place, const std::string& revision);

  // Paths from the top, sorted, whose bytes or presence differ from `earlier`.
  [[nodiscard]] std::vector<std::string> changed_since(const GitFs& earlier) const;
  // The same of the files of the work tree that git tracks. Some may have been touched only.
  [[nodiscard]] Result<std::vector<std::string>> perhaps_changed_in_work_tree() const;
  // Of a path from the top: as a command in the current folder names it.
  [[nodiscard]] std::string absolute(const std::string& path) const {
    return path_join(place_.top, path);
  }

  Result<std::string> read(const std::string& path, std::size_t max_bytes) const override;
  Result<void> write(const std::string& path, std::string_view bytes) override;
  bool is_file(const std::string& path) const override;
  bool is_directory(const std::string& path) const override;
  Result<std::vector<std::string>> list(const std::string& path) const override;
  Result<void> make_directories(const std::string& path) override;

 private:
  struct Blob {
    std::string id;
    std::size_t bytes = 0;
  };
  GitFs(GitPlace place, std::string tree) : place_(std::move(place)), tree_(std::move(tree)) {}
  [[nodiscard]] bool take_listing(std::string_view listing);
  // From the top of the work tree; empty: the top itself. nullopt outside of it.
  [[nodiscard]] std::optional<std::string> from_top(const std::string& path) const;

  GitPlace place_;
  std::string tree_;                                      // its id
  std::map<std::string, Blob> blobs_;                     // by path from the top
  std::map<std::string, std::set<std::string>> folders_;  // names in them, as `list` gives them
};

}  // namespace wardround::cli
