// What the build packs and a start unpacks: bytes of our own, made by the same version of the
// source. A number has seven bits a byte, lowest first, the highest bit set where more follow.
// Bytes that were not packed are a bug.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace wardround::text {

class Packer {
 public:
  explicit Packer(std::string& out) : out_(out) {}

  void number(uint64_t value) {
    for (; value >= 0x80; value >>= 7) out_ += static_cast<char>(value | 0x80);
    out_ += static_cast<char>(value);
  }
  void bytes(std::string_view bytes) { out_ += bytes; }

 private:
  std::string& out_;
};

class Unpacker {
 public:
  explicit Unpacker(std::string_view bytes) : bytes_(bytes) {}

  uint64_t number() {
    uint64_t value = 0;
    for (unsigned shift = 0;; shift += 7) {
      WARDROUND_CHECK(at_ < bytes_.size() && shift < 64);
      const auto byte = static_cast<unsigned char>(bytes_[at_++]);
      value |= static_cast<uint64_t>(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
  }
  std::string_view bytes(std::size_t size) {
    WARDROUND_CHECK(size <= bytes_.size() - at_);
    at_ += size;
    return bytes_.substr(at_ - size, size);
  }
  [[nodiscard]] std::string_view rest() const { return bytes_.substr(at_); }

 private:
  std::string_view bytes_;
  std::size_t at_ = 0;
};

}  // namespace wardround::text
