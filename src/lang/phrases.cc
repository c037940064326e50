#include "lang/phrases.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/concat.h"
#include "lang/resolve.h"

namespace wardround::lang {

std::string step_text(const Step& step, const Vocabulary& vocabulary) {
  switch (step.kind) {
    case Step::Kind::relation:
      return fmt::format(".{}", info(step.relation).name);
    case Step::Kind::ancestor:
      return fmt::format(".ancestor({})", vocabulary[step.type].id);
    case Step::Kind::kind_filter:
      return fmt::format(
          ".{}({})", filter_name(step.relation),
          step.type.valid() ? std::string_view(vocabulary[step.type].id) : name(Kind::boundary));
  }
  return {};
}

std::string Phrases::id(SubjectId s) const {
  return concat({"`", world_.universe->ids[s.index()], "`"});
}

std::string Phrases::fact(FactId asked, SubjectId s, const Cell& cell) const {
  const Fact& fact = (*world_.vocabulary)[asked];
  const std::string& subject = world_.universe->ids[s.index()];
  const auto says = [&](std::string_view what, std::string_view value, std::string_view quote) {
    return concat({"`", subject, ".", fact.id, "` ", what, quote, value, quote});
  };
  if (cell.provenance == Provenance::unknown) return says("is unknown", "", "");
  if (cell.provenance == Provenance::not_applicable) return says("does not apply", "", "");
  const std::string_view is = cell.provenance == Provenance::typical ? "is assumed to be " : "is ";
  switch (fact.domain) {
    case Domain::number:
      return says(is, std::to_string(cell.value), "");
    case Domain::version:
      return says(is, world_.universe->versions[cell.value], "`");
    case Domain::boolean:
    case Domain::choice:
      return says(is, fact.values[cell.value].id, "`");
  }
  return {};
}

Phrases::Verb Phrases::verb(SubjectId from, const Step& step) const {
  if (step.kind == Step::Kind::ancestor) return {"lies in", {}};
  // The system's relations share their rows with those of its parts, for which the texts are made.
  if (world_.universe->kind(from) == Kind::system) {
    const bool data = step.relation == Relation::all_data;
    return {"has the ", data ? "data" : info(step.relation).name};
  }
  return {info(step.relation).text, {}};
}

std::string Phrases::target(SubjectId from, const Step& step, SubjectId to) const {
  const std::vector<std::string>& ids = world_.universe->ids;
  const bool typed = step.type.valid();
  const Verb verb = this->verb(from, step);
  return concat({"`", ids[from.index()], "` ", verb.words, verb.has, " `", ids[to.index()], "`",
                 typed ? " (" : "",
                 typed ? std::string_view((*world_.vocabulary)[step.type].id) : "",
                 typed ? ")" : ""});
}

std::string Phrases::nothing(SubjectId from, const Step& step) const {
  const auto [words, has] = verb(from, step);
  const std::string_view subject = world_.universe->ids[from.index()];
  if (step.type.valid()) {
    return concat(
        {"`", subject, "` ", words, has, " no `", (*world_.vocabulary)[step.type].id, "`"});
  }
  constexpr std::string_view kThe = " the ";
  if (const std::size_t the = words.find(kThe); the != std::string_view::npos) {
    return concat(
        {"`", subject, "` ", words.substr(0, the), " no ", words.substr(the + kThe.size()), has});
  }
  return concat({"`", subject, "` ", words, has,
                 step.kind == Step::Kind::kind_filter ? " no boundary" : " nothing"});
}

std::string Phrases::type(SubjectId s, TypeId wanted, bool is) const {
  const Universe& universe = *world_.universe;
  const Vocabulary& vocabulary = *world_.vocabulary;
  const Kind kind = universe.kind(s);
  const std::string_view verb = kind == Kind::flow   ? "` uses protocol "
                                : kind == Kind::data ? "` is of kind "
                                                     : "` is of type ";
  const std::string_view subject = universe.ids[s.index()];
  const std::string_view other = vocabulary[wanted].id;
  const std::span<const TypeId> types = universe.types[s];
  if (is) {
    const auto own =
        std::ranges::find_if(types, [&](TypeId type) { return vocabulary.is_a(type, wanted); });
    if (own == types.end()) return concat({"`", subject, verb});
    return concat({"`", subject, verb, "`", vocabulary[*own].id, "`"});
  }
  if (types.empty()) return concat({"`", subject, "` is no `", other, "`"});
  if (types.size() == 1) {
    return concat({"`", subject, verb, "`", vocabulary[types.front()].id, "`, not `", other, "`"});
  }
  std::string own;
  for (const TypeId type : types)
    own += concat({own.empty() ? "`" : ", `", vocabulary[type].id, "`"});
  return concat({"`", subject, verb, own, ", not `", other, "`"});
}

std::string Phrases::type_unknown(SubjectId s) const {
  const Kind kind = world_.universe->kind(s);
  const char* field = kind == Kind::flow ? "protocol" : kind == Kind::data ? "kind" : "type";
  return fmt::format("`{}.{}` is unknown", world_.universe->ids[s.index()], field);
}

// Under the name that it has in a model.
std::string Phrases::open(SubjectId s, Relation relation) const {
  std::string_view field = info(relation).name;
  if (relation == Relation::parent || relation == Relation::runs_in) field = "in";
  if (relation == Relation::payload) field = "data";
  if (relation == Relation::producers) field = "produced_by";
  return fmt::format("`{}.{}` is unknown", world_.universe->ids[s.index()], field);
}

std::string Phrases::exposure(SubjectId s, const Expr& expr, Truth truth) const {
  const std::string_view subject = world_.universe->ids[s.index()];
  const std::string_view what =
      expr.kind == Expr::Kind::exposed ? "exposed to `" : "reachable from `";
  const std::string_view position = name(expr.position);
  if (truth == Truth::unknown)
    return concat({"whether `", subject, "` is ", what, position, "` is unknown"});
  const bool is = (truth == Truth::yes) != expr.negated;
  return concat({"`", subject, is ? "` is " : "` is not ", what, position, "`"});
}

std::string Phrases::path(SubjectId start, const PathExpr& path) const {
  std::string result = world_.universe->ids[start.index()];
  for (const Step& step : path.steps) result += step_text(step, *world_.vocabulary);
  return fmt::format("`{}`", result);
}

}  // namespace wardround::lang
