// Looks up the names in a path: from words to relations, types, facts. Owns the messages about
// names.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lang/expression.h"
#include "lang/syntax.h"

namespace wardround::lang {

// "flows", "elements and boundaries"
[[nodiscard]] std::string plural(KindSet set);
// "an element", "a flow", "the system"
[[nodiscard]] std::string singular(Kind kind);

// Of a variable whose kind is not known.
inline constexpr KindSet kAnyKind = (KindSet{1} << kKinds) - 1;

// The variables that a path may begin with. Numbers as in PathExpr::variable.
struct Scope {
  explicit Scope(Kind subject);
  // The subject is called `word` instead of after its kind.
  Scope(std::string word, Kind subject);

  std::vector<std::string> names;  // of every variable ever bound
  std::vector<KindSet> kinds;
  std::vector<uint32_t> visible;  // those that a path may begin with here

  [[nodiscard]] std::optional<uint32_t> find(std::string_view word) const;
  uint32_t bind(std::string word, KindSet variable_kinds);
};

// What a path turned out to lead to.
struct Resolved {
  enum class End : uint8_t { mistake, subjects, fact, exposed, reachable, protocol };
  End end = End::mistake;
  PathExpr path;  // to the subjects; for `fact` and the tests, to those that are asked
  FactId fact;
  std::vector<FactId> fact_by_kind;  // as in Expr
  Position position = Position::internet;
  std::string text;  // as written
};

class Resolver {
 public:
  Resolver(const Vocabulary& vocabulary, Reporter& reporter)
      : vocabulary_(vocabulary), reporter_(reporter) {}

  // The first `segments` segments of `path`.
  [[nodiscard]] Resolved resolve(const PathSyntax& path, std::size_t segments, const Scope& scope);
  [[nodiscard]] Resolved resolve(const PathSyntax& path, const Scope& scope) {
    return resolve(path, path.segments.size(), scope);
  }
  // The type that `word` names for subjects of `kinds`. Reports if there is none.
  [[nodiscard]] TypeId type(const Word& word, KindSet set);
  // Reports and answers false unless the path leads to at most one subject.
  [[nodiscard]] bool check_single(const Resolved& resolved);

 private:
  bool step(Resolved& resolved, const Segment& segment);
  bool step_with_argument(Resolved& resolved, const Segment& segment, const Word& argument);
  bool filter(Resolved& resolved, const Word& argument, Relation relation);
  bool fact(Resolved& resolved, const Segment& segment);
  void unknown_member(const Resolved& resolved, const Word& word);
  bool needs_argument(const Word& word, const char* what);

  const Vocabulary& vocabulary_;
  Reporter& reporter_;
};

// Adds "rename to `…`" to `diagnostic` if a candidate is near; `span` is what would be replaced.
void suggest(diag::Diagnostic& diagnostic, const Word& word,
             const std::vector<std::string_view>& candidates);

// The relation of any of `kinds` that is called `word`, and the relation a filter's name stands for
// (`crosses`).
[[nodiscard]] std::optional<Relation> find_relation(KindSet set, std::string_view word);
[[nodiscard]] std::optional<Relation> find_filter(KindSet set, std::string_view word);
// The name under which a filter on `relation` is written: `crosses` for `crossing`.
[[nodiscard]] std::string_view filter_name(Relation relation);

}  // namespace wardround::lang
