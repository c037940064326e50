#include "catalog/fields.h"

#include <algorithm>
#include <unordered_set>

#include "fmt/format.h"

namespace wardround::catalog {
namespace {

std::string_view form_name(Form form) {
  switch (form) {
    case Form::text:
      return "a text";
    case Form::flag:
      return "`yes` or `no`";
    case Form::words:
      return "a list of words";
    case Form::one_or_more:
      return "a word or a list of words";
    case Form::alternatives:
      return "a word or a list of words and mappings";
    case Form::mapping:
      return "a mapping";
    case Form::mappings:
      return "a list of mappings";
    case Form::choices:
      return "a mapping or a list of words";
  }
  return "";
}

bool is_text(View value) {
  return value.is_scalar() && !value.text().empty();
}

std::string_view shape_name(View value) {
  if (value.is_list()) return "a list";
  if (value.is_mapping()) return "a mapping";
  return value.text().empty() ? "empty" : "a text";
}

// The first entry of a list that is not as the form wants it; an invalid view if all are.
View first_misfit(View list, bool (*fits)(View)) {
  for (const View entry : list.entries()) {
    if (!fits(entry)) return entry;
  }
  return {};
}

void report_form(Reporting& reading, View value, std::string_view form, std::string_view label) {
  const diag::Span span = value.span().end > value.span().begin ? value.span() : head(value);
  reading.diagnostics.report(
      diag::Kind::pack_form, span,
      {std::string(label), std::string(shape_name(value)), std::string(form)});
}

bool list_has_form(Reporting& reading, View list, bool (*fits)(View), std::string_view form,
                   std::string_view label) {
  const View misfit = first_misfit(list, fits);
  if (!misfit.valid()) return true;
  report_form(reading, misfit, form, fmt::format("an entry of `{}`", label));
  return false;
}

std::string kind_name(lang::Kind kind) {
  if (kind == lang::Kind::system) return "the system";
  const bool countable = kind != lang::Kind::data && kind != lang::Kind::software;
  return countable ? with_article(lang::name(kind)) : std::string(lang::name(kind));
}

}  // namespace

std::string name(const Owner& owner) {
  return owner.id.empty() ? std::string(owner.what) : fmt::format("{} `{}`", owner.what, owner.id);
}

bool has_form(Reporting& reading, View value, Form form, std::string_view label) {
  const auto mapping = [](View v) { return v.is_mapping(); };
  bool fits = false;
  switch (form) {
    case Form::text:
      fits = is_text(value);
      break;
    case Form::flag:
      fits = value.is_scalar() && text::as_bool(*value.tree, value.id).has_value();
      break;
    case Form::mapping:
      fits = value.is_mapping();
      break;
    case Form::one_or_more:
      if (is_text(value)) return true;
      [[fallthrough]];
    case Form::words:
      if (value.is_list()) return list_has_form(reading, value, is_text, "a word", label);
      break;
    case Form::alternatives: {
      if (is_text(value)) return true;
      const auto either = [](View v) { return v.is_mapping() || is_text(v); };
      if (value.is_list())
        return list_has_form(reading, value, either, "a word or a mapping", label);
      break;
    }
    case Form::mappings:
      if (value.is_list()) return list_has_form(reading, value, mapping, "a mapping", label);
      break;
    case Form::choices:
      if (value.is_list()) return list_has_form(reading, value, is_text, "a word", label);
      fits = value.is_mapping();
      break;
  }
  if (!fits) report_form(reading, value, form_name(form), fmt::format("`{}`", label));
  return fits;
}

bool is_body(Reporting& reading, View entry, const Owner& owner) {
  if (entry.is_mapping()) return true;
  report_form(reading, entry, form_name(Form::mapping), name(owner));
  return false;
}

std::string quoted_list(const std::vector<std::string_view>& words) {
  std::string text;
  for (const std::string_view word : words)
    text += fmt::format("{}`{}`", text.empty() ? "" : ", ", word);
  return text;
}

diag::Diagnostic& report_word(Reporting& reading, diag::Kind kind, View word,
                              std::vector<std::string> args,
                              const std::vector<std::string_view>& allowed) {
  return report_word(reading, kind, word.span(), word.text(), std::move(args), allowed);
}

diag::Diagnostic& report_word(Reporting& reading, diag::Kind kind, diag::Span span,
                              std::string_view word, std::vector<std::string> args,
                              const std::vector<std::string_view>& allowed) {
  const std::string_view near = diag::did_you_mean(word, allowed);
  diag::Diagnostic& diagnostic = reading.diagnostics.report(kind, span, std::move(args));
  constexpr std::size_t kListed = 24;  // a longer list helps nobody
  if (!allowed.empty() && allowed.size() <= kListed)
    diagnostic.note("allowed: " + quoted_list(allowed));
  if (!near.empty()) {
    diagnostic.fix(fmt::format("write `{}`", near), diag::Safety::suggested,
                   {{span, std::string(near)}});
  }
  return diagnostic;
}

void report_unknown_key(Reporting& reading, View entry, const Owner& owner,
                        const std::vector<std::string_view>& allowed) {
  const std::string_view near = diag::did_you_mean(entry.key(), allowed);
  diag::Diagnostic& diagnostic = reading.diagnostics.report(
      diag::Kind::pack_key, entry.key_span(), {std::string(entry.key()), name(owner)});
  diagnostic.note("allowed: " + quoted_list(allowed));
  if (!near.empty()) {
    diagnostic.fix(fmt::format("rename to `{}`", near), diag::Safety::suggested,
                   {{entry.key_span(), std::string(near)}});
  }
}

void report_missing_key(Reporting& reading, diag::Span at, const Owner& owner,
                        std::string_view key) {
  reading.diagnostics.report(diag::Kind::pack_missing_key, at, {name(owner), std::string(key)});
}

std::vector<View> distinct(Reporting& reading, View list) {
  std::vector<View> kept;
  std::unordered_set<std::string_view> seen;
  for (const View entry : list.entries()) {
    if (!entry.is_scalar() || seen.insert(entry.text()).second) {
      kept.push_back(entry);
    } else {
      reading.diagnostics.report(diag::Kind::pack_repeated, entry.span(),
                                 {std::string(entry.text())});
    }
  }
  return kept;
}

std::vector<View> one_or_more(Reporting& reading, View value) {
  return value.is_scalar() ? std::vector<View>{value} : distinct(reading, value);
}

bool is_id(std::string_view word, IdShape shape) {
  const auto lower = [](char c) { return c >= 'a' && c <= 'z'; };
  const auto digit = [](char c) { return c >= '0' && c <= '9'; };
  const auto upper = [](char c) { return c >= 'A' && c <= 'Z'; };
  const bool value = shape == IdShape::value;
  if (word.empty() || !(lower(word[0]) || (value && upper(word[0])))) return false;
  return std::all_of(word.begin(), word.end(), [&](char c) {
    if (lower(c) || digit(c)) return true;
    if (value) return upper(c) || c == '-' || c == '_';
    return c == (shape == IdShape::hyphen ? '-' : '_');
  });
}

bool check_id(Reporting& reading, diag::Span at, std::string_view word, IdShape shape) {
  if (is_id(word, shape)) return true;
  std::string fixed(word);
  for (char& c : fixed) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    if (c == ' ' || c == '-' || c == '_') c = shape == IdShape::underscore ? '_' : '-';
  }
  diag::Diagnostic& diagnostic = reading.diagnostics.report(
      diag::Kind::pack_id, at, {std::string(word), shape == IdShape::underscore ? "_" : "-"});
  if (is_id(fixed, shape)) {
    diagnostic.fix(fmt::format("write `{}`", fixed), diag::Safety::suggested, {{at, fixed}});
  }
  return false;
}

