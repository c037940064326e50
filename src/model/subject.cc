#include "model/subject.h"

#include <fmt/format.h>

#include <algorithm>
#include <bitset>

#include "base/concat.h"
#include "model/control_uses.h"
#include "model/field_values.h"
#include "model/references.h"
#include "model/situations.h"
#include "model/statements.h"
#include "model/types.h"
#include "model/values.h"

namespace wardround::model {
namespace {

// Reads one subject.
class Reader {
 public:
  Reader(Building& b, SubjectId id, Stated& stated)
      : b_(b),
        id_(id),
        d_(b.declarations[id.index()]),
        section_(*d_.section),
        subject_(b.model.subjects[id.index()]),
        stated_(stated) {}

  void read() {
    begin_harm_or_situation(b_, id_);
    if (d_.ends) read_ends(*d_.ends);
    if (d_.value.valid() && !is_empty(d_.value)) read_value(d_.value);
    finish();
  }

  // `context:` states facts and texts of the system.
  void read_context(View context) {
    const SectionInfo& section = *find_section("context");
    for (const View entry : context.entries()) read_key(section, entry);
  }

 private:
  void read_value(View value) {
    const bool unknown_alone =
        value.is_mapping() && value.size() == 1 && value.find("unknown").valid();
    if (value.is_mapping() && !unknown_alone) {
      for (const View entry : value.entries()) read_key(section_, entry);
      return;
    }
    const std::string_view key = value.is_list() ? section_.short_list : section_.short_scalar;
    const bool path_list = value.is_list() && section_.kind == Kind::flow;
    if (!key.empty()) {
      read_named(section_, key, value);
    } else if (!path_list) {
      b_.report(diag::Kind::wrong_shape, catalog::head(value), {d_.id, "a mapping of its fields"});
    }
  }

  void read_key(const SectionInfo& section, View entry) { read_named(section, entry.key(), entry); }

  void read_named(const SectionInfo& section, std::string_view key, View value) {
    if (const FieldInfo* field = find_field(section, key)) {
      read_field(*field, value);
      return;
    }
    const lang::FactId fact = b_.vocabulary().find_fact(section.kind, key);
    if (section.facts && fact.valid()) {
      read_fact(b_, id_, fact, value, stated_);
    } else {
      report_unknown_key(b_, section, section.fields, key, value);
    }
  }

  void read_field(const FieldInfo& field, View value) {
    if (is_empty(value) && field.shape != Shape::controls) {
      b_.report(diag::Kind::wrong_shape, catalog::head(value),
                {std::string(field.name), "followed by a value"});
      return;
    }
    switch (field.shape) {
      case Shape::text:
      case Shape::version:
      case Shape::date:
        read_text(field, value);
        break;
      case Shape::texts:
        add_field(field, read_texts(b_, field, value), value);
        take_texts(b_, section_.kind, field.name, value);
        break;
      case Shape::choice:
        read_choice(field, value);
        break;
      case Shape::reference:
      case Shape::references:
        read_reference(field, value);
        break;
      case Shape::type:
      case Shape::types:
        read_type(field, value);
        break;
      case Shape::protocol:
        read_protocol(field, value);
        break;
      case Shape::path:  // its ends were read when the flow was declared
        break;
      case Shape::facts:
        read_facts(value);
        break;
      case Shape::causes:
        read_causes(b_, field, value);
        add_field(field, joined(value), value);
        break;
      case Shape::steps:
        add_field(field, read_steps(b_, field, value), value);
        break;
      case Shape::levels:
        add_field(field, read_levels(b_, field, value), value);
        break;
      case Shape::controls:
        read_controls(b_, id_, value);
        break;
      case Shape::control_ids:
        add_field(field, read_control_ids(b_, field, value), value);
        break;
      case Shape::findings:
        add_field(field, read_findings(b_, field, value), value);
        break;
    }
  }

  // Relations are in the universe; other lists are wanted word by word.
  static bool is_list(const FieldInfo& field) {
    return field.shape == Shape::texts || field.shape == Shape::control_ids ||
           field.shape == Shape::findings || (field.shape == Shape::references && !field.relation);
  }

