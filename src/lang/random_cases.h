// For tests: random universes, and random expressions over them together with what they mean, said
// without any normal form.
#pragma once

#include <fmt/format.h>

#include <functional>
#include <map>

#include "lang/testing.h"

namespace wardround::lang::testing {

// Decisions read off a list of bytes, so that rapidcheck can shrink them. An exhausted list answers
// 0.
class Choices {
 public:
  explicit Choices(std::vector<uint8_t> bytes) : bytes_(std::move(bytes)) {}
  std::size_t below(std::size_t n) { return at_ < bytes_.size() ? bytes_[at_++] % n : 0; }
  bool chance(std::size_t one_in) { return below(one_in) == one_in - 1; }
  template <class T>
  const T& of(const std::vector<T>& items) {
    return items[below(items.size())];
  }

 private:
  std::vector<uint8_t> bytes_;
  std::size_t at_ = 0;
};

// ---- Universes ----

struct Shape {
  bool not_applicable = false;  // some facts do not apply
  bool open = false;            // relations and types written unknown
  std::size_t of_each = 3;      // subjects of each kind
};

struct FactOf {
  Kind kind;
  const char* fact;
  std::vector<std::string> values;
};
inline const std::vector<FactOf>& facts() {
  static const std::vector<FactOf> all = {
      {Kind::element, "hot", {"no", "yes"}},
      {Kind::element, "cores", {"0", "1", "2"}},
      {Kind::element, "controlled_by", {"manufacturer", "patient"}},
      {Kind::flow, "encrypted", {"no", "yes"}},
      {Kind::flow, "strength", {"low", "medium", "high"}},
      {Kind::flow, "version", {"1.0", "4.2", "4.10"}},
      {Kind::data, "backed_up", {"no", "yes"}},
      {Kind::system, "cyber_device", {"no", "yes"}},
  };
  return all;
}

struct SetOf {
  Kind from;
  Relation relation;
  Kind to;
};
inline const std::vector<SetOf>& sets() {
  static const std::vector<SetOf> all = {
      {Kind::flow, Relation::sends, Kind::data},
      {Kind::flow, Relation::returns, Kind::data},
      {Kind::flow, Relation::carries, Kind::data},
      {Kind::element, Relation::opens, Kind::flow},
      {Kind::element, Relation::flows_in, Kind::flow},
      {Kind::element, Relation::stores, Kind::data},
      {Kind::element, Relation::touches, Kind::data},
      {Kind::system, Relation::elements, Kind::element},
      {Kind::system, Relation::flows, Kind::flow},
  };
  return all;
}

inline const std::vector<std::string>& types_of(Kind kind) {
  static const std::vector<std::string> element = {"app", "process", "phone-app", "store"};
  static const std::vector<std::string> flow = {"ble", "radio", "https"};
  static const std::vector<std::string> data = {"firmware", "code", "phi"};
  return kind == Kind::element ? element : kind == Kind::flow ? flow : data;
}

constexpr Position kPosition = Position::internet;

inline std::vector<std::string> ids(Kind kind, std::size_t of_each = 3) {
  if (kind == Kind::system) return {"sys"};
  const char letter = kind == Kind::element ? 'e' : kind == Kind::flow ? 'f' : 'd';
  std::vector<std::string> all;
  for (std::size_t i = 0; i < of_each; ++i) all.push_back(fmt::format("{}{}", letter, i));
  return all;
}

inline UniverseBuilder random_universe(const Vocabulary& vocabulary, Choices& c, Shape shape) {
  UniverseBuilder b(vocabulary);
  for (const Kind kind : {Kind::element, Kind::flow, Kind::data}) {
    for (const std::string& id : ids(kind, shape.of_each)) {
      b.add(kind, id, {c.of(types_of(kind))});
      if (shape.open && c.chance(4)) b.type_unknown(id);
    }
  }
  for (const std::string& flow : ids(Kind::flow, shape.of_each)) {
    for (const Relation end : {Relation::from, Relation::to}) {
      if (shape.open && c.chance(4)) {
        b.open(flow, end);
      } else {
        b.link(flow, end, {c.of(ids(Kind::element, shape.of_each))});
      }
    }
  }
  for (const SetOf& set : sets()) {
    // Some that nobody has at all.
    if (!parts_of(set.relation).empty() || c.chance(8)) continue;
    // Also what is made of it.
    const auto with_whole = [&](const auto& add) {
      add(set.relation);
      for (const SetOf& whole : sets()) {
        if (whole.from != set.from) continue;
        for (const std::vector<Relation>& path : parts_of(whole.relation)) {
          if (path.size() == 1 && path.front() == set.relation) add(whole.relation);
        }
      }
    };
    for (const std::string& from : ids(set.from, shape.of_each)) {
      // A few targets each, also where there are many.
      const auto targets = ids(set.to, shape.of_each);
      const std::size_t first = targets.size() <= 3 ? 0 : c.below(targets.size() - 2);
      for (std::size_t i = first; i < targets.size() && i < first + 3; ++i) {
        if (c.below(3) == 0) continue;
        with_whole([&](Relation relation) { b.link(from, relation, {targets[i]}); });
      }
      if (shape.open && c.chance(5)) {
        with_whole([&](Relation relation) { b.open(from, relation); });
      }
    }
  }
  for (const FactOf& fact : facts()) {
    for (const std::string& id : ids(fact.kind, shape.of_each)) {
      const std::string where = id + "." + fact.fact;
      const std::size_t what = c.below(6);
      if (what == 5 && shape.not_applicable) {
        b.not_applicable(where);
      } else if (what >= 2) {
        b.set(where, c.of(fact.values), what == 4 ? Provenance::typical : Provenance::stated);
      }
    }
  }
  for (const std::string& id : ids(Kind::element, shape.of_each)) {
    b.exposed(id, kPosition, static_cast<Truth>(c.below(3)));
  }
  return b;
}

// ---- Expressions, and what they mean without any normal form ----

using Bound = std::map<std::string, SubjectId>;
using Meaning = std::function<Truth(const World&, const Bound&)>;
struct Written {
  std::string text;
  Meaning meaning;
};
struct Variable {
  std::string name;
  Kind kind;
};

inline Truth truth(bool value) {
  return value ? Truth::yes : Truth::no;
}
inline Truth kleene_not(Truth t) {
  return static_cast<Truth>(2 - static_cast<int>(t));
}

// A path to one subject: a variable, or an end of a flow.
struct Single {
  std::string text;
  Kind kind;
  std::function<std::optional<SubjectId>(const World&, const Bound&)> follow;  // nullopt: unknown
};

class Writer {
 public:
  Writer(const Vocabulary& vocabulary, Choices& choices, bool known = true)
      : vocabulary_(vocabulary), c_(choices), known_(known) {}

