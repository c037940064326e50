// A model made in memory, without any text: for measuring beyond what a reader takes, and for
// whoever has a system from elsewhere. What follows from the structure (relations, facts,
// exposures) is worked out by the same passes as for a text.
#pragma once

#include <string>
#include <vector>

#include "model/load.h"

namespace wardround::model {

struct Draft {
  static constexpr std::size_t kNone = static_cast<std::size_t>(-1);
  struct Part {
    Kind kind = Kind::element;
    std::string id = {};
    lang::TypeId type = {};    // elements, boundaries, data; flows: the protocol
    std::size_t in = kNone;    // elements, boundaries: index into parts
    std::size_t from = kNone;  // flows
    std::size_t to = kNone;
  };
  struct Link {  // `stores`, `sends`, `performs` …: what a field of `from` names
    std::size_t from = 0;
    lang::Relation relation = lang::Relation::sends;
    std::size_t to = 0;
  };
  struct Stated {
    std::size_t part = 0;
    lang::FactId fact;
    uint32_t value = 0;
  };
  std::string system;       // id
  std::vector<Part> parts;  // in any order; ids are unique
  std::vector<Link> links;
  std::vector<Stated> facts;
};

// Mistakes (a cycle of containment, a contradiction) are reported without a place.
[[nodiscard]] Loaded assemble(const Draft& draft, const catalog::Catalog& catalog,
                              diag::Sources& sources, diag::Diagnostics& diagnostics);

}  // namespace wardround::model
