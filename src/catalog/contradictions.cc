// Whatever is always true together must agree: the fixed facts of a type and of all its ancestors,
// and everything that a value of a fact implies.
#include <algorithm>

#include "base/limits.h"
#include "catalog/passes.h"
#include "fmt/format.h"

namespace wardround::catalog {
namespace {

struct Held {
  lang::FactId fact;
  uint32_t value = 0;
  std::string by;
  diag::Span span;
};

// Facts that hold together, closed under implication. Grows by at most one entry per fact.
class Closure {
 public:
  Closure(const lang::Vocabulary& vocabulary, std::size_t& budget)
      : vocabulary_(&vocabulary), budget_(&budget) {}

  // The first pair that disagrees: what is there already, and what came.
  struct Clash {
    Held there, came;
  };
  std::optional<Clash> add(Held held) {
    std::optional<Clash> clash = put(std::move(held));
    for (; next_ < held_.size() && !clash; ++next_) {
      const Held from = held_[next_];
      const lang::Fact& fact = (*vocabulary_)[from.fact];
      if (from.value >= fact.values.size()) continue;  // numbers imply nothing
      const lang::Value& value = fact.values[from.value];
      for (const auto& [implied, what] : value.implies) {
        clash = put({implied, what, fmt::format("`{}: {}`", fact.id, value.id), value.span});
        if (clash) break;
      }
    }
    return clash;
  }

 private:
  std::optional<Clash> put(Held held) {
    const std::size_t steps = held_.size() + 1;
    if (*budget_ < steps) return std::nullopt;
    *budget_ -= steps;
    for (const Held& there : held_) {
      if (there.fact != held.fact) continue;
      if (there.value == held.value) return std::nullopt;
      return Clash{there, std::move(held)};
    }
    held_.push_back(std::move(held));
    return std::nullopt;
  }

  const lang::Vocabulary* vocabulary_;
  std::size_t* budget_;  // once it is used up, nothing more is followed
  std::vector<Held> held_;
  std::size_t next_ = 0;
};

void report(Reading& reading, diag::Span at, const Closure::Clash& clash) {
  const lang::Fact& fact = reading.catalog.vocabulary[clash.there.fact];
  diag::Diagnostic& diagnostic =
      reading.diagnostics.report(diag::Kind::pack_contradiction, at,
                                 {fact.id, value_name(fact, clash.there.value), clash.there.by,
                                  value_name(fact, clash.came.value), clash.came.by});
  for (const Held* held : {&clash.there, &clash.came}) {
    if (held->span != at) diagnostic.note(held->span, fmt::format("{} is settled here", held->by));
  }
}

void check_values(Reading& reading, std::size_t& budget) {
  const lang::Vocabulary& vocabulary = reading.catalog.vocabulary;
  for (std::size_t f = 0; f < vocabulary.facts.size(); ++f) {
    const lang::Fact& fact = vocabulary.facts[f];
    for (uint32_t v = 0; v < fact.values.size(); ++v) {
      if (fact.values[v].implies.empty()) continue;
      Closure closure(vocabulary, budget);
      const auto clash =
          closure.add({lang::FactId(f), v, fmt::format("`{}: {}`", fact.id, fact.values[v].id),
                       fact.values[v].span});
      if (clash) report(reading, fact.values[v].span, *clash);
    }
  }
}

// A type's own defaults against those of its ancestors; what its ancestors disagree about was
// reported there.
void check_type(Reading& reading, lang::TypeId type, std::size_t& budget) {
  const Catalog& catalog = reading.catalog;
  Closure closure(catalog.vocabulary, budget);
  std::vector<lang::TypeId> chain;
  for (lang::TypeId at = type; at.valid(); at = catalog.vocabulary[at].parent) chain.push_back(at);
  for (auto at = chain.rbegin(); at != chain.rend(); ++at) {
    const auto range = std::equal_range(
        catalog.defaults.begin(), catalog.defaults.end(), TypeDefault{*at, {}, 0, false, {}},
        [](const TypeDefault& a, const TypeDefault& b) { return a.type < b.type; });
    for (auto d = range.first; d != range.second; ++d) {
      if (!d->fixed && *at != type) continue;
      Closure trial = closure;
      const auto clash = trial.add(
          {d->fact, d->value, fmt::format("type `{}`", catalog.vocabulary[*at].id), d->span});
      if (!clash) {
        if (d->fixed) closure = std::move(trial);
      } else if (*at == type) {
        report(reading, d->span, *clash);
      }
    }
  }
}

// What is settled for a protocol beside its fixed facts: each by itself must agree with these.
void check_with_fixed(Reading& reading, lang::TypeId protocol, const TypeDefault& also,
                      std::size_t& budget) {
  const Catalog& catalog = reading.catalog;
  Closure closure(catalog.vocabulary, budget);
  for (lang::TypeId at = protocol; at.valid(); at = catalog.vocabulary[at].parent) {
    for (const TypeDefault& d : catalog.defaults) {
      if (d.type != at || !d.fixed) continue;
      // What the fixed facts disagree about was reported with them.
      Closure trial = closure;
      const std::string by = fmt::format("type `{}`", catalog.vocabulary[at].id);
      if (!trial.add({d.fact, d.value, by, d.span})) closure = std::move(trial);
    }
  }
  const std::string by = fmt::format("protocol `{}`", catalog.vocabulary[protocol].id);
  if (const auto clash = closure.add({also.fact, also.value, by, also.span}))
    report(reading, also.span, *clash);
}

void check_protocols(Reading& reading, std::size_t& budget) {
  for (const ProtocolMode& mode : reading.catalog.modes) {
    if (!mode.usual) continue;
    check_with_fixed(reading, mode.protocol,
                     {mode.protocol, mode.fact, *mode.usual, false, mode.span}, budget);
  }
  for (const Limit& limit : reading.catalog.limits) {
    for (const auto& [fact, value] : limit.facts)
      check_with_fixed(reading, limit.protocol, {limit.protocol, fact, value, false, limit.span},
                       budget);
  }
}

}  // namespace

void check_contradictions(Reading& reading) {
  std::size_t budget = limits::kImplications;
  check_values(reading, budget);
  const Catalog& catalog = reading.catalog;
  for (std::size_t i = 0; i < catalog.defaults.size(); ++i) {
    if (i == 0 || catalog.defaults[i].type != catalog.defaults[i - 1].type) {
      check_type(reading, catalog.defaults[i].type, budget);
    }
  }
  check_protocols(reading, budget);
  if (budget < catalog.vocabulary.facts.size() && budget < limits::kImplications / 2) {
    reading.diagnostics.report(diag::Kind::pack_implications, {},
                               {std::to_string(limits::kImplications)});
  }
}

}  // namespace wardround::catalog
