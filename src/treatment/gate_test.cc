#include "treatment/gate.h"

#include <gtest/gtest.h>

namespace wardround::treatment {
namespace {

using enum threats::Certainty;
using enum risk::Word;
using threats::Status;

struct Row {
  const char* what;
  Gate gate;
  Gated finding;
  bool fails;
};

constexpr Gate kNone{};
constexpr Gate kPull{.baseline = true};
constexpr Gate kRelease{.release = true};

Gated gated(threats::Certainty certainty, risk::Word word) {
  Gated finding;
  finding.certainty = certainty;
  finding.claimed = finding.verified = word;
  return finding;
}
Gated decided(Gated finding) {
  finding.decided = true;
  return finding;
}
Gated answered(Gated finding) {
  finding.decided = finding.answered = true;
  return finding;
}
Gated known(Gated finding) {
  finding.known_before = true;
  return finding;
}
Gated built(Gated finding) {  // cleared by what is built; nothing of it is verified
  finding.status = Status::cleared;
  finding.claimed.reset();
  finding.decided = true;
  return finding;
}
Gated verified(Gated finding) {
  finding = built(finding);
  finding.verified.reset();
  return finding;
}

Gated by_catalogue(Gated finding) {
  finding.catalogue_only = true;
  return finding;
}

TEST(Gate, Table) {
  const Row rows[] = {
      {"no baseline", kNone, gated(certain, urgent), false},
      {"new", kPull, gated(certain, high), true},
      {"new, by a typical default", kPull, gated(assumed, high), true},
      {"unknown", kPull, gated(unverified, urgent), false},
      {"was there", kPull, known(gated(certain, urgent)), false},
      {"below", kPull, gated(certain, medium), false},
      {"below, asked for", {.baseline = true, .fail_on = low}, gated(certain, low), true},
      {"the gate is open", {.baseline = true, .fail_on = {}}, gated(certain, urgent), false},
      {"decided", kPull, decided(gated(certain, urgent)), false},
      {"accepted", kPull, answered(gated(certain, urgent)), false},
      {"cleared", kPull, built(gated(certain, urgent)), false},
      {"release: open", kRelease, gated(certain, high), true},
      {"release: unknown counts as worst", kRelease, gated(unverified, high), true},
      {"release: was there", kRelease, known(gated(certain, high)), true},
      {"release: planned is not built", kRelease, decided(gated(certain, high)), true},
      {"release: accepted", kRelease, answered(gated(certain, high)), false},
      {"release: built, not verified", kRelease, built(gated(certain, high)), true},
      {"release: verified", kRelease, verified(gated(certain, high)), false},
      {"release: below", kRelease, gated(certain, medium), false},
      {"release: open gate", {.release = true, .fail_on = {}}, gated(certain, urgent), false},
      {"only the catalogue: no baseline", kNone, by_catalogue(gated(certain, urgent)), false},
      {"only the catalogue", kPull, by_catalogue(gated(certain, urgent)), false},
      {"only the catalogue, assumed", kPull, by_catalogue(gated(assumed, urgent)), false},
      {"only the catalogue, unknown", kPull, by_catalogue(gated(unverified, urgent)), false},
      {"only the catalogue, was there", kPull, by_catalogue(known(gated(certain, urgent))), false},
      {"only the catalogue, decided", kPull, by_catalogue(decided(gated(certain, urgent))), false},
      {"only the catalogue, asked for low",
       {.baseline = true, .fail_on = low},
       by_catalogue(gated(certain, low)),
       false},
      {"release, only the catalogue", kRelease, by_catalogue(gated(certain, high)), true},
      {"release, only the catalogue, assumed", kRelease, by_catalogue(gated(assumed, high)), true},
      {"release, only the catalogue, unknown", kRelease, by_catalogue(gated(unverified, high)),
       true},
      {"release, only the catalogue, planned", kRelease,
       by_catalogue(decided(gated(certain, high))), true},
      {"release, only the catalogue, accepted", kRelease,
       by_catalogue(answered(gated(certain, high))), false},
      {"release, only the catalogue, verified", kRelease,
       by_catalogue(verified(gated(certain, high))), false},
      {"release, only the catalogue, below", kRelease, by_catalogue(gated(certain, medium)), false},
  };
  for (const Row& row : rows) EXPECT_EQ(fails(row.gate, row.finding), row.fails) << row.what;
}

}  // namespace
}  // namespace wardround::treatment
