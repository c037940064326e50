// Text templates with names filled in.
#include "lang/follow.h"

namespace wardround::lang {
namespace {

// The names at the end of a path: those that are its targets for certain, then those that may be.
void append_names(const World& world, const PathExpr& path, bool as_id, Bindings variables,
                  std::string& result) {
  const std::vector<std::string>& words = as_id ? world.universe->ids : world.universe->names;
  const std::size_t before = result.size();
  bool open = false;
  bool any = false;
  bool doubtful = false;
  const auto append = [&](bool wanted) {
    open = visit_targets(world, path, variables, [&](SubjectId s, bool maybe) {
      doubtful = doubtful || maybe;
      if (maybe != wanted) return true;
      any = true;
      if (result.size() != before) result += ", ";
      result += words[s.index()];
      return true;
    });
  };
  append(false);
  if (doubtful) append(true);
  if (!any) result += open ? "something unknown" : "nothing";
}

}  // namespace

void fill_behind(std::string& before, const World& world, const Template& text, SubjectId subject) {
  const SubjectId variables[] = {subject, SubjectId(std::size_t{0})};
  for (const Template::Part& piece : text.parts) {
    if (piece.path) {
      append_names(world, *piece.path, piece.id, variables, before);
    } else {
      before += piece.literal;
    }
  }
}

std::string fill(const World& world, const Template& text, SubjectId subject) {
  constexpr std::size_t kUsual = 128;  // bytes that hold most texts
  std::string result;
  result.reserve(kUsual);
  fill_behind(result, world, text, subject);
  return result;
}

}  // namespace wardround::lang
