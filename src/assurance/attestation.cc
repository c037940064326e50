#include "assurance/attestation.h"

#include <fmt/core.h>

#include <algorithm>

#include "catalog/fields.h"
#include "text/edit.h"
#include "treatment/record.h"

namespace wardround::assurance {
namespace {

using catalog::Field;
using catalog::Form;
using catalog::Need;
using catalog::View;

constexpr std::string_view kSection = "attestations";

struct Reading : catalog::Reporting {};

template <std::string Attestation::* member>
void read_text(Reading&, Attestation& attestation, View value) {
  attestation.*member = value.text();
}

// `picture: [app 3f2a91]`, or a digest of all of them. What is not of this form was not as it is
// now: no error, but somebody is asked again.
void read_of(Reading& reading, Attestation& attestation, View value) {
  for (const View entry : value.entries()) {
    Part part{std::string(entry.key()), {}, {}};
    if (entry.node().shape != text::Shape::sequence) {
      if (catalog::has_form(reading, entry, Form::text, entry.key())) part.whole = entry.text();
      if (part.whole.empty()) continue;
    } else {
      if (!catalog::has_form(reading, entry, Form::words, entry.key())) continue;
      for (const View thing : entry.entries()) {
        const std::string_view text = thing.text();
        const std::size_t space = std::min(text.rfind(' '), text.size());
        part.things.emplace_back(text.substr(0, space),
                                 text.substr(std::min(space + 1, text.size())));
      }
    }
    attestation.of.push_back(std::move(part));
  }
}

constexpr Field<Attestation, Reading> kFields[] = {
    {"by", Form::text, Need::optional, read_text<&Attestation::by>},
    {"role", Form::text, Need::optional, read_text<&Attestation::role>},
    {"on", Form::text, Need::required,
     [](Reading& reading, Attestation& attestation, View value) {
       attestation.on = parse_date(value.text());
       if (!attestation.on)
         reading.diagnostics.report(diag::Kind::decision_date, value.span(),
                                    {std::string(value.text())});
     }},
    {"note", Form::text, Need::optional, read_text<&Attestation::note>},
    {"not_applicable", Form::flag, Need::optional,
     [](Reading&, Attestation& attestation, View value) {
       attestation.not_applicable = text::as_bool(*value.tree, value.id).value_or(false);
     }},
    {"because", Form::text, Need::optional, read_text<&Attestation::because>},
    {"of", Form::mapping, Need::optional, read_of},
};

// Does it count? Reports why not.
bool counts(Reading& reading, const Attestation& attestation, const Step* step) {
  if (attestation.by.empty() || attestation.role.empty()) {
    reading.diagnostics.report(
        diag::Kind::attestation_anonymous, attestation.span,
        {attestation.key, attestation.by.empty() ? "who said so" : "in which role"});
    return false;
  }
  if (!attestation.not_applicable) return true;
  if (attestation.because.empty()) {
    reading.diagnostics.report(diag::Kind::attestation_because, attestation.span,
                               {attestation.key});
    return false;
  }
  if (step != nullptr && step->check != nullptr && !step->check->waivable) {
    reading.diagnostics.report(diag::Kind::attestation_decides, attestation.span,
                               {attestation.key});
    return false;
  }
  return true;
}

}  // namespace

std::string who_said(const Attestation& attestation) {
  return fmt::format("{} ({}){}", attestation.by, attestation.role,
                     attestation.on ? " on " + to_string(*attestation.on) : std::string());
}

std::vector<Attestation> read_attestations(const treatment::Decisions& decisions,
                                           const Playbook& playbook,
                                           const std::vector<std::string_view>& extra,
                                           const diag::Sources& sources,
                                           diag::Diagnostics& diagnostics) {
  std::vector<Attestation> all;
  const View root{&decisions.tree, decisions.tree.root()};
  if (!decisions.source.valid() || !root.valid() || !root.is_mapping()) return all;
  const View section = root.find(kSection);
  if (!section.valid() || !section.is_mapping()) return all;  // reported with the decisions
  Reading reading{{sources, diagnostics}};
  for (const View entry : section.entries()) {
    Attestation attestation;
    attestation.key = entry.key();
    attestation.span = entry.key_span();
    if (!catalog::is_body(reading, entry, {"attestation", entry.key()})) continue;
    catalog::read_fields(reading, attestation, entry, {"attestation", entry.key()}, kFields);
    if (!attestation.on) continue;
    const Step* const step = playbook.find(attestation.step());
    if (step == nullptr && std::ranges::find(extra, attestation.step()) == extra.end()) {
      // Of another playbook, or of a former one: it stays, and says nothing here.
      continue;
    }
    if (counts(reading, attestation, step)) all.push_back(std::move(attestation));
  }
  std::ranges::stable_sort(all, {}, &Attestation::key);
  return all;
}

Result<std::string> with_attestation(std::string_view text, const Attestation& attestation) {
  return treatment::with_entry(text, kSection, attestation.key, [&](std::size_t indent) {
    std::string line = fmt::format("{}{}: {{by: {}, role: {}", std::string(indent, ' '),
                                   text::quote(attestation.key), text::quote(attestation.by),
                                   text::quote(attestation.role));
    if (attestation.on) line += ", on: " + to_string(*attestation.on);
    if (!attestation.note.empty()) line += ", note: " + text::quote(attestation.note);
    if (attestation.not_applicable)
      line += ", not_applicable: yes, because: " + text::quote(attestation.because);
    if (!attestation.of.empty()) line += ",\n" + spoken_text(attestation.of, indent + 4);
    return line + "}\n";
  });
}

}  // namespace wardround::assurance
