// Where something to compare with is read from: a file or folder of the disk, or a revision of git.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "assurance/chain.h"
#include "cli/commands.h"
#include "cli/git_fs.h"

namespace wardround::cli {

// Where one side is read from.
struct Side {
  std::string label;
  std::string path;
  std::unique_ptr<GitFs> revision;  // none: the disk

  [[nodiscard]] const Fs& fs(const Context& context) const {
    return revision ? static_cast<const Fs&>(*revision) : context.fs;
  }
};

[[nodiscard]] bool on_disk(const Context& context, const std::string& path);
// `word` as git has it: REV, REV:PATH.
[[nodiscard]] Result<Side> revision_side(const std::string& word);
// A path that exists, else a revision.
[[nodiscard]] Result<Side> find_side(const Context& context, const std::string& word);

// Paths from the top of the repository that one of `globs` names and whose bytes differ between a
// revision and the other side. Empty where the earlier side is no revision.
[[nodiscard]] Result<std::vector<std::string>> changed_paths(const Context& context,
                                                             const Side& before, const Side& after,
                                                             const std::vector<std::string>& globs);

// SHA-256 of a file by its path from the top, as `after` has it; that of no bytes where it is gone.
[[nodiscard]] std::string digest_of(const Context& context, const Side& before, const Side& after,
                                    const std::string& path);
// Takes away the paths of which a record says that somebody looked at them, just as they are, and
// that the model stays true.
void drop_confirmed(const Context& context, const Side& before, const Side& after,
                    const assurance::Chain& rounds, std::vector<std::string>& paths);
// The same, with the records beside the project that stands at `after`. Records that cannot be
// read confirm nothing, and are not spoken of here.
void drop_confirmed(const Context& context, const Side& before, const Side& after,
                    const study::Study& study, std::vector<std::string>& paths);

// Files of two places as one: what lies in `folders` is that of `above`, such as packs that do not
// belong to a revision. Nothing can be written.
class OverlaidFs final : public Fs {
 public:
  OverlaidFs(const Fs& below, const Fs& above, std::vector<std::string> folders)
      : below_(below), above_(above), folders_(std::move(folders)) {}
  Result<std::string> read(const std::string& path, std::size_t max_bytes) const override;
  Result<void> write(const std::string& path, std::string_view bytes) override;
  bool is_file(const std::string& path) const override;
  bool is_directory(const std::string& path) const override;
  Result<std::vector<std::string>> list(const std::string& path) const override;
  Result<void> make_directories(const std::string& path) override;

 private:
  [[nodiscard]] const Fs& of(const std::string& path) const;

  const Fs& below_;
  const Fs& above_;
  std::vector<std::string> folders_;
};

// A study, and what it was read from.
struct Looked {
  const Fs& fs;
  const study::Study& study;
};
// The earlier study, or what becomes of it with the catalogue of the later one where they differ.
class SameCatalogue {
 public:
  SameCatalogue(const Context& context, const Looked& earlier, const Looked& later,
                const std::vector<std::string>& packs);
  // None, and said on stderr, where the earlier model cannot be read with the later catalogue.
  [[nodiscard]] const study::Study* study() const { return study_; }

 private:
  std::optional<study::Study> again_;
  const study::Study* study_ = nullptr;
};

}  // namespace wardround::cli
