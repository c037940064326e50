// wardround.yaml: which models a project has.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/fs.h"
#include "diag/diagnostic.h"

namespace wardround::model {

// wardround.yaml: which models a project has, and policy.
struct Project {
  std::string path;                 // of wardround.yaml; empty for a single model file
  std::vector<std::string> models;  // paths
  std::vector<std::string> packs;   // folders of further packs
};
// `path`: a folder (with wardround.yaml or security/wardround.yaml), a wardround.yaml, or a model
// file.
[[nodiscard]] std::optional<Project> find_project(const Fs& fs, const std::string& path,
                                                  diag::Sources& sources,
                                                  diag::Diagnostics& diagnostics);

}  // namespace wardround::model
