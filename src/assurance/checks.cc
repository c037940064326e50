// The table of checks. docs/reference/playbook.md lists it; a test holds the two together.
#include <algorithm>
#include <array>

#include "assurance/check_parts.h"

namespace wardround::assurance {
namespace {

std::size_t count_of(const Look& look, lang::Kind kind) {
  return static_cast<std::size_t>(
      std::ranges::count(look.model().subjects, kind, &model::Subject::kind));
}
std::size_t controls(const Look& look) {
  return look.model().controls.size();
}
template <lang::Kind kind>
std::size_t subjects(const Look& look) {
  return count_of(look, kind);
}
std::size_t decided(const Look& look) {
  return look.decisions.all.size();
}
template <treatment::Disposition disposition>
std::size_t decided_so(const Look& look) {
  return static_cast<std::size_t>(
      std::ranges::count(look.decisions.all, disposition, &treatment::Decision::disposition));
}
std::size_t reports(const Look& look) {
  return look.evidence.reports.size();
}

constexpr std::array kChecks{
    Check{"accepts-stand", "Every acceptance names who approved it and until when, and holds",
          parts::accepts_stand, false, decided_so<treatment::Disposition::accept>},
    Check{"assumptions", "What is taken for granted is written down", parts::assumptions},
    Check{"assumptions-disclosed", "Every assumption says who is told of it",
          parts::assumptions_disclosed, true, subjects<lang::Kind::assumption>},
    Check{"assumptions-owned", "Every assumption has an owner and says how it is known to hold",
          parts::assumptions_owned, true, subjects<lang::Kind::assumption>},
    Check{"boundaries-crossed", "Every boundary is crossed by a flow, or its note says why not",
          parts::boundaries_crossed},
    Check{"clear-words",
          "No text leaves it at `encrypt`, `check`, `validate`, `hash` or a secure network",
          parts::clear_words},
    Check{"controls-built", "Every control that is planned is built", parts::controls_built, true,
          controls},
    Check{"controls-verified", "Every control that is built is verified for the newest build",
          parts::controls_verified, true, controls},
    Check{"credentials-complete",
          "Every credential says its kind, who holds it, what it opens and how it gets there",
          parts::credentials_complete, true, subjects<lang::Kind::credential>},
    Check{"data-kinds", "All data says of what kind it is", parts::data_kinds},
    Check{"debug-ports", "Every device of hardware says which service and debug ports it has",
          parts::debug_ports},
    Check{"decisions-fresh", "No decision is stale or has expired", parts::decisions_fresh, false,
          decided},
    Check{"device-facts",
          "It is stated how many patients depend on the device, and whether it can be connected",
          parts::device_facts},
    Check{"element-types", "Every element and boundary has a type", parts::element_types},
    Check{"emergency-access", "It is stated how a clinician gets in when seconds count",
          parts::emergency_access},
    Check{"end-of-support", "It is stated until when the device is supported",
          parts::end_of_support},
    Check{"findings-decided", "Something is decided about every open finding",
          parts::findings_decided, false},
    Check{"first-questions",
          "The five questions that come first have an answer, or somebody who will find it",
          parts::first_questions, false},
    Check{"flow-data", "Every flow says what it carries", parts::flow_data},
    Check{"flow-protocols", "Every flow names its protocol", parts::flow_protocols},
    Check{"flow-versions", "Every flow over radio or IP that crosses a boundary names the version",
          parts::flow_versions},
    Check{"foreseeable-misuse", "Uses that nobody intends but that will happen are written down",
          parts::foreseeable_misuse},
    Check{"functions-harms", "Every function leads to a harm", parts::functions_harms},
    Check{"harms-rated", "Every harm has a severity", parts::harms_rated},
    Check{"high-value-flows",
          "Every flow of high value states authentication and behaviour on error",
          parts::high_value_flows},
    Check{"intended-use", "It is stated what the device is for", parts::intended_use},
    Check{"interoperability", "It is stated with which other systems the device works",
          parts::interoperability},
    Check{"mitigations-required",
          "For every control there is a requirement with a criterion of acceptance",
          parts::mitigations_required, true, controls},
    Check{"mitigations-tested",
          "Every requirement for a control names tests, and attempts to defeat it",
          parts::mitigations_tested, true, controls},
    Check{"node-ports", "Every device of hardware says which ports it has", parts::node_ports},
    Check{"penetration-tested", "A penetration test is reported", parts::penetration_tested},
    Check{"port-states", "Every service and debug port says whether it is open in the field",
          parts::port_states},
    Check{"questions-answered",
          "No question is open on which a risk hangs that would fail the gate",
          parts::questions_answered, false},
    Check{"questions-fresh",
          "No question on which such a risk hangs has been open for more than 30 days",
          parts::questions_fresh, false},
    Check{"reports-judged", "Every report from outside has a place, and one that escaped a finding",
          parts::reports_judged, true, reports},
    Check{"reviewed-yearly", "The team has sat down within a year", parts::reviewed_yearly},
    Check{"situations-complete", "Every hazardous situation says how it comes about",
          parts::situations_complete, true, subjects<lang::Kind::hazardous_situation>},
    Check{"software-complete", "All software names supplier, version and support",
          parts::software_complete, true, subjects<lang::Kind::software>},
    Check{"software-listed", "The software of others that is built in is listed",
          parts::software_listed},
    Check{
        "stride-grid",
        "At every flow over a boundary and at its ends something was found, or a note says why not",
        parts::stride_grid},
    Check{"support-replaced",
          "All software that its maker no longer supports has a note on what stands in for that",
          parts::support_replaced, true, subjects<lang::Kind::software>},
    Check{"transfers-told", "Every transfer says who takes the risk, and that he was told",
          parts::transfers_told, false, decided_so<treatment::Disposition::transfer>},
    Check{"updates-complete",
          "Every update says who builds, signs and verifies it, its way, and what happens if it "
          "fails",
          parts::updates_complete, true, subjects<lang::Kind::update>},
    Check{"use-environments", "It is stated where the device is used", parts::use_environments},
    Check{"users", "It is stated who uses the device", parts::users},
    Check{"worst-decided", "Something is decided about the three worst findings",
          parts::worst_decided, false},
};

}  // namespace

std::span<const Check> checks() {
  return kChecks;
}

const Check* find_check(std::string_view name) {
  const auto found = std::ranges::find(kChecks, name, &Check::name);
  return found == kChecks.end() ? nullptr : &*found;
}

}  // namespace wardround::assurance