  Written condition(std::vector<Variable> scope, std::size_t depth = 0) {
    const std::size_t what = depth >= 4 ? 0 : c_.below(known_ ? 11 : 10);
    switch (what) {
      case 5:
      case 6:
        return chain(scope, depth, what == 5);
      case 7:
        return negation(scope, depth);
      case 8:
      case 9:
        return quantifier(scope, depth);
      case 10:
        return known(scope, depth);
      default:
        return atom(scope);
    }
  }

 private:
  Written chain(const std::vector<Variable>& scope, std::size_t depth, bool conjunction) {
    Written a = condition(scope, depth + 1);
    Written b = condition(scope, depth + 1);
    return {fmt::format("({}) {} ({})", a.text, conjunction ? "and" : "or", b.text),
            [a = a.meaning, b = b.meaning, conjunction](const World& w, const Bound& v) {
              return conjunction ? a(w, v) & b(w, v) : a(w, v) | b(w, v);
            }};
  }
  Written negation(const std::vector<Variable>& scope, std::size_t depth) {
    Written a = condition(scope, depth + 1);
    return {fmt::format("not ({})", a.text),
            [a = a.meaning](const World& w, const Bound& v) { return kleene_not(a(w, v)); }};
  }

  Written known(const std::vector<Variable>& scope, std::size_t depth) {
    Written a = condition(scope, depth + 1);
    return {fmt::format("known({})", a.text), [a = a.meaning](World w, const Bound& v) {
              w.typical = Typical::as_unknown;
              return truth(a(w, v) == Truth::yes);
            }};
  }

