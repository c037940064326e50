#include "model/types.h"

#include <algorithm>

#include "model/values.h"

namespace wardround::model {
namespace {

std::string_view tree_words(const FieldInfo& field, Kind kind) {
  switch (field.tree) {
    case lang::TypeTree::element:
      return kind == Kind::boundary ? "a type of boundaries" : "a type of elements";
    case lang::TypeTree::protocol:
      return "a protocol";
    case lang::TypeTree::data:
      return "a kind of data";
  }
  return "a type";
}

// The types of elements and those of boundaries share one tree: the latter hang under `boundary`
// and `network`.
bool is_boundary_type(const Building& b, lang::TypeId type) {
  const auto under = [&](lang::TypeId root) {
    return root.valid() && b.vocabulary().is_a(type, root);
  };
  return under(b.roots.boundary) || under(b.roots.network);
}

bool fits(const Building& b, const FieldInfo& field, Kind kind, lang::TypeId type) {
  if (field.tree != lang::TypeTree::element) return true;
  return is_boundary_type(b, type) == (kind == Kind::boundary);
}

void report_unknown_type(Building& b, const FieldInfo& field, Kind kind, View value) {
  const bool room = b.report.has_room(diag::Kind::unknown_type);
  diag::Diagnostic& d = b.report(diag::Kind::unknown_type, value.span(),
                                 {std::string(value.text()), std::string(tree_words(field, kind))});
  if (!room) return;
  std::vector<std::string_view> ids;
  for (std::size_t i = 0; i < b.vocabulary().types.size(); ++i) {
    const lang::Type& type = b.vocabulary().types[i];
    if (type.tree == field.tree && fits(b, field, kind, lang::TypeId(i))) ids.push_back(type.id);
  }
  b.report.suggest(d, value.span(), value.text(), ids, !value.node().aliased);
}

void read_one(Building& b, SubjectId subject, const FieldInfo& field, View value) {
  const Kind kind = b.declarations[subject.index()].section->kind;
  lang::Universe& universe = b.model.universe;
  if (read_unknown(b.report, value)) {
    universe.type_open[subject.index()] = true;
    return;
  }
  if (!value.is_scalar() || is_empty(value)) {
    b.report(diag::Kind::wrong_shape, catalog::head(value),
             {std::string(field.name), std::string(tree_words(field, kind))});
    universe.type_open[subject.index()] = true;
    return;
  }
  const lang::TypeId type = b.vocabulary().find_type(field.tree, value.text());
  if (!type.valid()) {
    report_unknown_type(b, field, kind, value);
    universe.type_open[subject.index()] = true;
    return;
  }
  if (!fits(b, field, kind, type)) {
    const bool boundary = kind == Kind::boundary;
    b.report(diag::Kind::type_of_other_kind, value.span(),
             {std::string(value.text()), boundary ? "elements" : "boundaries",
              boundary ? "boundaries" : "elements"});
    universe.type_open[subject.index()] = true;
    return;
  }
  const std::span<const lang::TypeId> types = universe.types[subject];
  if (std::find(types.begin(), types.end(), type) != types.end()) {
    b.report(diag::Kind::duplicate_target, value.span(),
             {std::string(value.text()), std::string(field.name)});
    return;
  }
  universe.types.add(subject, type);
}

}  // namespace

std::string read_types(Building& b, SubjectId subject, const FieldInfo& field, View value) {
  if (value.is_list() && field.shape != Shape::types) {
    b.report(diag::Kind::wrong_shape, catalog::head(value), {std::string(field.name), "one word"});
    b.model.universe.type_open[subject.index()] = true;
    return "";
  }
  std::string out;
  for (const View word : one_or_more(value)) {
    read_one(b, subject, field, word);
    if (!out.empty()) out += ", ";
    out += word.is_scalar() ? word.text() : "unknown";
  }
  return out;
}

void set_type_left_out(Building& b, SubjectId subject) {
  lang::Universe& universe = b.model.universe;
  switch (b.declarations[subject.index()].section->kind) {
    case Kind::element:
    case Kind::data:
      universe.type_open[subject.index()] = true;
      break;
    case Kind::flow:
      // Structure is closed-world: a protocol left out is none that any rule may speak of;
      // `protocol: unknown` is what asks. Facts that hold for every protocol (`encrypted`) stay
      // unknown and are asked for.
      break;
    case Kind::boundary:
      if (b.roots.boundary.valid()) {
        universe.types.add(subject, b.roots.boundary);
      }
      break;
    default:
      break;
  }
}

}  // namespace wardround::model
