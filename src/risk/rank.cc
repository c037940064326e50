#include "risk/rank.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <tuple>

namespace wardround::risk {

namespace {

// A harm to a patient ranks above anything else of the same severity; no harm at all below.
int severity_rank(const Reach& reach) {
  return static_cast<int>(reach.rated) * 2 + (reach.basis == Basis::patient ? 1 : 0);
}

int word_rank(const Rating& rating) {
  return rating.claimed_word ? static_cast<int>(*rating.claimed_word) + 1 : 0;
}

// By rule: how many published advisories name a like of what it finds, the most often named of its
// CWEs.
std::vector<long> seen_by_rule(const catalog::Catalog& catalog, const threats::Result& result) {
  constexpr long kNobodyAsked = -1;
  std::vector<long> seen(catalog.rules.size(), kNobodyAsked);
  for (const threats::Finding& finding : result.findings) {
    long& most = seen[finding.rule.index()];
    if (most != kNobodyAsked) continue;
    most = 0;
    for (const uint32_t cwe : threats::cwe_of(catalog, finding)) {
      const auto found = catalog.advisories.find(cwe);
      if (found != catalog.advisories.end()) most = std::max(most, long{found->second});
    }
  }
  return seen;
}

// Numbers packed into two, the one that decides first at the top; the least comes first. Each has
// so many bits, and is the greatest of them where it does not fit.
class Key {
 public:
  template <unsigned Bits>
  Key& ascending(uint64_t value) {
    constexpr uint64_t kMost = (uint64_t{1} << Bits) - 1;
    const bool fits = used_ + Bits <= 64;
    uint64_t& part = fits ? first_ : second_;
    part = part << Bits | std::min(value, kMost);
    used_ = fits ? used_ + Bits : 64;
    return *this;
  }
  template <unsigned Bits>
  Key& descending(uint64_t value) {
    constexpr uint64_t kMost = (uint64_t{1} << Bits) - 1;
    return ascending<Bits>(kMost - std::min(value, kMost));
  }
  [[nodiscard]] bool operator<(const Key& other) const {
    return first_ != other.first_ ? first_ < other.first_ : second_ < other.second_;
  }

 private:
  uint64_t first_ = 0, second_ = 0;
  unsigned used_ = 0;  // bits of the first
};

// Of what is at least 0.
template <class T>
uint64_t number(T value) {
  return static_cast<uint64_t>(value);
}

// Indices by key; keys are made once, not at every comparison.
template <class KeyOf>
std::vector<std::size_t> sorted_by(std::size_t count, KeyOf&& key_of) {
  std::vector<std::pair<Key, std::size_t>> keyed;
  keyed.reserve(count);
  for (std::size_t i = 0; i < count; ++i) keyed.emplace_back(key_of(i), i);
  std::ranges::sort(keyed, [](const auto& a, const auto& b) {
    return a.first < b.first || (!(b.first < a.first) && a.second < b.second);
  });
  std::vector<std::size_t> order;
  order.reserve(count);
  for (const auto& [key, i] : keyed) order.push_back(i);
  return order;
}

// What something is, or what it is joined to: other questions make sense only after it.
bool opens_others(const threats::Question& question) {
  return !question.fact.valid();
}

// What speaks for asking a question early.
struct Stake {
  int last = 0;  // 1: no answer settles anything by itself; 2: only assumed
  int word = 0, severity = 0, claimed = 0;  // the worst that is at stake
  long weight =
      0;  // how many findings an answer is expected to settle, the often seen counting more
};

// Works out the stakes of one question after another.
class Staking {
 public:
  Staking(const catalog::Catalog& catalog, const threats::Result& result,
          const std::vector<Reach>& reach, const std::vector<Rating>& ratings)
      : result_(result),
        reach_(reach),
        ratings_(ratings),
        seen_(seen_by_rule(catalog, result)),
        answers_(result.findings.size()) {}

  // Of a fact, each of its values is as likely as any other; what something is settles half of
  // what waits for it.
  Stake of(const threats::Question& question) {
    constexpr long kWhole = 1000;
    const bool opens = opens_others(question);
    count(question, 1);
    Stake stake;
    stake.last = question.assumed ? 2 : question.settles.empty() && !opens ? 1 : 0;
    for (const std::size_t f : question.settles.empty() ? question.findings : question.settles) {
      const std::tuple now{stake.word, stake.severity, stake.claimed};
      std::tie(stake.word, stake.severity, stake.claimed) =
          std::max(now, std::tuple{word_rank(ratings_[f]), severity_rank(reach_[f]),
                                   static_cast<int>(ratings_[f].claimed)});
      const long share = question.effects.empty()
                             ? kWhole / 2
                             : kWhole * answers_[f] / static_cast<long>(question.effects.size());
      stake.weight += (1 + seen_[result_.findings[f].rule.index()]) * share;
    }
    count(question, -1);
    return stake;
  }

