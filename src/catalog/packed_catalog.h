// A loaded catalogue as bytes. The packs inside the binary never change: the build loads and checks
// them, and a start takes what came out instead of reading rules again.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "catalog/catalog.h"

namespace wardround::catalog {

// The sources of all spans and packs have to be those of the catalogue alone, counted from 0.
[[nodiscard]] std::string pack_catalog(const Catalog& catalog);

// The catalogue that was packed; its source 0 is `first` here. Bytes that `pack_catalog` did not
// make are a bug.
[[nodiscard]] Catalog unpack_catalog(std::string_view bytes, diag::SourceId first);

// What the build packed: the packs of `embedded_files()`.
[[nodiscard]] std::string_view embedded_catalog();

// What stands first in the bytes, for who does not need the rest.
struct Contents {
  std::vector<Pack> packs;  // sources counted from 0
  std::size_t rules = 0, controls = 0, facts = 0;
};
[[nodiscard]] Contents contents(std::string_view packed);

}  // namespace wardround::catalog
