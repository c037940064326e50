#include "risk/rating.h"

#include <fmt/core.h>

#include <algorithm>

namespace wardround::risk {

namespace {

using threats::Exploitability;

Word word_of(const Policy& policy, const Rating& rating, Exploitability exploitability,
             const Reach& reach) {
  if (!rating.attacker) return policy.safety_design[static_cast<std::size_t>(reach.rated)];
  return risk_of(policy, exploitability, reach.rated);
}

}  // namespace

std::vector<Rating> rate(const catalog::Catalog& catalog, const model::Model& model,
                         const threats::Result& result, const std::vector<Reach>& reach,
                         const Policy& policy) {
  const threats::ExploitabilityRater rater(catalog, model, policy.exploitability);
  std::vector<Rating> ratings(result.findings.size());
  for (std::size_t i = 0; i < ratings.size(); ++i) {
    const threats::Finding& finding = result.findings[i];
    Rating& rating = ratings[i];
    rating.attacker = catalog[finding.weakness].kind != catalog::FindingKind::safety_design;
    rating.inherent = rating.claimed = rating.target = rater.inherent(finding);
    rating.word = word_of(policy, rating, rating.inherent, reach[i]);
    rating.verified_word = rating.word;
    if (finding.status == threats::Status::cleared) continue;
    if (rating.attacker) {
      const auto with = [&](model::Status at_least) {
        return threats::lower(rating.inherent,
                              threats::weakened_by(catalog, model, result, finding, at_least));
      };
      rating.claimed = with(model::Status::implemented);
      rating.target = with(model::Status::planned);
    }
    rating.claimed_word = word_of(policy, rating, rating.claimed, reach[i]);
    if (finding.planned_by.empty())
      rating.target_word = word_of(policy, rating, rating.target, reach[i]);
  }
  return ratings;
}

void raise_to_floors(const threats::Result& result, const std::vector<Floor>& floors,
                     const std::vector<Reach>& reach, const Policy& policy,
                     std::vector<Rating>& ratings) {
  for (const Floor& floor : floors) {
    Rating& rating = ratings[floor.finding];
    const Reach& harm = reach[floor.finding];
    if (!rating.attacker) continue;
    const int planned = static_cast<int>(rating.claimed) - static_cast<int>(rating.target);
    rating.inherent = std::max(rating.inherent, floor.level);
    rating.claimed = std::max(rating.claimed, floor.level);
    rating.target = std::max(rating.target, threats::lower(floor.level, planned));
    rating.word = word_of(policy, rating, rating.inherent, harm);
    rating.verified_word = rating.word;
    if (result.findings[floor.finding].status == threats::Status::cleared) continue;
    rating.claimed_word = word_of(policy, rating, rating.claimed, harm);
    if (rating.target_word) rating.target_word = word_of(policy, rating, rating.target, harm);
  }
}

Derivation derive(const catalog::Catalog& catalog, const model::Model& model,
                  const threats::Finding& finding, const Reach& reach, const Rating& rating,
                  const Policy& policy) {
  Derivation out;
  if (rating.attacker) {
    const threats::ExploitabilityRater rater(catalog, model, policy.exploitability);
    static_cast<void>(rater.inherent(finding, &out.exploitability));
    if (rating.claimed != rating.inherent || rating.target != rating.inherent) {
      out.weakened = fmt::format("controls: {} as built, {} as planned", name(rating.claimed),
                                 name(rating.target));
    }
  }
  out.severity = model::name(reach.rated);
  switch (reach.basis) {
    case Basis::patient:
      for (std::size_t i = 0; i < reach.harms.size(); ++i)
        out.severity += (i == 0 ? " harm to a patient: " : ", ") + model[reach.harms[i]].id;
      if (reach.severity_unknown)
        out.severity += " (a severity that nobody stated counts as worst)";
      if (reach.multi_patient) out.severity += "; may reach several patients";
      break;
    case Basis::unlinked:
      out.severity += ": nobody has said yet which harm it leads to";
      break;
    case Basis::credential:
      out.severity += ": discloses what opens other things";
      break;
    case Basis::privacy:
      out.severity += ": discloses data about people";
      break;
    case Basis::business:
      out.severity += ": no harm to a patient, no data about people";
      break;
  }
  return out;
}

std::optional<Word> worst(const std::vector<Rating>& ratings) {
  std::optional<Word> most;
  for (const Rating& rating : ratings) most = std::max(most, rating.claimed_word);
  return most;
}

Acceptance acceptance_of(const Policy& policy, const Rating& rating, const Reach& reach) {
  const auto word = static_cast<std::size_t>(rating.claimed_word.value_or(rating.word));
  const bool several = reach.basis == Basis::patient && reach.multi_patient;
  return several ? policy.accept_multi_patient[word] : policy.accept[word];
}

std::string needs_text(const Policy& policy, const Rating& rating, const Reach& reach) {
  const auto word = static_cast<std::size_t>(rating.claimed_word.value_or(rating.word));
  std::string text;
  switch (acceptance_of(policy, rating, reach)) {
    case Acceptance::never:
      return fmt::format("another answer: {} risk is not accepted{}", name(static_cast<Word>(word)),
                         reach.multi_patient ? " where several patients may be harmed" : "");
    case Acceptance::benefit_risk:
      text = "a benefit-risk analysis and ";
      break;
    case Acceptance::reason:
      text = "a reason and ";
      break;
  }
  text += "approval by ";
  const std::vector<std::string>& roles = policy.authority[word];
  for (std::size_t i = 0; i < roles.size(); ++i)
    text += (i == 0 ? "" : i + 1 == roles.size() ? " or " : ", ") + roles[i];
  return text + fmt::format(", for at most {} days", policy.expires_within[word]);
}

}  // namespace wardround::risk