 private:
  void count(const threats::Question& question, long by) {
    for (const threats::Question::Effect& effect : question.effects) {
      for (const std::size_t f : effect.confirms) answers_[f] += by;
      for (const std::size_t f : effect.drops) answers_[f] += by;
    }
  }

  const threats::Result& result_;
  const std::vector<Reach>& reach_;
  const std::vector<Rating>& ratings_;
  std::vector<long> seen_;
  std::vector<long> answers_;  // by finding: how many answers settle it; 0 between questions
};

// By subject: where its id stands among those of all.
std::vector<std::size_t> id_ranks(const model::Model& model) {
  std::vector<std::size_t> ranks(model.universe.size());
  for (std::size_t k = 0; k < model.index.size(); ++k) {
    const auto& [id, subject] = model.index[k];
    if (id == model.universe.ids[subject.index()]) ranks[subject.index()] = k;  // no former one
  }
  return ranks;
}

// What it asks, whatever the subject.
using Sort = std::tuple<uint32_t, int, int>;
Sort sort_of(const model::Model& model, const threats::Question& question) {
  if (question.fact.valid()) return {question.fact.value, -1, -1};
  return {lang::FactId::kNone, question.relation ? static_cast<int>(*question.relation) : -1,
          static_cast<int>(model.universe.kind(question.subject))};
}

}  // namespace

std::vector<std::size_t> rank_findings(const catalog::Catalog& catalog,
                                       const threats::Result& result,
                                       const std::vector<Reach>& reach,
                                       const std::vector<Rating>& ratings) {
  const std::vector<long> seen = seen_by_rule(catalog, result);
  // Findings stand by weakness and subject already: their index breaks ties.
  return sorted_by(result.findings.size(), [&](std::size_t i) {
    Key key;
    key.descending<3>(number(word_rank(ratings[i])));
    key.descending<4>(number(severity_rank(reach[i])));
    key.descending<2>(number(result.findings[i].certainty));
    key.descending<3>(number(ratings[i].claimed));
    key.descending<33>(number(seen[result.findings[i].rule.index()]));
    return key;
  });
}

std::vector<std::size_t> rank_questions(const catalog::Catalog& catalog, const model::Model& model,
                                        const threats::Result& result,
                                        const std::vector<Reach>& reach,
                                        const std::vector<Rating>& ratings) {
  const std::size_t count = result.questions.size();
  std::vector<Stake> stakes;
  stakes.reserve(count);
  Staking staking(catalog, result, reach, ratings);
  for (const threats::Question& question : result.questions) stakes.push_back(staking.of(question));
  const std::vector<std::size_t> ids = id_ranks(model);
  const auto key_of = [&](std::size_t i) {
    Key key;
    key.ascending<2>(number(stakes[i].last));
    key.descending<3>(number(stakes[i].word));
    key.descending<4>(number(stakes[i].severity));
    key.descending<48>(number(stakes[i].weight));
    key.descending<3>(number(stakes[i].claimed));
    key.ascending<32>(ids[result.questions[i].subject.index()]);
    return key;
  };
  // The same of one more subject is worth the less the more often it was asked already.
  std::map<std::tuple<int, int, int, Sort>, long> asked;
  for (const std::size_t i : sorted_by(count, key_of)) {
    Stake& stake = stakes[i];
    stake.weight /=
        ++asked[{stake.last, stake.word, stake.severity, sort_of(model, result.questions[i])}];
  }
  // A question that would only settle what a better one settles comes after all that settle
  // something else.
  std::vector<std::size_t> first, later;
  std::vector<bool> settled(result.findings.size(), false);
  for (const std::size_t i : sorted_by(count, key_of)) {
    const threats::Question& question = result.questions[i];
    bool settles_more = opens_others(question) && stakes[i].last == 0;
    for (const std::size_t f : question.settles) {
      settles_more = settles_more || !settled[f];
      settled[f] = true;
    }
    (settles_more ? first : later).push_back(i);
  }
  first.insert(first.end(), later.begin(), later.end());
  return first;
}

}  // namespace wardround::risk
