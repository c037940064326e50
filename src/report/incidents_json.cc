#include "report/incidents_json.h"

#include <string_view>

#include "base/json_writer.h"

namespace wardround::report {
namespace {

constexpr int kSchemaVersion = 1;
constexpr std::size_t kOpen = 2;  // an incident and a rule stand on one line each

void put_incident(JsonWriter& json, const measure::Incidents& all, const measure::Incident& one,
                  const catalog::Catalog& catalog) {
  json.begin_object();
  json.string("id", one.id);
  json.string("title", one.title);
  json.integer("elements_and_flows", one.places);
  json.integer("findings", one.findings);
  json.integer("found", one.hits());
  json.integer("kept", all.kept(one));
  json.boolean("in_sight", one.in_sight());
  json.boolean("hardened_silent", one.silenced());
  json.integer("hardened_findings", one.hardened_findings);
  json.boolean("insufficient_open", one.pretended());
  json.begin_array("letters");
  for (const measure::Triple& triple : one.triples) {
    json.begin_object();
    json.string("row", triple.row);
    json.string("letter", std::string_view(&triple.letter, 1));
    json.string("finding", triple.by);
    json.begin_array("rules");
    for (const catalog::RuleId rule : triple.rules) json.string(catalog[rule].id);
    json.end_array();
    json.string("open_in_hardened", triple.open_in_hardened);
    json.boolean("open_in_insufficient", triple.open_in_insufficient);
    json.end_object();
  }
  json.end_array();
  json.end_object();
}

}  // namespace

std::string incidents_json(const measure::Incidents& all, const catalog::Catalog& catalog) {
  JsonWriter json(kOpen);
  json.begin_object();
  json.integer("schema_version", kSchemaVersion);
  json.begin_array("incidents");
  for (const measure::Incident& one : all.incidents) put_incident(json, all, one, catalog);
  json.end_array();
  json.integer("other_models", all.elsewhere);
  json.begin_array("rules");
  for (const measure::RuleHits& rule : all.rules) {
    json.begin_object();
    json.string("id", catalog[rule.rule].id);
    json.integer("incidents", rule.incidents);
    json.integer("letters", rule.letters);
    json.integer("fires_in_incidents", rule.fires);
    json.integer("fires_in_other_models", rule.elsewhere);
    json.end_object();
  }
  json.end_array();
  json.begin_array("below");
  for (const std::string& line : measure::shortfalls(all)) json.string(line);
  json.end_array();
  json.end_object();
  return json.take();
}

}  // namespace wardround::report
