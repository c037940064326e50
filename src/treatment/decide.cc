#include "treatment/decide.h"

#include <algorithm>

#include "base/glob.h"

namespace wardround::treatment {

std::vector<std::size_t> findings_of(const Case& given, std::string_view target) {
  std::vector<std::size_t> found;
  for (std::size_t i = 0; i < given.result.findings.size(); ++i) {
    const threats::Finding& finding = given.result.findings[i];
    const auto is_meant = [&](threats::WeaknessId weakness) {
      return matches_glob(
          target, threats::finding_id(given.catalog, given.model, weakness, finding.subject));
    };
    if (is_meant(finding.weakness) ||
        std::ranges::any_of(finding.also,
                            [&](const threats::Also& also) { return is_meant(also.weakness); }))
      found.push_back(i);
  }
  return found;
}

void take_stock(const Case& given, const std::vector<std::size_t>& findings, Decision& decision) {
  const bool wide = decision.reach != Reach::finding;
  decision.risk.reset();
  decision.grounds.clear();
  decision.matched.clear();
  for (const std::size_t i : findings) {
    const threats::Finding& finding = given.result.findings[i];
    decision.risk = std::max(decision.risk, given.ratings[i].claimed_word);
    for (Ground& ground : grounds_of(given.catalog, given.model, given.result, finding)) {
      const bool known =
          std::ranges::find(decision.grounds, ground.what, &Ground::what) != decision.grounds.end();
      if (!known && !(wide && ground.value == kHolds))
        decision.grounds.push_back(std::move(ground));
    }
    if (!wide) continue;
    // By the id that the target meets: perhaps only that of a finding behind.
    const auto id_of = [&](threats::WeaknessId weakness) {
      return threats::finding_id(given.catalog, given.model, weakness, finding.subject);
    };
    std::vector<std::string> ids{id_of(finding.weakness)};
    if (!matches_glob(decision.target, ids.front())) {
      ids.clear();
      for (const threats::Also& also : finding.also) ids.push_back(id_of(also.weakness));
      std::erase_if(ids, [&](const std::string& id) { return !matches_glob(decision.target, id); });
    }
    for (std::string& id : ids) {
      if (std::ranges::find(decision.matched, id) == decision.matched.end())
        decision.matched.push_back(std::move(id));
    }
  }
}

}  // namespace wardround::treatment
