#include "catalog/view.h"

namespace wardround::catalog {

lang::Place place_of(const diag::Sources& sources, View scalar) {
  return {scalar.span().source, text::line_offsets(sources, *scalar.tree, scalar.id)};
}

}  // namespace wardround::catalog