std::vector<std::string> read_was(Reporting& reading, View list) {
  std::vector<std::string> ids;
  for (const View entry : distinct(reading, list)) {
    if (check_id(reading, entry.span(), entry.text(), IdShape::hyphen))
      ids.emplace_back(entry.text());
  }
  return ids;
}

lang::KindSet read_kinds(Reporting& reading, View list) {
  lang::KindSet set = 0;
  for (const View entry : distinct(reading, list)) {
    const std::optional<lang::Kind> kind = lang::parse_kind(entry.text());
    if (kind && static_cast<std::size_t>(*kind) < lang::kRuleKinds) {
      set |= lang::kinds(*kind);
      continue;
    }
    std::vector<std::string_view> allowed;
    for (std::size_t i = 0; i < lang::kRuleKinds; ++i)
      allowed.push_back(lang::name(static_cast<lang::Kind>(i)));
    report_word(reading, diag::Kind::pack_subject_kind, entry, {std::string(entry.text())},
                allowed);
  }
  return set;
}

std::string kind_names(lang::KindSet kinds) {
  std::string text;
  for (std::size_t i = 0; i < lang::kKinds; ++i) {
    const auto kind = static_cast<lang::Kind>(i);
    if (lang::has(kinds, kind))
      text += fmt::format("{}{}", text.empty() ? "" : " or ", kind_name(kind));
  }
  return text.empty() ? "nothing" : text;
}

std::string with_article(std::string_view word) {
  const bool vowel =
      !word.empty() && std::string_view("aeiou").find(word[0]) != std::string_view::npos;
  return fmt::format("{} {}", vowel ? "an" : "a", word);
}

}  // namespace wardround::catalog
