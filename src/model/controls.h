// What declared controls do: where they work, and the facts that they make true there.
//
// Where a control works is its `covers:`, seen from where it is declared (`at`):
//   self            `at` itself
//   contents        every element and boundary that lies in `at`, at any depth
//   flows-crossing  every flow that crosses `at`: a firewall does not protect flows inside it
//   flows-touching  every flow with an end that is `at` or lies in it
//   system          everything that the model speaks of
// `not_on: [x]` takes away x and all that lies in x; a flow lies in x if both its ends do.
//
// Containment is that of elements and boundaries only. Credentials, software, updates, data,
// functions, modes and interlocks lie nowhere: a control on the node that holds a credential does
// not cover the credential. Where a control must work to answer a finding on such a subject is for
// the rule to say (`at: credential.held_by`).
#pragma once

#include <vector>

#include "catalog/catalog.h"
#include "diag/diagnostic.h"
#include "model/model.h"

namespace wardround::model {

// Can `control` do anything at `place` at all? On a flow it cannot if it implies facts of flows and
// none of them applies there: pairing is of Bluetooth only. Where the protocol is not known, it
// can.
[[nodiscard]] bool works_on(const Model& model, const catalog::Catalog& catalog,
                            const catalog::Control& control, SubjectId place);

// Does `use`, declared at `use.at`, work at `place`?
[[nodiscard]] bool covers(const Model& model, const catalog::Catalog& catalog,
                          const ControlUse& use, SubjectId place);

// Every place where `use` works, in order: those for which `covers` holds.
[[nodiscard]] std::vector<SubjectId> covered(const Model& model, const catalog::Catalog& catalog,
                                             const ControlUse& use);

// The universe of the second pass: facts that implemented controls imply hold where they work.
// An implication with `when:` holds only if the model states a parameter value that it names: what
// is left out matches nothing. What a fact's new value implies follows, as far as nothing better is
// known. All these cells have the provenance `controlled` and their control as origin.
//
// A stated or inherited value stays whatever implemented controls say; if it was stated on the
// subject itself and such a control says otherwise, that is reported. A planned control will change
// what is stated today, if it makes it better. Everything less than stated gives way,
// unless it is known to be better than what the control brings: a weak control beside a strong one,
// or on a strong protocol, does not make it worse. Better is farther from the fact's worst value;
// of two equally good ones the first control wins, by the order of Model::controls.
//
// `at_least`: `implemented` counts implemented controls alone, `planned` the planned ones too (what
// the plan would give).
[[nodiscard]] lang::Universe with_controls(const Model& model, const catalog::Catalog& catalog,
                                           Status at_least, diag::Diagnostics& diagnostics);

}  // namespace wardround::model
