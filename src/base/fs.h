// The only doors to the disk and the clock. Faces hand in the real ones, tests hand in MemoryFs and
// FixedClock. Paths are UTF-8, '/' separated, as the user typed them (not made absolute).
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace wardround {

// Takes what is written next.
using Append = std::function<void(std::string_view)>;

class Fs {
 public:
  virtual ~Fs() = default;
  // Whole file; fails if it is missing, not a regular file, unreadable, or larger than `max_bytes`.
  [[nodiscard]] virtual Result<std::string> read(const std::string& path,
                                                 std::size_t max_bytes) const = 0;
  // Replaces the file in one step (temporary file, fsync, rename): a reader sees the old or the new
  // text.
  [[nodiscard]] virtual Result<void> write(const std::string& path, std::string_view bytes) = 0;
  // The same for what is too large to be held whole: `produce` hands it over part by part.
  [[nodiscard]] virtual Result<void> write_parts(const std::string& path,
                                                 const std::function<void(const Append&)>& produce);
  // The file is gone, and was there. Where files are only read: fails.
  [[nodiscard]] virtual Result<void> remove(const std::string& path);
  [[nodiscard]] virtual bool is_file(const std::string& path) const = 0;
  [[nodiscard]] virtual bool is_directory(const std::string& path) const = 0;
  // Names (not paths) in a folder, sorted bytewise; folders end with '/'.
  [[nodiscard]] virtual Result<std::vector<std::string>> list(const std::string& path) const = 0;
  [[nodiscard]] virtual Result<void> make_directories(const std::string& path) = 0;
};

// The disk. Never follows a path out of what it was given; the caller decides what to ask for.
class DiskFs final : public Fs {
 public:
  Result<std::string> read(const std::string& path, std::size_t max_bytes) const override;
  Result<void> write(const std::string& path, std::string_view bytes) override;
  Result<void> write_parts(const std::string& path,
                           const std::function<void(const Append&)>& produce) override;
  Result<void> remove(const std::string& path) override;
  bool is_file(const std::string& path) const override;
  bool is_directory(const std::string& path) const override;
  Result<std::vector<std::string>> list(const std::string& path) const override;
  Result<void> make_directories(const std::string& path) override;
};

// Files in memory, for tests, fuzzing and the embedded catalogue.
class MemoryFs final : public Fs {
 public:
  std::map<std::string, std::string> files;

  Result<std::string> read(const std::string& path, std::size_t max_bytes) const override;
  Result<void> write(const std::string& path, std::string_view bytes) override;
  Result<void> remove(const std::string& path) override;
  bool is_file(const std::string& path) const override;
  bool is_directory(const std::string& path) const override;
  Result<std::vector<std::string>> list(const std::string& path) const override;
  Result<void> make_directories(const std::string& path) override;
};

// Joins and folds "." and ".." lexically. `join("a/b", "../c")` is "a/c"; an absolute `name` wins.
[[nodiscard]] std::string path_join(std::string_view folder, std::string_view name);
// "a/b/c.yaml" -> "a/b"; "c.yaml" -> "".
[[nodiscard]] std::string path_folder(std::string_view path);
// `path` as seen from `folder`, both folded and from one place: `path_relative("a/b", "a/c")` is
// "../c". Where there is no way (one of them absolute, or `folder` above that place): `path`.
[[nodiscard]] std::string path_relative(std::string_view folder, std::string_view path);

}  // namespace wardround
