// Controls: where they may be declared, where they work, what they make true and what they bring
// with them.
#include <algorithm>

#include "catalog/passes.h"

namespace wardround::catalog {
namespace {

constexpr std::pair<std::string_view, Cover> kCovers[] = {
    {"self", Cover::self},
    {"contents", Cover::contents},
    {"flows-crossing", Cover::flows_crossing},
    {"flows-touching", Cover::flows_touching},
    {"system", Cover::system},
};

bool has(CoverSet set, Cover cover) {
  return (set & static_cast<CoverSet>(cover)) != 0;
}

void read_covers(Reading& reading, Control& control, View list) {
  for (const View entry : distinct(reading, list)) {
    const auto found = std::find_if(std::begin(kCovers), std::end(kCovers),
                                    [&](const auto& cover) { return cover.first == entry.text(); });
    if (found != std::end(kCovers)) {
      control.covers = static_cast<CoverSet>(control.covers | static_cast<CoverSet>(found->second));
      continue;
    }
    std::vector<std::string_view> allowed;
    for (const auto& cover : kCovers) allowed.push_back(cover.first);
    report_word(reading, diag::Kind::pack_word, entry,
                {std::string(entry.text()), "place that a control covers"}, allowed);
  }
}

void read_parameter_values(Reading& reading, Parameter& parameter, View values) {
  if (values.is_list()) {
    for (const View entry : distinct(reading, values)) {
      if (!check_id(reading, entry.span(), entry.text(), IdShape::value)) continue;
      parameter.values.emplace_back(entry.text());
      parameter.titles.emplace_back(entry.text());
    }
    return;
  }
  for (const View entry : values.entries()) {
    if (!check_id(reading, entry.key_span(), entry.key(), IdShape::value)) continue;
    if (!has_form(reading, entry, Form::text, entry.key())) continue;
    parameter.values.emplace_back(entry.key());
    parameter.titles.emplace_back(entry.text());
  }
}

void read_parameters(Reading& reading, Control& control, View parameters) {
  for (const View entry : parameters.entries()) {
    if (!check_id(reading, entry.key_span(), entry.key(), IdShape::underscore)) continue;
    if (!has_form(reading, entry, Form::choices, entry.key())) continue;
    Parameter& parameter = control.parameters.emplace_back();
    parameter.id = entry.key();
    read_parameter_values(reading, parameter, entry);
  }
}

// What holds only where the control is set up in one of some ways.
struct Conditional {
  const Control& control;
  std::vector<std::pair<std::string, std::vector<std::string>>> when;
  bool broken = false;
};
struct ImpliesBody : Conditional {
  std::vector<ControlImplies> out;
};

void read_when(Reading& reading, Conditional& body, View when) {
  for (const View entry : when.entries()) {
    auto parameter = read_parameter(reading, body.control, entry);
    if (parameter) {
      body.when.push_back(std::move(*parameter));
    } else {
      body.broken = true;
    }
  }
}

void read_implied_facts(Reading& reading, ImpliesBody& body, View facts) {
  for (const View entry : facts.entries()) {
    for (const lang::FactId id : find_facts(reading, entry, coverable(body.control))) {
      const lang::Fact& fact = reading.catalog.vocabulary[id];
      if (fact.derived) {
        reading.diagnostics.report(diag::Kind::pack_no_default, entry.key_span(),
                                   {fact.id, "it is derived from the model"});
        continue;
      }
      if (const auto value = read_value(reading, fact, entry)) body.out.push_back({{}, id, *value});
    }
  }
}

constexpr Field<ImpliesBody> kImpliesFields[] = {
    {"when", Form::mapping, Need::optional,
     [](Reading& r, ImpliesBody& b, View v) { read_when(r, b, v); }},
    {"facts", Form::mapping, Need::required, read_implied_facts},
};

void read_control_implies(Reading& reading, Control& control, View list) {
  for (const View entry : list.entries()) {
    ImpliesBody body{{control, {}, false}, {}};
    read_fields(reading, body, entry, {"an entry of `implies`", ""}, kImpliesFields);
    if (body.broken) continue;  // without its condition it would hold always
    for (ControlImplies& implies : body.out) {
      implies.when = body.when;
      control.implies.push_back(std::move(implies));
    }
  }
}

struct RequirementBody : Conditional {
  RequirementTemplate out;
  std::vector<RequirementMode> modes;
};

template <std::optional<lang::Template> RequirementTemplate::* part>
void read_part(Reading& reading, RequirementBody& body, View value) {
  body.out.*part =
      lang::parse_template(value.text(), place_of(reading.sources, value), "place", body.control.on,
                           reading.catalog.vocabulary, reading.diagnostics);
}

constexpr Field<RequirementBody> kModeFields[] = {
    {"when", Form::mapping, Need::required,
     [](Reading& r, RequirementBody& b, View v) { read_when(r, b, v); }},
    {"text", Form::text, Need::optional, read_part<&RequirementTemplate::text>},
    {"accept", Form::text, Need::optional, read_part<&RequirementTemplate::accept>},
    {"verify", Form::text, Need::optional, read_part<&RequirementTemplate::verify>},
    {"defeat", Form::text, Need::optional, read_part<&RequirementTemplate::defeat>},
};

void read_modes(Reading& reading, RequirementBody& body, View list) {
  for (const View entry : list.entries()) {
    RequirementBody mode{{body.control, {}, false}, {}, {}};
    const Owner owner{"a mode of the requirement of control", body.control.id};
    read_fields(reading, mode, entry, owner, kModeFields);
    // One that is never met, or changes nothing, was meant to say something.
    if (entry.size() == 1 && entry.find("when").valid())
      report_missing_key(reading, entry.span(), owner, "text");
    if (!mode.broken && !mode.when.empty())
      body.modes.push_back({std::move(mode.when), std::move(mode.out)});
  }
}

constexpr Field<RequirementBody> kRequirementFields[] = {
    {"text", Form::text, Need::required, read_part<&RequirementTemplate::text>},
    {"accept", Form::text, Need::required, read_part<&RequirementTemplate::accept>},
    {"verify", Form::text, Need::required, read_part<&RequirementTemplate::verify>},
    {"defeat", Form::text, Need::required, read_part<&RequirementTemplate::defeat>},
    {"modes", Form::mappings, Need::optional, read_modes},
};

void read_requirement(Reading& reading, Control& control, View value) {
  if (control.on == 0) return;  // reported; no name would be right
  RequirementBody body{{control, {}, false}, {}, {}};
  read_fields(reading, body, value, {"the requirement of control", control.id}, kRequirementFields);
  const RequirementTemplate& out = body.out;
  if (!out.text || !out.accept || !out.verify || !out.defeat) return;
  control.requirement = std::move(body.out);
  control.requirement_modes = std::move(body.modes);
}

// In this order: what a control implies depends on where it works and on its parameters, what its
// requirement may name on where it is declared.
constexpr Field<Control> kControlFields[] = {
    {"title", Form::text, Need::required, [](Reading&, Control& c, View v) { c.title = v.text(); }},
    {"text", Form::text, Need::required, [](Reading&, Control& c, View v) { c.text = v.text(); }},
    {"on", Form::words, Need::required,
     [](Reading& r, Control& c, View v) { c.on = read_kinds(r, v); }},
    {"covers", Form::words, Need::required, read_covers},
    {"parameters", Form::mapping, Need::optional, read_parameters},
    {"implies", Form::mappings, Need::optional, read_control_implies},
    {"requirement", Form::mapping, Need::optional, read_requirement},
    {"brings", Form::words, Need::optional,
     [](Reading& r, Control& c, View v) {
       for (const View entry : distinct(r, v)) c.brings.emplace_back(entry.text());
     }},
    {"cites", Form::mapping, Need::optional,
     [](Reading& r, Control& c, View v) { c.cites = read_cites(r, v); }},
    {"was", Form::words, Need::optional,
     [](Reading& r, Control& c, View v) { c.was = read_was(r, v); }},
};

}  // namespace

RequirementTemplate requirement_of(
    const Control& control, const std::vector<std::pair<std::string, std::string>>& parameters) {
  RequirementTemplate out = control.requirement.value_or(RequirementTemplate{});
  const auto is_so = [&](const std::pair<std::string, std::vector<std::string>>& wanted) {
    return std::any_of(parameters.begin(), parameters.end(), [&](const auto& stated) {
      return stated.first == wanted.first && std::find(wanted.second.begin(), wanted.second.end(),
                                                       stated.second) != wanted.second.end();
    });
  };
  for (const RequirementMode& mode : control.requirement_modes) {
    if (!std::all_of(mode.when.begin(), mode.when.end(), is_so)) continue;
    for (const auto part : {&RequirementTemplate::text, &RequirementTemplate::accept,
                            &RequirementTemplate::verify, &RequirementTemplate::defeat}) {
      if (mode.parts.*part) out.*part = mode.parts.*part;
    }
  }
  return out;
}

lang::KindSet coverable(const Control& control) {
  lang::KindSet kinds = 0;
  if (has(control.covers, Cover::self)) kinds |= control.on;
  if (has(control.covers, Cover::contents)) kinds |= lang::kinds(Kind::element, Kind::boundary);
  if (has(control.covers, Cover::flows_crossing) || has(control.covers, Cover::flows_touching)) {
    kinds |= lang::kinds(Kind::flow);
  }
  if (has(control.covers, Cover::system)) kinds |= (1u << lang::kRuleKinds) - 1;
  return kinds;
}

std::optional<std::pair<std::string, std::vector<std::string>>> read_parameter(
    Reading& reading, const Control& control, View entry) {
  const auto parameter = std::find_if(control.parameters.begin(), control.parameters.end(),
                                      [&](const Parameter& p) { return p.id == entry.key(); });
  if (parameter == control.parameters.end()) {
    std::vector<std::string_view> known;
    for (const Parameter& each : control.parameters) known.push_back(each.id);
    diag::Diagnostic& diagnostic =
        reading.diagnostics.report(diag::Kind::pack_unknown_parameter, entry.key_span(),
                                   {std::string(entry.key()), control.id});
    diagnostic.note(control.span,
                    known.empty() ? "it takes none" : "it takes " + quoted_list(known));
    return std::nullopt;
  }
  if (!has_form(reading, entry, Form::one_or_more, entry.key())) return std::nullopt;
  std::vector<std::string> values;
  for (const View word : one_or_more(reading, entry)) {
    if (std::find(parameter->values.begin(), parameter->values.end(), word.text()) !=
        parameter->values.end()) {
      values.emplace_back(word.text());
      continue;
    }
    report_word(reading, diag::Kind::pack_unknown_parameter_value, word,
                {std::string(word.text()), parameter->id, control.id},
                {parameter->values.begin(), parameter->values.end()});
  }
  if (values.empty()) return std::nullopt;
  return std::pair(parameter->id, std::move(values));
}

void read_controls(Reading& reading, const Declarations& declarations) {
  std::vector<Control>& controls = reading.catalog.controls;
  controls.reserve(declarations.controls.size());
  for (const Declared& declared : declarations.controls) {
    Control& control = controls.emplace_back();
    control.id = declared.id;
    control.span = declared.body.key_span();
    read_fields(reading, control, declared.body, {"control", control.id}, kControlFields);
  }
}

}  // namespace wardround::catalog
