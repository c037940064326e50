// The screens of `check` and `answer`: at most 40 lines of 80 columns at any model size, unless
// everything is asked for.
#pragma once

#include <string>

#include "report/since.h"

namespace wardround::report {

struct ScreenStyle {
  bool colour = false;
  bool all = false;  // list everything
  std::size_t width = 80;
  std::size_t height = 40;  // lines at most, unless `all`
};

// What the model is, certain findings worst harm first, the questions most worth answering with
// what each settles, counts, one next command.
[[nodiscard]] std::string check_screen(const View& view, const ScreenStyle& style);
// Several models: one paragraph each.
[[nodiscard]] std::string check_overview(const std::vector<View>& views, const ScreenStyle& style);
// What changed, what that settled, what is new: the lists alone, and with counts and the next
// command.
[[nodiscard]] std::string change_text(const study::Change& change, const ScreenStyle& style);
[[nodiscard]] std::string change_screen(const View& view, const study::Change& change,
                                        const ScreenStyle& style);
// The same against a baseline, with what a reviewer should look at besides.
[[nodiscard]] std::string since_screen(const View& view, const Since& since,
                                       const ScreenStyle& style);
// The one next command that helps most.
[[nodiscard]] std::string next_command(const View& view);

}  // namespace wardround::report
