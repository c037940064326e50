// Words, numbers and versions as values of facts. Owns the messages about them.
#pragma once

#include <optional>
#include <string>

#include "lang/syntax.h"

namespace wardround::lang {

class Values {
 public:
  explicit Values(Reporter& reporter) : reporter_(reporter) {}

  // The value of a boolean or choice that `word` names. Reports if there is none.
  [[nodiscard]] std::optional<uint32_t> find(const Fact& fact, const Word& word);
  // Reports what is too large for a cell.
  [[nodiscard]] std::optional<uint32_t> number(const Word& word);
  // Reports that `word` is no value of `fact`, which takes numbers or versions.
  void not_a_value(const Fact& fact, const Word& word);
  // "values of `pairing`: none, just-works, passkey"
  [[nodiscard]] static std::string note(const Fact& fact);

 private:
  Reporter& reporter_;
};

// Facts whose values are words.
[[nodiscard]] inline bool has_words(const Fact& fact) {
  return fact.domain == Domain::boolean || fact.domain == Domain::choice;
}

}  // namespace wardround::lang
