#include "cli/git_history.h"

#include <fmt/core.h>

#include <charconv>
#include <string_view>

#include "cli/child_process.h"

namespace wardround::cli {
namespace {

constexpr char kMark = '\x01';  // begins a commit

ChildAnswer git(const std::string& folder, std::vector<std::string> arguments) {
  ChildRequest request;
  request.arguments = {"git", "-C", folder, "--no-pager", "--no-replace-objects"};
  request.arguments.insert(request.arguments.end(), arguments.begin(), arguments.end());
  request.environment = {{"LC_ALL", "C"},
                         {"GIT_TERMINAL_PROMPT", "0"},
                         {"GIT_OPTIONAL_LOCKS", "0"},
                         {"GIT_NO_LAZY_FETCH", "1"},
                         {"GIT_ALLOW_PROTOCOL", "none"}};
  request.milliseconds = 60'000;
  request.most_bytes = 512u << 20;
  return run_child(request);
}

std::string_view line(std::string_view& rest) {
  const std::size_t end = std::min(rest.find('\n'), rest.size());
  const std::string_view found = rest.substr(0, end);
  rest.remove_prefix(std::min(end + 1, rest.size()));
  return found;
}

// "HASH SECONDS PARENT PARENT"
bool read_head(std::string_view head, LoggedCommit& commit) {
  const std::size_t id = head.find(' ');
  if (id == std::string_view::npos) return false;
  commit.id = head.substr(0, id);
  head.remove_prefix(id + 1);
  int64_t seconds = 0;
  const auto [end, error] = std::from_chars(head.data(), head.data() + head.size(), seconds);
  if (error != std::errc()) return false;
  commit.date = date_of_unix_time(seconds);
  head.remove_prefix(static_cast<std::size_t>(end - head.data()));
  while (!head.empty()) {
    if (head.front() == ' ') {
      head.remove_prefix(1);
      continue;
    }
    const std::size_t length = std::min(head.find(' '), head.size());
    commit.parents.emplace_back(head.substr(0, length));
    head.remove_prefix(length);
  }
  return true;
}

}  // namespace

Result<GitFolder> git_folder(const std::string& folder) {
  const ChildAnswer answer =
      git(folder.empty() ? "." : folder, {"rev-parse", "--show-toplevel", "--show-prefix"});
  if (answer.end == ChildEnd::absent) return fail("`git` is not there");
  if (!answer.good()) return fail("the project is in no repository of git");
  std::string_view rest = answer.output;
  GitFolder found;
  found.top = line(rest);
  found.prefix = line(rest);
  return found;
}

Result<GitLog> git_log(const std::string& top) {
  GitLog log{top, {}};
  const ChildAnswer answer =
      git(top, {"log", "--topo-order", "-z", "--name-only", "--no-renames", "--no-show-signature",
                fmt::format("--max-count={}", kMostCommits), "--format=%x01%H %ct %P", "HEAD"});
  if (!answer.good()) {
    const bool empty = !git(top, {"rev-parse", "--verify", "--quiet", "HEAD"}).good();
    return empty ? Result<GitLog>(std::move(log)) : fail("`git log` does not answer");
  }
  std::string_view rest = answer.output;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find('\0'), rest.size());
    std::string_view word = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (word.starts_with(kMark)) {
      if (!read_head(word.substr(1), log.commits.emplace_back()))
        return fail("`git log` answers what cannot be read");
      continue;
    }
    // The first path of a commit comes after a line break.
    if (word.starts_with('\n')) word.remove_prefix(1);
    if (!word.empty() && !log.commits.empty()) log.commits.back().paths.emplace_back(word);
  }
  return log;
}

}  // namespace wardround::cli
