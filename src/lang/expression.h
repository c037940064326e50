// Rule expressions: parsed, type-checked against the vocabulary, evaluated three-valued (Kleene).
//
//   expression := or ;  or := and {"or" and} ;  and := not {"and" not} ;  not := "not" not |
//   comparison comparison := operand [("==" | "!=" | "<" | "<=" | ">" | ">=") operand | "in" "["
//   word {"," word} "]"] operand    := "(" expression ")" | quantifier | "is_a" "(" path "," word
//   ")" | "known" "(" expression ")" | path | word | number quantifier := ("any" | "all" | "count")
//   "(" name "in" path [":" expression] ")" path       := name {"." name ["(" word ")"]}
//
// A path starts at the subject (`flow`, `element`, …), at `system`, or at a bound variable, and
// follows relations and ends in a fact, a relation, or a test:
//   x.ancestor(T)      nearest enclosing element or boundary of type T (single)
//   x.sends(K) x.returns(K) x.carries(K)   flow carries data of kind K in that direction
//   x.stores(K) x.touches(K) x.receives(K) x.emits(K)   element handles data of kind K in that way
//   x.crosses(T) x.enters(T) x.leaves(T)   flow crosses an enclosure of type T; `crosses(boundary)`
//   is any x.exposed_to(P) x.reachable_from(P)    attacker position P
// A set compared with `none` asks whether it is empty. A word after == is a value of the fact on
// the other side; unknown in known(…) is no. A template's path may end in `.name`, `.id`, `.names`.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "diag/diagnostic.h"
#include "lang/universe.h"
#include "lang/vocabulary.h"

namespace wardround::lang {

enum class Truth : uint8_t { no, unknown, yes };
[[nodiscard]] constexpr Truth operator&(Truth a, Truth b) {
  return a < b ? a : b;
}
[[nodiscard]] constexpr Truth operator|(Truth a, Truth b) {
  return a < b ? b : a;
}

// One step of a path.
struct Step {
  enum class Kind : uint8_t { relation, ancestor, kind_filter } kind = Kind::relation;
  Relation relation = Relation::elements;
  TypeId type;  // ancestor(T); kind_filter: the targets of `relation` that are of this type
                // (`sends(command)`)
};

struct PathExpr {
  uint32_t variable = 0;  // 0: the subject; 1: the system; 2…: bound variables, outermost first
  std::vector<Step> steps;
  KindSet kinds = 0;   // what the path leads to
  bool single = true;  // false: a set
  diag::Span span;
};

enum class Op : uint8_t { eq, ne, lt, le, gt, ge };

// A node of a checked expression in negation normal form: `not` is pushed into the atoms, so that
// an atom that does not apply is false also under `not`. It becomes the opposite `op` in fact, same
// and count, which are never `negated`. Chains of and/or inside chains of the same kind are
// flattened.
struct Expr {
  enum class Kind : uint8_t {
    all_of,
    any_of,   // and / or over `children`
    fact,     // path.fact OP values: eq/ne with several values for `in`
    same,     // path == path2 (both single)
    empty,    // path == none
    is_a,     // path is a type
    carries,  // exists a target of the last step (kind_filter): path non-empty
    exposed,
    reachable,  // path.exposed_to(position)
    any,
    all,       // quantifier over `path`, body children[0]
    count,     // count(x in path: body) OP number
    known,     // known(children[0]): never unknown
    constant,  // true: the body of `any` or `count` that was left out
  };
  Kind kind = Kind::constant;
  bool negated = false;
  Op op = Op::eq;
  PathExpr path;
  PathExpr path2;
  FactId fact;
  // Only where the kinds that the path leads to do not all have the same fact: by Kind, invalid if
  // not declared there. The facts then have the same values, and `fact` is one of them.
  std::vector<FactId> fact_by_kind;
  std::vector<uint32_t> values;
  uint64_t number = 0;
  std::string text;  // version literal, or count's variable name
  TypeId type;
  Position position = Position::internet;
  uint32_t variable = 0;  // quantifiers: the number of the bound variable
  std::vector<Expr> children;
  diag::Span span;
};

struct Expression {
  Expr root;
  Kind subject = Kind::system;
  std::vector<std::string> variables;   // names, by number: [subject kind, "system", bound…]
  std::vector<KindSet> variable_kinds;  // what each of them may be
};

// What a text template is made of: literal text and paths. `.names` joins a set with ", ".
struct Template {
  struct Part {
    std::string literal;
    std::optional<PathExpr> path;
    bool names = false;
    bool id = false;  // `.id`: the id instead of the name
  };
  std::vector<Part> parts;
  Kind subject = Kind::system;
};

// `source` and `offset`: where `text` stands in its file, so that mistakes are shown there. Reports
// every mistake it can find; nullopt if there was any. `text` may span lines (a YAML block scalar
// whose indent was stripped): `line_offsets` maps the begin of each line of `text` to its byte in
// the file.
struct Place {
  diag::SourceId source;
  std::vector<uint32_t> line_offsets;
};
[[nodiscard]] std::optional<Expression> parse_expression(std::string_view text, const Place& place,
                                                         Kind subject, const Vocabulary& vocabulary,
                                                         diag::Diagnostics& diagnostics);
[[nodiscard]] std::optional<Template> parse_template(std::string_view text, const Place& place,
                                                     Kind subject, const Vocabulary& vocabulary,
                                                     diag::Diagnostics& diagnostics);
// The same for subjects of any of `kinds`, which the text calls `word`: what it says of them must
// make sense for each kind.
[[nodiscard]] std::optional<Template> parse_template(std::string_view text, const Place& place,
                                                     std::string_view word, KindSet kinds,
                                                     const Vocabulary& vocabulary,
                                                     diag::Diagnostics& diagnostics);
// A path alone (`at: update.installs_on`). `variables`: names as in Expression::variables (the
// first two are not read); a path may begin with any of them. Their kinds are not checked: better
// give the expression itself.
[[nodiscard]] std::optional<PathExpr> parse_path(std::string_view text, const Place& place,
                                                 Kind subject,
                                                 const std::vector<std::string>& variables,
                                                 const Vocabulary& vocabulary,
                                                 diag::Diagnostics& diagnostics);
// The same where a variable bound anywhere in `expression` may begin the path.
[[nodiscard]] std::optional<PathExpr> parse_path(std::string_view text, const Place& place,
                                                 const Expression& expression,
                                                 const Vocabulary& vocabulary,
                                                 diag::Diagnostics& diagnostics);

// The checked expression as text again, fully bracketed where needed. parse ∘ print is the identity
// on trees.
[[nodiscard]] std::string print(const Expression& expression, const Vocabulary& vocabulary);

}  // namespace wardround::lang
