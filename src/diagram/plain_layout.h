// The two halves of the plain layout: packing gives boxes their places, routing leads lines between
// them.
#pragma once

#include "diagram/layout.h"

namespace wardround::diagram {

// Fills in `area`, `parts` and `anchors`.
void pack(const Picture& picture, const Sizes& sizes, Layout& layout);
// Fills in `lines`: right-angled ways around boxes; straight ones where none is found in time.
void route(const Picture& picture, const Sizes& sizes, Layout& layout);

}  // namespace wardround::diagram
