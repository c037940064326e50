// Is a control verified? Derived from evidence, never written: for one build, every test of the
// requirements that ask for it has passed, and at least one attempt to defeat it has failed to
// (IEC 62443-4-1, SVV-2). A test that fails, or that is not there any more, takes it back.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "risk/rating.h"
#include "treatment/evidence.h"
#include "treatment/requirement.h"

namespace wardround::treatment {

enum class VerificationState : uint8_t {
  verified,
  stale,     // the evidence is of another build
  failing,   // a test failed, or an attempt to defeat it succeeded
  vanished,  // a test ran on an earlier build and not on this one, though others did
  missing,   // a requirement, a test, or something about its evidence
};
[[nodiscard]] std::string_view name(VerificationState state);

struct Verification {
  VerificationState state = VerificationState::missing;
  std::string because;                 // what decided; names in backticks
  std::vector<SubjectId> requirement;  // those that ask for it
};

// `wanted`, or else the newest build of the evidence: by date, then by where it stands. "" if there
// is none.
[[nodiscard]] std::string build_of(const Evidence& evidence, std::string_view wanted);

// The recorded results of a test as a requirement names it, for one build: a name without a class
// stands for it in every class.
[[nodiscard]] std::vector<const TestEvidence*> results_of(const Evidence& evidence,
                                                          std::string_view test,
                                                          std::string_view build);

// By use of a control, in the order of `model.controls`.
[[nodiscard]] std::vector<Verification> verify_controls(const catalog::Catalog& catalog,
                                                        const model::Model& model,
                                                        const threats::Result& result,
                                                        const Evidence& evidence,
                                                        std::string_view build);

// Fills in `verified_word`: the residual risk if only verified controls were there; never less than
// what is claimed. What reports say was done counts there too. Findings are those of `result`,
// ratings those of risk::rate for it.
void rate_verified(const catalog::Catalog& catalog, const model::Model& model,
                   const threats::Result& result, const std::vector<Verification>& verifications,
                   const std::vector<OutsideReport>& reports, const risk::Policy& policy,
                   std::vector<risk::Rating>& ratings);

}  // namespace wardround::treatment
