// From threats to software and back: which requirement answers which finding, which control
// realises it, which tests have shown so on which build; and where a link is missing.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "treatment/verification.h"

namespace wardround::treatment {

struct TracedControl {
  std::size_t use = 0;  // into Model::controls
  Verification verification;
};
struct TracedTest {
  std::string name;  // as the requirement has it
  TestKind kind = TestKind::mitigation;
  std::vector<const TestEvidence*> results;  // of the build; none: it did not run
};
// Everything that hangs on one requirement.
struct Chain {
  Requirement requirement;
  std::vector<std::size_t> findings;  // into result.findings
  std::vector<TracedControl> controls;
  std::vector<TracedTest> tests;
  std::vector<SubjectId> software;  // that it is allocated to, or that runs where it is
};
struct Gap {
  diag::Span span;
  std::string id;    // of the requirement or finding
  std::string text;  // a sentence without its full stop; names in backticks
};
struct Trace {
  std::string build;
  std::vector<Chain> chains;  // in the order of requirements
  std::vector<Gap> gaps;      // requirements first, then findings
};

// `evidence` must outlive what comes back.
[[nodiscard]] Trace trace(const catalog::Catalog& catalog, const model::Model& model,
                          const threats::Result& result, const Evidence& evidence,
                          std::string_view build);

// Only what hangs on `id`: a finding, requirement, control, place, test or software. False if
// nothing does.
[[nodiscard]] bool narrow(Trace& trace, const catalog::Catalog& catalog, const model::Model& model,
                          const threats::Result& result, std::string_view id);

}  // namespace wardround::treatment
