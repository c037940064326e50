// wardround.yaml: which models a project has, and where its further packs are.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/fs.h"
#include "catalog/view.h"
#include "diag/diagnostic.h"
#include "text/tree.h"

namespace wardround::model {

// The name of the project file, in the project's folder or in its `security/`.
inline constexpr std::string_view kProjectFile = "wardround.yaml";

struct Project {
  std::string path;                 // of wardround.yaml; empty for a single model file
  std::string id;                   // `project.id`; may be empty
  std::string name;                 // `project.name`; the id where none is given
  std::vector<std::string> models;  // paths, each once, in the order of `models:`
  std::vector<std::string> packs;   // folders of further packs
  std::vector<std::string> watch;   // globs of the code whose change asks for a look, as written
  // The project file itself, for those who read a part of it that this floor knows nothing of.
  text::Tree tree;
  // What stands under `policy:`; invalid: nothing. `tree` must stay where it is meanwhile.
  [[nodiscard]] catalog::View policy() const {
    return tree.root().valid() && tree[tree.root()].shape == text::Shape::mapping
               ? catalog::View{&tree, tree.find(tree.root(), "policy")}
               : catalog::View{};
  }
};

// `path` is a folder (with wardround.yaml or security/wardround.yaml; without one, the only
// *.model.yaml, else the only *.yaml in it), a wardround.yaml, or a model file. `models:` may hold
// globs: `*` stands for any run of characters within one name. Without `models:` a project has
// the *.model.yaml files beside its wardround.yaml. Everything wrong is reported; nullopt if there
// is no model to go on with.
[[nodiscard]] std::optional<Project> find_project(const Fs& fs, const std::string& path,
                                                  diag::Sources& sources,
                                                  diag::Diagnostics& diagnostics);

}  // namespace wardround::model
