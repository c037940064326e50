#include "model/field_values.h"

#include <fmt/format.h>

#include <algorithm>

#include "model/references.h"
#include "model/statements.h"
#include "model/values.h"

namespace wardround::model {
namespace {

void report_shape(Building& b, const FieldInfo& field, View value, std::string_view expected) {
  b.report(diag::Kind::wrong_shape, catalog::head(value),
           {std::string(field.name), std::string(expected)});
}

// Calls `take` for every scalar of the value; everything else is reported.
template <class Take>
void for_each_word(Building& b, const FieldInfo& field, View value, std::string_view expected,
                   Take take) {
  for (const View word : one_or_more(value)) {
    if (word.is_scalar() && !is_empty(word)) {
      take(word);
    } else {
      report_shape(b, field, word, expected);
    }
  }
}

void read_step(Building& b, const FieldInfo& field, View step) {
  const std::string_view text = step.text();
  const std::size_t quote = std::min(text.find('"'), text.size());
  const std::optional<Arrow> arrow = split_arrow(trim(text.substr(0, quote)));
  const bool closed = quote == text.size() || (text.size() > quote + 1 && text.back() == '"');
  if (!arrow || !closed) {
    b.report(diag::Kind::bad_step, step.span(), {std::string(text)});
    return;
  }
  const auto end = [&](std::string_view word) {
    if (word == "unknown") return SubjectId();
    const Span span = sub_span(b.report.sources(), step,
                               static_cast<std::size_t>(word.data() - text.data()), word.size());
    return resolve(b, field.name, field.targets, word, span, !step.node().aliased);
  };
  const SubjectId from = end(arrow->from);
  const SubjectId to = end(arrow->to);
  if (from.valid() && to.valid()) b.steps.push_back({from, to, step.span()});
}

void check_finding(Building& b, View word) {
  const std::string_view text = word.text();
  const std::size_t at = text.find('@');
  if (at == std::string_view::npos || at == 0 || at + 1 == text.size()) {
    b.report(diag::Kind::bad_finding, word.span(), {std::string(text)});
    return;
  }
  const std::string_view weakness = text.substr(0, at);
  const bool editable = !word.node().aliased;
  if (!b.catalog.find_weakness(weakness).valid()) {
    const bool room = b.report.has_room(diag::Kind::unknown_weakness);
    const Span span = sub_span(b.report.sources(), word, 0, at);
    diag::Diagnostic& d = b.report(diag::Kind::unknown_weakness, span, {std::string(weakness)});
    std::vector<std::string_view> ids;
    for (const catalog::Weakness& w : b.catalog.weaknesses) ids.push_back(w.id);
    if (room) b.report.suggest(d, span, weakness, ids, editable);
  }
  const std::string_view subject = text.substr(at + 1);
  if (b.groups.contains(subject) || b.former.contains(subject)) return;
  const Span span = sub_span(b.report.sources(), word, at + 1, subject.size());
  constexpr lang::KindSet kRuleSubjects = (1u << lang::kRuleKinds) - 1;
  (void)resolve(b, "from", kRuleSubjects, subject, span, editable);
}

void check_control(Building& b, View word) {
  if (b.catalog.find_control(word.text()).valid()) return;
  const bool room = b.report.has_room(diag::Kind::unknown_control);
  diag::Diagnostic& d =
      b.report(diag::Kind::unknown_control, word.span(), {std::string(word.text())});
  if (!room) return;
  std::vector<std::string_view> ids;
  for (const catalog::Control& control : b.catalog.controls) ids.push_back(control.id);
  b.report.suggest(d, word.span(), word.text(), ids, !word.node().aliased);
}

// Kinds of subjects that have a fact of this name.
lang::KindSet kinds_with_fact(const lang::Vocabulary& vocabulary, std::string_view key) {
  lang::KindSet out = 0;
  for (std::size_t i = 0; i < lang::kRuleKinds; ++i) {
    if (vocabulary.find_fact(static_cast<Kind>(i), key).valid()) out |= 1u << i;
  }
  return out;
}

}  // namespace

std::optional<std::string> read_text_field(Building& b, const FieldInfo& field, View value) {
  if (field.unknown && read_unknown(b.report, value)) return "unknown";
  if (!value.is_scalar()) {
    report_shape(b, field, value, "one value");
    return std::nullopt;
  }
  const std::string word(value.text());
  if (field.shape == Shape::version && report_unquoted_version(b.report, value)) {
    return std::nullopt;
  }
  const bool none = field.none && word == "none";
  if (field.shape == Shape::date && !none && !is_date(word)) {
    b.report(diag::Kind::bad_date, value.span(), {word});
    return std::nullopt;
  }
  return word;
}

std::optional<std::string> read_choice_field(Building& b, const FieldInfo& field, View value) {
  if (read_unknown(b.report, value)) return "unknown";
  if (!value.is_scalar()) {
    report_shape(b, field, value, "one word");
    return std::nullopt;
  }
  std::vector<std::string_view> words(field.choices.begin(), field.choices.end());
  std::string_view word = value.text();
  const bool flag = std::find(words.begin(), words.end(), "yes") != words.end();
  if (const std::optional<bool> yes = text::as_bool(*value.tree, value.id); flag && yes) {
    word = *yes ? "yes" : "no";
  }
  if (std::find(words.begin(), words.end(), word) != words.end()) return std::string(word);
  diag::Diagnostic& d =
      b.report(diag::Kind::field_value, value.span(), {std::string(word), std::string(field.name)});
  words.emplace_back("unknown");
  d.note(fmt::format("write {}", any_of(words)));
  b.report.suggest(d, value.span(), word, words, !value.node().aliased);
  return std::nullopt;
}

std::string read_texts(Building& b, const FieldInfo& field, View value) {
  for_each_word(b, field, value, "a text or a list of texts", [](View) {});
  return joined(value);
}

std::string read_steps(Building& b, const FieldInfo& field, View value) {
  for_each_word(b, field, value, "a list of `a -> b \"what\"`",
                [&](View step) { read_step(b, field, step); });
  return joined(value);
}

std::string read_levels(Building& b, const FieldInfo& field, View value) {
  std::string out;
  if (!value.is_mapping()) {
    report_shape(b, field, value, "levels by requirement, such as {FR1: 2}");
    return out;
  }
  for (const View level : value.entries()) {
    const std::string_view key = level.key();
    const bool requirement =
        key.size() == 3 && key.starts_with("FR") && key[2] >= '1' && key[2] <= '7';
    const std::optional<int64_t> number =
        level.is_scalar() ? text::as_integer(*level.tree, level.id) : std::nullopt;
    const bool unknown = requirement && read_unknown(b.report, level).has_value();
    if (!unknown && (!requirement || !number || *number < 0 || *number > 4)) {
      b.report(diag::Kind::bad_level, catalog::head(level),
               {fmt::format("{}: {}", key, level.is_scalar() ? level.text() : "…")});
      continue;
    }
    if (!out.empty()) out += ", ";
    out += fmt::format("{}: {}", key, unknown ? "unknown" : level.text());
  }
  return out;
}

std::string read_control_ids(Building& b, const FieldInfo& field, View value) {
  for_each_word(b, field, value, "a control or a list of controls",
                [&](View word) { check_control(b, word); });
  return joined(value);
}

std::string read_findings(Building& b, const FieldInfo& field, View value) {
  for_each_word(b, field, value, "a finding or a list of findings",
                [&](View word) { check_finding(b, word); });
  return joined(value);
}

std::string joined(View value) {
  std::string out;
  for (const View word : one_or_more(value)) {
    if (!word.is_scalar()) continue;
    if (!out.empty()) out += ", ";
    out += word.text();
  }
  return out;
}

void report_unknown_key(Building& b, const SectionInfo& section, std::span<const FieldInfo> fields,
                        std::string_view key, View value) {
  const lang::KindSet elsewhere = kinds_with_fact(b.vocabulary(), key);
  if (elsewhere != 0) {
    b.report(diag::Kind::fact_of_other_kind, catalog::head(value),
             {std::string(key), plural(elsewhere), plural(lang::kinds(section.kind))});
    return;
  }
  const bool room = b.report.has_room(diag::Kind::unknown_key);
  diag::Diagnostic& d = b.report(diag::Kind::unknown_key, catalog::head(value),
                                 {std::string(key), one_of_kind(lang::kinds(section.kind))});
  if (!room) return;
  // `{name: pump, remote and app}` is read as a key `remote and app` without colon and value.
  if (value.is_scalar() && value.text().empty() && value.span().begin == value.key_span().end)
    d.note("inside `{ }` a comma ends a value: put a text that has one in quotes");
  std::vector<std::string_view> keys;
  for (const FieldInfo& field : fields) keys.push_back(field.name);
  if (!fields.empty() && section.form != Form::context) {
    for (const FieldInfo& field : common_fields()) keys.push_back(field.name);
  }
  for (const lang::Fact& fact : b.vocabulary().facts) {
    if (section.facts && lang::has(fact.subjects, section.kind) && !fact.derived) {
      keys.push_back(fact.id);
    }
  }
  b.report.suggest(d, catalog::head(value), key, keys,
                   value.key_span().valid() && !value.node().aliased);
}

}  // namespace wardround::model
