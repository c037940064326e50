// Inside of threats/: rules compiled to planes of bits, evaluated over blocks of subjects. Gives
// exactly what the naive interpreter gives (lang/interpreter.h), which is its oracle.
//
// Truth is kept as three planes over the subjects of a block: `yes` (with typical defaults taken as
// unknown), `assumed` (yes with typical defaults taken as their values) and `possible` (not no).
// Each contains the one before. In negation normal form `and` and `or` act on each plane alone, so
// one circuit of intersections and unions gives all three. Most nodes need fewer: where nothing is
// unknown the three are one.
//
// A node is a predicate of one subject. What it says of other subjects (an end of a flow, the
// targets of a quantifier) is a predicate of those, an *export*: computed beforehand for all of
// them and packed as the bits of one number, so that a subject fetches with one load what many
// rules ask of a neighbour. Exports are written pass by pass, each before those that read it.
//
// What is the same for all subjects of a universe, because nothing there is of that type or has
// that relation, is settled before the first subject is looked at, and all that only it would have
// asked for is left out (plan_settle.cc).
//
// What the body of a quantifier says of other subjects than its own is moved out of it
// (plan_scope.h). Where its body still speaks of two at once it is a *walk*: done subject by
// subject, for those alone for which the rest of the rule may hold. All that it asks of one subject
// is an export here too, so that only the comparisons are left to be done at every step. What not
// even a walk can say (a count that compares) is left to the interpreter.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/workers.h"
#include "lang/expression.h"
#include "threats/finding.h"
#include "threats/planes.h"

