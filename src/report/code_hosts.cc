// What GitHub and GitLab show beside the lines of a change: workflow commands in the log of a step,
// and the Code Quality report.
#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "base/json_writer.h"
#include "base/utf8.h"
#include "report/annotations.h"
#include "report/escapes.h"
#include "report/formats.h"

namespace wardround::report {

namespace {

constexpr std::size_t kLevels = 3;

std::string_view command(Level level) {
  return level == Level::note ? "notice" : name(level);
}

Place place_or_model(const View& view, const Rendering& rendering, const Annotation& annotation) {
  const auto place = place_of(view.sources, rendering.checkout, span_of(view, annotation));
  return place ? *place : Place{from_root(rendering.checkout, view.assessment.path)};
}

}  // namespace

Rendered render_github(const std::vector<View>& views, const Rendering& rendering) {
  std::array<std::vector<std::pair<const View*, Annotation>>, kLevels> by_level;
  for (const View& view : views) {
    for (Annotation& annotation : annotations(view))
      by_level[static_cast<std::size_t>(annotation.grade.level)].emplace_back(
          &view, std::move(annotation));
  }
  // Where not all are shown, the last notice says so.
  const bool too_many = std::ranges::any_of(
      by_level, [](const auto& entries) { return entries.size() > kWorkflowAnnotations; });
  std::array<std::size_t, kLevels> shown{};
  std::string counts;
  for (std::size_t level = 0; level < kLevels; ++level) {
    const bool last = too_many && static_cast<Level>(level) == Level::note;
    shown[level] = std::min(by_level[level].size(), kWorkflowAnnotations - (last ? 1 : 0));
    counts += fmt::format("{}{} of {} {}s", counts.empty() ? "" : ", ", shown[level],
                          by_level[level].size(), command(static_cast<Level>(level)));
  }
  Rendered rendered;
  for (std::size_t level = 0; level < kLevels; ++level) {
    for (std::size_t i = 0; i < shown[level]; ++i) {
      const auto& [view, annotation] = by_level[level][i];
      const Place place = place_or_model(*view, rendering, annotation);
      rendered.text +=
          fmt::format("::{} file={},line={},col={},endColumn={},title={}::{}\n",
                      command(annotation.grade.level), for_workflow_property(place.path),
                      place.line, place.column, std::max(place.column + 1, place.end_column),
                      for_workflow_property(title_of(*view, annotation)),
                      for_workflow_message(fmt::format("{} ({})", text_of(*view, annotation),
                                                       id_of(*view, annotation))));
    }
  }
  if (too_many) {
    rendered.text += fmt::format(
        "::notice title=wardround::GitHub shows ten annotations of a kind; here are {}. "
        "`wardround check --all` lists everything.\n",
        counts);
  }
  return rendered;
}

Rendered render_gitlab(const std::vector<View>& views, const Rendering& rendering) {
  JsonWriter json;
  json.begin_array();
  const std::vector<std::string> names = model_names(views);
  for (std::size_t i = 0; i < views.size(); ++i) {
    const View& view = views[i];
    for (const Annotation& annotation : annotations(view)) {
      const Place place = place_or_model(view, rendering, annotation);
      const std::string id = id_of(view, annotation);
      const std::string title = title_of(view, annotation);
      json.begin_object();
      json.string("description",
                  escape_for_terminal(fmt::format("{}{} {}", title, title.ends_with('?') ? "" : ".",
                                                  text_of(view, annotation))));
      json.string("check_name", rule_of(view, annotation));
      json.string("fingerprint", fingerprint(fmt::format("{}/{}", names[i], id)));
      json.string("severity", annotation.grade.severity);
      json.begin_object("location");
      json.string("path", place.path);
      json.begin_object("lines");
      json.integer("begin", place.line);
      json.end_object();
      json.end_object();
      json.end_object();
    }
  }
  json.end_array();
  return {json.take(), {}};
}

}  // namespace wardround::report