  Written quantifier(std::vector<Variable> scope, std::size_t depth) {
    std::vector<std::pair<std::string, SetOf>> ranges;
    for (const Variable& variable : scope) {
      for (const SetOf& set : sets()) {
        if (set.from == variable.kind) ranges.emplace_back(variable.name, set);
      }
    }
    if (ranges.empty() || scope.size() > 4) return atom(scope);
    const std::pair<std::string, SetOf> range = c_.of(ranges);
    const std::string& from = range.first;
    const SetOf& set = range.second;
    const std::string name = fmt::format("x{}", scope.size());
    scope.push_back({name, set.to});
    const std::size_t word = c_.below(3);
    const std::string path = fmt::format("{}.{}", from, info(set.relation).name);
    Written body = condition(scope, depth + 1);
    const auto each = [from, relation = set.relation, name, body = body.meaning](
                          const World& w, const Bound& v, auto&& visit) {
      const SubjectId s = v.at(from);
      const Relations& targets = w.universe->relation(relation);
      for (std::size_t i = 0; i < targets.count(s); ++i) {
        Bound inner = v;
        inner[name] = targets.first(s)[i];
        visit(body(w, inner));
      }
      return targets.is_open(s);
    };
    if (word < 2) {
      const bool any = word == 0;
      return {fmt::format("{}({} in {}: {})", any ? "any" : "all", name, path, body.text),
              [each, any](const World& w, const Bound& v) {
                Truth result = any ? Truth::no : Truth::yes;
                const bool open =
                    each(w, v, [&](Truth t) { result = any ? result | t : result & t; });
                if (!open) return result;
                return any ? result | Truth::unknown : result & Truth::unknown;
              }};
    }
    const std::size_t n = c_.below(4);
    const std::size_t op = c_.below(6);
    static const char* const kOps[] = {"==", "!=", "<", "<=", ">", ">="};
    return {fmt::format("count({} in {}: {}) {} {}", name, path, body.text, kOps[op], n),
            [each, n, op](const World& w, const Bound& v) {
              std::size_t low = 0;
              std::size_t high = 0;
              if (each(w, v, [&](Truth t) {
                    low += t == Truth::yes;
                    high += t != Truth::no;
                  })) {
                high = 100;
              }
              bool some = false;
              bool every = true;
              for (std::size_t k = low; k <= high; ++k) {
                const bool holds[] = {k == n, k != n, k<n, k <= n, k> n, k >= n};
                some = some || holds[op];
                every = every && holds[op];
              }
              return every ? Truth::yes : some ? Truth::unknown : Truth::no;
            }};
  }

  Single single(const std::vector<Variable>& scope) {
    const Variable variable = c_.of(scope);
    const bool end = variable.kind == Kind::flow && c_.chance(2);
    if (!end) {
      return {variable.name, variable.kind, [name = variable.name](const World&, const Bound& v) {
                return std::optional<SubjectId>(v.at(name));
              }};
    }
    const Relation relation = c_.chance(2) ? Relation::from : Relation::to;
    return {fmt::format("{}.{}", variable.name, info(relation).name), Kind::element,
            [name = variable.name, relation](const World& w, const Bound& v) {
              const SubjectId s = v.at(name);
              const Relations& targets = w.universe->relation(relation);
              if (targets.is_open(s)) return std::optional<SubjectId>();
              return std::optional<SubjectId>(*targets.first(s));
            }};
  }

  Written atom(const std::vector<Variable>& scope) {
    const Single at = single(scope);
    switch (c_.below(6)) {
      case 4:
        if (at.kind != Kind::system) return is_a(at);
        break;
      case 5:
        if (at.kind == Kind::element) return c_.chance(2) ? exposed(at) : same(at, scope);
        if (at.kind == Kind::flow) return sends(at);
        break;
      default:
        break;
    }
    std::vector<FactOf> known;
    for (const FactOf& fact : facts()) {
      if (fact.kind == at.kind) known.push_back(fact);
    }
    return fact(at, c_.of(known));
  }

