// The first pass over packs: which ids are declared, and where. Every later pass looks names up
// here or in the catalogue, so that neither the order of files nor that of keys matters.
#pragma once

#include <array>
#include <deque>
#include <string_view>
#include <vector>

#include "catalog/fields.h"

namespace wardround::catalog {

// One parsed file of a pack; `pack` counts packs in the order of loading.
struct ParsedFile {
  diag::SourceId source;
  uint32_t pack = 0;
  text::Tree tree;
};

// `node_budget` as for text::parse.
[[nodiscard]] text::Tree parse(const Reporting& reading, const PackFile& file,
                               std::size_t& node_budget);

struct Declared {
  std::string_view id;
  View body;
  uint32_t pack = 0;
  lang::KindSet kinds = 0;  // facts: their subjects, because two facts may share a name
};

// Per table, sorted by id, each id once (the latest pack wins) unless packs add to each other.
struct Declarations {
  std::array<std::vector<Declared>, 3> types;  // by lang::TypeTree
  std::vector<Declared> facts;
  std::vector<Declared> weaknesses;
  std::vector<Declared> controls;
  std::vector<Declared> rules;
  std::vector<Declared> grid;       // rows: an element type or `flow`
  std::vector<Declared> seen;       // `cwe-N`
  std::vector<Declared> standards;  // each of every pack that says something of it
};

// Also fills in Catalog::packs. `pack_count`: a pack without files has no header either.
[[nodiscard]] Declarations declare(Reading& reading, const std::deque<ParsedFile>& files,
                                   uint32_t pack_count);

}  // namespace wardround::catalog
