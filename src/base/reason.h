// What went wrong with a file, for a message that names the file itself.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace wardround {

// An error of Fs reads `cannot read PATH: REASON`: its REASON. The whole where it reads otherwise.
[[nodiscard]] inline std::string reason(const Error& error, const std::string& path) {
  const std::string named = path + ": ";
  const std::size_t at = error.message.find(named);
  return at == std::string::npos ? error.message : error.message.substr(at + named.size());
}

}  // namespace wardround