  Written fact(const Single& at, const FactOf& asked) {
    const FactId id = vocabulary_.find_fact(asked.kind, asked.fact);
    const Fact& fact = vocabulary_[id];
    const bool ordered =
        fact.ordered || fact.domain == Domain::number || fact.domain == Domain::version;
    const std::size_t op = c_.below(ordered ? 6 : 2);
    static const char* const kOps[] = {"==", "!=", "<", "<=", ">", ">="};
    const std::size_t chosen = c_.below(asked.values.size());
    return {fmt::format("{}.{} {} {}", at.text, asked.fact, kOps[op], asked.values[chosen]),
            [at, id, asked, op, chosen](const World& w, const Bound& v) {
              const auto s = at.follow(w, v);
              if (!s) return Truth::unknown;
              const Cell& cell = w.universe->cell(id, *s);
              if (cell.provenance == Provenance::unknown) return Truth::unknown;
              if (cell.provenance == Provenance::typical && w.typical == Typical::as_unknown) {
                return Truth::unknown;
              }
              // The sample values stand in order; those of a version are found by text.
              std::size_t value = cell.value;
              if ((*w.vocabulary)[id].domain == Domain::version) {
                for (std::size_t i = 0; i < asked.values.size(); ++i) {
                  if (asked.values[i] == w.universe->versions[cell.value]) value = i;
                }
              }
              const bool holds[] = {value == chosen, value != chosen,
                                    value<chosen, value <= chosen, value> chosen, value >= chosen};
              return truth(holds[op]);
            }};
  }

  Written is_a(const Single& at) {
    const std::string type = c_.of(types_of(at.kind));
    const TypeTree tree = at.kind == Kind::element ? TypeTree::element
                          : at.kind == Kind::flow  ? TypeTree::protocol
                                                   : TypeTree::data;
    const TypeId id = vocabulary_.find_type(tree, type);
    return {fmt::format("is_a({}, {})", at.text, type), [at, id](const World& w, const Bound& v) {
              const auto s = at.follow(w, v);
              return s ? type_of(w, *s, id) : Truth::unknown;
            }};
  }
  static Truth type_of(const World& w, SubjectId s, TypeId id) {
    for (const TypeId own : w.universe->types[s]) {
      if (w.vocabulary->is_a(own, id)) return Truth::yes;
    }
    return w.universe->type_open[s.index()] ? Truth::unknown : Truth::no;
  }

  Written exposed(const Single& at) {
    return {fmt::format("{}.exposed_to(internet)", at.text), [at](const World& w, const Bound& v) {
              const auto s = at.follow(w, v);
              if (!s) return Truth::unknown;
              const Exposure& e = w.universe->exposed[s->index()];
              return e.unknown & 1u ? Truth::unknown : truth(e.yes & 1u);
            }};
  }
  Written same(const Single& a, const std::vector<Variable>& scope) {
    const Single b = single(scope);
    if (b.kind != a.kind) return exposed(a);
    const bool equal = c_.chance(2);
    return {fmt::format("{} {} {}", a.text, equal ? "==" : "!=", b.text),
            [a, b, equal](const World& w, const Bound& v) {
              const auto x = a.follow(w, v);
              const auto y = b.follow(w, v);
              return x && y ? truth((*x == *y) == equal) : Truth::unknown;
            }};
  }
  Written sends(const Single& at) {
    const std::string type = c_.of(types_of(Kind::data));
    const TypeId id = vocabulary_.find_type(TypeTree::data, type);
    return {fmt::format("{}.sends({})", at.text, type), [at, id](const World& w, const Bound& v) {
              const auto s = at.follow(w, v);
              const Relations& targets = w.universe->relation(Relation::sends);
              Truth result = targets.is_open(*s) ? Truth::unknown : Truth::no;
              for (std::size_t i = 0; i < targets.count(*s); ++i) {
                result = result | type_of(w, targets.first(*s)[i], id);
              }
              return result;
            }};
  }

  const Vocabulary& vocabulary_;
  Choices& c_;
  bool known_;  // may it ask what is known? Then knowing more may change a result
};

inline const std::vector<Kind>& subjects() {
  static const std::vector<Kind> all = {Kind::flow, Kind::element, Kind::data, Kind::system};
  return all;
}

struct Case {
  Kind kind;
  std::string subject;
  Written written;
  Expression expression;
};

inline Case random_case(const Vocabulary& vocabulary, Choices& c, bool known = true) {
  Case result;
  result.kind = c.of(subjects());
  result.subject = c.of(ids(result.kind));
  std::vector<Variable> scope = {{std::string(name(result.kind)), result.kind}};
  if (result.kind != Kind::system) scope.push_back({"system", Kind::system});
  result.written = Writer(vocabulary, c, known).condition(scope);
  diag::Diagnostics diagnostics;
  auto parsed = parse_expression(result.written.text, {}, result.kind, vocabulary, diagnostics);
  WARDROUND_CHECK(parsed.has_value());
  result.expression = std::move(*parsed);
  return result;
}

}  // namespace wardround::lang::testing
