#include "report/check_json.h"

#include <algorithm>

#include "base/json_writer.h"
#include "catalog/standards.h"
#include "report/finding_json.h"
#include "report/outside.h"
#include "study/change.h"

namespace wardround::report {

namespace {

using threats::Finding;

class Writer {
 public:
  Writer(JsonWriter& json, const View& view) : json_(json), view_(view) {}

  void document() {
    json_.begin_object();
    json_.integer("schema_version", kCheckSchemaVersion);
    tool();
    json_.string("as_of", to_string(view_.as_of));
    model();
    rules();
    FindingWriter entries(json_, view_);
    json_.begin_array("findings");
    entries.findings();
    json_.end_array();
    json_.begin_array("questions");
    entries.questions();
    json_.end_array();
    if (const auto reports = all_reports(view_); !reports.empty()) {
      json_.begin_array("reports");
      for (const std::size_t i : reports) put_report(json_, view_, i);
      json_.end_array();
    }
    summary();
    json_.end_object();
  }

 private:
  void tool() {
    json_.begin_object("tool");
    json_.string("name", "wardround");
    json_.string("version", view_.version);
    json_.begin_array("packs");
    for (const catalog::Pack& pack : view_.catalog.packs) {
      json_.begin_object();
      json_.string("id", pack.id);
      json_.string("version", pack.version);
      json_.end_object();
    }
    json_.end_array();
    json_.begin_array("standards");
    for (const catalog::Standard& standard : view_.catalog.standards) {
      json_.begin_object();
      json_.string("id", standard.id);
      json_.string("edition", standard.edition);
      json_.end_object();
    }
    json_.end_array();
    json_.end_object();
  }

  void model() {
    const model::Model& model = view_.model();
    const model::Counts counts = model.counts();
    json_.begin_object("model");
    json_.string("id", model.subjects.empty() ? "" : model.subjects[0].id);
    json_.string("name", model.subjects.empty() ? "" : model.subjects[0].name);
    json_.string("path", view_.assessment.path);
    json_.string("digest", study::digest(view_.sources, view_.assessment));
    json_.begin_object("counts");
    json_.integer("elements", counts.elements);
    json_.integer("flows", counts.flows);
    json_.integer("boundaries", counts.boundaries);
    json_.integer("data", counts.data);
    json_.integer("functions", counts.functions);
    json_.integer("harms", counts.harms);
    json_.integer("credentials", counts.credentials);
    json_.integer("software", counts.software);
    json_.integer("updates", counts.updates);
    json_.integer("modes", counts.modes);
    json_.integer("interlocks", counts.interlocks);
    json_.integer("requirements", counts.requirements);
    json_.integer("controls", counts.controls);
    json_.end_object();
    json_.end_object();
  }

  // Texts that many findings share stand once, for the rules that speak in this document.
  void rules() {
    std::vector<catalog::RuleId> used;
    for (const Finding& finding : view_.result().findings) {
      used.push_back(finding.rule);
      for (const threats::Also& also : finding.also) used.push_back(also.rule);
    }
    std::ranges::sort(used);
    used.erase(std::ranges::unique(used).begin(), used.end());
    json_.begin_array("rules");
    for (const catalog::RuleId id : used) {
      const catalog::Rule& rule = view_.catalog[id];
      const catalog::Weakness& weakness = view_.catalog[rule.weakness];
      json_.begin_object();
      json_.string("id", rule.id);
      json_.string("weakness", weakness.id);
      json_.string("title", weakness.title);
      json_.string("text", weakness.text);
      json_.string("on", lang::name(rule.on));
      json_.string("when", rule.when_text);
      foothold("needs", rule.needs);
      foothold("gives", rule.gives);
      json_.end_object();
    }
    json_.end_array();
    controls_of(used);
  }

