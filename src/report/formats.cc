#include "report/formats.h"

#include <array>

#include "report/check_json.h"

namespace wardround::report {

namespace {

using std::string_view_literals::operator""sv;

Rendered render_text(const std::vector<View>& views, const Rendering& rendering) {
  if (views.size() != 1 && !rendering.screen.all)
    return {check_overview(views, rendering.screen), {}};
  std::string text;
  for (const View& view : views) text += check_screen(view, rendering.screen);
  return {std::move(text), {}};
}

Rendered render_json(const std::vector<View>& views, const Rendering&) {
  return {check_json(views), {}};
}

constexpr std::array kText = {".txt"sv};
constexpr std::array kJson = {".json"sv};
constexpr std::array kSarif = {".sarif"sv, ".sarif.json"sv};
constexpr std::array kMarkdown = {".md"sv};
constexpr std::array kJunit = {".xml"sv};
constexpr std::array kGitlab = {"gl-code-quality-report.json"sv};
constexpr std::array kCsv = {".csv"sv};

constexpr std::array<Format, 8> kFormats = {{
    {"text", kText, "a screen for people", render_text},
    {"json", kJson, "everything, for programs and for --baseline", render_json, check_json},
    {"sarif", kSarif, "code scanning of GitHub and other viewers of SARIF 2.1.0", render_sarif},
    {"md", kMarkdown, "a comment on a pull request", render_markdown},
    {"junit", kJunit, "test reports of Jenkins, GitLab and others", render_junit},
    {"github", {}, "annotations in the log of a GitHub workflow", render_github},
    {"gitlab", kGitlab, "the Code Quality report of GitLab", render_gitlab},
    {"csv", kCsv, "a table for spreadsheets", render_csv},
}};

}  // namespace

std::span<const Format> formats() {
  return kFormats;
}

const Format* find_format(std::string_view name) {
  for (const Format& format : kFormats) {
    if (format.name == name) return &format;
  }
  return nullptr;
}

const Format* format_of_file(std::string_view path) {
  const Format* best = nullptr;
  std::size_t longest = 0;
  for (const Format& format : kFormats) {
    for (const std::string_view ending : format.endings) {
      if (ending.size() <= longest || !path.ends_with(ending)) continue;
      best = &format;
      longest = ending.size();
    }
  }
  return best;
}

}  // namespace wardround::report
