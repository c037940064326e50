// Minimal edits: the least change of bytes that puts a value where it belongs. Every byte that is
// not part of an edit stays, comments and layout included. A value is written in flow style where
// its parent is in flow style, else in the layout of its siblings (indent, line ending).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "diag/diagnostic.h"
#include "text/tree.h"

namespace wardround::text {

using diag::Edit;

// A path of keys from the root: {"flows", "sync", "pairing"}.
using Path = std::vector<std::string>;

// Edits that make the value at `path` read `yaml` (already YAML, on one line: `just-works`, `[a,
// b]`,
// `{unknown: {ask: tom}}`). Missing mappings on the way are made. A scalar or a list on the way (a
// short form such as `app: mobile-app`) is grown into `{<short_key>: <old value>, key: yaml}`;
// `short_keys[i]` names the key that the value of `path[i]` stands for when it is no mapping ("" if
// it stands for none). Fails, with the reason, where the value is reached through an alias, or
// where no edit leaves all other values as they are: what is returned has been tried.
[[nodiscard]] Result<std::vector<Edit>> set_value(const diag::Sources& sources, const Tree& tree,
                                                  diag::SourceId source, const Path& path,
                                                  std::string_view yaml,
                                                  const std::vector<std::string>& short_keys = {});

// Quotes a string so that it reads back as the same string in flow and block context; plain where
// it can be.
[[nodiscard]] std::string quote(std::string_view value);

// Edits of one source, applied together. Overlapping edits: the later one (by order in the list) is
// dropped and counted.
struct Applied {
  std::string text;
  std::size_t dropped = 0;
};
[[nodiscard]] Applied apply(std::string_view text, std::vector<Edit> edits);

}  // namespace wardround::text
