// SHA-256 (FIPS 180-4): the digest by which a file is recognised again.
#pragma once

#include <string>
#include <string_view>

namespace wardround {

// 64 lower-case hexadecimal digits.
[[nodiscard]] std::string sha256(std::string_view bytes);

}  // namespace wardround
