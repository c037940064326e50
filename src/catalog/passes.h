// The second pass: bodies are read table by table, each using the tables before it. One .cc per
// topic.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/declare.h"

namespace wardround::catalog {

// ---- types.cc
// ---------------------------------------------------------------------------------------------------

// The facts that a type settles; they are read once the facts are.
struct TypeFacts {
  lang::TypeId type;
  View body;
  bool fixed = false;
};
// Fills in Vocabulary::types (sorted by tree and id) and Catalog::traits.
[[nodiscard]] std::vector<TypeFacts> read_types(Reading& reading, const Declarations& declarations);
void read_defaults(Reading& reading, const std::vector<TypeFacts>& facts);
// A fact and its value as a pack settles them for `type`, always or (not `fixed`) typically.
// Reports what cannot be settled.
[[nodiscard]] std::optional<std::pair<lang::FactId, uint32_t>> read_settled(Reading& reading,
                                                                            lang::TypeId type,
                                                                            bool fixed, View entry);
// Reports an unknown one.
[[nodiscard]] lang::TypeId find_type(Reading& reading, View word, lang::TypeTree tree);
[[nodiscard]] lang::TypeId find_type(const Catalog& catalog, lang::TypeTree tree,
                                     std::string_view id);
// The kind of subjects that are of this type.
[[nodiscard]] lang::Kind subject_kind(const lang::Vocabulary& vocabulary, lang::TypeId type);
[[nodiscard]] bool applies(const lang::Vocabulary& vocabulary, const lang::Fact& fact,
                           lang::TypeId type);
[[nodiscard]] std::string type_names(const lang::Vocabulary& vocabulary,
                                     const std::vector<lang::TypeId>& types);

// ---- facts.cc
// ---------------------------------------------------------------------------------------------------

// Fills in Vocabulary::facts (sorted by id, then subjects) as far as rules need them: domains and
// subjects.
void read_facts(Reading& reading, const Declarations& declarations);
// Texts and implications, which need all facts; the vocabulary is indexed by now.
void finish_facts(Reading& reading, const Declarations& declarations);
// The fact that the key of `entry` names on all of `kinds`; several kinds must mean one fact.
// Reports an unknown one.
[[nodiscard]] lang::FactId find_fact(Reading& reading, View entry, lang::KindSet kinds);
// Every fact that `entry` names on some of `kinds`; reports if there is none.
[[nodiscard]] std::vector<lang::FactId> find_facts(Reading& reading, View entry,
                                                   lang::KindSet kinds);
// The value of `fact` that stands there. Reports one outside the domain.
[[nodiscard]] std::optional<uint32_t> read_value(Reading& reading, const lang::Fact& fact,
                                                 View value);
[[nodiscard]] std::string value_name(const lang::Fact& fact, uint32_t value);

// ---- protocols.cc
// -----------------------------------------------------------------------------------------------

// Modes and limits of protocols, which need types and facts.
void read_protocols(Reading& reading, const Declarations& declarations);

// ---- contradictions.cc
// ------------------------------------------------------------------------------------------

// Facts that two things which are always true together settle differently.
void check_contradictions(Reading& reading);

// ---- weaknesses.cc
// ----------------------------------------------------------------------------------------------

void read_weaknesses(Reading& reading, const Declarations& declarations);
[[nodiscard]] FindingKind read_finding_kind(Reading& reading, View value);
// Of words that stand in one list, each once.
[[nodiscard]] std::vector<Stride> read_stride(Reading& reading, const std::vector<View>& words);
[[nodiscard]] std::vector<uint32_t> read_cwe(Reading& reading, const std::vector<View>& words);
// Annexes A to G of the IMDRF adverse event terminology: levels of two digits each, the second of G
// of three.
[[nodiscard]] bool is_imdrf(std::string_view code);
[[nodiscard]] std::vector<std::string> read_imdrf(Reading& reading, View list);
[[nodiscard]] PropertySet read_properties(Reading& reading, const std::vector<View>& words);

// ---- citations.cc
// -----------------------------------------------------------------------------------------------

// Of `cites: {STANDARD: ITEM, STANDARD: [ITEM, …]}`, as a catalogue keeps it.
[[nodiscard]] std::string read_cites(Reading& reading, View value);
// Adds to Catalog::standards.
void read_standards(Reading& reading, const Declarations& declarations);
// Reports what packs cite and no standard has. `checked`: by pack; those of the binary were checked
// when it was built.
void check_citations(Reading& reading, const Declarations& declarations,
                     const std::vector<bool>& checked);

// ---- seen.cc
// ----------------------------------------------------------------------------------------------------

void read_seen(Reading& reading, const Declarations& declarations);

// ---- controls.cc
// ------------------------------------------------------------------------------------------------

void read_controls(Reading& reading, const Declarations& declarations);
// The kinds of places where a control can work at all.
[[nodiscard]] lang::KindSet coverable(const Control& control);
// Values of a parameter: `mode: passkey` or `mode: [passkey, oob]`. Reports unknown parameters and
// values.
[[nodiscard]] std::optional<std::pair<std::string, std::vector<std::string>>> read_parameter(
    Reading& reading, const Control& control, View entry);

// ---- rules.cc, answers.cc, footholds.cc, specialises.cc
// ------------------------------------------------------------

// Rules that cannot be evaluated are left out.
void read_rules(Reading& reading, const Declarations& declarations);
// An alternative that names an unknown control is left out. `value`: mappings; a word stands for
// one control alone.
[[nodiscard]] std::vector<Answer> read_answers(Reading& reading, const Rule& rule, View value);
[[nodiscard]] Foothold read_foothold(Reading& reading, const Rule& rule, View body, bool gives);
// What an attacker needs for a finding of which only the id is known: a named position, or
// `exposed`.
[[nodiscard]] Foothold read_stance(Reading& reading, View body, std::string_view finding);
// `wanted[r]`: what rule r names under `specialises:`.
void link_specialises(Reading& reading, const Declarations& declarations,
                      const std::vector<View>& wanted);

// ---- stride.cc
// --------------------------------------------------------------------------------------------------

void read_grid(Reading& reading, const Declarations& declarations);

// ---- former_ids.cc
// ----------------------------------------------------------------------------------------------

void check_former_ids(Reading& reading);

// ---- unused.cc
// --------------------------------------------------------------------------------------------------

// Warnings: a weakness without a rule, a control that answers nothing, a fact that nothing reads.
void report_unused(Reading& reading);

}  // namespace wardround::catalog
