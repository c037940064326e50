#include "assurance/canonical.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <vector>

#include "base/sha256.h"
#include "model/fields.h"

namespace wardround::assurance {
namespace {

using lang::FactId;
using lang::Provenance;
using lang::SubjectId;

// Lists of which only the members count. The route of an update is an order, and so are steps.
bool is_set(const model::FieldInfo& info) {
  using model::Shape;
  const bool list = info.shape == Shape::reference || info.shape == Shape::references ||
                    info.shape == Shape::causes || info.shape == Shape::findings ||
                    info.shape == Shape::control_ids;
  return list && info.relation != lang::Relation::route;
}

// What leads to another subject.
bool is_drawn(const model::FieldInfo& info) {
  return info.relation.has_value() || info.shape == model::Shape::path ||
         info.shape == model::Shape::reference || info.shape == model::Shape::references;
}

class Saying {
 public:
  Saying(const catalog::Catalog& catalog, const model::Model& model, Said said)
      : catalog_(catalog), model_(model), said_(said), controls_(model.subjects.size()) {
    const auto& facts = catalog.vocabulary.facts;
    for (std::size_t i = 0; i < facts.size(); ++i) {
      for (std::size_t kind = 0; kind < lang::kKinds; ++kind) {
        if (lang::has(facts[i].subjects, static_cast<lang::Kind>(kind)))
          facts_[kind].push_back(FactId(i));
      }
    }
    for (const model::ControlUse& use : model.controls)
      controls_[use.at.index()].push_back(text_of(use));
  }

  // One sorted line for each thing that is said. Values are quoted by their length, so that none
  // can pass for two.
  std::string text(SubjectId id) {
    const model::Subject& subject = model_[id];
    lines_.clear();
    add("kind", lang::name(subject.kind));
    add("name", subject.name);
    if (subject.parent.valid()) add("in", model_[subject.parent].id);
    for (const lang::TypeId type : model_.universe.types[id])
      add("type", catalog_.vocabulary[type].id);
    if (model_.universe.type_open[id.index()]) add("type", "?");
    for (const model::Field& field : subject.fields) add_field(subject.kind, field);
    if (said_ == Said::everything) {
      add("external_id", subject.external_id);
      for (const std::string& former : subject.was) add("was", former);
      for (const FactId fact : facts_[static_cast<std::size_t>(subject.kind)]) add_fact(id, fact);
      for (const std::string& control : controls_[id.index()]) add("control", control);
    }
    std::ranges::sort(lines_);
    std::string out;
    for (const std::string& line : lines_) out += line;
    return out;
  }

 private:
  void add(std::string_view key, std::string_view value) {
    if (!value.empty()) lines_.push_back(fmt::format("{} {} {}\n", key, value.size(), value));
  }

  void add_field(lang::Kind kind, const model::Field& field) {
    const model::FieldInfo* info = model::find_field(model::section_of(kind), field.name);
    if (said_ == Said::drawn && (info == nullptr || !is_drawn(*info))) return;
    if (info == nullptr || !is_set(*info)) {
      add("field " + field.name, field.text);
      return;
    }
    const std::string_view text = field.text;  // members joined with ", "
    for (std::size_t at = 0; at < text.size();) {
      const std::size_t end = std::min(text.find(", ", at), text.size());
      add("field " + field.name, text.substr(at, end - at));
      at = end + 2;
    }
  }

  void add_fact(SubjectId id, FactId fact) {
    const lang::Cell cell = model_.universe.cell(fact, id);
    if (cell.provenance != Provenance::stated) return;
    const lang::Fact& info = catalog_.vocabulary[fact];
    add("fact " + info.id, lang::value_text(model_.universe, info, cell.value));
  }

  std::string text_of(const model::ControlUse& use) const {
    std::vector<std::string> parts;
    for (const auto& [parameter, value] : use.parameters)
      parts.push_back(fmt::format("{}={}", parameter, value));
    for (const SubjectId except : use.not_on) parts.push_back("not on " + model_[except].id);
    std::ranges::sort(parts);
    return fmt::format("{} {} {}", catalog_[use.control].id,
                       use.status == model::Status::implemented ? "implemented" : "planned",
                       fmt::join(parts, " "));
  }

  const catalog::Catalog& catalog_;
  const model::Model& model_;
  Said said_;
  std::array<std::vector<FactId>, lang::kKinds> facts_;
  std::vector<std::vector<std::string>> controls_;  // by subject
  std::vector<std::string> lines_;
};

std::string digest_of(Saying& saying, SubjectId subject) {
  return sha256(saying.text(subject)).substr(0, kSubjectDigits);
}

}  // namespace

std::map<std::string, std::string> subject_digests(const catalog::Catalog& catalog,
                                                   const model::Model& model, Said said) {
  std::map<std::string, std::string> digests;
  Saying saying(catalog, model, said);
  for (std::size_t i = 0; i < model.subjects.size(); ++i) {
    const model::Subject& subject = model.subjects[i];
    if (subject.generated && subject.kind == lang::Kind::hazardous_situation) continue;
    digests.emplace(subject.id, digest_of(saying, SubjectId(i)));
  }
  return digests;
}

std::string subject_digest(const catalog::Catalog& catalog, const model::Model& model,
                           SubjectId subject, Said said) {
  Saying saying(catalog, model, said);
  return digest_of(saying, subject);
}

std::string canonical_digest(const std::map<std::string, std::string>& subjects) {
  std::string all;
  for (const auto& [id, digest] : subjects) all += fmt::format("{} {}\n", id, digest);
  return sha256(all);
}

}  // namespace wardround::assurance
