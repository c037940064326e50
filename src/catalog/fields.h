// The one mechanism by which entries of a pack are read: a table of fields says which keys an entry
// takes, in which form, and who reads them. Unknown keys, missing keys and wrong forms are reported
// here and nowhere else.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "catalog/catalog.h"
#include "catalog/view.h"

namespace wardround::catalog {

// Where the texts are and where mistakes go.
struct Reporting {
  const diag::Sources& sources;
  diag::Diagnostics& diagnostics;
};
// What readers of packs need, too: the catalogue that they fill in.
struct Reading : Reporting {
  Catalog& catalog;
};

enum class Form : uint8_t {
  text,          // a scalar that is not empty
  flag,          // yes or no
  words,         // a list of scalars
  one_or_more,   // a scalar or a list of scalars
  alternatives,  // the same, and mappings in the list
  mapping,
  mappings,  // a list of mappings
  choices,   // a mapping or a list of scalars
};
enum class Need : uint8_t { optional, required };

// Whose keys are read, for messages: "fact `encrypted`".
struct Owner {
  std::string_view what;
  std::string_view id;
};
[[nodiscard]] std::string name(const Owner& owner);

struct FieldInfo {
  std::string_view name;
  Form form = Form::text;
  Need need = Need::optional;
};

template <class Target, class Context = Reading>
struct Field {
  std::string_view name;
  Form form = Form::text;
  Need need = Need::optional;
  void (*read)(Context&, Target&, View) = nullptr;
};

// Is the value of this form? Reports it if not. `label`: the key, for the message.
[[nodiscard]] bool has_form(Reporting& reading, View value, Form form, std::string_view label);
// Same for an entry of a section, which has to be a mapping.
[[nodiscard]] bool is_body(Reporting& reading, View entry, const Owner& owner);
void report_unknown_key(Reporting& reading, View entry, const Owner& owner,
                        const std::vector<std::string_view>& allowed);
void report_missing_key(Reporting& reading, diag::Span at, const Owner& owner,
                        std::string_view key);

// A word outside a closed list: names the list and the nearest word. `what`: "effect", "kind of
// subject".
diag::Diagnostic& report_word(Reporting& reading, diag::Kind kind, View word,
                              std::vector<std::string> args,
                              const std::vector<std::string_view>& allowed);
// The same for a word that stands at `span`.
diag::Diagnostic& report_word(Reporting& reading, diag::Kind kind, diag::Span span,
                              std::string_view word, std::vector<std::string> args,
                              const std::vector<std::string_view>& allowed);
// The ids of a table, to suggest one of them. None once there are so many mistakes that nobody
// reads suggestions: an input of nothing but mistakes must not take time for each of them.
inline constexpr std::size_t kSuggestions = 500;
template <class Thing>
[[nodiscard]] std::vector<std::string_view> known_ids(const Reporting& reading,
                                                      const std::vector<Thing>& table) {
  std::vector<std::string_view> ids;
  if (reading.diagnostics.unsorted().size() > kSuggestions) return ids;
  for (const Thing& thing : table) ids.push_back(thing.id);
  return ids;
}
// "`a`, `b`, `c`"
[[nodiscard]] std::string quoted_list(const std::vector<std::string_view>& words);

// Reads the fields of `body` in the order of the table. Keys that the table does not name go to
// `other`, which says whether it took them.
template <class Context, class Target, std::size_t N>
void read_fields(Context& reading, Target& target, View body, const Owner& owner,
                 const Field<Target, Context> (&fields)[N],
                 bool (*other)(Context&, Target&, View) = nullptr) {
  std::size_t known = 0;
  for (const Field<Target, Context>& field : fields) {
    const View value = body.find(field.name);
    if (!value.valid()) {
      if (field.need == Need::required) report_missing_key(reading, head(body), owner, field.name);
      continue;
    }
    ++known;
    if (has_form(reading, value, field.form, field.name)) field.read(reading, target, value);
  }
  if (known == body.size()) return;
  for (const View entry : body.entries()) {
    bool named = false;
    for (const Field<Target, Context>& field : fields) named = named || field.name == entry.key();
    if (named || (other != nullptr && other(reading, target, entry))) continue;
    std::vector<std::string_view> allowed;
    for (const Field<Target, Context>& field : fields) allowed.push_back(field.name);
    report_unknown_key(reading, entry, owner, allowed);
  }
}

// Words that occur twice in one list are reported and dropped.
[[nodiscard]] std::vector<View> distinct(Reporting& reading, View list);
// The entries of a value of Form::one_or_more or Form::alternatives.
[[nodiscard]] std::vector<View> one_or_more(Reporting& reading, View value);

// Ids: [a-z][a-z0-9-]*, with `_` for '-' in ids of facts and parameters. Reports what is none.
enum class IdShape : uint8_t { hyphen, underscore, value };
[[nodiscard]] bool is_id(std::string_view word, IdShape shape);
[[nodiscard]] bool check_id(Reporting& reading, diag::Span at, std::string_view word,
                            IdShape shape);
// The former ids of a thing.
[[nodiscard]] std::vector<std::string> read_was(Reporting& reading, View list);

// A set of kinds of subjects out of a list of their names. Only kinds that rules may stand on.
[[nodiscard]] lang::KindSet read_kinds(Reporting& reading, View list);
// "an element or a boundary"
[[nodiscard]] std::string kind_names(lang::KindSet kinds);
[[nodiscard]] std::string with_article(std::string_view word);

}  // namespace wardround::catalog
