#include "cli/git_fs.h"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>

#include "cli/child_process.h"

namespace wardround::cli {
namespace {

// Git without its conveniences: it asks nobody, locks nothing, opens no connection. nullopt where
// it says no: an exit code other than 0.
Result<std::optional<std::string>> git(std::vector<std::string> arguments,
                                       std::size_t most_bytes = 64u << 20) {
  ChildRequest request;
  request.arguments = {"git", "--no-pager", "--no-replace-objects", "--literal-pathspecs"};
  request.arguments.insert(request.arguments.end(), arguments.begin(), arguments.end());
  request.environment = {{"LC_ALL", "C"},
                         {"GIT_TERMINAL_PROMPT", "0"},
                         {"GIT_OPTIONAL_LOCKS", "0"},
                         {"GIT_NO_LAZY_FETCH", "1"},
                         {"GIT_ALLOW_PROTOCOL", "none"}};
  request.milliseconds = 60'000;
  request.most_bytes = most_bytes;
  ChildAnswer answer = run_child(request);
  switch (answer.end) {
    case ChildEnd::exited:
      break;
    case ChildEnd::absent:
      return fail("`git` is not there; a revision can only be read with it");
    case ChildEnd::not_started:
      return fail(fmt::format("`git` cannot be started: {}", answer.reason));
    case ChildEnd::late:
      return fail("`git` does not answer within a minute");
    case ChildEnd::endless:
      return fail("`git` answers with more than can be read");
    case ChildEnd::crashed:
      return fail("`git` crashes");
  }
  if (answer.code != 0) return std::nullopt;
  return std::move(answer.output);
}

std::string without_line_end(std::string text) {
  if (text.ends_with('\n')) text.pop_back();
  return text;
}

// A word that git takes for a revision and for nothing else.
bool may_be_revision(std::string_view word) {
  return !word.empty() && word.size() < 1000 && !word.starts_with('-') &&
         std::ranges::none_of(word, [](unsigned char c) { return c < 0x20 || c == 0x7f; });
}

}  // namespace

Result<GitPlace> git_place() {
  const auto top = git({"rev-parse", "--show-toplevel"});
  if (!top) return tl::unexpected(top.error());
  const auto prefix = git({"rev-parse", "--show-prefix"});
  if (!prefix) return tl::unexpected(prefix.error());
  if (!*top || !*prefix) return fail("the current folder belongs to no work tree of git");
  std::string folder = without_line_end(prefix->value_or(""));
  if (folder.ends_with('/')) folder.pop_back();
  return GitPlace{without_line_end(top->value_or("")), std::move(folder)};
}

Result<GitFs> GitFs::open(GitPlace place, const std::string& revision) {
  if (!may_be_revision(revision)) return fail(fmt::format("`{}` is no revision", revision));
  const auto tree =
      git({"rev-parse", "--verify", "--quiet", "--end-of-options", revision + "^{tree}"});
  if (!tree) return tl::unexpected(tree.error());
  if (!*tree) return fail(fmt::format("git knows no revision `{}`", revision));
  const auto listing = git(
      {"ls-tree", "-r", "-z", "--long", "--full-tree", without_line_end(tree->value_or("")), "--"});
  if (!listing) return tl::unexpected(listing.error());
  if (!*listing) return fail(fmt::format("`git ls-tree` cannot list `{}`", revision));
  GitFs fs(std::move(place), without_line_end(tree->value_or("")));
  if (!fs.take_listing(listing->value_or("")))
    return fail("the answer of `git ls-tree` cannot be read");
  return fs;
}

// Records `MODE TYPE ID SIZE<tab>PATH<nul>`.
bool GitFs::take_listing(std::string_view listing) {
  folders_[""];
  while (!listing.empty()) {
    const auto end = listing.find('\0');
    if (end == std::string_view::npos) return false;
    const std::string_view record = listing.substr(0, end);
    listing.remove_prefix(end + 1);
    const auto tab = record.find('\t');
    if (tab == std::string_view::npos) return false;
    std::vector<std::string_view> words;
    for (std::size_t at = 0; at < tab;) {
      const std::size_t stop = std::min(record.find(' ', at), tab);
      if (stop > at) words.push_back(record.substr(at, stop - at));
      at = stop + 1;
    }
    if (words.size() != 4) return false;
    if (words[1] != "blob" || !words[0].starts_with("100")) continue;
    std::size_t bytes = 0;
    const auto [last, error] =
        std::from_chars(words[3].data(), words[3].data() + words[3].size(), bytes);
    if (error != std::errc() || last != words[3].data() + words[3].size()) return false;
    const std::string path(record.substr(tab + 1));
    blobs_[path] = {std::string(words[2]), bytes};
    std::string name = path;
    std::string entry;
    for (bool leaf = true; !name.empty(); leaf = false) {
      const auto slash = name.rfind('/');
      entry = slash == std::string::npos ? name : name.substr(slash + 1);
      name = slash == std::string::npos ? "" : name.substr(0, slash);
      folders_[name].insert(leaf ? entry : entry + "/");
    }
  }
  return true;
}

std::vector<std::string> GitFs::changed_since(const GitFs& earlier) const {
  std::vector<std::string> paths;
  for (const auto& [path, blob] : blobs_) {
    const auto before = earlier.blobs_.find(path);
    if (before == earlier.blobs_.end() || before->second.id != blob.id) paths.push_back(path);
  }
  for (const auto& [path, blob] : earlier.blobs_) {
    if (!blobs_.contains(path)) paths.push_back(path);
  }
  std::ranges::sort(paths);
  return paths;
}

Result<std::vector<std::string>> GitFs::perhaps_changed_in_work_tree() const {
  const auto listing = git({"diff-index", "--name-only", "-z", "--no-renames", "--no-ext-diff",
                            "--ignore-submodules=all", tree_, "--"});
  if (!listing) return tl::unexpected(listing.error());
  if (!*listing) return fail("`git diff-index` cannot compare the work tree");
  std::vector<std::string> paths;
  const std::string names = listing->value_or("");
  std::string_view rest = names;
  for (auto end = rest.find('\0'); end != std::string_view::npos; end = rest.find('\0')) {
    paths.emplace_back(rest.substr(0, end));
    rest.remove_prefix(end + 1);
  }
  std::ranges::sort(paths);
  return paths;
}

std::optional<std::string> GitFs::from_top(const std::string& path) const {
  std::string folded = path_join(place_.prefix, path);
  if (folded.starts_with('/')) {
    if (folded == place_.top) return "";
    if (!folded.starts_with(place_.top + "/")) return std::nullopt;
    folded = folded.substr(place_.top.size() + 1);
  }
  if (folded == "..") return std::nullopt;
  if (folded.starts_with("../")) return std::nullopt;
  return folded == "." ? "" : folded;
}

Result<std::string> GitFs::read(const std::string& path, std::size_t max_bytes) const {
  const auto at = from_top(path);
  const auto blob = at ? blobs_.find(*at) : blobs_.end();
  if (blob == blobs_.end())
    return fail(fmt::format("cannot read {}: no such file in the revision", path));
  if (blob->second.bytes > max_bytes)
    return fail(fmt::format("cannot read {}: larger than {} bytes", path, max_bytes));
  auto bytes = git({"cat-file", "blob", blob->second.id}, blob->second.bytes + 1);
  if (!bytes) return fail(fmt::format("cannot read {}: {}", path, bytes.error().message));
  if (!*bytes) return fail(fmt::format("cannot read {}: git does not have its bytes here", path));
  return std::move(*bytes).value_or("");
}

Result<void> GitFs::write(const std::string& path, std::string_view) {
  return fail(fmt::format("cannot write {}: a revision does not change", path));
}

bool GitFs::is_file(const std::string& path) const {
  const auto at = from_top(path);
  return at && blobs_.contains(*at);
}

bool GitFs::is_directory(const std::string& path) const {
  const auto at = from_top(path);
  return at && folders_.contains(*at);
}

Result<std::vector<std::string>> GitFs::list(const std::string& path) const {
  const auto at = from_top(path);
  const auto folder = at ? folders_.find(*at) : folders_.end();
  if (folder == folders_.end())
    return fail(fmt::format("cannot list {}: no such folder in the revision", path));
  return std::vector<std::string>(folder->second.begin(), folder->second.end());
}

Result<void> GitFs::make_directories(const std::string& path) {
  return fail(fmt::format("cannot make {}: a revision does not change", path));
}

}  // namespace wardround::cli
