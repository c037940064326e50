#include "lang/resolve.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/limits.h"

namespace wardround::lang {
namespace {

constexpr KindSet kTyped = kinds(Kind::element, Kind::boundary, Kind::flow, Kind::data);
constexpr KindSet kContained = kinds(Kind::element, Kind::boundary);
constexpr KindSet kExposed = kinds(Kind::element, Kind::flow);
constexpr KindSet kReachable = kinds(Kind::element);

constexpr std::array<std::string_view, kKinds> kPlurals = {
    "the system",           "elements",     "flows",     "boundaries",  "data",       "functions",
    "credentials",          "software",     "updates",   "modes",       "interlocks", "harms",
    "hazardous situations", "requirements", "scenarios", "assumptions", "exclusions",
};

// Filters that read better under a name of their own.
constexpr std::array<std::pair<std::string_view, Relation>, 3> kFilterNames = {{
    {"crosses", Relation::crossing},
    {"enters", Relation::entering},
    {"leaves", Relation::leaving},
}};

template <class Visit>
void for_each_kind(KindSet set, Visit&& visit) {
  for (std::size_t i = 0; i < kKinds; ++i) {
    if (has(set, static_cast<Kind>(i))) visit(static_cast<Kind>(i));
  }
}

std::vector<TypeTree> trees(KindSet set) {
  std::vector<TypeTree> result;
  if (set & kContained) result.push_back(TypeTree::element);
  if (has(set, Kind::flow)) result.push_back(TypeTree::protocol);
  if (has(set, Kind::data)) result.push_back(TypeTree::data);
  return result;
}

}  // namespace

std::string plural(KindSet set) {
  if (set == kAnyKind) return "any subject";
  std::vector<std::string_view> names;
  for_each_kind(set, [&](Kind kind) { names.push_back(kPlurals[static_cast<std::size_t>(kind)]); });
  std::string result;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (i > 0) result += i + 1 == names.size() ? " and " : ", ";
    result += names[i];
  }
  return result;
}

std::string singular(Kind kind) {
  const std::string_view word = name(kind);
  if (kind == Kind::system) return "the system";
  const bool vowel = std::string_view("aeiou").find(word.front()) != std::string_view::npos;
  return fmt::format("{} {}", vowel ? "an" : "a", word);
}

void suggest(diag::Diagnostic& diagnostic, const Word& word,
             const std::vector<std::string_view>& candidates) {
  const std::string_view near = diag::did_you_mean(word.text, candidates);
  if (near.empty()) return;
  diagnostic.fix(fmt::format("rename to `{}`", near), diag::Safety::suggested,
                 {{word.span, std::string(near)}});
}

std::optional<Relation> find_relation(KindSet set, std::string_view word) {
  std::optional<Relation> result;
  for_each_kind(set, [&](Kind kind) {
    if (!result) result = find_relation(kind, word);
  });
  return result;
}

std::optional<Relation> find_filter(KindSet set, std::string_view word) {
  for (const auto& [filter, relation] : kFilterNames) {
    if (filter == word && (info(relation).from & set)) return relation;
  }
  return find_relation(set, word);
}

std::string_view filter_name(Relation relation) {
  for (const auto& [filter, filtered] : kFilterNames) {
    if (filtered == relation) return filter;
  }
  return info(relation).name;
}

Scope::Scope(Kind subject) : Scope(std::string(name(subject)), subject) {}

Scope::Scope(std::string word, Kind subject)
    : names{std::move(word), std::string(name(Kind::system))},
      kinds{lang::kinds(subject), lang::kinds(Kind::system)},
      visible{0, 1} {}

std::optional<uint32_t> Scope::find(std::string_view word) const {
  for (const uint32_t variable : visible) {
    if (names[variable] == word) return variable;
  }
  return std::nullopt;
}

uint32_t Scope::bind(std::string word, KindSet variable_kinds) {
  const auto number = static_cast<uint32_t>(names.size());
  names.push_back(std::move(word));
  kinds.push_back(variable_kinds);
  visible.push_back(number);
  return number;
}

