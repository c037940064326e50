// Edits of the user's files: applied in memory first, written only when they leave no new mistake
// behind.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/fs.h"
#include "diag/diagnostic.h"

namespace wardround::study {

// The disk with some files replaced in memory.
class OverlayFs final : public Fs {
 public:
  explicit OverlayFs(const Fs& below) : below_(below) {}
  std::map<std::string, std::string> files;

  Result<std::string> read(const std::string& path, std::size_t max_bytes) const override;
  Result<void> write(const std::string& path, std::string_view bytes) override;
  bool is_file(const std::string& path) const override;
  bool is_directory(const std::string& path) const override { return below_.is_directory(path); }
  Result<std::vector<std::string>> list(const std::string& path) const override {
    return below_.list(path);
  }
  Result<void> make_directories(const std::string& path) override {
    return fail("read-only: " + path);
  }

 private:
  const Fs& below_;
};

// New texts by file name, for edits in any number of sources. Sources that are no files (embedded
// packs) are left alone.
[[nodiscard]] std::map<std::string, std::string> edited_texts(const diag::Sources& sources,
                                                              const std::vector<diag::Edit>& edits);

}  // namespace wardround::study
