// The proposal for CVSS 4.0: attack and impacts as metrics, in the order of the version.
#include "risk/cvss_proposal.h"

#include <fmt/core.h>

#include "risk/cvss_grounds.h"

namespace wardround::risk {

namespace {

class Draft {
 public:
  void choose(std::string_view metric, std::string_view value, std::string reason,
              bool unknown = false) {
    WARDROUND_CHECK(proposal_.vector.set(metric, value));
    proposal_.choices.push_back({metric, value, std::move(reason), unknown});
  }
  void choose(std::string_view metric, const Impact& impact) {
    constexpr std::string_view kValues[] = {"N", "L", "H"};
    choose(metric, kValues[static_cast<std::size_t>(impact.loss)], impact.reason, impact.unknown);
  }
  CvssProposal take() { return std::move(proposal_); }

 private:
  CvssProposal proposal_;
};

void choose_attack(const Attack& attack, Draft& draft) {
  constexpr std::string_view kAccess[] = {"N", "A", "L", "P"};
  draft.choose("AV", kAccess[static_cast<std::size_t>(attack.access)], attack.where,
               attack.access_unknown);
  if (attack.obstacle.empty()) {
    draft.choose("AC", "L", "no control in place has to be got round");
  } else {
    draft.choose("AC", "H", attack.obstacle);
  }
  if (attack.precondition.empty()) {
    draft.choose("AT", "N", "nothing has to be so first");
  } else {
    draft.choose("AT", "P", attack.precondition);
  }
  switch (attack.privilege) {
    case lang::Privilege::none:
      draft.choose("PR", "N", "no account is needed");
      break;
    case lang::Privilege::user:
      draft.choose("PR", "L", "with the rights of a user");
      break;
    case lang::Privilege::admin:
    case lang::Privilege::system:
      draft.choose("PR", "H", "with the rights of an administrator");
      break;
  }
  draft.choose("UI", "N", "nothing says that somebody else must act", true);
}

// 4.0 has Safety for what is changed or stops, in systems behind: here the patient.
void choose_safety(const Grounds& grounds, Draft& draft) {
  const Reach& reach = grounds.reach;
  if (reach.harms.empty() || !reach.severity || *reach.severity < model::Severity::serious) return;
  const SubjectId harm = reach.harms.front();
  std::string reason = fmt::format("{} can come of it", quoted(grounds, harm));
  reason += reach.severity_unknown ? "; how severe is not stated for every harm"
                                   : fmt::format(" ({})", model::name(*reach.severity));
  if (loses(grounds, catalog::Property::integrity))
    draft.choose("MSI", "S", reason, reach.severity_unknown);
  if (loses(grounds, catalog::Property::availability))
    draft.choose("MSA", "S", reason, reach.severity_unknown);
}

}  // namespace

std::optional<CvssProposal> propose_cvss4(const Grounds& grounds) {
  if (!has_vector(grounds)) return std::nullopt;
  const Affected affected = affected_by(grounds.catalog, grounds.model, grounds.finding.subject);
  const Impacts here = impacts_here(grounds, affected);
  const Impacts beyond = impacts_beyond(grounds, affected);
  Draft draft;
  choose_attack(attack_of(grounds), draft);
  draft.choose("VC", here.confidentiality);
  draft.choose("VI", here.integrity);
  draft.choose("VA", here.availability);
  draft.choose("SC", beyond.confidentiality);
  draft.choose("SI", beyond.integrity);
  draft.choose("SA", beyond.availability);
  choose_safety(grounds, draft);
  return draft.take();
}

}  // namespace wardround::risk
