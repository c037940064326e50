// A tree as bytes, for texts that are read once, when the program is built, and then carried in it:
// rebuilding a tree takes no YAML reader. The bytes are our own, made by the same version of the
// source; they are no format for files.
#pragma once

#include <string>
#include <string_view>

#include "text/tree.h"

namespace wardround::text {

[[nodiscard]] std::string pack_tree(const Tree& tree);

// The tree that was packed, with all its spans in `source`. Bytes that `pack_tree` did not make are
// a bug.
[[nodiscard]] Tree unpack_tree(std::string_view bytes, diag::SourceId source);

}  // namespace wardround::text
