// Where things stand, as the tools around a repository want it: paths from its root, one-line
// regions.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "diag/source.h"

namespace wardround::report {

// The working copy that the program runs in.
struct Checkout {
  std::string
      root;  // absolute path of its root; of the current folder where there is no repository
  std::string here;  // the current folder, from the root; empty at the root
};

// A place in a file: 1-based, on one line. Columns count UTF-16 code units; the end is exclusive.
struct Place {
  std::string path;  // from the root; absolute if the file lies outside
  uint32_t line = 1;
  uint32_t column = 1;
  uint32_t end_column = 1;  // as `column` where nothing but a point is known

  [[nodiscard]] bool inside() const { return !path.starts_with('/') && !path.starts_with(".."); }
};

// "../ward/pump.yaml", as typed in the current folder, seen from the root.
[[nodiscard]] std::string from_root(const Checkout& checkout, std::string_view path);
// nullopt for what stands in no file: nowhere, or in the embedded catalogue.
[[nodiscard]] std::optional<Place> place_of(const diag::Sources& sources, const Checkout& checkout,
                                            const diag::Span& span);
// A relative reference, or a file: URI for what lies outside.
[[nodiscard]] std::string uri_of(const Place& place);

}  // namespace wardround::report
