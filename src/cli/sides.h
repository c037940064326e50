// Where something to compare with is read from: a file or folder of the disk, or a revision of git.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "cli/commands.h"
#include "cli/git_fs.h"

namespace wardround::cli {

// Where one side is read from.
struct Side {
  std::string label;
  std::string path;
  std::unique_ptr<GitFs> revision;  // none: the disk
};

[[nodiscard]] bool on_disk(const Context& context, const std::string& path);
// `word` as git has it: REV, REV:PATH. Folders of packs are read from the disk.
[[nodiscard]] Result<Side> revision_side(Context& context, const std::string& word,
                                         const std::vector<std::string>& packs);
// A path that exists, else a revision.
[[nodiscard]] Result<Side> find_side(Context& context, const std::string& word,
                                     const std::vector<std::string>& packs);

}  // namespace wardround::cli
