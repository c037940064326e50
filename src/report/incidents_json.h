// What is found of known incidents, as JSON.
#pragma once

#include <string>

#include "measure/incidents.h"

namespace wardround::report {

// By incident, by letter and by rule; `below`: what is missing to the floors.
[[nodiscard]] std::string incidents_json(const measure::Incidents& all,
                                         const catalog::Catalog& catalog);

}  // namespace wardround::report
