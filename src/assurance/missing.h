// What the checks are made of: what a model states, and how a miss is put.
#pragma once

#include "assurance/check.h"

namespace wardround::assurance {

using lang::Kind;
using lang::Relation;

// Every subject of a kind that stands in the text itself.
template <class Take>
void for_each(const Look& look, Kind kind, Take take) {
  for (std::size_t i = 0; i < look.model().subjects.size(); ++i) {
    if (look.model().subjects[i].kind == kind) take(SubjectId(i));
  }
}

// The text of a field; empty where it is left out or `unknown`.
[[nodiscard]] std::string_view text_of(const Look& look, SubjectId subject, std::string_view field);
// Is the fact stated, inherited, or does it follow from what is? A typical value of a type is not.
// True where there is no such fact.
[[nodiscard]] bool is_known(const Look& look, SubjectId subject, std::string_view fact);
[[nodiscard]] bool is_a(const Look& look, SubjectId subject, std::string_view type);
[[nodiscard]] bool carries(const Look& look, SubjectId flow, std::string_view kind);
[[nodiscard]] std::size_t count(const Look& look, Relation relation, SubjectId subject);
[[nodiscard]] bool is_open(const Look& look, Relation relation, SubjectId subject);
[[nodiscard]] std::span<const SubjectId> targets(const Look& look, Relation relation,
                                                 SubjectId subject);
// Over radio or IP: protocols that have versions.
[[nodiscard]] bool is_versioned(const Look& look, SubjectId flow);
// What carries credentials, commands, updates, alarms, patient data, backups over a boundary.
[[nodiscard]] bool is_high_value(const Look& look, SubjectId flow);
// Does a person decide about the design of it? What others make is taken as it is.
[[nodiscard]] bool is_hardware(const Look& look, SubjectId element);

// "`sync`": its id in backticks.
[[nodiscard]] std::string tick(const Look& look, SubjectId subject);
// A miss that an answer to `field` mends.
[[nodiscard]] Miss unanswered(const Look& look, SubjectId subject, std::string field,
                              std::string text, unsigned minutes = 3);
// A miss that nothing but an attestation mends, or an edit.
[[nodiscard]] Miss untold(const Look& look, SubjectId subject, std::string key, std::string text,
                          unsigned minutes = 5);
// A way that writes a new subject into the model: its section, and what stands behind its id.
[[nodiscard]] Way add_way(std::string says, std::string_view section, std::string yaml);

}  // namespace wardround::assurance
