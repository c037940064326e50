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

#include "base/random.h"
#include "catalog/catalog.h"

namespace wardround::testing {

using wardround::Random;

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