  // What answers those rules, and what each would require.
  void controls_of(const std::vector<catalog::RuleId>& rules) {
    std::vector<catalog::ControlId> named;
    for (const catalog::RuleId id : rules) {
      for (const catalog::Answer& answer : view_.catalog[id].answered_by) {
        for (const catalog::Use& use : answer.all) named.push_back(use.control);
      }
    }
    std::ranges::sort(named);
    named.erase(std::ranges::unique(named).begin(), named.end());
    json_.begin_array("controls");
    for (const catalog::ControlId id : named) {
      const catalog::Control& control = view_.catalog[id];
      json_.begin_object();
      json_.string("id", control.id);
      json_.string("title", control.title);
      json_.string("text", control.text);
      requirement(control);
      json_.begin_array("cites");
      for (const catalog::Citation& citation : catalog::read_citations(control.cites)) {
        json_.begin_object();
        json_.string("standard", citation.standard);
        json_.string("item", citation.item);
        json_.end_object();
      }
      json_.end_array();
      json_.end_object();
    }
    json_.end_array();
  }

  void requirement(const catalog::Control& control) {
    json_.key("requirement");
    if (!control.requirement) return json_.null();
    json_.begin_object();
    parts(*control.requirement);
    json_.begin_array("modes");
    for (const catalog::RequirementMode& mode : control.requirement_modes) {
      json_.begin_object();
      json_.begin_object("when");
      for (const auto& [parameter, values] : mode.when) {
        json_.begin_array(parameter);
        for (const std::string& value : values) json_.string(value);
        json_.end_array();
      }
      json_.end_object();
      parts(mode.parts);
      json_.end_object();
    }
    json_.end_array();
    json_.end_object();
  }
  // Those that it has.
  void parts(const catalog::RequirementTemplate& requirement) {
    const auto part = [&](JsonKey key, const std::optional<lang::Template>& words) {
      if (words) json_.string(key, outline(words));
    };
    part("text", requirement.text);
    part("accept", requirement.accept);
    part("verify", requirement.verify);
    part("defeat", requirement.defeat);
  }

  void foothold(JsonKey key, const catalog::Foothold& foothold) {
    json_.key(key);
    if (foothold.kind == catalog::Foothold::Kind::none) return json_.null();
    json_.begin_object();
    json_.string("position", foothold.text);
    json_.string("privilege", lang::name(foothold.privilege));
    json_.end_object();
  }

  void summary() {
    const study::Summary summary = study::summarise(view_.result());
    json_.begin_object("summary");
    json_.integer("certain", summary.certain);
    json_.integer("assumed", summary.assumed);
    json_.integer("unverified", summary.unverified);
    json_.integer("cleared", summary.cleared);
    json_.integer("also", summary.also);
    json_.end_object();
  }

  JsonWriter& json_;
  const View& view_;
};

}  // namespace

void check_json(const std::vector<View>& views, const Append& append) {
  constexpr std::size_t kEntries = 2;  // the document, a list of it
  if (views.size() == 1) {
    JsonWriter json(append, kEntries);
    Writer(json, views[0]).document();
    return json.finish();
  }
  JsonWriter json(append, kEntries + 2);
  json.begin_object();
  json.integer("schema_version", kCheckSchemaVersion);
  json.begin_array("models");
  for (const View& view : views) Writer(json, view).document();
  json.end_array();
  json.end_object();
  json.finish();
}

std::string check_json(const std::vector<View>& views) {
  std::string whole;
  check_json(views, [&](std::string_view part) { whole += part; });
  return whole;
}

std::string_view schema(std::string_view file_name) {
  for (const catalog::EmbeddedFile& file : embedded_files()) {
    if (file.path == file_name) return file.text;
  }
  WARDROUND_CHECK(false && "schemas are embedded at build time");
  return {};
}

std::vector<std::string> schema_names() {
  constexpr std::string_view kEnding = ".schema.json";
  std::vector<std::string> names;
  for (const catalog::EmbeddedFile& file : embedded_files()) {
    if (file.path.ends_with(kEnding))
      names.emplace_back(file.path.substr(0, file.path.size() - kEnding.size()));
  }
  return names;
}

}  // namespace wardround::report
