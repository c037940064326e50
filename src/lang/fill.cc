// Text templates with names filled in.
#include <fmt/format.h>

#include "lang/interpreter.h"

namespace wardround::lang {
namespace {

std::string names_at(const World& world, const PathExpr& path, bool as_id,
                     const std::vector<SubjectId>& variables) {
  const Targets targets = follow(world, path, variables);
  std::vector<SubjectId> all = targets.subjects;
  all.insert(all.end(), targets.maybe.begin(), targets.maybe.end());
  const std::vector<std::string>& words = as_id ? world.universe->ids : world.universe->names;
  std::string result;
  for (const SubjectId s : all) {
    if (!result.empty()) result += ", ";
    result += words[s.index()];
  }
  if (!all.empty()) return result;
  return targets.open ? "something unknown" : "nothing";
}

}  // namespace

std::string fill(const World& world, const Template& text, SubjectId subject) {
  const std::vector<SubjectId> variables = {subject, SubjectId(std::size_t{0})};
  std::string result;
  for (const Template::Part& piece : text.parts) {
    result += piece.path ? names_at(world, *piece.path, piece.id, variables) : piece.literal;
  }
  return result;
}

}  // namespace wardround::lang
