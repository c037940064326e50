// What git knows of a repository over time: commits, and the paths that each of them changed. Read
// by asking git as a child process, as git_fs.h does; nothing of the repository is run.
#pragma once

#include <string>
#include <vector>

#include "base/date.h"
#include "base/result.h"

namespace wardround::cli {

struct LoggedCommit {
  std::string id;
  Date date;  // UTC
  std::vector<std::string> parents;
  std::vector<std::string> paths;  // from the top; none for merges
};
struct GitLog {
  std::string top;                    // absolute path of the work tree
  std::vector<LoggedCommit> commits;  // children before parents
};

// Where `folder` lies in its repository: the top, and the folder seen from it ("" at the top, else
// with a `/` at its end). Fails where there is no git, or no repository.
struct GitFolder {
  std::string top, prefix;
};
[[nodiscard]] Result<GitFolder> git_folder(const std::string& folder);

inline constexpr int kMostCommits = 20'000;  // older ones are not looked at
// The history of what is checked out. A repository without a commit has an empty one.
[[nodiscard]] Result<GitLog> git_log(const std::string& top);

}  // namespace wardround::cli
