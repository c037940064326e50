// The words of a finding: templates of the catalogue filled in with the names of the model.
#include <fmt/core.h>

#include "base/concat.h"
#include "model/fields.h"
#include "threats/finding.h"

namespace wardround::threats {

std::string_view name(Certainty certainty) {
  switch (certainty) {
    case Certainty::unverified:
      return "unverified";
    case Certainty::assumed:
      return "assumed";
    case Certainty::certain:
      return "certain";
  }
  return "";
}

std::string_view name(Status status) {
  return status == Status::open ? "open" : "cleared";
}

std::string_view name(Answering answering) {
  switch (answering) {
    case Answering::implemented:
      return "implemented";
    case Answering::planned:
      return "planned";
    case Answering::insufficient:
      return "insufficient";
    case Answering::absent:
      return "absent";
  }
  return "";
}

std::string finding_id(const catalog::Catalog& catalog, const model::Model& model,
                       WeaknessId weakness, SubjectId subject) {
  return concat({catalog[weakness].id, "@", model.universe.ids[subject.index()]});
}

std::string title(const catalog::Catalog& catalog, const model::Model& model,
                  const Finding& finding) {
  return concat(
      {catalog[finding.weakness].title, ": ", model.universe.names[finding.subject.index()]});
}

namespace {

constexpr std::size_t kSentence = 256;  // bytes that hold most scenarios

}  // namespace

std::string scenario(const catalog::Catalog& catalog, const model::Model& model,
                     const Finding& finding) {
  const catalog::Threat& threat = catalog[finding.rule].threat;
  const lang::World world{&catalog.vocabulary, &model.universe, lang::Typical::as_value, nullptr};
  std::string sentence;
  sentence.reserve(kSentence);
  const auto append = [&](const std::optional<lang::Template>& part, std::string_view before) {
    if (!part) return;
    if (!sentence.empty()) sentence += before;
    lang::fill_behind(sentence, world, *part, finding.subject);
  };
  append(threat.actor, "");
  append(threat.action, " ");
  append(threat.thing, " ");
  append(threat.result, ", so that ");
  if (!sentence.empty()) sentence += '.';
  return sentence;
}

std::string_view question_word(const catalog::Catalog& catalog, const model::Model& model,
                               const Question& question) {
  if (question.fact.valid()) return catalog.vocabulary[question.fact].id;
  if (question.relation) {
    for (const model::FieldInfo& field :
         model::section_of(model.universe.kind(question.subject)).fields) {
      if (field.relation == question.relation) return field.name;
    }
    return lang::info(*question.relation).name;
  }
  return model.universe.kind(question.subject) == lang::Kind::flow ? "protocol" : "type";
}

std::string question_id(const catalog::Catalog& catalog, const model::Model& model,
                        const Question& question) {
  return concat(
      {model.universe.ids[question.subject.index()], ".", question_word(catalog, model, question)});
}

std::string question_text(const catalog::Catalog& catalog, const model::Model& model,
                          const Question& question) {
  const lang::Kind kind = model.universe.kind(question.subject);
  const std::string& name = model.universe.names[question.subject.index()];
  if (question.fact.valid()) {
    const lang::Fact& fact = catalog.vocabulary[question.fact];
    const auto text = catalog.questions.find({question.fact, kind});
    const lang::World world{&catalog.vocabulary, &model.universe, lang::Typical::as_value, nullptr};
    if (text != catalog.questions.end()) return lang::fill(world, text->second, question.subject);
    return fmt::format("What is `{}` of {}?", fact.id, name);
  }
  if (question.relation == lang::Relation::sends)
    return fmt::format("What data does {} send?", name);
  if (question.relation == lang::Relation::returns)
    return fmt::format("What data comes back over {}?", name);
  if (question.relation) {
    return fmt::format("{} {} whom or what?", name, lang::info(*question.relation).text);
  }
  if (kind == lang::Kind::flow) return fmt::format("Which protocol does {} use?", name);
  return fmt::format("Of which type is {}?", name);
}

const std::vector<catalog::Stride>& stride_of(const catalog::Catalog& catalog,
                                              const Finding& finding) {
  const auto& own = catalog[finding.rule].stride;
  return own.empty() ? catalog[finding.weakness].stride : own;
}

const std::vector<uint32_t>& cwe_of(const catalog::Catalog& catalog, const Finding& finding) {
  const auto& own = catalog[finding.rule].cwe;
  return own.empty() ? catalog[finding.weakness].cwe : own;
}

const std::vector<std::string>& imdrf_of(const catalog::Catalog& catalog, const Finding& finding) {
  const auto& own = catalog[finding.rule].imdrf;
  return own.empty() ? catalog[finding.weakness].imdrf : own;
}

}  // namespace wardround::threats
