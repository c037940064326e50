// Q3, what do we do about it? Decisions about findings, as a team wrote them down in
// `NAME.decisions.yaml` beside `NAME.model.yaml`: eliminate, mitigate, accept or transfer, by whom,
// why, and on which facts it rests. The format is docs/reference/decisions.md. A model cannot waive
// findings for itself: decisions stand in a file of their own.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/date.h"
#include "base/fs.h"
#include "catalog/manual.h"
#include "risk/policy.h"
#include "text/tree.h"

namespace wardround::treatment {

enum class Disposition : uint8_t { eliminate, mitigate, accept, transfer };
[[nodiscard]] std::string_view name(Disposition disposition);
[[nodiscard]] std::optional<Disposition> parse_disposition(std::string_view word);

// What a decision rested on: `sync.pairing` and its value ("just-works", "unknown"), or a sentence
// about the structure ("`sync` crosses `home`") and "holds".
struct Ground {
  std::string what;
  std::string value;
  diag::Span span;
  auto operator<=>(const Ground&) const = default;
};
inline constexpr std::string_view kHolds = "holds";

struct Approval {
  std::string by, role;
  std::optional<Date> date;
  diag::Span span;
};

// How much of a target is spelled out; what is spelled out more decides over what is less.
enum class Reach : uint8_t {
  pattern,   // `*link*@sync`: globs
  weakness,  // `open-link@*`: one weakness wherever it is
  finding,   // `open-link@sync`
};

struct Decision {
  std::string target;  // as written
  Reach reach = Reach::finding;
  Disposition disposition = Disposition::mitigate;
  std::string by, role, reason;
  std::optional<Date> date;
  std::optional<risk::Word> risk;     // when it was made
  std::vector<Ground> grounds;        // in the order of the file
  std::vector<std::string> matched;   // weakness and pattern: the findings it was made for
  std::vector<std::string> controls;  // mitigate
  // accept
  std::optional<Approval> approved;
  std::optional<Date> expires;
  std::string benefit_risk;
  // transfer
  std::string to, capability, consequence, acknowledged;
  std::vector<std::string> told_in;
  diag::Span span;         // its key
  diag::Span reason_span;  // or the key's
};

struct Decisions {
  std::string path;       // of the file, whether there is one or not
  diag::SourceId source;  // invalid: there is none
  text::Tree tree;
  std::vector<Decision> all;  // sorted by target
};

// "amps.model.yaml" → "amps.decisions.yaml", in the same folder.
[[nodiscard]] std::string decisions_path(std::string_view model_path);

// The file of decisions beside a model, parsed: no file, no tree. Nothing of it is read yet.
[[nodiscard]] Decisions open_decisions(const Fs& fs, std::string_view model_path,
                                       diag::Sources& sources, diag::Diagnostics& diagnostics);
// Reads the decisions of an opened file. Every mistake is reported; a decision with one that leaves
// open what it says is left out.
void read_decisions(Decisions& decisions, const catalog::Catalog& catalog,
                    const diag::Sources& sources, diag::Diagnostics& diagnostics);
// Reads the manual findings of an opened file, before there are any in the catalogue.
[[nodiscard]] std::vector<catalog::Manual> read_findings(const Decisions& decisions,
                                                         catalog::Reading reading);
// Both halves of a manual finding's origin: a report that it names must be there. `path`: of the
// file where reports stand.
void check_reports(const std::vector<catalog::Manual>& findings,
                   const std::vector<std::string_view>& reports, const std::string& path,
                   catalog::Reporting reporting);

// The two halves of `weakness@subject`, each perhaps with `*`; nullopt if it is not of that form.
struct Target {
  std::string_view weakness, subject;
};
[[nodiscard]] std::optional<Target> split_target(std::string_view text);
// How much of a target is spelled out.
[[nodiscard]] Reach reach_of(const Target& target);

}  // namespace wardround::treatment
