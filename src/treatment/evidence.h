// Evidence: what tests have shown of which build, and what came in from outside (penetration
// tests, anomalies, known vulnerabilities). Kept in a file beside the model, one line a test
// result, so that a review sees what a build added and a merge is by lines.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.h"
#include "base/result.h"
#include "catalog/catalog.h"
#include "diag/diagnostic.h"
#include "treatment/junit.h"

namespace wardround::treatment {

// How far the tester stands from who built it (IEC 62443-4-1, SVV-5); nearer first.
enum class Independence : uint8_t { none, other_person, other_team, other_organisation };
[[nodiscard]] std::string_view name(Independence independence);
[[nodiscard]] std::optional<Independence> parse_independence(std::string_view word);
inline constexpr std::string_view kIndependenceWords[] = {"none", "other-person", "other-team",
                                                          "other-organisation"};

// One test, run on one build.
struct TestEvidence {
  std::string build;
  std::string test;
  Outcome result = Outcome::passed;
  std::optional<Outcome> before;  // another result that the same build had earlier
  TestKind kind = TestKind::mitigation;
  Date date;
  std::string tester, role;  // may be empty
  std::optional<Independence> independence;
  std::string file, sha256;  // where it was read
  diag::Span span;           // where it is recorded
};

// Something that was found by other means than the model, or said about that.
enum class ReportKind : uint8_t { pentest, anomaly, vulnerability, vex, patch };
inline constexpr std::string_view kReportKindWords[] = {"pentest", "anomaly", "vulnerability",
                                                        "vex", "patch"};
[[nodiscard]] std::string_view name(ReportKind kind);
[[nodiscard]] std::optional<ReportKind> parse_report_kind(std::string_view word);
// What is said of a vulnerability in a product, in the words of OpenVEX and CycloneDX.
inline constexpr std::string_view kVexWords[] = {
    "not_affected", "affected", "fixed",          "under_investigation",    "exploitable",
    "in_triage",    "resolved", "false_positive", "resolved_with_pedigree",
};
struct OutsideReport {
  std::string id;
  ReportKind kind = ReportKind::pentest;
  std::string title;
  std::optional<Date> date;  // when it was found, published; of patches: when it was installed
  std::string subject;       // an id of the model; may be empty
  std::string weakness;      // of the catalogue; may be empty
  std::vector<catalog::Stride> stride;  // each once, in their order
  std::vector<uint32_t> cwe;
  std::string status;      // of vulnerabilities and VEX: of kVexWords; else free
  bool exploited = false;  // somebody has done it: the tester, or attackers elsewhere
  // When it was first recorded, no finding and no decision spoke of it.
  bool escaped = false;
  // Since when it was predicted, as seen when it was recorded: decisions are renewed, models
  // change.
  std::optional<Date> predicted;
  std::string revision;      // of git, whose model had predicted it; empty: a decision had
  std::string reference;     // CVE, issue …
  std::string file, sha256;  // where it was read
  diag::Span span;
};

struct Evidence {
  std::vector<TestEvidence> tests;  // in the order of the file: by build, then test
  std::vector<OutsideReport> reports;
};

// "amps.model.yaml" -> "amps.evidence.yaml".
[[nodiscard]] std::string evidence_path(std::string_view model_path);

// "TI" or "T, I", in any case and order; nullopt if another letter is among them.
[[nodiscard]] std::optional<std::vector<catalog::Stride>> parse_stride(std::string_view text);
[[nodiscard]] std::string stride_text(const std::vector<catalog::Stride>& letters);
// "CWE-287", "287".
[[nodiscard]] std::optional<uint32_t> parse_cwe(std::string_view word);

// Reads the text of an evidence file; everything wrong is reported, the rest can be used.
[[nodiscard]] Evidence read_evidence(const diag::Sources& sources, diag::SourceId source,
                                     diag::Diagnostics& diagnostics);

struct Recorded {
  std::string text;  // of the file, afterwards
  std::size_t added = 0, changed = 0, same = 0;
};
// The text of an evidence file with these entries in it. An entry takes the place of the one with
// the same build and test, or the same report; a result that it had before is kept in `before`.
// Every other byte stays. Fails where entries do not stand one a line.
// Of a report that is there already, it stays known that it had escaped or was predicted.
[[nodiscard]] Result<Recorded> record(std::string_view old_text, const Evidence& news);

}  // namespace wardround::treatment
