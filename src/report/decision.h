// What is decided about a finding, and what could be.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "report/check_text.h"
#include "report/view.h"
#include "sitting/alternatives.h"

namespace wardround::report {

// "accept by Ana Roth (security), holds until 2027-05-01", "accept … stale: `sync.pairing` was …";
// empty where nothing is written down.
[[nodiscard]] std::string verdict_text(const View& view, std::size_t finding);
// The finding, and where it stands now: two lines.
[[nodiscard]] std::string decision_line(const View& view, std::size_t finding,
                                        const ScreenStyle& style);
// That it stays open once what is planned is built, and why.
[[nodiscard]] std::string stays_open_line(const sitting::StaysOpen& one, const ScreenStyle& style);
// A requirement that was written, and the tests that are now to be written.
[[nodiscard]] std::string requirement_line(std::string_view id, std::string_view text,
                                           const std::vector<std::string>& tests,
                                           const ScreenStyle& style);
// A control (`glue@a`) that was planned and is built now.
[[nodiscard]] std::string built_line(std::string_view control, const ScreenStyle& style);
// A fact that is left to a control, since it is built.
[[nodiscard]] std::string restated_line(const sitting::Restated& restated,
                                        const ScreenStyle& style);
// What the command that records a decision must still be told.
struct Untold {
  bool by = true, role = true;
};
// The finding, its risk, and what each disposition would take.
[[nodiscard]] std::string choices(const View& view, std::size_t finding,
                                  const std::vector<sitting::Alternative>& alternatives,
                                  Untold untold, const ScreenStyle& style);

}  // namespace wardround::report
