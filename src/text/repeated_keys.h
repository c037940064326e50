// Keys that stand more than once in one mapping.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace wardround::text {

struct RepeatedKey {
  uint32_t later;  // indices into the keys
  uint32_t first;
};

class RepeatedKeys {
 public:
  // Sorted by the later one. Good until the next call.
  [[nodiscard]] const std::vector<RepeatedKey>& find(const std::vector<std::string_view>& keys);

 private:
  struct Hashed {
    std::size_t hash;
    uint32_t index;
  };
  std::vector<Hashed> hashed_;  // kept to spare its memory
  std::vector<RepeatedKey> found_;
};

}  // namespace wardround::text
