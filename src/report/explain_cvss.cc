// `explain` for a CVSS vector: what each metric means and counts for, and how the score comes
// about; and what is wrong with a text that was meant as one.
#include <fmt/core.h>

#include <algorithm>

#include "diag/excerpt.h"
#include "report/explain.h"
#include "report/paint.h"

namespace wardround::report {

namespace {

namespace cvss = risk::cvss;

Ink ink_of(cvss::Severity severity) {
  switch (severity) {
    case cvss::Severity::critical:
    case cvss::Severity::high:
      return Ink::red;
    case cvss::Severity::medium:
      return Ink::yellow;
    default:
      return Ink::plain;
  }
}

std::string score_text(cvss::Score score) {
  return fmt::format("{} {}", cvss::text(score), cvss::name(cvss::severity(score)));
}

class Sheet {
 public:
  Sheet(const cvss::Vector& vector, const ScreenStyle& style)
      : vector_(vector), style_(style), scored_(cvss::score(vector)) {}

  std::string write() {
    title();
    scores();
    constexpr std::array kGroups{cvss::Group::base, cvss::Group::threat, cvss::Group::environmental,
                                 cvss::Group::supplemental};
    for (const cvss::Group group : kGroups) metrics_of(group);
    not_defined();
    head("how the score comes about");
    if (vector_.version == cvss::Version::v4_0) {
      interpolation();
    } else {
      formula();
    }
    return std::move(out_);
  }

 private:
  void line(std::string_view text) { out_ += paint(text, Ink::plain, false) + "\n"; }
  void head(std::string_view text) { out_ += paint(text, Ink::bold, style_.colour) + "\n"; }
  void entry(std::string_view label, std::string_view text) {
    for (const std::string& part : paragraph(fmt::format("  {:<16}", label), text, style_.width))
      out_ += part + "\n";
  }

  // Broken before a metric, where it is longer than a line.
  void title() {
    const std::string text = cvss::print(vector_);
    std::string part;
    for (std::size_t at = 0; at < text.size();) {
      const std::size_t end = std::min(text.find('/', at + 1), text.size());
      if (part.size() + (end - at) > style_.width) {
        head(part);
        part = "  ";
      }
      part += text.substr(at, end - at);
      at = end;
    }
    head(part);
  }

  void scores() {
    out_ += fmt::format(
        "  {:<16}{} ({})\n", "score",
        paint(score_text(scored_.score), ink_of(cvss::severity(scored_.score)), style_.colour),
        scored_.nomenclature);
    const bool four = vector_.version == cvss::Version::v4_0;
    if (scored_.nomenclature != (four ? "CVSS-B" : "base score"))
      entry(four ? "CVSS-B" : "base", score_text(scored_.base));
    if (scored_.environmental && scored_.temporal) entry("temporal", score_text(*scored_.temporal));
  }

  // What a metric counts for, if it does; for a metric of 4.0 that is defined, steps below the
  // worst.
  std::string weight(std::string_view metric) const {
    for (const cvss::Weight& weight : scored_.breakdown.weights) {
      if (weight.from == metric) return weight.weight;
    }
    return "-";
  }

  void metrics_of(cvss::Group group) {
    const auto table = cvss::metrics(vector_.version);
    bool any = false;
    for (std::size_t i = 0; i < table.size(); ++i) {
      if (table[i].group != group || vector_[i].id == "X") continue;
      if (!any) head(fmt::format("{} metrics", cvss::name(group, vector_.version)));
      any = true;
      const std::string label = fmt::format("{}:{}", table[i].id, vector_[i].id);
      entry(fmt::format("{:<10}{}", label, weight(table[i].id)),
            fmt::format("{}: {} ({})", table[i].name, vector_[i].name, vector_[i].meaning));
    }
  }

  // 4.0 takes the worst for these; in 3.x what is not defined changes nothing.
  void not_defined() {
    std::string taken;
    for (const cvss::Weight& weight : scored_.breakdown.weights) {
      if (weight.from.empty())
        taken += fmt::format("{}{}:{}", taken.empty() ? "" : ", ", weight.metric, weight.value);
    }
    if (taken.empty()) return;
    head("not defined, so the worst is taken");
    line("  " + taken);
  }

  void figures() {
    for (const cvss::Figure& figure : scored_.breakdown.figures)
      line(fmt::format("  {:<42}{}", figure.name, figure.value));
  }

  void formula() {
    figures();
    const std::string total = scored_.environmental ? cvss::text(*scored_.environmental)
                              : scored_.temporal    ? cvss::text(*scored_.temporal)
                                                    : cvss::text(scored_.base);
    line(fmt::format("  {:<42}{}", scored_.nomenclature, total));
    for (const std::string& part :
         paragraph("  ",
                   vector_.version == cvss::Version::v3_0
                       ? "3.0 rounds up to the next tenth, however little is above it."
                       : "3.1 rounds to five decimals and then up to the next tenth.",
                   style_.width))
      out_ += part + "\n";
  }

  void interpolation() {
    const cvss::Breakdown& breakdown = scored_.breakdown;
    entry("macro vector", fmt::format("{}; its worst vector scores {}", breakdown.macro_vector,
                                      cvss::text(breakdown.macro_score)));
    if (breakdown.equivalences.empty()) {
      entry("no impact", "nothing is lost anywhere: the score is 0.0");
      return;
    }
    line("  group     level  steps below   next lower  about");
    for (const cvss::Equivalence& group : breakdown.equivalences) {
      line(fmt::format("  {:<10}{:<7}{:<14}{:<12}{}", group.name, group.level,
                       fmt::format("{} of {}", group.distance, group.depth),
                       group.next ? cvss::text(*group.next) : "none", group.title));
    }
    figures();
    std::string how =
        "The worst vector's score, less the mean of what each group with a next lower macro "
        "vector is worth: its share of the steps times what lies between the two scores.";
    if (breakdown.tie) {
      how +=
          " It lies exactly between two tenths: a half goes up, as in FIRST's calculator, which "
          "adds 0.000001 before it rounds.";
    }
    for (const std::string& part : paragraph("  ", how, style_.width)) out_ += part + "\n";
  }

  const cvss::Vector& vector_;
  const ScreenStyle& style_;
  cvss::Scored scored_;
  std::string out_;
};

}  // namespace

bool is_cvss(std::string_view text) {
  constexpr std::string_view kPrefix = "cvss:";
  if (text.find('/') != std::string_view::npos && text.starts_with("AV:")) return true;
  return text.size() >= kPrefix.size() &&
         std::ranges::equal(text.substr(0, kPrefix.size()), kPrefix,
                            [](char a, char b) { return (a | 0x20) == b || a == b; });
}

std::string explain_cvss(const cvss::Vector& vector, const ScreenStyle& style) {
  return Sheet(vector, style).write();
}

std::string cvss_mistakes(std::string_view text, const std::vector<cvss::Problem>& problems,
                          const ScreenStyle& style) {
  diag::Sources sources;
  const diag::SourceId source = sources.add("vector", std::string(text));
  std::string out;
  for (const cvss::Problem& problem : problems) {
    const diag::Span span{source, static_cast<uint32_t>(problem.begin),
                          static_cast<uint32_t>(problem.end)};
    const diag::Excerpt shown = diag::excerpt(sources, span, style.width - 2);
    out += fmt::format("{}: {}\n  {}\n  {}\n", paint("error", Ink::red, style.colour),
                       paint(problem.reason, Ink::plain, false), shown.line,
                       paint(shown.caret, Ink::red, style.colour));
  }
  return out;
}

}  // namespace wardround::report
