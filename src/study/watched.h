// Code that changed while what the model says of it did not: subjects, and the project, name by
// globs (`watch:`) the files whose change asks for a look. Paths are those of the repository, from
// its top; `*` stands for any run of characters, `**/` for any folders or none.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "study/model_diff.h"
#include "study/study.h"

namespace wardround::study {

struct WatchedChange {
  lang::SubjectId subject;         // of the later model; invalid: what the project watches
  std::vector<std::string> paths;  // as given
};

[[nodiscard]] bool is_watched(std::span<const std::string> globs, std::string_view path);
// All globs of a study.
[[nodiscard]] std::vector<std::string> watch_globs(const Study& study);
// By model of `now`: subjects that watch some of `paths` and that the change of the design
// (`designs`, by model; null: the model is new) leaves as they were, with the flows that touch
// them; by id. Where no design changed at all, the first model has what only the project watches,
// too.
[[nodiscard]] std::vector<std::vector<WatchedChange>> watched_changes(
    const Study& now, const std::vector<const ModelDiff*>& designs,
    const std::vector<std::string>& paths);

}  // namespace wardround::study
