// What changed between two looks at a model: findings new, gone or altered; questions asked or
// settled. The earlier look is an assessment, or what `check --format json` wrote then; nothing is
// remembered in hidden places.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "study/study.h"

namespace wardround::study {

struct Glance {  // one finding, as far as a comparison needs it
  std::string title;
  std::string certainty;        // certain, assumed, unverified
  std::string status;           // open, cleared
  std::string risk{};           // what is claimed: urgent, high, medium, low, none; empty: not said
  bool catalogue_only = false;  // see mark_catalogue_only
  std::string origin{};         // "manual", "manual, from PT-7"; empty: a rule
  auto operator<=>(const Glance&) const = default;
};

struct Snapshot {
  std::map<std::string, Glance> findings;        // by finding id
  std::map<std::string, std::string> questions;  // by `subject.fact`: text
  std::string digest{};  // of the model's text, where the JSON of a check says it
};
[[nodiscard]] Snapshot snapshot(const catalog::Catalog& catalog, const Assessment& assessment);
// From `text`, the JSON of `check --format json`. Fails on anything else.
[[nodiscard]] Result<Snapshot> read_snapshot(std::string_view text);

struct Change {
  struct Altered {
    std::string id;
    Glance before, after;
  };
  std::vector<std::pair<std::string, Glance>> added, gone;
  std::vector<Altered> altered;
  std::vector<std::pair<std::string, std::string>> asked, settled;  // questions: id, text
  [[nodiscard]] bool empty() const {
    return added.empty() && gone.empty() && altered.empty() && asked.empty() && settled.empty();
  }
};
// Former ids of subjects and weaknesses count as the same finding: `was` of `assessment` maps the
// ids of `before`.
[[nodiscard]] Change compare(const catalog::Catalog& catalog, const Assessment& assessment,
                             const Snapshot& before, const Snapshot& after);

// What a snapshot comes to. Cleared findings have no risk.
struct Figures {
  std::size_t urgent = 0, high = 0, medium = 0, low = 0;
  std::size_t certain = 0, assumed = 0, unverified = 0, cleared = 0, questions = 0;
  [[nodiscard]] std::size_t open() const { return certain + assumed + unverified; }
  auto operator<=>(const Figures&) const = default;
};
[[nodiscard]] Figures figures(const Snapshot& snapshot);

// Ids of findings that are new as a gate means it: not there before, or not known to hold.
[[nodiscard]] std::set<std::string> new_findings(const Change& change);

// SHA-256 of the texts that make the model: the same digest, the same model.
[[nodiscard]] std::string digest(const diag::Sources& sources, const Assessment& assessment);

// Marks what a change of the catalogue alone brought: findings that stand open now, would have
// stood open before if the catalogue of today had been read then (`same_catalogue`: that
// comparison), and either did not (`change`), or come from a rule that moved since `lock`. The
// marks are set in the assessment and in `change`.
void mark_catalogue_only(const catalog::Catalog& catalog, const Change& same_catalogue,
                         const std::optional<catalog::Lock>& lock, Assessment& assessment,
                         Change& change);

}  // namespace wardround::study
