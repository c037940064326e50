#include "model/statements.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "model/values.h"

namespace wardround::model {
namespace {

using lang::Domain;
using lang::Fact;

std::vector<std::string_view> value_ids(const Fact& fact) {
  std::vector<std::string_view> out;
  for (const lang::Value& value : fact.values) out.push_back(value.id);
  return out;
}

void report_value(Building& b, const Fact& fact, View value) {
  const std::string word(value.text());
  diag::Diagnostic& d = b.report(diag::Kind::fact_value, value.span(), {word, fact.id});
  const bool editable = !value.node().aliased;
  switch (fact.domain) {
    case Domain::boolean:
      d.note("write `yes`, `no` or `unknown`");
      b.report.suggest(d, value.span(), word, {"yes", "no", "unknown"}, editable);
      break;
    case Domain::choice: {
      std::vector<std::string_view> words = value_ids(fact);
      words.emplace_back("unknown");
      d.note(fmt::format("write {}", any_of(words)));
      b.report.suggest(d, value.span(), word, words, editable);
      break;
    }
    case Domain::number:
      d.note("write a whole number, 0 or more, or `unknown`");
      break;
    case Domain::version:
      d.note("write a version in quotes, such as \"4.2\", or `unknown`");
      break;
  }
}

// A version is one word that starts with a digit, or `v` and a digit.
bool is_version(std::string_view word) {
  if (word.empty() || word.size() > 64) return false;
  const std::string_view digits = word.front() == 'v' ? word.substr(1) : word;
  if (digits.empty() || digits.front() < '0' || digits.front() > '9') return false;
  return word.find_first_of(" \t\n\r") == std::string_view::npos;
}

std::optional<uint32_t> number_of(View value) {
  const std::optional<int64_t> number = text::as_integer(*value.tree, value.id);
  if (!number || *number < 0 || *number > std::numeric_limits<uint32_t>::max()) return std::nullopt;
  return static_cast<uint32_t>(*number);
}

std::optional<uint32_t> choice_of(const Fact& fact, View value) {
  if (const std::optional<uint32_t> found = fact.value(value.text())) return found;
  // `true` and `false` are read as `yes` and `no` wherever these are values.
  if (const std::optional<bool> flag = text::as_bool(*value.tree, value.id)) {
    return fact.value(*flag ? "yes" : "no");
  }
  return std::nullopt;
}

std::optional<uint32_t> value_of(Building& b, const Fact& fact, View value) {
  switch (fact.domain) {
    case Domain::boolean:
    case Domain::choice:
      return choice_of(fact, value);
    case Domain::number:
      return number_of(value);
    case Domain::version:
      if (!is_version(value.text())) return std::nullopt;
      b.model.universe.versions.emplace_back(value.text());
      return static_cast<uint32_t>(b.model.universe.versions.size() - 1);
  }
  return std::nullopt;
}

bool is_new(Building& b, lang::FactId fact, View value, Stated& stated) {
  const Span here = catalog::head(value);
  for (const auto& [other, span] : stated) {
    if (other != fact) continue;
    b.report(diag::Kind::said_twice, here, {b.vocabulary()[fact].id}).note(span, "the first time");
    return false;
  }
  stated.emplace_back(fact, here);
  return true;
}

}  // namespace

void read_fact(Building& b, SubjectId subject, lang::FactId id, View value, Stated& stated) {
  const Fact& fact = b.vocabulary()[id];
  if (fact.derived) {
    b.report(diag::Kind::fact_derived, catalog::head(value), {fact.id});
    return;
  }
  if (!is_new(b, id, value, stated)) return;
  Statement statement{subject, id, std::nullopt, value.span(), {}};
  if (std::optional<Unknown> unknown = read_unknown(b.report, value)) {
    if (!unknown->ask.empty() || !unknown->until.empty())
      statement.unknown = std::make_unique<Unknown>(std::move(*unknown));
    b.statements.push_back(std::move(statement));
    return;
  }
  if (!value.is_scalar() || is_empty(value)) {
    diag::Diagnostic& d =
        b.report(diag::Kind::wrong_shape, catalog::head(value), {fact.id, "one value"});
    if (fact.domain == Domain::choice) d.note(fmt::format("write {}", any_of(value_ids(fact))));
    return;
  }
  if (fact.domain == Domain::version && report_unquoted_version(b.report, value)) return;
  statement.value = value_of(b, fact, value);
  if (!statement.value) {
    report_value(b, fact, value);
    return;
  }
  b.statements.push_back(std::move(statement));
}

bool report_unquoted_version(Report& report, View value) {
  const text::Scalar type = text::core_type(*value.tree, value.id);
  if (type != text::Scalar::integer && type != text::Scalar::floating) return false;
  const std::string word(value.text());
  diag::Diagnostic& d = report(diag::Kind::unquoted_version, value.span(), {word});
  if (!value.node().aliased) {
    d.fix(fmt::format("write `\"{}\"`", word), diag::Safety::safe,
          {{value.span(), fmt::format("\"{}\"", word)}});
  }
  return true;
}

}  // namespace wardround::model
