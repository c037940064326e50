// Manual findings at their subjects.
#include <algorithm>

#include "threats/finding.h"

namespace wardround::threats {
namespace {

constexpr lang::KindSet kSubjects = (1u << lang::kRuleKinds) - 1;
constexpr lang::KindSet kHarmful = lang::kinds(lang::Kind::harm, lang::Kind::hazardous_situation);

std::vector<std::string_view> ids_of(const model::Model& model, lang::KindSet kinds) {
  std::vector<std::string_view> ids;
  for (const model::Subject& subject : model.subjects) {
    if (lang::has(kinds, subject.kind)) ids.push_back(subject.id);
  }
  return ids;
}

// Invalid, and reported, if the model has no such subject.
SubjectId find(catalog::Reporting& reporting, const model::Model& model, lang::KindSet kinds,
               diag::Kind otherwise, const catalog::Manual::Word& word) {
  const SubjectId found = model.find(word.text);
  if (found.valid() && lang::has(kinds, model[found].kind)) return found;
  const bool suggest = reporting.diagnostics.unsorted().size() <= catalog::kSuggestions;
  catalog::report_word(reporting, otherwise, word.span, word.text, {word.text},
                       suggest ? ids_of(model, kinds) : std::vector<std::string_view>());
  return {};
}

}  // namespace

const Stated* stated_of(const Result& result, const Finding& finding) {
  const auto found = std::ranges::find(result.stated, finding.rule, &Stated::rule);
  return found == result.stated.end() ? nullptr : &*found;
}

std::vector<Stated> place(catalog::Reporting reporting, const model::Model& model,
                          const std::vector<catalog::Manual>& manual) {
  std::vector<Stated> all;
  for (const catalog::Manual& one : manual) {
    Stated stated{one.added,  {},
                  {},         !one.loses_stated,
                  one.by,     one.role,
                  one.reason, one.report.text,
                  one.date,   one.weakness.span};
    stated.subject = find(reporting, model, kSubjects, diag::Kind::unknown_subject, one.subject);
    for (const catalog::Manual::Word& word : one.leads_to) {
      const SubjectId harm = find(reporting, model, kHarmful, diag::Kind::manual_leads_to, word);
      if (harm.valid()) stated.leads_to.push_back(harm);
    }
    for (const catalog::Answer& answer : one.rule.answered_by) {
      for (const catalog::Use& use : answer.all) {
        if (!use.at.text.empty())
          find(reporting, model, kSubjects, diag::Kind::unknown_subject, {use.at.text, use.span});
      }
    }
    stated.leads_only = stated.leads_only && !stated.leads_to.empty();
    if (stated.subject.valid()) all.push_back(std::move(stated));
  }
  return all;
}

}  // namespace wardround::threats
