// `wardround.lock`: what the catalogue was when the team last took it as it is. By it findings that
// only a newer catalogue brought can be told from those that a change of the design brought. It
// names packs by id, version and content, and each rule by a hash of what decides: its condition,
// what bears on its risk, the answers to it, and the facts and types that these speak of. Titles
// and texts for people are not part of that. One line a rule, sorted: a review sees which rules
// moved, and a merge is by lines.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/catalog.h"

namespace wardround::catalog {

// In the folder of the project file, or of a model that stands alone.
inline constexpr std::string_view kLockFile = "wardround.lock";
inline constexpr std::size_t kRuleHashDigits = 16;  // of a SHA-256, hexadecimal

struct LockedPack {
  std::string version;
  std::string hash;                          // SHA-256 of its files, in whatever order they stand
  std::map<std::string, std::string> rules;  // id: hash
  diag::Span span;                           // its key in a lock that was read
  bool operator==(const LockedPack& other) const {
    return version == other.version && hash == other.hash && rules == other.rules;
  }
};

struct Lock {
  std::map<std::string, LockedPack> packs;  // by id
  bool operator==(const Lock&) const = default;
};

[[nodiscard]] Lock lock_of(const Catalog& catalog, const diag::Sources& sources);
// The same without the hashes of rules: what the packs are, by id.
[[nodiscard]] std::map<std::string, LockedPack> pack_hashes(const Catalog& catalog,
                                                            const diag::Sources& sources);
// Do the packs have these versions and contents? Cheaper than to lock and compare.
[[nodiscard]] bool same_packs(const Lock& lock, const Catalog& catalog,
                              const diag::Sources& sources);

// The text of a lock. Reading it gives the lock again.
[[nodiscard]] std::string lock_text(const Lock& lock);
// Every mistake is reported.
[[nodiscard]] Lock read_lock(const diag::Sources& sources, diag::SourceId source,
                             diag::Diagnostics& diagnostics);

// A pack that is not as it was. A rule counts by its id, else by a former one.
struct PackChange {
  std::string id;
  std::string before, after;  // versions; empty where there is no such pack
  std::size_t added = 0, changed = 0, gone = 0;
};
[[nodiscard]] std::vector<PackChange> changes_since(const Lock& lock, const Catalog& catalog,
                                                    const diag::Sources& sources);

// By rule of `catalog`: is it new since the lock, or decides it otherwise than then?
[[nodiscard]] std::vector<bool> moved_rules(const Lock& lock, const Catalog& catalog);

}  // namespace wardround::catalog