namespace wardround::threats {

using NodeId = uint32_t;
using PathId = uint32_t;
using ExportId = uint32_t;

struct Node {
  enum class Kind : uint8_t {
    constant,  // says nothing of the subject: `expr` is evaluated once
    fact,      // of the subject itself
    is_a,
    exposed,
    reachable,
    same,  // two paths lead to one subject
    via,   // an export of where a path leads
    any,
    all,  // an export of the targets of a relation
    count,
    walk,   // where `guard` may hold
    naive,  // `expr` by the interpreter
    all_of,
    any_of,
    known,  // whether its child holds for certain
  } kind = Kind::constant;
  bool nowhere = false;     // via: what holds where the path leads nowhere
  bool contextual = false;  // contains `walk` or `naive`: its planes depend on where it is asked
  uint8_t cost = 0;         // cheap ones first
  uint16_t level = 0;       // one more than that of the exports that it reads
  uint32_t variable = 0;    // naive, constant: the variable that the subject is bound to
  const lang::Expr* expr = nullptr;  // of the atom, or of what is left to the interpreter
  const lang::Expression* expression = nullptr;  // that `expr` stands in
  lang::Step step;                               // any, all, count: a relation, or an ancestor
  lang::TypeId type;                             // is_a
  bool negated = false;                          // is_a, exposed, reachable, known
  PathId path = 0, path2 = 0;                    // via, same
  ExportId target = 0;                           // via, any, all, count
  uint32_t walk = 0;                             // into Plan::walks
  NodeId guard = 0;                              // walk
  std::vector<NodeId> children;                  // all_of, any_of, known
};

// An expression over several subjects at once, whose parts stand each before its children.
struct Walk {
  struct Part {
    enum class Kind : uint8_t {
      all_of,
      any_of,
      here,   // `node` of the subject itself
      there,  // `target` of `variable`
      same,   // `path` from `variable` and `path2` from `variable2` lead to one subject
      any,
      all,  // the targets of `step` from where `path` leads from `variable`, each as `bound`
    } kind = Kind::all_of;
    bool negated = false;  // same
    uint32_t end = 0;      // one past the last of its children
    uint32_t variable = 0, variable2 = 0, bound = 0;
    PathId path = 0, path2 = 0;
    lang::Step step = {};
    NodeId node = 0;
    ExportId target = 0;
  };
  std::vector<Part> parts;
  uint32_t subject = 0;       // the variable that the subject is bound to
  std::size_t variables = 0;  // how many there are
};

// A predicate asked of other subjects than the rule's own.
struct Export {
  NodeId node = 0;
  bool nowhere = false;     // what a path that leads nowhere finds
  lang::KindSet kinds = 0;  // of the subjects it may be asked of
  PathId first_path = 0;    // that asks first: exports of one path lie side by side
};

struct PlannedRule {
  NodeId root = 0;
  lang::Kind on = lang::Kind::system;
};

struct Plan {
  const lang::Vocabulary* vocabulary = nullptr;
  std::vector<Node> nodes;
  std::vector<std::vector<lang::Step>> paths;  // of single steps
  std::vector<Export> exports;
  std::vector<Walk> walks;
  std::vector<PlannedRule> rules;
  std::vector<std::unique_ptr<lang::Expr>> rewritten;  // that nodes point to
  [[nodiscard]] std::size_t atoms() const;             // distinct predicates that are not and, or
};

struct RuleToPlan {
  const lang::Expression* when = nullptr;
  lang::Kind on = lang::Kind::system;
};
// `vocabulary` and the expressions must outlive the plan.
[[nodiscard]] Plan compile(const lang::Vocabulary& vocabulary,
                           const std::vector<RuleToPlan>& rules);

// A rule that is not false at a subject.
struct Hit {
  uint32_t rule = 0;
  uint32_t subject = 0;
  Certainty how = Certainty::unverified;
  friend bool operator==(const Hit&, const Hit&) = default;
};

// Many hits, in two bytes each: of a large model the memory costs more than the finding. Kept as
// runs of one rule over one block of subjects.
class Hits {
 public:
  // Adds a run: `write` gets room for kBlock records (see record) and returns how many it wrote.
  template <class Write>
  void add(uint32_t rule, std::size_t base, Write&& write) {
    uint16_t* const to = room();
    const std::size_t count = write(to);
    if (count == 0) return;
    runs_.push_back({rule, static_cast<uint32_t>(base), static_cast<uint32_t>(count), to});
    used_ += count;
    size_ += count;
  }
  // `offset` from the base of the run, below kBlock.
  [[nodiscard]] static uint16_t record(std::size_t offset, unsigned how) {
    return static_cast<uint16_t>(offset | (how << kOffsetBits));
  }
  // In the order in which they were added.
  template <class Visit>
  void each(Visit&& visit) const {
    for (const Run& run : runs_) {
      for (uint32_t i = 0; i < run.count; ++i) {
        const unsigned record = run.records[i];
        visit(Hit{run.rule, run.base + (record & ((1u << kOffsetBits) - 1)),
                  static_cast<Certainty>(record >> kOffsetBits)});
      }
    }
  }
  [[nodiscard]] std::size_t size() const { return size_; }
  void append(Hits&& more);

 private:
  static constexpr unsigned kOffsetBits = 12;
  static_assert(kBlock == 1 << kOffsetBits);
  struct Run {
    uint32_t rule, base, count;
    const uint16_t* records;
  };
  uint16_t* room();
  std::vector<Run> runs_;
  std::vector<std::unique_ptr<uint16_t[]>> chunks_;
  std::size_t used_ = 0, room_ = 0;  // of the last chunk
  std::size_t size_ = 0;
};

// By kind of subject, block of subjects, rule, subject: the same whatever `workers` and `isa`. The
// subjects of the universe must stand kind by kind, in the order of lang::Kind.
[[nodiscard]] Hits run(const Plan& plan, const lang::Universe& universe, Workers& workers,
                       Isa isa = best_isa());

// How many rules are known to hold nowhere before any subject is looked at: what they ask for is
// not in the universe at all.
[[nodiscard]] std::size_t settled_rules(const Plan& plan, const lang::Universe& universe);

}  // namespace wardround::threats
