// For tests: what a slip of the hand does to a file.
#pragma once

#include <string>

#include "base/random.h"

namespace wardround {

// Turns a bit, takes some bytes out, or puts one in, so that the bytes are other ones afterwards.
// `bytes` must not be empty.
inline void edit_at_random(std::string& bytes, Random& random) {
  const std::size_t place = random.below(bytes.size());
  switch (random.below(3)) {
    case 0:
      bytes[place] = static_cast<char>(bytes[place] ^ (1 << random.below(7)));
      break;
    case 1:
      bytes.erase(place, 1 + random.below(9));
      break;
    default:
      bytes.insert(place, 1, static_cast<char>(' ' + random.below(90)));
  }
}

}  // namespace wardround
