#include "threats/planes.h"

#include <algorithm>
#include <cstring>

#if defined(__x86_64__)
#include <immintrin.h>
#define WARDROUND_AVX2 __attribute__((target("avx2")))
#endif

namespace wardround::threats {
namespace {

// ---- Every machine ----

bool meet(uint64_t* into, const uint64_t* a, const uint64_t* b, std::size_t words) {
  uint64_t left = 0;
  for (std::size_t w = 0; w < words; ++w) left |= into[w] = a[w] & b[w];
  return left != 0;
}

void join(uint64_t* into, const uint64_t* a, const uint64_t* b, std::size_t words) {
  for (std::size_t w = 0; w < words; ++w) into[w] = a[w] | b[w];
}

void facts(const uint8_t* codes, const FactTable& table, std::size_t words, uint64_t* yes,
           uint64_t* assumed, uint64_t* possible) {
  for (std::size_t w = 0; w < words; ++w) {
    uint64_t y = 0, a = 0, p = 0;
    for (unsigned bit = 0; bit < 64; ++bit) {
      const uint8_t code = codes[w * 64 + bit];
      const unsigned from = code >> 5;
      const uint8_t in = table.in_set[code % lang::Column::kValues];
      y |= uint64_t{(in & table.yes[from]) & 1u} << bit;
      a |= uint64_t{(in & table.assumed[from]) & 1u} << bit;
      p |= uint64_t{((in & table.possible[from]) | table.always[from]) & 1u} << bit;
    }
    yes[w] = y;
    if (assumed != nullptr) assumed[w] = a;
    possible[w] = p;
  }
}

void between(const uint8_t* codes, uint8_t first, uint8_t count, std::size_t words, uint64_t* out) {
  for (std::size_t w = 0; w < words; ++w) {
    uint64_t bits = 0;
    for (unsigned bit = 0; bit < 64; ++bit) {
      const auto above = static_cast<uint8_t>(codes[w * 64 + bit] - first);
      bits |= uint64_t{above < count} << bit;
    }
    out[w] = bits;
  }
}

void exposure(const lang::Exposure* exposures, unsigned position, std::size_t words, uint64_t* yes,
              uint64_t* unknown) {
  for (std::size_t w = 0; w < words; ++w) {
    uint64_t y = 0, u = 0;
    for (unsigned bit = 0; bit < 64; ++bit) {
      const lang::Exposure& one = exposures[w * 64 + bit];
      y |= uint64_t{(one.yes >> position) & 1u} << bit;
      u |= uint64_t{(one.unknown >> position) & 1u} << bit;
    }
    yes[w] = y;
    unknown[w] = u;
  }
}

// Swaps the off-diagonal quarters of ever smaller squares (Warren, Hacker's Delight, 7-3).
void transpose(uint64_t* square) {
  uint64_t mask = 0x00000000ffffffffu;
  for (unsigned width = 32; width != 0; width >>= 1, mask ^= mask << width) {
    for (unsigned k = 0; k < 64; k = (k + width + 1) & ~width) {
      const uint64_t t = ((square[k] >> width) ^ square[k + width]) & mask;
      square[k] ^= t << width;
      square[k + width] ^= t;
    }
  }
}

// Calls `visit` with a number of so many bytes.
template <class Visit>
void with_width(std::size_t width, Visit&& visit) {
  switch (width) {
    case 1:
      return visit(uint8_t{});
    case 2:
      return visit(uint16_t{});
    case 4:
      return visit(uint32_t{});
    default:
      return visit(uint64_t{});
  }
}

void weave(uint64_t* square, std::size_t width) {
  std::fill(square + width * 8, square + 64, 0);
  transpose(square);
  with_width(width, [&]<class Number>(Number) {
    auto* const numbers = reinterpret_cast<unsigned char*>(square);
    for (std::size_t i = 0; i < 64; ++i) {
      const auto number = static_cast<Number>(square[i]);
      std::memcpy(numbers + i * sizeof number, &number, sizeof number);
    }
  });
}

void pick(const void* numbers, std::size_t width, unsigned bits, uint64_t* to, std::size_t stride) {
  uint64_t square[64];
  with_width(width, [&]<class Number>(Number) {
    for (std::size_t i = 0; i < 64; ++i) square[i] = static_cast<const Number*>(numbers)[i];
  });
  constexpr unsigned kFew = 8;  // one by one
  if (bits <= kFew) {
    for (unsigned bit = 0; bit < bits; ++bit) {
      uint64_t plane = 0;
      for (unsigned i = 0; i < 64; ++i) plane |= ((square[i] >> bit) & 1u) << i;
      to[bit * stride] = plane;
    }
    return;
  }
  transpose(square);
  for (unsigned bit = 0; bit < bits; ++bit) to[bit * stride] = square[bit];
}

constexpr Kernels kPortable{meet, join, facts, between, exposure, weave, pick};

// ---- AVX2 ----

#if defined(WARDROUND_AVX2)

WARDROUND_AVX2 __m256i load(const void* from) {
  return _mm256_loadu_si256(static_cast<const __m256i*>(from));
}
WARDROUND_AVX2 void store(void* to, __m256i value) {
  _mm256_storeu_si256(static_cast<__m256i*>(to), value);
}
// 16 bytes, in both halves: what a byte shuffle looks up.
WARDROUND_AVX2 __m256i table16(const uint8_t* from) {
  return _mm256_broadcastsi128_si256(_mm_loadu_si128(reinterpret_cast<const __m128i*>(from)));
}
WARDROUND_AVX2 uint64_t top_bits(__m256i bytes) {
  return static_cast<uint32_t>(_mm256_movemask_epi8(bytes));
}

WARDROUND_AVX2 bool meet_avx2(uint64_t* into, const uint64_t* a, const uint64_t* b,
                              std::size_t words) {
  __m256i left = _mm256_setzero_si256();
  for (std::size_t w = 0; w < words; w += 4) {
    const __m256i both = _mm256_and_si256(load(a + w), load(b + w));
    store(into + w, both);
    left = _mm256_or_si256(left, both);
  }
  return _mm256_testz_si256(left, left) == 0;
}

WARDROUND_AVX2 void join_avx2(uint64_t* into, const uint64_t* a, const uint64_t* b,
                              std::size_t words) {
  for (std::size_t w = 0; w < words; w += 4) {
    store(into + w, _mm256_or_si256(load(a + w), load(b + w)));
  }
}

template <bool kTypical>
WARDROUND_AVX2 void some_facts(const uint8_t* codes, const FactTable& table, std::size_t words,
                               uint64_t* yes, uint64_t* assumed, uint64_t* possible) {
  const __m256i low_values = table16(table.in_set), high_values = table16(table.in_set + 16);
  const __m256i yes_from = table16(table.yes), assumed_from = table16(table.assumed);
  const __m256i possible_from = table16(table.possible), always_from = table16(table.always);
  const __m256i nibble = _mm256_set1_epi8(15), provenance = _mm256_set1_epi8(7);
  for (std::size_t w = 0; w < words; ++w) {
    uint64_t y = 0, a = 0, p = 0;
    for (unsigned half = 0; half < 2; ++half) {
      const __m256i code = load(codes + w * 64 + half * 32);
      const __m256i low = _mm256_and_si256(code, nibble);
      // Bit 4 of the code moved to the top of its byte chooses between the two halves of the set.
      const __m256i in =
          _mm256_blendv_epi8(_mm256_shuffle_epi8(low_values, low),
                             _mm256_shuffle_epi8(high_values, low), _mm256_slli_epi16(code, 3));
      const __m256i from = _mm256_and_si256(_mm256_srli_epi16(code, 5), provenance);
      const unsigned shift = half * 32;
      y |= top_bits(_mm256_and_si256(in, _mm256_shuffle_epi8(yes_from, from))) << shift;
      if constexpr (kTypical) {
        a |= top_bits(_mm256_and_si256(in, _mm256_shuffle_epi8(assumed_from, from))) << shift;
      }
      p |= top_bits(_mm256_or_si256(_mm256_and_si256(in, _mm256_shuffle_epi8(possible_from, from)),
                                    _mm256_shuffle_epi8(always_from, from)))
           << shift;
    }
    yes[w] = y;
    if constexpr (kTypical) assumed[w] = a;
    possible[w] = p;
  }
}

WARDROUND_AVX2 void facts_avx2(const uint8_t* codes, const FactTable& table, std::size_t words,
                               uint64_t* yes, uint64_t* assumed, uint64_t* possible) {
  if (assumed == nullptr) {
    some_facts<false>(codes, table, words, yes, assumed, possible);
  } else {
    some_facts<true>(codes, table, words, yes, assumed, possible);
  }
}

WARDROUND_AVX2 void between_avx2(const uint8_t* codes, uint8_t first, uint8_t count,
                                 std::size_t words, uint64_t* out) {
  const __m256i from = _mm256_set1_epi8(static_cast<char>(first));
  const __m256i last = _mm256_set1_epi8(static_cast<char>(count - 1));
  const auto bits = [&](const uint8_t* at) WARDROUND_AVX2 {
    const __m256i above = _mm256_sub_epi8(load(at), from);
    return top_bits(_mm256_cmpeq_epi8(_mm256_min_epu8(above, last), above));
  };
  for (std::size_t w = 0; w < words; ++w) {
    out[w] = bits(codes + w * 64) | (bits(codes + w * 64 + 32) << 32);
  }
}

WARDROUND_AVX2 void exposure_avx2(const lang::Exposure* exposures, unsigned position,
                                  std::size_t words, uint64_t* yes, uint64_t* unknown) {
  static_assert(sizeof(lang::Exposure) == 4 && offsetof(lang::Exposure, unknown) == 2);
  const __m128i to_yes = _mm_cvtsi32_si128(static_cast<int>(31 - position));
  const __m128i to_unknown = _mm_cvtsi32_si128(static_cast<int>(15 - position));
  for (std::size_t w = 0; w < words; ++w) {
    uint64_t y = 0, u = 0;
    for (unsigned part = 0; part < 8; ++part) {
      const __m256i eight = load(exposures + w * 64 + part * 8);
      const auto bits = [](__m256i shifted) WARDROUND_AVX2 {
        return static_cast<uint64_t>(_mm256_movemask_ps(_mm256_castsi256_ps(shifted)) & 0xff);
      };
      y |= bits(_mm256_sll_epi32(eight, to_yes)) << (part * 8);
      u |= bits(_mm256_sll_epi32(eight, to_unknown)) << (part * 8);
    }
    yes[w] = y;
    unknown[w] = u;
  }
}

// 16 bytes from each of two places.
WARDROUND_AVX2 __m256i two_halves(const uint8_t* low, const uint8_t* high) {
  return _mm256_inserti128_si256(
      _mm256_castsi128_si256(_mm_loadu_si128(reinterpret_cast<const __m128i*>(low))),
      _mm_loadu_si128(reinterpret_cast<const __m128i*>(high)), 1);
}

// Byte b of 32 words becomes column b: words 0 to 15 in its lower half, 16 to 31 in its upper.
WARDROUND_AVX2 void byte_columns_of_words(const uint8_t* words, __m256i* columns) {
  const __m256i pairs = _mm256_broadcastsi128_si256(
      _mm_setr_epi8(0, 8, 1, 9, 2, 10, 3, 11, 4, 12, 5, 13, 6, 14, 7, 15));
  __m256i two[8], four[8], eight[8];
  for (unsigned i = 0; i < 8; ++i) {
    two[i] = _mm256_shuffle_epi8(two_halves(words + 16 * i, words + 128 + 16 * i), pairs);
  }
  // Of the first half of what a pair of registers holds, bytes 0 to 3, the second, bytes 4 to 7.
  for (unsigned i = 0; i < 4; ++i) {
    four[i] = _mm256_unpacklo_epi16(two[2 * i], two[2 * i + 1]);
    four[4 + i] = _mm256_unpackhi_epi16(two[2 * i], two[2 * i + 1]);
  }
  for (unsigned half = 0; half < 8; half += 4) {
    for (unsigned i = 0; i < 2; ++i) {
      eight[half + i] = _mm256_unpacklo_epi32(four[half + 2 * i], four[half + 2 * i + 1]);
      eight[half + 2 + i] = _mm256_unpackhi_epi32(four[half + 2 * i], four[half + 2 * i + 1]);
    }
  }
  for (unsigned quarter = 0; quarter < 8; quarter += 2) {
    columns[quarter] = _mm256_unpacklo_epi64(eight[quarter], eight[quarter + 1]);
    columns[quarter + 1] = _mm256_unpackhi_epi64(eight[quarter], eight[quarter + 1]);
  }
}

// 32 bytes from as many 16 bits. The instruction works in each half for itself, so that the middle
// quarters come out exchanged.
WARDROUND_AVX2 __m256i pack(__m256i first, __m256i second) {
  return _mm256_permute4x64_epi64(_mm256_packus_epi16(first, second), 0xd8);
}

// Byte b of 32 numbers becomes column b.
template <std::size_t kWidth>
WARDROUND_AVX2 void byte_columns(const uint8_t* numbers, __m256i* columns) {
  if constexpr (kWidth == 1) {
    columns[0] = load(numbers);
  } else if constexpr (kWidth == 2) {
    const __m256i first = load(numbers), second = load(numbers + 32);
    const __m256i low = _mm256_set1_epi16(0xff);
    columns[0] = pack(_mm256_and_si256(first, low), _mm256_and_si256(second, low));
    columns[1] = pack(_mm256_srli_epi16(first, 8), _mm256_srli_epi16(second, 8));
  } else if constexpr (kWidth == 4) {
    const __m256i groups = _mm256_broadcastsi128_si256(
        _mm_setr_epi8(0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15));
    __m256i four[4];
    for (unsigned i = 0; i < 4; ++i) {
      four[i] = _mm256_shuffle_epi8(two_halves(numbers + 16 * i, numbers + 64 + 16 * i), groups);
    }
    const __m256i low01 = _mm256_unpacklo_epi32(four[0], four[1]);
    const __m256i low23 = _mm256_unpacklo_epi32(four[2], four[3]);
    const __m256i high01 = _mm256_unpackhi_epi32(four[0], four[1]);
    const __m256i high23 = _mm256_unpackhi_epi32(four[2], four[3]);
    columns[0] = _mm256_unpacklo_epi64(low01, low23);
    columns[1] = _mm256_unpackhi_epi64(low01, low23);
    columns[2] = _mm256_unpacklo_epi64(high01, high23);
    columns[3] = _mm256_unpackhi_epi64(high01, high23);
  } else {
    byte_columns_of_words(numbers, columns);
  }
}

template <std::size_t kWidth>
WARDROUND_AVX2 void pick_width(const uint8_t* numbers, unsigned bits, uint64_t* to,
                               std::size_t stride) {
  __m256i low[kWidth], high[kWidth];
  byte_columns<kWidth>(numbers, low);
  byte_columns<kWidth>(numbers + 32 * kWidth, high);
  for (unsigned bit = 0; bit < bits; ++bit, to += stride) {
    const __m128i to_top = _mm_cvtsi32_si128(static_cast<int>(7 - bit % 8));
    const uint64_t lower = top_bits(_mm256_sll_epi16(low[bit / 8], to_top));
    const uint64_t upper = top_bits(_mm256_sll_epi16(high[bit / 8], to_top));
    *to = lower | (upper << 32);
  }
}

WARDROUND_AVX2 void pick_avx2(const void* numbers, std::size_t width, unsigned bits, uint64_t* to,
                              std::size_t stride) {
  const auto* const from = static_cast<const uint8_t*>(numbers);
  switch (width) {
    case 1:
      return pick_width<1>(from, bits, to, stride);
    case 2:
      return pick_width<2>(from, bits, to, stride);
    case 4:
      return pick_width<4>(from, bits, to, stride);
    default:
      return pick_width<8>(from, bits, to, stride);
  }
}

WARDROUND_AVX2 void transpose_avx2(uint64_t* square) {
  __m256i low[8], high[8];
  byte_columns<8>(reinterpret_cast<const uint8_t*>(square), low);
  byte_columns<8>(reinterpret_cast<const uint8_t*>(square + 32), high);
  for (unsigned column = 0; column < 8; ++column) {
    for (unsigned bit = 8; bit-- > 0;) {
      square[column * 8 + bit] = top_bits(low[column]) | (top_bits(high[column]) << 32);
      low[column] = _mm256_add_epi8(low[column], low[column]);  // the next bit comes to the top
      high[column] = _mm256_add_epi8(high[column], high[column]);
    }
  }
}

// Bit k of byte j of each word becomes bit j of its byte k (Hacker's Delight, 7-3).
WARDROUND_AVX2 __m256i turn_bytes(__m256i words) {
  const auto swap = [&](int distance, long long mask) WARDROUND_AVX2 {
    const __m128i by = _mm_cvtsi32_si128(distance);
    const __m256i moved = _mm256_and_si256(_mm256_xor_si256(words, _mm256_srl_epi64(words, by)),
                                           _mm256_set1_epi64x(mask));
    words = _mm256_xor_si256(_mm256_xor_si256(words, moved), _mm256_sll_epi64(moved, by));
  };
  swap(7, 0x00aa00aa00aa00aa);
  swap(14, 0x0000cccc0000cccc);
  swap(28, 0x00000000f0f0f0f0);
  return words;
}

// Eight planes of 64 subjects become a byte for each of them.
WARDROUND_AVX2 void weave_bytes(const uint64_t* planes, __m256i* bytes) {
  const __m128i pairs = _mm_setr_epi8(0, 8, 1, 9, 2, 10, 3, 11, 4, 12, 5, 13, 6, 14, 7, 15);
  __m128i two[4];
  for (unsigned i = 0; i < 4; ++i) {
    two[i] =
        _mm_shuffle_epi8(_mm_loadu_si128(reinterpret_cast<const __m128i*>(planes + 2 * i)), pairs);
  }
  const __m128i low0 = _mm_unpacklo_epi16(two[0], two[1]);
  const __m128i high0 = _mm_unpackhi_epi16(two[0], two[1]);
  const __m128i low1 = _mm_unpacklo_epi16(two[2], two[3]);
  const __m128i high1 = _mm_unpackhi_epi16(two[2], two[3]);
  const __m128i bytes01 = _mm_unpacklo_epi32(low0, low1), bytes23 = _mm_unpackhi_epi32(low0, low1);
  const __m128i bytes45 = _mm_unpacklo_epi32(high0, high1);
  const __m128i bytes67 = _mm_unpackhi_epi32(high0, high1);
  bytes[0] = turn_bytes(_mm256_set_m128i(bytes23, bytes01));
  bytes[1] = turn_bytes(_mm256_set_m128i(bytes67, bytes45));
}

// Numbers of `kWidth` bytes, side by side, from two columns of halves of them.
template <std::size_t kWidth>
WARDROUND_AVX2 void store_pairs(__m256i low, __m256i high, uint8_t* to) {
  __m256i first, second;
  if constexpr (kWidth == 2) {
    first = _mm256_unpacklo_epi8(low, high);
    second = _mm256_unpackhi_epi8(low, high);
  } else {
    first = _mm256_unpacklo_epi16(low, high);
    second = _mm256_unpackhi_epi16(low, high);
  }
  store(to, _mm256_permute2x128_si256(first, second, 0x20));
  store(to + 32, _mm256_permute2x128_si256(first, second, 0x31));
}

WARDROUND_AVX2 void weave_avx2(uint64_t* square, std::size_t width) {
  if (width == 8) return transpose_avx2(square);
  __m256i bytes[4][2];
  for (std::size_t i = 0; i < width; ++i) weave_bytes(square + 8 * i, bytes[i]);
  auto* const to = reinterpret_cast<uint8_t*>(square);
  for (unsigned half = 0; half < 2; ++half) {
    if (width == 1) {
      store(to + 32 * half, bytes[0][half]);
    } else if (width == 2) {
      store_pairs<2>(bytes[0][half], bytes[1][half], to + 64 * half);
    } else {
      uint8_t low[64], high[64];
      store_pairs<2>(bytes[0][half], bytes[1][half], low);
      store_pairs<2>(bytes[2][half], bytes[3][half], high);
      store_pairs<4>(load(low), load(high), to + 128 * half);
      store_pairs<4>(load(low + 32), load(high + 32), to + 128 * half + 64);
    }
  }
}

constexpr Kernels kAvx2{meet_avx2,     join_avx2,  facts_avx2, between_avx2,
                        exposure_avx2, weave_avx2, pick_avx2};

#endif

}  // namespace

bool supported(Isa isa) {
#if defined(WARDROUND_AVX2)
  if (isa == Isa::avx2) return __builtin_cpu_supports("avx2") != 0;
#endif
  return isa == Isa::portable;
}

Isa best_isa() {
  return supported(Isa::avx2) ? Isa::avx2 : Isa::portable;
}

const Kernels& kernels([[maybe_unused]] Isa isa) {
#if defined(WARDROUND_AVX2)
  if (isa == Isa::avx2) return kAvx2;
#endif
  return kPortable;
}

}  // namespace wardround::threats
