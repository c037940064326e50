// Doing something again whenever one of the files that it read has changed.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "base/fs.h"

namespace wardround::cli {

// What a file looks like from outside; two different states look different. Of a folder nothing
// but that it is there.
struct Stamp {
  bool exists = false;
  uint64_t size = 0;
  int64_t modified = 0;  // nanoseconds
  uint64_t inode = 0;
  bool operator==(const Stamp&) const = default;
};

// The parts of the world that watching needs; tests hand in their own.
struct World {
  std::function<Stamp(const std::string& path)> stamp;
  std::function<bool()> pause;  // a moment; false: the user wants to stop
};
// Looks five times a second. Ctrl-C ends the watch instead of the program from here on.
[[nodiscard]] World disk_world();

// Passes everything on and remembers what every path that was asked for looked like before, files
// that are missing too, and the entries of every folder that was listed.
class WatchedFs final : public Fs {
 public:
  WatchedFs(Fs& below, const World& world) : below_(below), world_(world) {}

  Result<std::string> read(const std::string& path, std::size_t max_bytes) const override;
  Result<void> write(const std::string& path, std::string_view bytes) override;
  bool is_file(const std::string& path) const override;
  bool is_directory(const std::string& path) const override;
  Result<std::vector<std::string>> list(const std::string& path) const override;
  Result<void> make_directories(const std::string& path) override;

  // What is no longer as it was: files, and folders in which entries came or went. Those of `own`
  // do not count.
  [[nodiscard]] std::vector<std::string> changes(const std::set<std::string>& own) const;
  // What all that was asked for looks like now.
  [[nodiscard]] std::vector<Stamp> look() const;

 private:
  void note(const std::string& path) const;
  [[nodiscard]] std::vector<std::string> entries(const std::string& path,
                                                 const std::set<std::string>& own) const;

  Fs& below_;
  const World& world_;
  mutable std::map<std::string, Stamp> seen_;
  mutable std::map<std::string, std::vector<std::string>> listed_;
};

// Calls `round` at once, and again after each change of what the last round looked at, until the
// user wants to stop. `changed`: what made it go again; empty the first time. A burst of changes
// makes one round. `own`: files that the rounds write; that they come and go is no change.
void watch(Fs& fs, const World& world, const std::set<std::string>& own,
           const std::function<void(Fs& fs, const std::vector<std::string>& changed)>& round);

}  // namespace wardround::cli
