// Bits of many subjects at once: a plane holds one bit per subject of a block, 64 a word. The
// kernels exist once for every machine and once for AVX2; both give the same bits.
#pragma once

#include <cstddef>
#include <cstdint>

#include "lang/universe.h"

namespace wardround::threats {

inline constexpr std::size_t kPlaneWords = 64;  // of a whole block; a multiple of 4
inline constexpr std::size_t kBlock = kPlaneWords * 64;
inline constexpr std::size_t kWordStep = 4;  // kernels work on multiples of this

enum class Isa : uint8_t { portable, avx2 };
[[nodiscard]] bool supported(Isa isa);
[[nodiscard]] Isa best_isa();

// What a fact atom makes of a cell's code (lang::Column).
struct FactTable {
  uint8_t in_set[lang::Column::kValues] = {};  // 0xff: the value satisfies the comparison
  // By provenance, 0xff or 0: counts if in the set, for the three planes; possible in any case.
  uint8_t yes[16] = {}, assumed[16] = {}, possible[16] = {}, always[16] = {};
};

struct Kernels {
  // into = a & b, into = a | b (`into` may be one of them); whether a bit is left.
  bool (*meet)(uint64_t* into, const uint64_t* a, const uint64_t* b, std::size_t words);
  void (*join)(uint64_t* into, const uint64_t* a, const uint64_t* b, std::size_t words);
  // 64 * words codes. `assumed`: null where no cell is typical.
  void (*facts)(const uint8_t* codes, const FactTable& table, std::size_t words, uint64_t* yes,
                uint64_t* assumed, uint64_t* possible);
  // Bit i: codes[i] is one of `count` from `first` on, at least one.
  void (*between)(const uint8_t* codes, uint8_t first, uint8_t count, std::size_t words,
                  uint64_t* out);
  // Bit i: exposures[i] has the position, surely or perhaps.
  void (*exposure)(const lang::Exposure* exposures, unsigned position, std::size_t words,
                   uint64_t* yes, uint64_t* unknown);
  // Between planes and numbers of 1, 2, 4 or 8 bytes (`width`), one for each of 64 subjects. Bit i
  // of word j becomes bit j of number i: 8 * width words before, 64 numbers in their place after.
  void (*weave)(uint64_t* square, std::size_t width);
  // Bit b of number i becomes bit i of to[b * stride], for b below `bits`.
  void (*pick)(const void* numbers, std::size_t width, unsigned bits, uint64_t* to,
               std::size_t stride);
};
[[nodiscard]] const Kernels& kernels(Isa isa);

}  // namespace wardround::threats
