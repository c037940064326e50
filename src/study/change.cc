#include "study/change.h"

#include <nlohmann/json.hpp>
#include <tuple>

#include "base/sha256.h"

namespace wardround::study {

namespace {

using nlohmann::json;

std::string text_of(const json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

// Earlier documents do not say it.
std::string claimed_risk(const json& finding) {
  const auto risk = finding.find("risk");
  return risk != finding.end() && risk->is_object() ? text_of(*risk, "claimed") : std::string();
}

constexpr std::string_view kManual = "manual";

std::string origin_of(const catalog::Catalog& catalog, const threats::Result& result,
                      const threats::Finding& finding) {
  if (!catalog[finding.rule].manual) return {};
  const threats::Stated* stated = threats::stated_of(result, finding);
  const bool reported = stated != nullptr && !stated->report.empty();
  return std::string(kManual) + (reported ? ", from " + stated->report : "");
}

const json* array_of(const json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_array() ? &*found : nullptr;
}

// Former id → id, for everything that may stand in a finding's or question's id.
class Renames {
 public:
  Renames(const catalog::Catalog& catalog, const model::Model& model) {
    for (const catalog::Weakness& weakness : catalog.weaknesses) {
      for (const std::string& was : weakness.was) weaknesses_[was] = weakness.id;
    }
    for (const model::Subject& subject : model.subjects) {
      for (const std::string& was : subject.was) subjects_[was] = subject.id;
    }
  }
  [[nodiscard]] std::string finding(const std::string& id) const {
    const auto at = id.find('@');
    if (at == std::string::npos) return id;
    return renamed(weaknesses_, id.substr(0, at)) + "@" + renamed(subjects_, id.substr(at + 1));
  }
  [[nodiscard]] std::string question(const std::string& id) const {
    const auto dot = id.rfind('.');
    if (dot == std::string::npos) return id;
    return renamed(subjects_, id.substr(0, dot)) + id.substr(dot);
  }

 private:
  static std::string renamed(const std::map<std::string, std::string>& names,
                             const std::string& id) {
    const auto found = names.find(id);
    return found == names.end() ? id : found->second;
  }
  std::map<std::string, std::string> weaknesses_, subjects_;
};

}  // namespace

Snapshot snapshot(const catalog::Catalog& catalog, const Assessment& assessment) {
  Snapshot snapshot;
  const model::Model& model = assessment.model();
  for (std::size_t i = 0; i < assessment.result.findings.size(); ++i) {
    const threats::Finding& finding = assessment.result.findings[i];
    const auto& risk = assessment.ratings[i].claimed_word;
    snapshot.findings[threats::finding_id(catalog, model, finding.weakness, finding.subject)] = {
        threats::title(catalog, model, finding),
        std::string(name(finding.certainty)),
        std::string(name(finding.status)),
        std::string(risk ? risk::name(*risk) : "none"),
        false,
        origin_of(catalog, assessment.result, finding)};
  }
  for (const threats::Question& question : assessment.result.questions) {
    snapshot.questions[threats::question_id(catalog, model, question)] =
        threats::question_text(catalog, model, question);
  }
  return snapshot;
}

Result<Snapshot> read_snapshot(std::string_view text) {
  const json root = json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (!root.is_object() || !root.contains("schema_version"))
    return fail("not the JSON of `wardround check --format json`");
  const json* findings = array_of(root, "findings");
  const json* questions = array_of(root, "questions");
  if (!findings || !questions) return fail("the JSON has no `findings` and `questions`");
  Snapshot snapshot;
  if (const auto model = root.find("model"); model != root.end() && model->is_object())
    snapshot.digest = text_of(*model, "digest");
  for (const json& finding : *findings) {
    if (!finding.is_object() || text_of(finding, "id").empty())
      return fail("a finding of the JSON has no `id`");
    const bool manual = text_of(finding, "origin") == kManual;
    snapshot.findings[text_of(finding, "id")] = {text_of(finding, "title"),
                                                 text_of(finding, "certainty"),
                                                 text_of(finding, "status"),
                                                 claimed_risk(finding),
                                                 false,
                                                 std::string(manual ? kManual : "")};
  }
  for (const json& question : *questions) {
    if (!question.is_object() || text_of(question, "id").empty())
      return fail("a question of the JSON has no `id`");
    snapshot.questions[text_of(question, "id")] = text_of(question, "text");
  }
  return snapshot;
}

Change compare(const catalog::Catalog& catalog, const Assessment& assessment,
               const Snapshot& before, const Snapshot& after) {
  const Renames renames(catalog, assessment.model());
  Change change;
  std::map<std::string, Glance> earlier;
  for (const auto& [id, glance] : before.findings) earlier[renames.finding(id)] = glance;
  for (const auto& [id, glance] : after.findings) {
    const auto found = earlier.find(id);
    if (found == earlier.end()) {
      change.added.emplace_back(id, glance);
    } else if (std::tie(found->second.certainty, found->second.status) !=
                   std::tie(glance.certainty, glance.status) ||
               (!found->second.risk.empty() && found->second.risk != glance.risk)) {
      change.altered.push_back({id, found->second, glance});
    }
  }
  for (const auto& [id, glance] : earlier) {
    if (!after.findings.contains(id)) change.gone.emplace_back(id, glance);
  }
  std::map<std::string, std::string> asked_before;
  for (const auto& [id, question] : before.questions) asked_before[renames.question(id)] = question;
  for (const auto& [id, question] : after.questions) {
    if (!asked_before.contains(id)) change.asked.emplace_back(id, question);
  }
  for (const auto& [id, question] : asked_before) {
    if (!after.questions.contains(id)) change.settled.emplace_back(id, question);
  }
  return change;
}

Figures figures(const Snapshot& snapshot) {
  Figures all;
  all.questions = snapshot.questions.size();
  for (const auto& [id, glance] : snapshot.findings) {
    if (glance.status == name(threats::Status::cleared)) {
      ++all.cleared;
      continue;
    }
    if (glance.certainty == name(threats::Certainty::certain)) ++all.certain;
    if (glance.certainty == name(threats::Certainty::assumed)) ++all.assumed;
    if (glance.certainty == name(threats::Certainty::unverified)) ++all.unverified;
    if (glance.risk == name(risk::Word::urgent)) ++all.urgent;
    if (glance.risk == name(risk::Word::high)) ++all.high;
    if (glance.risk == name(risk::Word::medium)) ++all.medium;
    if (glance.risk == name(risk::Word::low)) ++all.low;
  }
  return all;
}

std::set<std::string> new_findings(const Change& change) {
  std::set<std::string> ids;
  for (const auto& [id, glance] : change.added) ids.insert(id);
  for (const auto& altered : change.altered) {
    if (altered.before.status == "cleared" || altered.before.certainty == "unverified")
      ids.insert(altered.id);
  }
  return ids;
}

std::string digest(const diag::Sources& sources, const Assessment& assessment) {
  std::string all;
  for (const model::SourceText& text : assessment.loaded.texts)
    all += sha256(sources.text(text.source));
  return sha256(all);
}

void mark_catalogue_only(const catalog::Catalog& catalog, const Change& same_catalogue,
                         const std::optional<catalog::Lock>& lock, Assessment& assessment,
                         Change& change) {
  const auto by_design = new_findings(same_catalogue), fresh = new_findings(change);
  const std::vector<bool> moved =
      lock ? catalog::moved_rules(*lock, catalog) : std::vector<bool>(catalog.rules.size());
  std::set<std::string> marked;
  const auto& findings = assessment.result.findings;
  assessment.catalogue_only.assign(findings.size(), false);
  for (std::size_t i = 0; i < findings.size(); ++i) {
    const threats::Finding& finding = findings[i];
    if (finding.status != threats::Status::open || catalog[finding.rule].manual) continue;
    const std::string id =
        threats::finding_id(catalog, assessment.model(), finding.weakness, finding.subject);
    if (by_design.contains(id) || (!fresh.contains(id) && !moved[finding.rule.index()])) continue;
    assessment.catalogue_only[i] = true;
    marked.insert(id);
  }
  for (auto& [id, glance] : change.added) glance.catalogue_only = marked.contains(id);
  for (auto& altered : change.altered) altered.after.catalogue_only = marked.contains(altered.id);
}

}  // namespace wardround::study
