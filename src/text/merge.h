// Three-way merge of YAML texts by key: for git's merge of models and decisions. The result is
// OURS, byte for byte, with the changes that THEIRS made since BASE put in as whole entries or
// values. Where both changed the same thing the smallest whole entry is shown three times between
// conflict marks; nothing is dropped.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace wardround::text {

struct MergeConflict {
  enum class Kind : uint8_t {
    changed_both,     // another value on either side
    added_both,       // the same key, added with different values
    removed_ours,     // ours removed what theirs changed
    removed_theirs,   // the other way round
    unreadable,       // a side cannot be read, or is no mapping: the whole text conflicts
    not_expressible,  // no edit of ours leads to what both want: the whole text conflicts
  };
  Kind kind = Kind::changed_both;
  std::string path;   // "elements.mcu.type"; empty: the whole text
  uint32_t line = 1;  // of the conflict mark in the result
};

struct Merge {
  std::string text;
  std::vector<MergeConflict> conflicts;  // in the order of the text
};

// merge(b, a, a) = a, merge(b, b, x) = x, merge(b, a, b) = a; the other way round, the same tree
// comes out, or the same conflicts.
[[nodiscard]] Merge merge(std::string_view base, std::string_view ours, std::string_view theirs);

}  // namespace wardround::text
