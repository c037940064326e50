// The functions behind the table of checks, by the files that hold them.
#pragma once

#include "assurance/check.h"

namespace wardround::assurance::parts {

using Misses = std::vector<Miss>;

// checks_context.cc: what the device is for, whom it may harm
Misses intended_use(const Look& look);
Misses users(const Look& look);
Misses use_environments(const Look& look);
Misses foreseeable_misuse(const Look& look);
Misses interoperability(const Look& look);
Misses emergency_access(const Look& look);
Misses end_of_support(const Look& look);
Misses device_facts(const Look& look);
Misses assumptions(const Look& look);
Misses assumptions_owned(const Look& look);
Misses assumptions_disclosed(const Look& look);
Misses harms_rated(const Look& look);
Misses functions_harms(const Look& look);
Misses situations_complete(const Look& look);
Misses clear_words(const Look& look);

// checks_design.cc: what the system is made of
Misses element_types(const Look& look);
Misses data_kinds(const Look& look);
Misses boundaries_crossed(const Look& look);
Misses flow_protocols(const Look& look);
Misses flow_versions(const Look& look);
Misses flow_data(const Look& look);
Misses high_value_flows(const Look& look);
Misses node_ports(const Look& look);
Misses debug_ports(const Look& look);
Misses port_states(const Look& look);
Misses stride_grid(const Look& look);

// checks_supply.cc: what comes from others, and how it is renewed
Misses updates_complete(const Look& look);
Misses credentials_complete(const Look& look);
Misses software_listed(const Look& look);
Misses software_complete(const Look& look);
Misses support_replaced(const Look& look);

// checks_decisions.cc: what is open, and what is done about it
Misses questions_answered(const Look& look);
Misses first_questions(const Look& look);
Misses questions_fresh(const Look& look);
Misses findings_decided(const Look& look);
Misses worst_decided(const Look& look);
Misses decisions_fresh(const Look& look);
Misses accepts_stand(const Look& look);
Misses transfers_told(const Look& look);

// checks_evidence.cc: what shows that it works, and who has looked
Misses mitigations_required(const Look& look);
Misses mitigations_tested(const Look& look);
Misses controls_built(const Look& look);
Misses controls_verified(const Look& look);
Misses penetration_tested(const Look& look);
Misses reports_judged(const Look& look);
Misses reviewed_yearly(const Look& look);

}  // namespace wardround::assurance::parts
