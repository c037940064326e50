#include "model/answer_value.h"

#include <algorithm>

#include "base/date.h"
#include "diag/diagnostic.h"
#include "text/edit.h"

namespace wardround::model {
namespace {

using catalog::Catalog;
using lang::Domain;
using lang::TypeTree;

constexpr std::size_t kShownValues = 12;

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

// `a`, `a, b` or `[a, b]` as words.
std::vector<std::string_view> words_of(std::string_view value) {
  value = trimmed(value);
  if (value.starts_with('[') && value.ends_with(']')) value = value.substr(1, value.size() - 2);
  std::vector<std::string_view> words;
  while (!trimmed(value).empty()) {
    const std::size_t comma = value.find(',');
    const std::string_view word = trimmed(value.substr(0, comma));
    if (!word.empty()) words.push_back(word);
    if (comma == std::string_view::npos) break;
    value.remove_prefix(comma + 1);
  }
  return words;
}

std::string list_yaml(const std::vector<std::string>& words) {
  std::string yaml;
  for (const std::string& word : words) yaml += (yaml.empty() ? "" : ", ") + word;
  return "[" + yaml + "]";
}

std::string near_to(std::string_view word, const std::vector<std::string>& values) {
  const std::string_view near = diag::did_you_mean(word, {values.begin(), values.end()});
  return near.empty() ? "" : "; did you mean `" + std::string(near) + "`?";
}

tl::unexpected<Error> not_a_value(std::string_view word, const std::string& of,
                                  std::vector<std::string> values, bool unknown) {
  const std::string near = near_to(word, values);
  if (unknown) values.emplace_back("unknown");
  std::string message = "`" + std::string(word) + "` is not a value of " + of;
  if (!values.empty()) message += "; it takes ";
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (i == kShownValues) {
      message += " and " + std::to_string(values.size() - i) + " more";
      break;
    }
    if (i > 0) message += i + 1 == values.size() ? " or " : ", ";
    message += "`" + values[i] + "`";
  }
  return fail(message + near);
}

bool is_a_root(const lang::Vocabulary& vocabulary, TypeTree tree, lang::TypeId type,
               std::initializer_list<std::string_view> roots) {
  return std::any_of(roots.begin(), roots.end(), [&](std::string_view root) {
    const lang::TypeId found = vocabulary.find_type(tree, root);
    return found.valid() && vocabulary.is_a(type, found);
  });
}

// Is one of the subject's types one of `roots`? True if its type is not known.
bool may_be(const Model& model, const Catalog& catalog, SubjectId subject,
            std::initializer_list<std::string_view> roots) {
  const std::span<const lang::TypeId> types = model.universe.types[subject];
  return types.empty() || std::any_of(types.begin(), types.end(), [&](lang::TypeId type) {
           return is_a_root(catalog.vocabulary, TypeTree::element, type, roots);
         });
}

bool lies_in(const Model& model, SubjectId subject, SubjectId place) {
  const lang::Relations& enclosing = model.universe.relation(lang::Relation::enclosing);
  const SubjectId* const first = enclosing.first(subject);
  return std::binary_search(first, first + enclosing.count(subject), place);
}

// May the field of `subject` name `target`?
bool fits(const Model& model, const Catalog& catalog, SubjectId subject, const FieldInfo& field,
          SubjectId target) {
  if (!lang::has(field.targets, model[target].kind)) return false;
  if (field.relation == lang::Relation::parent) {
    return target != subject && !lies_in(model, target, subject) &&
           (model[target].kind == Kind::boundary ||
            may_be(model, catalog, target, {"node", "process"}));
  }
  if (field.relation == lang::Relation::over) return may_be(model, catalog, target, {"network"});
  return true;
}

std::vector<std::string> candidates(const Model& model, const Catalog& catalog, SubjectId subject,
                                    const FieldInfo& field) {
  std::vector<std::string> ids;
  for (std::size_t i = 0; i < model.subjects.size(); ++i) {
    if (fits(model, catalog, subject, field, SubjectId(i))) ids.push_back(model.subjects[i].id);
  }
  if (field.none) ids.emplace_back("none");
  return ids;
}

std::vector<std::string> types(const Catalog& catalog, TypeTree tree, Kind kind) {
  const lang::Vocabulary& vocabulary = catalog.vocabulary;
  std::vector<std::string> ids;
  for (std::size_t i = 0; i < vocabulary.types.size(); ++i) {
    if (vocabulary.types[i].tree != tree) continue;
    if (tree == TypeTree::element &&
        is_a_root(vocabulary, tree, lang::TypeId(i), {"boundary", "network"}) !=
            (kind == Kind::boundary)) {
      continue;
    }
    ids.push_back(vocabulary.types[i].id);
  }
  std::sort(ids.begin(), ids.end());
  return ids;
}

std::string two_valued(std::string_view value) {
  if (value == "true") return "yes";
  if (value == "false") return "no";
  return std::string(value);
}

bool is_number(std::string_view value) {
  return !value.empty() && value.size() <= 9 &&
         std::all_of(value.begin(), value.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// One word that starts with a digit, or `v` and a digit: `4.2`, `2024-10`, `1.1.1w`.
bool is_version(std::string_view value) {
  if (value.starts_with('v')) value.remove_prefix(1);
  if (value.empty() || value.size() > 63 || value.front() < '0' || value.front() > '9')
    return false;
  return std::all_of(value.begin(), value.end(),
                     [](char c) { return c > ' ' && c < 0x7f && c != '"' && c != '\\'; });
}

// A version always in quotes: `4.2` alone would read as a number.
std::string version_yaml(std::string_view value) {
  return "\"" + std::string(value) + "\"";
}

bool is_date(std::string_view value) {
  if (value.size() == 4) return parse_date(std::string(value) + "-01-01").has_value();
  if (value.size() == 7) return parse_date(std::string(value) + "-01").has_value();
  return parse_date(value).has_value();
}

// The value without quotes around it, if it has any.
std::string_view unquoted(std::string_view value) {
  if (value.size() >= 2 && value.front() == value.back() &&
      (value.front() == '"' || value.front() == '\'')) {
    return value.substr(1, value.size() - 2);
  }
  return value;
}

class Writer {
 public:
  Writer(const Model& model, const Catalog& catalog, SubjectId subject, const Asked& asked)
      : model_(model), catalog_(catalog), subject_(subject), asked_(asked) {}

  Result<std::string> write(std::string_view value) const {
    if (value == "unknown" && may_be_unknown(asked_)) return std::string(value);
    return asked_.fact != nullptr ? fact(value) : field(value);
  }

 private:
  [[nodiscard]] Result<std::string> fact(std::string_view value) const;
  [[nodiscard]] Result<std::string> field(std::string_view value) const;
  [[nodiscard]] Result<std::string> one_of(const std::string& value) const;
  [[nodiscard]] Result<std::vector<std::string>> list(std::string_view value) const;
  [[nodiscard]] Result<std::string> reference(std::string_view word) const;
  [[nodiscard]] Result<std::string> path(std::string_view value) const;
  [[nodiscard]] Result<std::string> causes(std::string_view value) const;
  [[nodiscard]] tl::unexpected<Error> refuse(std::string_view value) const;
  [[nodiscard]] std::string what() const;

  const Model& model_;
  const Catalog& catalog_;
  SubjectId subject_;
  const Asked& asked_;
};

std::string Writer::what() const {
  return "`" + model_[subject_].id + "." + name_of(asked_) + "`";
}

tl::unexpected<Error> Writer::refuse(std::string_view value) const {
  return not_a_value(value, what(), values_of(model_, catalog_, subject_, asked_),
                     may_be_unknown(asked_));
}

Result<std::string> Writer::one_of(const std::string& value) const {
  const std::vector<std::string> values = values_of(model_, catalog_, subject_, asked_);
  if (std::find(values.begin(), values.end(), value) == values.end()) return refuse(value);
  // Our language has them as words; other readers of YAML would want quotes.
  return value == "yes" || value == "no" ? value : text::quote(value);
}

Result<std::string> Writer::fact(std::string_view value) const {
  switch (asked_.fact->domain) {
    case Domain::boolean: {
      const std::string word = two_valued(value);
      if (word != "yes" && word != "no") return refuse(value);
      return word;
    }
    case Domain::choice:
      return one_of(std::string(value));
    case Domain::number:
      if (!is_number(value)) {
        return fail("`" + std::string(value) + "` is not a value of " + what() +
                    "; it takes a whole number or `unknown`");
      }
      return std::string(value);
    case Domain::version:
      if (!is_version(unquoted(value))) {
        return fail("`" + std::string(value) + "` is not a value of " + what() +
                    "; it takes a version such as `4.2`, or `unknown`");
      }
      return version_yaml(unquoted(value));
  }
  return refuse(value);
}

Result<std::string> Writer::reference(std::string_view word) const {
  const SubjectId target = model_.find(word);
  if (target.valid() && fits(model_, catalog_, subject_, *asked_.field, target)) {
    return target.index() == 0 ? std::string(word) : model_[target].id;
  }
  // A list of paths, under the one id that it has in the text.
  const bool list =
      lang::has(asked_.field->targets, Kind::flow) &&
      std::any_of(model_.subjects.begin(), model_.subjects.end(), [&](const Subject& one) {
        return one.kind == Kind::flow && one.generated && one.path.back() == word;
      });
  if (list) return std::string(word);
  return refuse(word);
}

// Words of a list of references or kinds, each once.
Result<std::vector<std::string>> Writer::list(std::string_view value) const {
  const std::vector<std::string_view> words = words_of(value);
  std::vector<std::string> written;
  for (const std::string_view word : words) {
    Result<std::string> one =
        asked_.field->shape == Shape::references ? reference(word) : one_of(std::string(word));
    if (!one) return tl::unexpected<Error>(std::move(one).error());
    if (std::find(written.begin(), written.end(), *one) == written.end()) {
      written.push_back(*std::move(one));
    }
  }
  return written;
}

Result<std::string> Writer::path(std::string_view value) const {
  const std::size_t arrow = value.find("->");
  if (arrow == std::string_view::npos) {
    return fail("`" + std::string(value) + "` is not a path; " + what() + " takes `a -> b`");
  }
  std::string yaml;
  for (const std::string_view end : {value.substr(0, arrow), value.substr(arrow + 2)}) {
    const std::string_view word = trimmed(end);
    if (!yaml.empty()) yaml += " -> ";
    if (word == "unknown") {
      yaml += word;
      continue;
    }
    const SubjectId target = model_.find(word);
    if (!target.valid() || model_[target].kind != Kind::element) {
      return not_a_value(word, "an end of " + what(),
                         candidates(model_, catalog_, subject_, *asked_.field), true);
    }
    yaml += model_[target].id;
  }
  return yaml;
}

Result<std::string> Writer::causes(std::string_view value) const {
  std::vector<std::string> written;
  for (const std::string_view word : words_of(value)) {
    const std::size_t of = word.find(" of ");
    const std::string_view property = word.substr(0, of);
    const SubjectId target =
        of == std::string_view::npos ? SubjectId() : model_.find(trimmed(word.substr(of + 4)));
    const bool known =
        property == "confidentiality" || property == "integrity" || property == "availability";
    if (!known || !target.valid() || !lang::has(asked_.field->targets, model_[target].kind)) {
      return fail("`" + std::string(word) + "` is not a cause; " + what() +
                  " takes `confidentiality`, `integrity` or `availability`, `of`, and data or a "
                  "function, such as `integrity of readings`");
    }
    written.push_back(std::string(property) + " of " + model_[target].id);
  }
  if (written.empty()) return refuse(value);
  return list_yaml(written);
}

Result<std::string> Writer::field(std::string_view value) const {
  const FieldInfo& info = *asked_.field;
  if (value == "none" && info.none) return std::string(value);
  switch (info.shape) {
    case Shape::text:
      return text::quote(value);
    case Shape::texts: {
      if (!trimmed(value).starts_with('[')) return text::quote(value);
      std::vector<std::string> texts;
      for (const std::string_view word : words_of(value)) texts.push_back(text::quote(word));
      return list_yaml(texts);
    }
    case Shape::version:
      if (unquoted(value).empty()) return refuse(value);
      return is_version(unquoted(value)) ? version_yaml(unquoted(value)) : text::quote(value);
    case Shape::date:
      if (!is_date(value)) {
        return fail("`" + std::string(value) + "` is not a date; " + what() +
                    " takes YYYY, YYYY-MM or YYYY-MM-DD");
      }
      return std::string(value);
    case Shape::choice: {
      const bool two =
          std::find(info.choices.begin(), info.choices.end(), "yes") != info.choices.end();
      return one_of(two ? two_valued(value) : std::string(value));
    }
    case Shape::type:
    case Shape::protocol:
      return one_of(std::string(value));
    case Shape::reference: {
      const std::vector<std::string_view> words = words_of(value);
      if (words.size() != 1) return refuse(value);
      return reference(words[0]);
    }
    case Shape::references: {
      const Result<std::vector<std::string>> words = list(value);
      if (!words) return tl::unexpected<Error>(words.error());
      if (words->empty()) return refuse(value);
      return list_yaml(*words);
    }
    case Shape::types: {
      const Result<std::vector<std::string>> words = list(value);
      if (!words) return tl::unexpected<Error>(words.error());
      if (words->empty()) return refuse(value);
      return words->size() == 1 ? words->front() : list_yaml(*words);
    }
    case Shape::path:
      return path(value);
    case Shape::causes:
      return causes(value);
    default:
      break;
  }
  return fail(what() + " takes no answer; edit it in the file");
}

bool answerable(const FieldInfo& field) {
  switch (field.shape) {
    case Shape::facts:
    case Shape::steps:
    case Shape::levels:
    case Shape::controls:
    case Shape::control_ids:
    case Shape::findings:
      return false;
    default:
      return field.name != "was" && field.name != "id";
  }
}

bool applies(const Model& model, const lang::Vocabulary& vocabulary, const lang::Fact& fact,
             SubjectId subject) {
  const std::span<const lang::TypeId> types = model.universe.types[subject];
  if (fact.applies_to.empty() || model.universe.type_open[subject.index()]) return true;
  return std::any_of(types.begin(), types.end(), [&](lang::TypeId type) {
    return std::any_of(fact.applies_to.begin(), fact.applies_to.end(),
                       [&](lang::TypeId wanted) { return vocabulary.is_a(type, wanted); });
  });
}

// "`ble` or `wifi`"
std::string list_of(const lang::Vocabulary& vocabulary, std::span<const lang::TypeId> types,
                    std::string_view before_last) {
  std::string all;
  for (std::size_t i = 0; i < types.size(); ++i) {
    if (i > 0) all += i + 1 == types.size() ? before_last : ", ";
    all += "`" + vocabulary[types[i]].id + "`";
  }
  return all;
}

std::vector<std::string> names_of(const lang::Vocabulary& vocabulary, const SectionInfo& section,
                                  Kind kind) {
  std::vector<std::string> names;
  for (const FieldInfo& field : section.fields) {
    if (answerable(field)) names.emplace_back(field.name);
  }
  for (const lang::Fact& fact : vocabulary.facts) {
    if (lang::has(fact.subjects, kind) && !fact.derived) names.push_back(fact.id);
  }
  return names;
}

}  // namespace

bool may_be_unknown(const Asked& asked) {
  return asked.field == nullptr || asked.field->unknown;
}

lang::FactId mode_of(const Model& model, const Catalog& catalog, SubjectId subject) {
  if (model[subject].kind != Kind::flow) return {};
  for (const lang::TypeId protocol : model.universe.types[subject]) {
    if (const catalog::ProtocolMode* mode = catalog.find_mode(protocol)) return mode->fact;
  }
  return {};
}

Result<Asked> find_asked(const Model& model, const Catalog& catalog, SubjectId subject,
                         std::string_view name) {
  const Kind kind = model[subject].kind;
  const lang::Vocabulary& vocabulary = catalog.vocabulary;
  const std::string what = "`" + model[subject].id + "." + std::string(name) + "`";
  Asked asked;
  asked.section = &section_of(kind);
  asked.field = find_field(*asked.section, name);
  if (asked.field == nullptr && kind == Kind::system) {
    const SectionInfo* context = find_section("context");
    asked.field = find_field(*context, name);
    if (asked.field != nullptr) asked.section = context;
  }
  if (asked.field != nullptr) {
    if (!answerable(*asked.field)) return fail(what + " takes no answer; edit it in the file");
    const bool text = asked.field->shape == Shape::text || asked.field->shape == Shape::version ||
                      asked.field->shape == Shape::date;
    const lang::FactId fact = text ? vocabulary.find_fact(kind, name) : lang::FactId();
    if (fact.valid()) asked.fact = &vocabulary[fact];
    return asked;
  }
  lang::FactId fact = asked.section->facts ? vocabulary.find_fact(kind, name) : lang::FactId();
  if (const lang::FactId mode = mode_of(model, catalog, subject); mode.valid()) {
    if (!fact.valid() && name == "mode") fact = mode;
    asked.mode = fact == mode;
  }
  if (!fact.valid()) {
    return fail(what + ": `" + std::string(name) + "` is no fact and no field of a " +
                std::string(lang::name(kind)) +
                near_to(name, names_of(vocabulary, *asked.section, kind)));
  }
  asked.fact = &vocabulary[fact];
  if (asked.fact->derived) return fail(what + " is worked out, not stated");
  if (!applies(model, vocabulary, *asked.fact, subject)) {
    const std::span<const lang::TypeId> types = model.universe.types[subject];
    return fail(what + ": `" + std::string(name) + "` is asked of " +
                list_of(vocabulary, asked.fact->applies_to, " or ") + ", but `" +
                model[subject].id + "` is " +
                (types.empty() ? "of no type" : list_of(vocabulary, types, " and ")));
  }
  return asked;
}

std::vector<std::string> values_of(const Model& model, const Catalog& catalog, SubjectId subject,
                                   const Asked& asked) {
  std::vector<std::string> values;
  if (asked.fact != nullptr) {
    if (asked.fact->domain == Domain::boolean) return {"yes", "no"};
    if (asked.fact->domain == Domain::choice) {
      for (const lang::Value& value : asked.fact->values) values.push_back(value.id);
    }
    return values;
  }
  switch (asked.field->shape) {
    case Shape::choice:
      return {asked.field->choices.begin(), asked.field->choices.end()};
    case Shape::reference:
    case Shape::references:
      return candidates(model, catalog, subject, *asked.field);
    case Shape::type:
    case Shape::types:
    case Shape::protocol:
      return types(catalog, asked.field->tree, model[subject].kind);
    default:
      return values;
  }
}

Result<std::string> yaml_of(const Model& model, const Catalog& catalog, SubjectId subject,
                            const Asked& asked, std::string_view value) {
  const std::string_view stripped = trimmed(value);
  if (stripped.empty()) return fail("no value given");
  return Writer(model, catalog, subject, asked).write(stripped);
}

}  // namespace wardround::model
