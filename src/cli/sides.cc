#include "cli/sides.h"

#include <fmt/core.h>

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

Result<Side> revision_side(Context& context, const std::string& word,
                           const std::vector<std::string>& packs) {
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
  side.revision->read_from_disk(context.fs, packs);
  return side;
}

Result<Side> find_side(Context& context, const std::string& word,
                       const std::vector<std::string>& packs) {
  if (!word.empty() && on_disk(context, word)) return Side{word, word, nullptr};
  return revision_side(context, word, packs);
}

}  // namespace wardround::cli
