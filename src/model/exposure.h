// Where an attacker can act on elements and flows: Universe::exposed and ::reachable.
//
// Flows
//   between parts of one node, or crossing no enclosure: as exposed as the inside of the node,
//   physically. Of one that crosses, and of one by radio or ip between parts that nothing encloses
//   (a short model):
//   - over an internet, home network or hospital network: that network and on-path; over another
//     network: on-path.
//   - no `over:` and the protocol is an ip: the networks that enclose an end, and on-path; where
//     nothing encloses both ends, perhaps the internet.
//   - the protocol is a radio: radio range.
//   - `over:` unknown: perhaps any network. Protocol unknown or left out, and no `over:`: perhaps
//     radio range and on-path, and the internet where nothing encloses both ends.
//   - any other protocol: physical touch, unless the manufacturer controls the nodes of both ends.
//   With an unknown end it crosses perhaps: all of this is then unknown.
// Elements
//   An external is exposed to nothing (it is where attackers stand). Any other element is exposed
//   - as the flows that it answers, and by radio at both ends;
//   - by who controls its node (`controlled_by`): a patient and a third party may keep it (physical
//     possession) and touch it, in a hospital it can be touched, the manufacturer's is out of
//     reach;
//   - to the supply chain, where an update is installed or software runs.
// Reachable
//   An element is reachable from where it is exposed, and from where an element that opens a flow
//   to it is reachable. An external that lies in a network, or opens a flow over one, is reachable
//   from there.
//
// `controlled_by` and the types are looked up by id; where the catalogue lacks them, nothing
// follows.
#pragma once

#include "model/building.h"

namespace wardround::model {

void fill_exposure(Building& building);

}  // namespace wardround::model
