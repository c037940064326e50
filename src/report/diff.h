// What `wardround diff` says: what changed in the design, what that brought, what it settled. As a
// screen, as a comment for a pull request, as JSON.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/date.h"
#include "report/check_text.h"
#include "report/view.h"
#include "study/finding_diff.h"

namespace wardround::report {

inline constexpr int kDiffSchemaVersion = 1;

struct DiffSide {
  std::string label;  // as named on the command line: "HEAD~1", "security", "the work tree"
  const study::Study& study;
};
struct DiffView {
  DiffSide before, after;
  const std::vector<study::PairDiff>& pairs;
  Date as_of;
  std::string_view version;  // of this program
};

[[nodiscard]] std::string diff_screen(const DiffView& view, const ScreenStyle& style);
// At most `bytes`; says what was left out.
[[nodiscard]] std::string diff_markdown(const DiffView& view, std::size_t bytes);
// The contract of schemas/diff.schema.json.
[[nodiscard]] std::string diff_json(const DiffView& view);

}  // namespace wardround::report
