// What steps of playbooks name as their sources: items of standards as people write them.
#pragma once

#include "catalog/fields.h"
#include "catalog/standards.h"

namespace wardround::catalog {

// Of the program's own steps each source must be an item. A project may have rules of its own house
// beside them: of those only what names a standard must be an item of it.
enum class StepsOf : uint8_t { program, project };

// Reports what is none. `steps`: the mapping under `steps:`.
void check_step_sources(const Reporting& reading, const Catalog& catalog, View steps,
                        StepsOf whose);

}  // namespace wardround::catalog
