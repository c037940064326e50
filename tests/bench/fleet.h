// A model of any size for measurements: the same fleet of wearables that tools/make_model.py
// writes, without its cloud.
#pragma once

#include <string>

namespace wardround::bench {

// `devices` devices of seven elements and three flows each.
[[nodiscard]] std::string fleet(int devices);

}  // namespace wardround::bench