  void add_field(const FieldInfo& field, std::string text, View value) {
    if (field.name == "name") subject_.name = text;
    if (field.name == "external_id") subject_.external_id = text;
    Field& added =
        subject_.fields.emplace_back(Field{std::string(field.name), std::move(text), value.span()});
    if (!is_list(field)) return;
    for (const View word : one_or_more(value)) {
      if (word.is_scalar()) added.words.emplace_back(word.text());
    }
  }

  void read_text(const FieldInfo& field, View value) {
    std::optional<std::string> text = read_text_field(b_, field, value);
    if (!text) return;
    add_field(field, std::move(*text), value);
    // What the catalogue declares as a fact of this kind counts as the fact, too.
    const lang::FactId fact = b_.vocabulary().find_fact(section_.kind, field.name);
    if (fact.valid()) read_fact(b_, id_, fact, value, stated_);
  }

  void read_choice(const FieldInfo& field, View value) {
    std::optional<std::string> word = read_choice_field(b_, field, value);
    if (!word) return;
    take_choice(b_, section_.kind, field.name, *word);
    add_field(field, std::move(*word), value);
  }

  void read_reference(const FieldInfo& field, View value) {
    Resolved resolved = read_references(b_, field, value);
    if (field.relation) {
      said_.set(static_cast<std::size_t>(*field.relation));
      Edges& edges = b_.edges_of(*field.relation);
      for (const SubjectId target : resolved.targets) edges.pairs.emplace_back(id_, target);
      if (resolved.open) edges.open.push_back(id_);
      if (*field.relation == lang::Relation::parent && !resolved.targets.empty()) {
        subject_.parent = resolved.targets.front();
      }
    } else if (section_.kind == Kind::hazardous_situation) {
      take_references(b_, field.name, resolved);
    }
    add_field(field, std::move(resolved.text), value);
  }

  void read_type(const FieldInfo& field, View value) {
    if (typed_.valid()) {
      b_.report(diag::Kind::said_twice, catalog::head(value), {std::string(field.name)})
          .note(typed_, "the first time");
      return;
    }
    typed_ = catalog::head(value);
    add_field(field, read_types(b_, id_, field, value), value);
  }

  void read_protocol(const FieldInfo& field, View value) {
    const bool details = value.is_mapping() && !value.find("unknown").valid();
    if (!details) {
      read_type(field, value);
      return;
    }
    for (const View entry : value.entries()) {
      const auto own = std::find_if(protocol_fields().begin(), protocol_fields().end(),
                                    [&](const FieldInfo& f) { return f.name == entry.key(); });
      const lang::FactId fact = b_.vocabulary().find_fact(Kind::flow, entry.key());
      if (entry.key() == "mode" && !fact.valid()) {
        read_mode(value.find("name"), entry);
        continue;
      }
      if (own == protocol_fields().end() && fact.valid()) {
        read_fact(b_, id_, fact, entry, stated_);
      } else if (own == protocol_fields().end()) {
        report_unknown_key(b_, section_, protocol_fields(), entry.key(), entry);
      } else if (is_empty(entry)) {
        b_.report(diag::Kind::wrong_shape, catalog::head(entry),
                  {std::string(own->name), "followed by a value"});
      } else if (own->shape == Shape::type) {
        read_type(field, entry);
      } else {
        read_text(*own, entry);
      }
    }
  }

  // `mode:` is whatever fact the protocol calls its mode.
  void read_mode(View name, View entry) {
    const bool named = name.valid() && name.is_scalar();
    const lang::TypeId protocol =
        named ? b_.vocabulary().find_type(lang::TypeTree::protocol, name.text()) : lang::TypeId();
    if (const catalog::ProtocolMode* mode = b_.catalog.find_mode(protocol)) {
      read_fact(b_, id_, mode->fact, entry, stated_);
    } else if (protocol.valid()) {
      b_.report(diag::Kind::protocol_without_modes, entry.key_span(),
                {std::string(name.text()), "this protocol has no modes"});
    } else if (!named || name.text() == "unknown") {
      b_.report(diag::Kind::protocol_without_modes, entry.key_span(),
                {b_.model[id_].id, "which protocol it is is not known"});
    }
  }

