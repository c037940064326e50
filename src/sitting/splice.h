// Changes of files so that they can be finished or taken back after the program was cut off: what
// was there, what is there now, and the bytes between them that differ.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/fs.h"

namespace wardround::sitting {

// One file: at `at`, `removed` gives way to `inserted`. Digests are SHA-256; empty: no such file.
struct Splice {
  std::string path;
  std::string before, after;
  std::size_t at = 0;
  std::string removed, inserted;
  bool operator==(const Splice&) const = default;
};

// The least of the kind between two texts, in whole code points; nullopt: there is no file.
[[nodiscard]] Splice make_splice(std::string path, const std::optional<std::string>& before,
                                 const std::optional<std::string>& after);
[[nodiscard]] Splice inverse(const Splice& splice);
[[nodiscard]] std::vector<Splice> inverse(std::vector<Splice> splices);

// Digest of a file as it is; empty: there is none, or it cannot be read.
[[nodiscard]] std::string digest_of(const Fs& fs, const std::string& path);

// Where a list of changes stands on the disk. `base`: the folder that paths are relative to.
enum class Done : uint8_t { nothing, all, partly, otherwise };
struct State {
  Done done = Done::nothing;
  std::string other;  // otherwise: the file that is neither as before nor as after
};
[[nodiscard]] State state_of(const Fs& fs, const std::string& base,
                             const std::vector<Splice>& splices);
// Makes those changes that are not made yet, in order. Fails before anything is written if a file
// is neither as before nor as after.
[[nodiscard]] Result<void> carry_out(Fs& fs, const std::string& base,
                                     const std::vector<Splice>& splices);

}  // namespace wardround::sitting
