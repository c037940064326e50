// What is written unknown on the way along a path, so that it can be asked for.
#pragma once

#include <optional>
#include <vector>

#include "lang/follow.h"

namespace wardround::lang {

// An open relation of `subject`, or, without a relation, its type.
struct Gap {
  SubjectId subject;
  std::optional<Relation> relation;
};

// What keeps the targets of a path open.
[[nodiscard]] std::vector<Gap> open_gaps(const World& world, const PathExpr& path,
                                         Bindings variables);
// Why `target` is only perhaps a target: the types that the filters of the path would have to know.
[[nodiscard]] std::vector<Gap> type_gaps(const World& world, const PathExpr& path,
                                         Bindings variables, SubjectId target);

}  // namespace wardround::lang