  void read_facts(View value) {
    if (!value.is_mapping()) {
      b_.report(diag::Kind::wrong_shape, catalog::head(value),
                {std::string(value.key()), "a mapping of facts"});
      return;
    }
    for (const View entry : value.entries()) {
      const lang::FactId fact = b_.vocabulary().find_fact(section_.kind, entry.key());
      if (fact.valid()) {
        read_fact(b_, id_, fact, entry, stated_);
      } else {
        report_unknown_key(b_, section_, {}, entry.key(), entry);
      }
    }
  }

  void read_ends(const Ends& ends) {
    const FieldInfo& path = *find_field(section_, "path");
    read_end(path, ends.from, lang::Relation::from);
    read_end(path, ends.to, lang::Relation::to);
    subject_.fields.push_back(
        {"path", concat({text_of(ends.from), " -> ", text_of(ends.to)}), ends.span});
  }

  void read_end(const FieldInfo& path, const End& end, lang::Relation relation) {
    Edges& edges = b_.edges_of(relation);
    SubjectId element;
    if (!end.unknown) {
      element = resolve(b_, path.name, path.targets, end.id, end.span, end.editable);
    }
    if (element.valid()) {
      edges.pairs.emplace_back(id_, element);
    } else {
      edges.open.push_back(id_);
    }
  }

  static std::string_view text_of(const End& end) {
    return end.unknown ? std::string_view("unknown") : std::string_view(end.id);
  }

  // What is left out.
  void finish() {
    for (const FieldInfo& field : section_.fields) {
      const std::optional<lang::Relation>& relation = field.relation;
      if (!relation || !field.open_if_absent || said_.test(static_cast<std::size_t>(*relation)))
        continue;
      b_.edges_of(*relation).open.push_back(id_);
    }
    if (!typed_.valid()) set_type_left_out(b_, id_);
  }

  Building& b_;
  SubjectId id_;
  const Declaration& d_;
  const SectionInfo& section_;
  Subject& subject_;
  Stated& stated_;
  Span typed_;
  std::bitset<256> said_;  // by Relation: those of which the text says something
};

// The path goes with the subject.
void begin_subject(Building& b, SubjectId id) {
  Declaration& d = b.declarations[id.index()];
  Subject& subject = b.model.subjects[id.index()];
  subject.kind = d.section->kind;
  subject.id = d.id;
  for (const auto& former : d.was) subject.was.push_back(former.first);
  subject.span = d.id_span;
  subject.path = std::move(d.path);
  subject.source = d.source;
  subject.generated = d.generated;
}

void name_subject(Building& b, SubjectId id) {
  const Declaration& d = b.declarations[id.index()];
  Subject& subject = b.model.subjects[id.index()];
  if (!subject.name.empty()) return;
  subject.name = subject.id;
  if (d.function.empty()) return;
  const auto name_of = [&](const std::string& other) -> const std::string& {
    return b.model.subjects[b.ids.at(other).index()].name;
  };
  subject.name = fmt::format("{} through {}", name_of(d.harm), name_of(d.function));
}

}  // namespace

void read_subjects(Building& b) {
  b.model.subjects.resize(b.size());
  b.model.universe.types.resize(b.size());
  b.model.universe.type_open.assign(b.size(), false);
  for (std::size_t i = 0; i < b.size(); ++i) begin_subject(b, SubjectId(i));
  for (std::size_t i = 0; i < b.size(); ++i) {
    Stated stated;
    Reader reader(b, SubjectId(i), stated);
    reader.read();
    if (i > 0) continue;
    for (const View context : b.contexts) reader.read_context(context);
  }
  // Situations come after the functions and harms that they are called after.
  for (std::size_t i = 0; i < b.size(); ++i) name_subject(b, SubjectId(i));
}

}  // namespace wardround::model
