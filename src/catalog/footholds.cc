// Where the attacker must stand, and where a step brings him.
#include "catalog/passes.h"

namespace wardround::catalog {
namespace {

struct FootholdBody {
  const Rule& rule;
  bool gives;
  Foothold foothold;
};

std::vector<std::string_view> positions(bool gives) {
  std::vector<std::string_view> names;
  for (std::size_t i = 0; i < lang::kPositions; ++i)
    names.push_back(lang::name(static_cast<lang::Position>(i)));
  if (!gives) names.push_back("exposed");
  names.push_back("on(PATH)");
  return names;
}

void read_on(Reading& reading, FootholdBody& body, View value, std::string_view path) {
  lang::Place place = place_of(reading.sources, value);
  for (uint32_t& offset : place.line_offsets) offset += 3;  // "on("
  std::optional<lang::PathExpr> parsed = lang::parse_path(
      path, place, body.rule.on, {}, reading.catalog.vocabulary, reading.diagnostics);
  if (!parsed) return;
  if (parsed->kinds != lang::kinds(Kind::element)) {
    reading.diagnostics.report(diag::Kind::pack_on_path, value.span(),
                               {std::string(path), kind_names(parsed->kinds)});
    return;
  }
  body.foothold.kind = Foothold::Kind::on;
  body.foothold.on = std::move(parsed);
}

void read_exposed(Reading& reading, FootholdBody& body, View value) {
  if (body.rule.on != Kind::element && body.rule.on != Kind::flow) {
    reading.diagnostics.report(diag::Kind::pack_exposed, value.span(),
                               {kind_names(lang::kinds(body.rule.on))});
  } else {
    body.foothold.kind = Foothold::Kind::exposed;
  }
}

void read_position(Reading& reading, FootholdBody& body, View value) {
  const std::string_view word = value.text();
  body.foothold.text = word;
  if (word.size() > 4 && word.substr(0, 3) == "on(" && word.back() == ')') {
    read_on(reading, body, value, word.substr(3, word.size() - 4));
  } else if (word == "exposed" && !body.gives) {
    read_exposed(reading, body, value);
  } else if (const std::optional<lang::Position> position = lang::parse_position(word)) {
    body.foothold.kind = Foothold::Kind::position;
    body.foothold.position = *position;
  } else {
    report_word(reading, diag::Kind::pack_position, value, {std::string(word)},
                positions(body.gives));
  }
}

void read_privilege(Reading& reading, FootholdBody& body, View value) {
  if (const std::optional<lang::Privilege> privilege = lang::parse_privilege(value.text())) {
    body.foothold.privilege = *privilege;
  } else {
    report_word(reading, diag::Kind::pack_privilege, value, {std::string(value.text())},
                {"none", "user", "admin", "system"});
  }
}

// Of a finding whose subject nobody has looked up yet: no paths.
void read_named(Reading& reading, FootholdBody& body, View value) {
  const std::string_view word = value.text();
  body.foothold.text = word;
  if (const std::optional<lang::Position> position = lang::parse_position(word)) {
    body.foothold.kind = Foothold::Kind::position;
    body.foothold.position = *position;
  } else if (word == "exposed") {
    body.foothold.kind = Foothold::Kind::exposed;
  } else {
    std::vector<std::string_view> names = positions(false);
    names.pop_back();
    report_word(reading, diag::Kind::pack_position, value, {std::string(word)}, names);
  }
}

constexpr Field<FootholdBody> kFootholdFields[] = {
    {"position", Form::text, Need::required, read_position},
    {"privilege", Form::text, Need::optional, read_privilege},
};

}  // namespace

Foothold read_foothold(Reading& reading, const Rule& rule, View body, bool gives) {
  FootholdBody out{rule, gives, {}};
  read_fields(reading, out, body, {gives ? "`gives` of rule" : "`needs` of rule", rule.id},
              kFootholdFields);
  return std::move(out.foothold);
}

Foothold read_stance(Reading& reading, View body, std::string_view finding) {
  constexpr Field<FootholdBody> kFields[] = {
      {"position", Form::text, Need::optional, read_named},
      {"privilege", Form::text, Need::optional, read_privilege},
  };
  const Rule none;
  FootholdBody out{none, false, {}};
  read_fields(reading, out, body, {"`needs` of finding", finding}, kFields);
  return std::move(out.foothold);
}

}  // namespace wardround::catalog
