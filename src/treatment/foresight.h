// Did we know? What came in from outside (penetration tests, anomalies, vulnerabilities) against
// what the model and its decisions say: a report was predicted if a decision or a manual finding
// that is older than it speaks of the same weakness at the same place, or if a revision of git that
// is older did; it escaped if nothing did when it was recorded.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "risk/rating.h"
#include "treatment/evidence.h"
#include "treatment/judge.h"

namespace wardround::treatment {

enum class Foresight : uint8_t {
  predicted,  // something spoke of it before: a decision, a manual finding, a revision of git
  escaped,    // no finding and no decision speaks of it, or none did when it was recorded
  undated,    // something speaks of it, and nothing shows that it did so before the report
  unplaced,   // the report does not say where it is, or not what is wrong
};
[[nodiscard]] std::string_view name(Foresight foresight);

// What a report and a finding have in common besides the place; closer first.
enum class Likeness : uint8_t { weakness, cwe, stride };
[[nodiscard]] std::string_view name(Likeness likeness);

struct ReportMatch {
  std::vector<std::size_t> findings;   // into result.findings, ascending
  std::vector<std::size_t> decisions;  // into Decisions::all: also on findings that are gone
  Likeness likeness = Likeness::weakness;
};
struct ReportVerdict {
  std::optional<Foresight> foresight;  // none: VEX and patches are no reports of a weakness
  ReportMatch match;
  std::optional<Date> since;  // predicted: the date of what predicted it
  std::string because;        // names in backticks
};

// By report, in their order.
[[nodiscard]] std::vector<ReportVerdict> judge_reports(const catalog::Catalog& catalog,
                                                       const model::Model& model,
                                                       const threats::Result& result,
                                                       const Decisions& decisions,
                                                       const std::vector<OutsideReport>& reports);

// Only these are judged: what was found, where it is and what is wrong.
[[nodiscard]] bool is_judged(const OutsideReport& report);
// What speaks of a report. What was taken over from it does not.
[[nodiscard]] ReportMatch speaks_of(const catalog::Catalog& catalog, const model::Model& model,
                                    const threats::Result& result, const Decisions& decisions,
                                    const OutsideReport& report);

// What is known to have been done makes the findings that it speaks of, by weakness or by CWE, at
// least as exploitable as the policy says; not where a VEX statement on the same reference says
// that it does not concern the product. At most one floor a finding, ascending.
[[nodiscard]] std::vector<risk::Floor> floors_of(const catalog::Catalog& catalog,
                                                 const model::Model& model,
                                                 const threats::Result& result,
                                                 const std::vector<OutsideReport>& reports,
                                                 const risk::Policy& policy);

}  // namespace wardround::treatment