Resolved Resolver::resolve(const PathSyntax& path, std::size_t segments, const Scope& scope) {
  Resolved resolved;
  resolved.path.span = path.span;
  const Word& start = path.segments.front().name;
  const std::optional<uint32_t> variable = scope.find(start.text);
  if (!variable) {
    std::vector<std::string_view> known;
    std::string list;
    for (const uint32_t number : scope.visible) {
      if (std::find(known.begin(), known.end(), scope.names[number]) != known.end()) continue;
      known.push_back(scope.names[number]);
    }
    for (std::size_t i = 0; i < known.size(); ++i) {
      if (i > 0) list += i + 1 == known.size() ? " or " : ", ";
      list += fmt::format("`{}`", known[i]);
    }
    suggest(
        reporter_.report(diag::Kind::unknown_variable, start.span, {start.text, std::move(list)}),
        start, known);
    return resolved;
  }
  resolved.end = Resolved::End::subjects;
  resolved.path.variable = *variable;
  resolved.path.kinds = scope.kinds[*variable];
  resolved.text = start.text;
  for (std::size_t i = 1; i < segments; ++i) {
    const Segment& segment = path.segments[i];
    if (resolved.end != Resolved::End::subjects) {
      reporter_.report(diag::Kind::path_goes_on, segment.name.span,
                       {path.segments[i - 1].name.text, segment.name.text});
      resolved.end = Resolved::End::mistake;
    } else if (resolved.path.steps.size() == limits::kPathSteps) {
      reporter_.report(diag::Kind::path_too_long, segment.name.span,
                       {std::to_string(limits::kPathSteps)});
      resolved.end = Resolved::End::mistake;
    } else if (!(segment.argument ? step_with_argument(resolved, segment, *segment.argument)
                                  : step(resolved, segment))) {
      resolved.end = Resolved::End::mistake;
    }
    if (resolved.end == Resolved::End::mistake) return resolved;
    resolved.text += "." + segment.name.text;
    if (segment.argument) resolved.text += "(" + segment.argument->text + ")";
  }
  return resolved;
}

bool Resolver::needs_argument(const Word& word, const char* what) {
  reporter_.report(diag::Kind::argument_missing, word.span, {word.text, what});
  return false;
}

bool Resolver::step(Resolved& resolved, const Segment& segment) {
  PathExpr& path = resolved.path;
  const std::string& word = segment.name.text;
  if (const std::optional<Relation> relation = find_relation(path.kinds, word)) {
    path.steps.push_back({Step::Kind::relation, *relation, TypeId{}});
    path.kinds = info(*relation).to;
    path.single = path.single && info(*relation).single;
    return true;
  }
  if (fact(resolved, segment)) return resolved.end == Resolved::End::fact;
  if (has(path.kinds, Kind::flow) && word == "protocol") {
    resolved.end = Resolved::End::protocol;
    return true;
  }
  if (find_filter(path.kinds, word) || (word == "ancestor" && (path.kinds & kContained))) {
    return needs_argument(segment.name, "a type");
  }
  if (word == "exposed_to" || word == "reachable_from") {
    return needs_argument(segment.name, "a position of an attacker");
  }
  unknown_member(resolved, segment.name);
  return false;
}

// True if some kind of the path has such a fact. Facts of the same name must then have the same
// values.
bool Resolver::fact(Resolved& resolved, const Segment& segment) {
  std::vector<FactId> by_kind(kKinds);
  std::optional<Kind> first;
  bool same_everywhere = true;
  bool mistake = false;
  for_each_kind(resolved.path.kinds, [&](Kind kind) {
    const FactId found = vocabulary_.find_fact(kind, segment.name.text);
    by_kind[static_cast<std::size_t>(kind)] = found;
    if (!first && found.valid()) {
      first = kind;
      resolved.fact = found;
    }
    if (!found.valid() || found == resolved.fact || mistake) return;
    if (resolved.path.kinds == kAnyKind) return;
    const Fact& a = vocabulary_[resolved.fact];
    const Fact& b = vocabulary_[found];
    const auto same_id = [](const Value& x, const Value& y) { return x.id == y.id; };
    if (a.domain != b.domain || a.ordered != b.ordered ||
        !std::equal(a.values.begin(), a.values.end(), b.values.begin(), b.values.end(), same_id)) {
      mistake = true;
      reporter_.report(diag::Kind::facts_differ, segment.name.span,
                       {segment.name.text, plural(kinds(kind)), plural(kinds(*first))});
    }
  });
  if (!first) return false;
  for_each_kind(resolved.path.kinds, [&](Kind kind) {
    if (by_kind[static_cast<std::size_t>(kind)] != resolved.fact) same_everywhere = false;
  });
  if (!same_everywhere) resolved.fact_by_kind = std::move(by_kind);
  resolved.end = mistake ? Resolved::End::mistake : Resolved::End::fact;
  return true;
}

bool Resolver::step_with_argument(Resolved& resolved, const Segment& segment,
                                  const Word& argument) {
  PathExpr& path = resolved.path;
  const std::string& word = segment.name.text;
  if (word == "ancestor" && (path.kinds & kContained)) {
    const TypeId ancestor = type(argument, kContained);
    if (!ancestor.valid()) return false;
    path.steps.push_back({Step::Kind::ancestor, Relation::parent, ancestor});
    path.kinds = kContained;
    return true;
  }
  const bool exposed = word == "exposed_to" && (path.kinds & kExposed);
  const bool reachable = word == "reachable_from" && (path.kinds & kReachable);
  if (exposed || reachable) {
    const std::optional<Position> position = parse_position(argument.text);
    if (!position) {
      std::vector<std::string_view> all;
      for (std::size_t i = 0; i < kPositions; ++i) all.push_back(name(static_cast<Position>(i)));
      suggest(reporter_.report(diag::Kind::unknown_position, argument.span, {argument.text})
                  .note(fmt::format("positions: {}", fmt::join(all, ", "))),
              argument, all);
      return false;
    }
    resolved.end = exposed ? Resolved::End::exposed : Resolved::End::reachable;
    resolved.position = *position;
    return true;
  }
  if (const std::optional<Relation> relation = find_filter(path.kinds, word)) {
    return filter(resolved, argument, *relation);
  }
  if (fact(resolved, segment)) {
    reporter_.report(diag::Kind::argument_unexpected, segment.name.span, {word});
    return false;
  }
  unknown_member(resolved, segment.name);
  return false;
}

