#include "report/annotations.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <set>

namespace wardround::report {

using threats::Certainty;
using threats::Finding;
using threats::Status;

std::string_view name(Level level) {
  switch (level) {
    case Level::error:
      return "error";
    case Level::warning:
      return "warning";
    case Level::note:
      return "note";
  }
  return "";
}

namespace {

// By risk::Word, of what is claimed to be built.
struct Row {
  Grade certain, assumed;
};
constexpr std::array<Row, risk::kWords> kGrades = {{
    {{Level::warning, "2.0", "minor"}, {Level::note, "1.0", "info"}},         // low
    {{Level::warning, "5.0", "minor"}, {Level::warning, "4.0", "minor"}},     // medium
    {{Level::error, "7.5", "critical"}, {Level::warning, "6.0", "major"}},    // high
    {{Level::error, "9.5", "blocker"}, {Level::warning, "8.0", "critical"}},  // urgent
}};

bool holds(const Finding& finding) {
  return finding.status == Status::open && finding.certainty != Certainty::unverified;
}
bool waits(const Finding& finding) {
  return finding.status == Status::open && finding.certainty == Certainty::unverified;
}

std::string titles(const View& view, const std::vector<std::size_t>& findings) {
  constexpr std::size_t kMost = 5;
  std::string text;
  for (std::size_t i = 0; i < findings.size() && i < kMost; ++i) {
    text += (i == 0 ? "" : "; ") +
            threats::title(view.catalog, view.model(), view.result().findings[findings[i]]);
  }
  if (findings.size() > kMost) text += fmt::format("; {} more", findings.size() - kMost);
  return text;
}

void sentence(std::string& text, std::string_view label, std::string_view body) {
  if (body.empty()) return;
  text += fmt::format("{}{}{}{}", text.empty() ? "" : " ", label, body,
                      body.ends_with('.') || body.ends_with('?') ? "" : ".");
}

}  // namespace

Grade grade_of(const View& view, std::size_t index) {
  const Finding& finding = view.result().findings[index];
  const risk::Rating& rating = view.assessment.ratings[index];
  const Row& row = kGrades[static_cast<std::size_t>(rating.claimed_word.value_or(rating.word))];
  Grade grade = finding.certainty == Certainty::certain ? row.certain : row.assumed;
  if (finding.certainty == Certainty::unverified) grade = {Level::note, "", "info"};
  if (view.catalog[finding.weakness].kind == catalog::FindingKind::safety_design) grade.score = {};
  return grade;
}

std::vector<Annotation> annotations(const View& view) {
  const threats::Result& result = view.result();
  std::vector<Annotation> all;
  std::vector<std::size_t> rank(result.findings.size());
  std::vector<bool> waiting(result.findings.size());
  for (std::size_t i = 0; i < view.assessment.finding_order.size(); ++i) {
    const std::size_t index = view.assessment.finding_order[i];
    rank[index] = i;
    waiting[index] = waits(result.findings[index]);
    if (holds(result.findings[index]))
      all.push_back({Annotation::Kind::finding, index, {index}, grade_of(view, index)});
  }
  for (const std::size_t q : view.assessment.question_order) {
    Annotation annotation{Annotation::Kind::question, q, {}, {Level::note, "", "info"}};
    for (const std::size_t index : result.questions[q].findings) {
      if (!waiting[index]) continue;
      waiting[index] = false;
      annotation.findings.push_back(index);
    }
    std::ranges::sort(annotation.findings, {}, [&](std::size_t index) { return rank[index]; });
    if (!annotation.findings.empty()) all.push_back(std::move(annotation));
  }
  for (const std::size_t index : view.assessment.finding_order) {
    if (waiting[index])
      all.push_back({Annotation::Kind::finding, index, {index}, grade_of(view, index)});
  }
  return all;
}

std::string_view rule_of(const View& view, const Annotation& annotation) {
  if (annotation.is_question()) return kOpenQuestion;
  return view.catalog[view.result().findings[annotation.index].weakness].id;
}

std::string id_of(const View& view, const Annotation& annotation) {
  if (!annotation.is_question()) return finding_id(view, annotation.index);
  return threats::question_id(view.catalog, view.model(),
                              view.result().questions[annotation.index]);
}

std::string title_of(const View& view, const Annotation& annotation) {
  if (!annotation.is_question()) {
    return threats::title(view.catalog, view.model(), view.result().findings[annotation.index]);
  }
  return threats::question_text(view.catalog, view.model(),
                                view.result().questions[annotation.index]);
}

std::string text_of(const View& view, const Annotation& annotation) {
  std::string text;
  if (!annotation.is_question()) {
    const Finding& finding = view.result().findings[annotation.index];
    sentence(text, "", threats::scenario(view.catalog, view.model(), finding));
    sentence(text, finding.certainty == Certainty::assumed ? "Assumed, because " : "Because ",
             why_text(view, finding));
    sentence(text, "Harm: ", worst_harm_text(view, annotation.index));
    sentence(text, "Fix: ", remedy_text(view, finding));
    return text;
  }
  const std::size_t count = annotation.findings.size();
  sentence(text,
           fmt::format("{} on the answer: ", count == 1 ? "This threat depends"
                                                        : fmt::format("{} threats depend", count)),
           titles(view, annotation.findings));
  sentence(text, "Worst harm: ", worst_harm_text(view, annotation.findings.front()));
  sentence(text, "Answer with: ",
           fmt::format("wardround answer {}{}{}", id_of(view, annotation),
                       view.argument.empty() ? "" : " ", view.argument));
  if (text.ends_with('.')) text.pop_back();  // what is to be typed ends with its last word
  return text;
}

diag::Span span_of(const View& view, const Annotation& annotation) {
  const lang::SubjectId subject = !annotation.is_question()
                                      ? view.result().findings[annotation.index].subject
                                      : view.result().questions[annotation.index].subject;
  return view.model()[subject].span;
}

std::string fingerprint(std::string_view id) {
  uint64_t hash = 0xcbf29ce484222325u;  // FNV-1a
  for (const char c : id) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3u;
  return fmt::format("{:016x}", hash);
}

std::vector<std::string> model_names(const std::vector<View>& views) {
  std::vector<std::string> names;
  std::set<std::string> taken;
  for (const View& view : views) {
    const std::string id = view.model().subjects.empty() ? "model" : view.model().subjects[0].id;
    std::string name = id;
    for (int n = 2; !taken.insert(name).second; ++n) name = fmt::format("{}-{}", id, n);
    names.push_back(std::move(name));
  }
  return names;
}

}  // namespace wardround::report
