// Reports from outside (penetration tests, anomalies, vulnerabilities, VEX, patches) out of a file
// of another tool. The columns are those of docs/reference/evidence.md.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "catalog/catalog.h"
#include "model/model.h"
#include "treatment/evidence.h"

namespace wardround::treatment {

// What reports may speak of.
struct ImportScope {
  const catalog::Catalog& catalog;
  std::vector<const model::Model*> models;  // one at least
  std::optional<ReportKind> kind;           // of reports that do not say it
};

class ReportImport {
 public:
  ReportImport(ImportScope scope, const diag::Sources& sources, diag::Diagnostics& diagnostics);

  // Reads one file. Everything wrong is reported, at most limits::kImportMistakes times.
  void read(diag::SourceId source, const std::string& sha256);
  // By model, in the order of the files. Nothing may be kept if anything was reported as an error.
  [[nodiscard]] std::vector<std::vector<OutsideReport>> take() { return std::move(reports_); }

 private:
  friend class RowReader;
  struct Key {
    std::size_t model = 0;
    ReportKind kind = ReportKind::pentest;
    std::string id;
    auto operator<=>(const Key&) const = default;
  };
  void add(std::size_t model, OutsideReport report);

  ImportScope scope_;
  const diag::Sources& sources_;
  diag::Diagnostics& diagnostics_;
  std::vector<std::vector<OutsideReport>> reports_;
  std::map<Key, std::size_t> index_;  // into reports_ of its model
  std::string file_, sha256_;         // that is being read
  std::set<std::string> unread_;      // columns that were reported
};

}  // namespace wardround::treatment
