#include "lang/values.h"

#include <fmt/format.h>

#include <charconv>
#include <limits>

#include "lang/resolve.h"

namespace wardround::lang {

std::string Values::note(const Fact& fact) {
  if (fact.domain == Domain::number) return fmt::format("`{}` is a number", fact.id);
  if (fact.domain == Domain::version) {
    return fmt::format("`{}` is a version, such as `4.2`", fact.id);
  }
  std::string list;
  for (const Value& value : fact.values) {
    if (!list.empty()) list += ", ";
    list += value.id;
  }
  return fmt::format("values of `{}`: {}", fact.id, list);
}

std::optional<uint32_t> Values::find(const Fact& fact, const Word& word) {
  if (const std::optional<uint32_t> found = fact.value(word.text)) return found;
  diag::Diagnostic& mistake =
      reporter_.report(diag::Kind::unknown_value, word.span, {word.text, fact.id});
  if (fact.domain == Domain::boolean && (word.text == "true" || word.text == "false")) {
    const char* instead = word.text == "true" ? "yes" : "no";
    mistake.fix(fmt::format("write `{}`", instead), diag::Safety::safe, {{word.span, instead}});
  } else {
    std::vector<std::string_view> known;
    for (const Value& candidate : fact.values) known.push_back(candidate.id);
    suggest(mistake, word, known);
  }
  mistake.note(fact.span, note(fact));
  if (word.text == "unknown") {
    mistake.note(
        "unknown is no value to compare with: an unknown fact makes the condition unknown by "
        "itself");
  }
  return std::nullopt;
}

std::optional<uint32_t> Values::number(const Word& word) {
  uint32_t value = 0;
  const char* end = word.text.data() + word.text.size();
  const auto [stop, error] = std::from_chars(word.text.data(), end, value);
  if (error == std::errc() && stop == end) return value;
  reporter_.report(diag::Kind::number_too_large, word.span,
                   {word.text, std::to_string(std::numeric_limits<uint32_t>::max())});
  return std::nullopt;
}

void Values::not_a_value(const Fact& fact, const Word& word) {
  reporter_.report(diag::Kind::unknown_value, word.span, {word.text, fact.id})
      .note(fact.span, note(fact));
}

}  // namespace wardround::lang
