#include "model/control_uses.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "model/references.h"
#include "model/values.h"

namespace wardround::model {
namespace {

using catalog::Control;
using catalog::Parameter;

// What may be excepted with `not_on:`.
constexpr FieldInfo kNotOn{
    .name = "not_on",
    .shape = Shape::references,
    .doc = "where it does not work",
    .targets =
        lang::kinds(Kind::element, Kind::flow, Kind::boundary, Kind::data, Kind::function,
                    Kind::credential, Kind::software, Kind::update, Kind::mode, Kind::interlock)};

catalog::ControlId find_control(Building& b, View name) {
  if (!name.is_scalar() || is_empty(name)) {
    b.report(diag::Kind::wrong_shape, catalog::head(name), {"use", "the id of a control"});
    return {};
  }
  const catalog::ControlId found = b.catalog.find_control(name.text());
  if (found.valid()) return found;
  const bool room = b.report.has_room(diag::Kind::unknown_control);
  diag::Diagnostic& d =
      b.report(diag::Kind::unknown_control, name.span(), {std::string(name.text())});
  if (!room) return {};
  std::vector<std::string_view> ids;
  for (const Control& control : b.catalog.controls) ids.push_back(control.id);
  b.report.suggest(d, name.span(), name.text(), ids, !name.node().aliased);
  return {};
}

void read_status(Building& b, View value, ControlUse& use) {
  const std::string_view word = value.is_scalar() ? value.text() : "";
  if (word == "planned") {
    use.status = Status::planned;
  } else if (word == "implemented") {
    use.status = Status::implemented;
  } else if (word == "verified") {
    b.report(diag::Kind::control_status_verified, value.span());
  } else {
    diag::Diagnostic& d = b.report(diag::Kind::control_status, value.span(), {std::string(word)});
    b.report.suggest(d, value.span(), word, {"planned", "implemented"}, !value.node().aliased);
  }
}

void read_parameter(Building& b, const Control& control, View value, ControlUse& use) {
  const auto found = std::find_if(control.parameters.begin(), control.parameters.end(),
                                  [&](const Parameter& p) { return p.id == value.key(); });
  if (found == control.parameters.end()) {
    diag::Diagnostic& d = b.report(diag::Kind::control_parameter, catalog::head(value),
                                   {std::string(value.key()), control.id});
    std::vector<std::string_view> keys{"use", "status", "not_on"};
    for (const Parameter& parameter : control.parameters) keys.push_back(parameter.id);
    b.report.suggest(d, value.key_span(), value.key(), keys, !value.node().aliased);
    return;
  }
  const std::string_view word = value.is_scalar() ? value.text() : "";
  if (std::find(found->values.begin(), found->values.end(), word) != found->values.end()) {
    use.parameters.emplace_back(found->id, word);
    return;
  }
  const std::vector<std::string_view> words(found->values.begin(), found->values.end());
  diag::Diagnostic& d =
      b.report(diag::Kind::control_parameter_value, value.span(), {std::string(word), found->id});
  d.note(fmt::format("write {}", any_of(words)));
  b.report.suggest(d, value.span(), word, words, !value.node().aliased);
}

void read_use(Building& b, View value, ControlUse& use) {
  const Control& control = b.catalog[use.control];
  for (const View entry : value.entries()) {
    if (entry.key() == "use") continue;
    if (entry.key() == "status") {
      read_status(b, entry, use);
    } else if (entry.key() == "not_on") {
      use.not_on = read_references(b, kNotOn, entry).targets;
      std::sort(use.not_on.begin(), use.not_on.end());
    } else {
      read_parameter(b, control, entry, use);
    }
  }
  std::sort(use.parameters.begin(), use.parameters.end());
}

using Seen = std::map<catalog::ControlId, Span>;

void add_use(Building& b, View value, ControlUse use, Seen& seen) {
  const Control& control = b.catalog[use.control];
  const Declaration& at = b.declarations[use.at.index()];
  if (!lang::has(control.on, at.section->kind)) {
    b.report(diag::Kind::control_not_on, use.span,
             {control.id, one_of_kind(lang::kinds(at.section->kind)), plural(control.on)});
    return;
  }
  if (value.is_mapping()) read_use(b, value, use);
  const auto [first, fresh] = seen.emplace(use.control, use.span);
  if (!fresh) {
    b.report(diag::Kind::control_twice, use.span, {control.id, at.id})
        .note(first->second, "the first time");
    return;
  }
  b.model.controls.push_back(std::move(use));
}

}  // namespace

void read_controls(Building& b, SubjectId subject, View value) {
  if (is_empty(value)) return;
  Seen seen;
  for (const View entry : one_or_more(value)) {
    const View name = entry.is_mapping() ? entry.find("use") : entry;
    if (!name.valid()) {
      b.report(diag::Kind::control_without_use, entry.span());
      continue;
    }
    ControlUse use;
    use.control = find_control(b, name);
    use.at = subject;
    use.span = name.span();
    if (use.control.valid()) add_use(b, entry, std::move(use), seen);
  }
}

}  // namespace wardround::model