bool Resolver::filter(Resolved& resolved, const Word& argument, Relation relation) {
  PathExpr& path = resolved.path;
  const bool crossing = filter_name(relation) != info(relation).name;
  TypeId wanted;  // invalid: any
  if (!crossing || argument.text != name(Kind::boundary)) {
    wanted = type(argument, info(relation).to);
    if (!wanted.valid()) return false;
  }
  path.steps.push_back({Step::Kind::kind_filter, relation, wanted});
  path.kinds = info(relation).to;
  path.single = false;
  return true;
}

TypeId Resolver::type(const Word& word, KindSet set) {
  if (!(set & kTyped)) {
    reporter_.report(diag::Kind::kind_without_types, word.span, {plural(set)});
    return {};
  }
  for (const TypeTree tree : trees(set)) {
    const TypeId found = vocabulary_.find_type(tree, word.text);
    if (found.valid()) return found;
  }
  std::vector<std::string_view> known;
  for (const TypeTree tree : trees(set)) {
    for (const Type& candidate : vocabulary_.types) {
      if (candidate.tree == tree) known.push_back(candidate.id);
    }
  }
  diag::Diagnostic& mistake =
      reporter_.report(diag::Kind::unknown_type_word, word.span, {word.text, plural(set & kTyped)});
  suggest(mistake, word, known);
  for (const TypeTree tree : {TypeTree::element, TypeTree::protocol, TypeTree::data}) {
    const TypeId other = vocabulary_.find_type(tree, word.text);
    if (!other.valid()) continue;
    constexpr std::array<std::string_view, 3> kOf = {"elements and boundaries", "flows", "data"};
    mistake.note(vocabulary_[other].span, fmt::format("`{}` is a type of {}", word.text,
                                                      kOf[static_cast<std::size_t>(tree)]));
  }
  return {};
}

bool Resolver::check_single(const Resolved& resolved) {
  if (resolved.path.single) return true;
  reporter_
      .report(diag::Kind::path_to_many, resolved.path.span,
              {resolved.text, plural(resolved.path.kinds)})
      .note(
          "ask with `any(x in …: …)` whether one of them, with `all(x in …: …)` whether each of "
          "them is so");
  return false;
}

void Resolver::unknown_member(const Resolved& resolved, const Word& word) {
  const KindSet here = resolved.path.kinds;
  KindSet facts_elsewhere = 0;
  std::vector<std::string_view> known;
  for (const Fact& fact : vocabulary_.facts) {
    if (fact.subjects & here) known.push_back(fact.id);
    if (fact.id == word.text) facts_elsewhere |= fact.subjects;
  }
  KindSet relations_elsewhere = 0;
  for (std::size_t i = 0; i < relation_count(); ++i) {
    const auto relation = static_cast<Relation>(i);
    if (info(relation).from & here) {
      known.push_back(info(relation).name);
      if (filter_name(relation) != info(relation).name) known.push_back(filter_name(relation));
    }
    if (word.text == info(relation).name || word.text == filter_name(relation)) {
      relations_elsewhere |= info(relation).from;
    }
  }
  if (word.text == "ancestor") relations_elsewhere |= kContained;
  if (word.text == "exposed_to") relations_elsewhere |= kExposed;
  if (word.text == "reachable_from") relations_elsewhere |= kReachable;
  if (here & kContained) known.push_back("ancestor");
  if (here & kExposed) known.push_back("exposed_to");
  if (here & kReachable) known.push_back("reachable_from");
  if (has(here, Kind::flow)) known.push_back("protocol");
  if (facts_elsewhere || relations_elsewhere) {
    suggest(reporter_.report(
                diag::Kind::member_of_other_kind, word.span,
                {word.text, facts_elsewhere ? "fact" : "relation",
                 plural(facts_elsewhere ? facts_elsewhere : relations_elsewhere), plural(here)}),
            word, known);
    return;
  }
  diag::Diagnostic& mistake =
      reporter_.report(diag::Kind::unknown_member, word.span, {word.text, plural(here)});
  suggest(mistake, word, known);
  if (word.text == "is_a" || word.text == "type" || word.text == "kind") {
    mistake.note(fmt::format("a type is asked for with `is_a({}, …)`", resolved.text));
  }
}

}  // namespace wardround::lang
