// What a reviewer of a change wants to know beside the findings: what it settled, figures before
// and after, decisions that end soon, code that changed without the model. Plain sentences; what
// stands between backticks is an id or a path.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "report/view.h"
#include "study/change.h"
#include "study/watched.h"

namespace wardround::report {

// One model compared with a baseline.
struct Since {
  study::Snapshot before;
  study::Change change;
  std::vector<study::WatchedChange> watched;
};

inline constexpr int kSoonDays = 30;

// Decisions that hold today and end within that many days, soonest first.
[[nodiscard]] std::vector<std::string> ending_soon(const View& view);
// One sentence each, with what to do.
[[nodiscard]] std::vector<std::string> watched_texts(
    const View& view, const std::vector<study::WatchedChange>& watched);
// What is new and known to hold; what is gone, cleared or answered.
[[nodiscard]] std::vector<std::string> new_texts(const study::Change& change);
[[nodiscard]] std::vector<std::string> settled_texts(const study::Change& change);

// The headings of these lists.
inline constexpr std::string_view kNewTitle = "New and known to hold";
inline constexpr std::string_view kSettledTitle = "Settled";
inline constexpr std::string_view kEndingTitle = "Decisions that end within 30 days";
inline constexpr std::string_view kWatchedTitle = "Code changed, the model did not";

// A heading and its list in Markdown, block by block as far as `add` takes them; nothing of an
// empty one. At most `most` entries, and how many more there are.
void list_markdown(std::string_view title, const std::vector<std::string>& texts, std::size_t most,
                   const std::function<bool(std::string_view)>& add);
// A table of two rows.
[[nodiscard]] std::string figures_markdown(const study::Figures& before, const study::Figures& now);

}  // namespace wardround::report
