// The formats of `check`: one table that the command line, its help, the completions and the
// documentation are made from. A further format is a renderer and a line in formats.cc.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "report/check_text.h"
#include "report/place.h"
#include "report/since.h"
#include "report/view.h"

namespace wardround::report {

struct Rendering {
  ScreenStyle screen;
  Checkout checkout;
  std::vector<const Since*> since = {};  // by view; empty: compared with nothing
};

struct Rendered {
  std::string text;
  std::vector<std::string> notes;  // what was left out, and why: for people, beside the output
};

struct Format {
  std::string_view name;                      // "junit"
  std::span<const std::string_view> endings;  // of file names: ".xml"; may be empty
  std::string_view purpose;                   // half a sentence
  Rendered (*render)(const std::vector<View>& views, const Rendering& rendering);
  // The same part by part, for what may be too large to hold; null where it never is.
  void (*stream)(const std::vector<View>& views, const Append& append) = nullptr;
};

[[nodiscard]] std::span<const Format> formats();
[[nodiscard]] const Format* find_format(std::string_view name);  // null if there is none
// By the longest ending that fits; null if none does.
[[nodiscard]] const Format* format_of_file(std::string_view path);

// What GitHub takes in one upload; further results are left out, worst last, and a notification in
// the file says so.
struct SarifLimits {
  std::size_t runs = 20;
  std::size_t results = 25'000;  // of one run
  std::size_t shown = 5'000;     // GitHub shows no more of them
};
// What GitHub shows of one step.
inline constexpr std::size_t kWorkflowAnnotations = 10;  // of each level
// What GitHub takes for one comment.
inline constexpr std::size_t kCommentBytes = 65'536;

Rendered render_sarif(const std::vector<View>& views, const Rendering& rendering);
Rendered render_sarif(const std::vector<View>& views, const Rendering& rendering,
                      const SarifLimits& limits);
Rendered render_markdown(const std::vector<View>& views, const Rendering& rendering);
Rendered render_markdown(const std::vector<View>& views, const Rendering& rendering,
                         std::size_t bytes);
Rendered render_junit(const std::vector<View>& views, const Rendering& rendering);
Rendered render_github(const std::vector<View>& views, const Rendering& rendering);
Rendered render_gitlab(const std::vector<View>& views, const Rendering& rendering);
Rendered render_csv(const std::vector<View>& views, const Rendering& rendering);

}  // namespace wardround::report
