#include "risk/rank.h"

#include <algorithm>
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

// How many published advisories name a like of it: the most often named of its CWEs.
long seen(const catalog::Catalog& catalog, const threats::Finding& finding) {
  uint32_t most = 0;
  for (const uint32_t cwe : threats::cwe_of(catalog, finding)) {
    const auto found = catalog.advisories.find(cwe);
    if (found != catalog.advisories.end()) most = std::max(most, found->second);
  }
  return most;
}

// Indices by key; keys are made once, not at every comparison.
template <class Key>
std::vector<std::size_t> sorted_by(std::size_t count, Key&& key_of) {
  std::vector<std::pair<decltype(key_of(std::size_t{})), std::size_t>> keyed;
  keyed.reserve(count);
  for (std::size_t i = 0; i < count; ++i) keyed.emplace_back(key_of(i), i);
  std::ranges::sort(keyed);
  std::vector<std::size_t> order;
  order.reserve(count);
  for (const auto& [key, i] : keyed) order.push_back(i);
  return order;
}

}  // namespace

std::vector<std::size_t> rank_findings(const catalog::Catalog& catalog,
                                       const threats::Result& result,
                                       const std::vector<Reach>& reach,
                                       const std::vector<Rating>& ratings) {
  // Findings stand by weakness and subject already: their index breaks ties.
  return sorted_by(result.findings.size(), [&](std::size_t i) {
    return std::tuple(-word_rank(ratings[i]), -severity_rank(reach[i]),
                      -static_cast<int>(result.findings[i].certainty),
                      -static_cast<int>(ratings[i].claimed), -seen(catalog, result.findings[i]));
  });
}

std::vector<std::size_t> rank_questions(const catalog::Catalog& catalog, const model::Model& model,
                                        const threats::Result& result,
                                        const std::vector<Reach>& reach,
                                        const std::vector<Rating>& ratings) {
  const auto order = sorted_by(result.questions.size(), [&](std::size_t i) {
    const threats::Question& question = result.questions[i];
    std::tuple<int, int, int> worst{0, 0, 0};
    long weight = 0;
    for (const std::size_t f : question.settles.empty() ? question.findings : question.settles) {
      worst = std::max(worst, std::tuple(word_rank(ratings[f]), severity_rank(reach[f]),
                                         static_cast<int>(ratings[f].claimed)));
      weight += 1 + seen(catalog, result.findings[f]);
    }
    return std::tuple(question.assumed, question.settles.empty(), -std::get<0>(worst),
                      -std::get<1>(worst), -weight, -std::get<2>(worst),
                      std::string_view(model[question.subject].id));
  });
  // A question that would only settle what a better one settles comes after all that settle
  // something else.
  std::vector<std::size_t> first, later;
  std::vector<bool> settled(result.findings.size(), false);
  for (const std::size_t i : order) {
    bool settles_more = false;
    for (const std::size_t f : result.questions[i].settles) {
      settles_more = settles_more || !settled[f];
      settled[f] = true;
    }
    (settles_more ? first : later).push_back(i);
  }
  first.insert(first.end(), later.begin(), later.end());
  return first;
}

}  // namespace wardround::risk
