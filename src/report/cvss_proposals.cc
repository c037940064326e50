// The proposed CVSS vectors of a finding, as a part of its page.
#include <fmt/core.h>

#include "report/explain.h"
#include "report/paint.h"
#include "risk/cvss_proposal.h"

namespace wardround::report {

namespace {

namespace cvss = risk::cvss;

class Block {
 public:
  explicit Block(const ScreenStyle& style) : style_(style) {}

  void vector(const cvss::Vector& vector) {
    const cvss::Scored scored = cvss::score(vector);
    entry(fmt::format("cvss {}", cvss::name(vector.version)),
          fmt::format("{} {}, proposed ({})", cvss::text(scored.score),
                      cvss::name(cvss::severity(scored.score)), scored.nomenclature));
    // A line of its own, to be copied.
    out_ += "    " + cvss::print(vector) + "\n";
  }
  void entry(std::string_view label, std::string_view text) {
    if (text.empty()) return;
    for (const std::string& line : paragraph(fmt::format("  {:<14}", label), text, style_.width))
      out_ += line + "\n";
  }
  std::string take() { return std::move(out_); }

 private:
  const ScreenStyle& style_;
  std::string out_;
};

void show(const risk::CvssProposal& proposal, Block& block) {
  block.vector(proposal.vector);
  // Neighbours with one reason share a line.
  for (std::size_t i = 0; i < proposal.choices.size();) {
    const risk::CvssChoice& choice = proposal.choices[i];
    std::string metrics;
    for (; i < proposal.choices.size() && proposal.choices[i].reason == choice.reason; ++i) {
      metrics += fmt::format("{}{}:{}", metrics.empty() ? "" : " ", proposal.choices[i].metric,
                             proposal.choices[i].value);
    }
    block.entry("  " + metrics, choice.reason + (choice.unknown ? ": scored worse" : ""));
  }
}

void show(const risk::RubricProposal& proposal, Block& block) {
  block.vector(proposal.vector);
  std::string answers, unknown;
  for (const risk::RubricLine& line : proposal.answers) {
    if (line.answer == risk::RubricAnswer::unknown) {
      unknown += fmt::format("{}{}", unknown.empty() ? "" : ", ", line.id);
    } else if (line.answer != risk::RubricAnswer::none) {
      answers +=
          fmt::format("{}{} {}", answers.empty() ? "" : ", ", line.id, risk::name(line.answer));
    }
  }
  block.entry("  rubric", answers);
  block.entry("  unknown", unknown.empty() ? "" : unknown + ": scored worse");
}

}  // namespace

std::string cvss_proposals(const View& view, std::size_t finding, const ScreenStyle& style) {
  const risk::Grounds grounds{view.catalog, view.model(), view.result(),
                              view.result().findings[finding], view.assessment.reach[finding]};
  Block block(style);
  if (const auto proposal = risk::propose_cvss4(grounds)) show(*proposal, block);
  if (const auto proposal = risk::propose_by_rubric(grounds)) show(*proposal, block);
  return block.take();
}

}  // namespace wardround::report
