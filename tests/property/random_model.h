// Random models for property tests: small systems in every form that the language has, made of what
// the catalogue declares, laid out the way people lay out files: block and flow style, short and
// long forms, comments, blank lines, quotes, aliases, either line end. The same seed gives the same
// text on every machine.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "catalog/catalog.h"

namespace wardround::testing {

// SplitMix64: small, and the same everywhere.
class Random {
 public:
  explicit Random(uint64_t seed) : state_(seed * 0x9e3779b97f4a7c15u + 1) {}

  uint64_t next() {
    state_ += 0x9e3779b97f4a7c15u;
    uint64_t z = state_;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
  }
  // 0 … limit - 1; limit must not be 0.
  std::size_t below(std::size_t limit) { return next() % limit; }
  std::size_t between(std::size_t least, std::size_t most) {
    return least + below(most - least + 1);
  }
  bool chance(unsigned percent) { return below(100) < percent; }
  template <class T>
  const T& pick(const std::vector<T>& from) {
    return from[below(from.size())];
  }
  template <class T>
  void shuffle(std::vector<T>& all) {
    for (std::size_t i = all.size(); i > 1; --i) std::swap(all[i - 1], all[below(i)]);
  }

 private:
  uint64_t state_;
};

struct ModelOptions {
  std::size_t elements = 8;  // at most; at least two
  bool facts = true;         // state facts; without them nothing can contradict anything
  bool controls = true;      // declare controls, planned and implemented
  bool implemented = true;   // … implemented ones too
  bool untidy = true;        // layout that `fmt` changes, true/false, unquoted arrows
  bool mistakes = false;     // slips that `check --fix` mends: unquoted versions, misspelt keys
};

// A complete model text. Facts are stated at random, so some of them may contradict what a type, a
// protocol or another fact implies (WR0504, WR0505); apart from these, and from `mistakes`, the
// text loads without errors.
[[nodiscard]] std::string random_model(const catalog::Catalog& catalog, uint64_t seed,
                                       const ModelOptions& options);

}  // namespace wardround::testing
