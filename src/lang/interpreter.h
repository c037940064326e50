// The naive interpreter: one expression, one subject, walking the tree. It is the definition of
// what rules mean; the compiled plan must agree with it. Also says why.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "lang/expression.h"

namespace wardround::lang {

// How typical type defaults count. `as_unknown` gives certainty; `as_value` tells what is assumed.
enum class Typical : uint8_t { as_unknown, as_value };

// One fact assumed to have another value, for "what if". Whoever assumes it says what follows too.
struct Override {
  FactId fact;
  SubjectId subject;
  uint32_t value = 0;
  auto operator<=>(const Override&) const = default;
};

struct World {
  const Vocabulary* vocabulary = nullptr;
  const Universe* universe = nullptr;
  Typical typical = Typical::as_unknown;
  const std::vector<Override>* what_if = nullptr;  // sorted, one for each fact and subject
};

[[nodiscard]] Truth evaluate(const World& world, const Expression& expression, SubjectId subject);

// One decided or undecided atom, as a reason.
struct Literal {
  Truth truth = Truth::unknown;
  FactId fact;        // valid: the atom asks for this fact …
  SubjectId subject;  // … of this subject
  // For atoms on structure: the open relation or missing type, so that it can be asked for; else
  // none.
  std::optional<Relation> relation;
  bool type_unknown = false;
  std::string text;  // "`sync.pairing` is `just-works`", "`sync` crosses `dev`"
  Provenance provenance = Provenance::stated;  // structure counts as stated
  uint32_t origin = 0xffffffffu;
};

// A variable of a quantifier bound to the witnesses that decided it.
struct Witness {
  uint32_t variable = 0;
  SubjectId subject;
};

struct Explanation {
  Truth truth = Truth::no;
  std::vector<Literal> literals;   // deduplicated, in the order of the source expression
  std::vector<Witness> witnesses;  // every target for which a quantifier's body was not false
};

// Walks the source expression. True: `or` gives its leftmost true branch, `and` all, a quantifier
// its first witness by id. Unknown: all undecided literals, and the decided ones that they stand
// beside. False: the mirror image of true.
enum class Detail : uint8_t {
  whole,      // all literals, with their texts, and the witnesses
  undecided,  // only literals that ask for something (unknown, or merely typical), without texts
  every,      // every atom at every target, whether it decided or not, with its text
};
[[nodiscard]] Explanation explain(const World& world, const Expression& expression,
                                  SubjectId subject, Detail detail = Detail::whole);

// Targets of a path; `open` if a step on the way was written unknown, so that there may be more.
// `maybe`: those whose type is written unknown, so that nobody knows whether a filter on the way
// lets them pass.
struct Targets {
  std::vector<SubjectId> subjects;  // sorted, unique
  std::vector<SubjectId> maybe;     // likewise, and disjoint from `subjects`
  bool open = false;
};
[[nodiscard]] Targets follow(const World& world, const PathExpr& path,
                             const std::vector<SubjectId>& variables);

// Fills in a template. An empty set gives "nothing", an unknown one "something unknown".
[[nodiscard]] std::string fill(const World& world, const Template& text, SubjectId subject);
// The same, behind what a text says already.
void fill_behind(std::string& before, const World& world, const Template& text, SubjectId subject);

}  // namespace wardround::lang
