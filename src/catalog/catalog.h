// The catalogue: what is known about devices in general, as data. A catalogue is made of packs; a
// pack is a folder with a pack.yaml (id, version, title) and files for types, facts, protocols,
// weaknesses, controls and rules. The packs in catalog/ are embedded into the binary. Loading
// checks everything: whatever comes out can be evaluated.
#pragma once

#include <array>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/id.h"
#include "catalog/standard.h"
#include "diag/diagnostic.h"
#include "lang/expression.h"
#include "lang/vocabulary.h"

namespace wardround::catalog {

using lang::Kind;
using ControlId = Id<struct ControlTag>;
using WeaknessId = Id<struct WeaknessTag>;
using RuleId = Id<struct RuleTag>;

enum class Stride : uint8_t { S, T, R, I, D, E };
[[nodiscard]] char letter(Stride stride);
enum class FindingKind : uint8_t { security, safety_design, privacy };
[[nodiscard]] std::string_view name(FindingKind kind);  // "security", "safety-design", "privacy"
// Properties whose loss a weakness means: what the harm chain inherits.
enum class Property : uint8_t { confidentiality = 1, integrity = 2, availability = 4 };
using PropertySet = uint8_t;

struct Pack {
  std::string id;
  std::string version;
  std::string title;
  std::vector<diag::SourceId> files;  // without those of its cases and standards
};

// What is wrong, and the unit of a finding's identity: `<weakness>@<subject>`.
struct Weakness {
  std::string id;
  std::string title;   // "Commands from an unauthenticated peer"
  std::string text;    // one paragraph: what it means, in general
  std::string family;  // weaknesses of one family subsume each other; the id where not given
  FindingKind kind = FindingKind::security;
  std::vector<Stride> stride;
  std::vector<uint32_t> cwe;
  std::vector<std::string> imdrf;
  std::string cites;  // beside CWE and IMDRF, as in Control
  PropertySet loses = 0;
  std::vector<std::string> was;  // former ids
  diag::Span span;
};

// Where a control works, seen from where it is declared.
enum class Cover : uint8_t {
  self = 1,
  contents = 2,
  flows_crossing = 4,
  flows_touching = 8,
  system = 16
};
using CoverSet = uint8_t;

struct Parameter {
  std::string id;  // "mode"
  std::vector<std::string> values;
  std::vector<std::string> titles;
};

// A fact that the control makes true of what it covers (in the second pass only).
struct ControlImplies {
  std::vector<std::pair<std::string, std::vector<std::string>>>
      when;  // parameter: values; empty: always
  lang::FactId fact;
  uint32_t value = 0;
};

// A requirement for a control, to be written down in a model: `place` in its texts is the subject
// at which the control is declared.
struct RequirementTemplate {
  std::optional<lang::Template> text;    // what is to be met
  std::optional<lang::Template> accept;  // with which measured result it is met
  std::optional<lang::Template> verify;  // how that is tested
  std::optional<lang::Template> defeat;  // how one tries to get past it
};

// What a requirement says instead where the control is set up so: the parts that are there.
struct RequirementMode {
  std::vector<std::pair<std::string, std::vector<std::string>>> when;  // parameter: values
  RequirementTemplate parts;
};

struct Control {
  std::string id;
  std::string title;  // "Signed updates"
  std::string text;   // what to build, in a sentence or two
  CoverSet covers = 0;
  lang::KindSet on = 0;  // kinds of subjects it may be declared on
  std::vector<Parameter> parameters;
  std::vector<ControlImplies> implies;
  std::optional<RequirementTemplate> requirement;
  std::vector<RequirementMode> requirement_modes;  // of several that apply the last one counts
  std::vector<std::string>
      brings;  // what it may bring with it: "lock-out of the clinician in an emergency"
  // What it answers to, a line for each item: "iec-62443-4-2 CR 1.1"; few runs ask (standards.h).
  std::string cites;
  std::vector<std::string> was;
  diag::Span span;
};

// The requirement of a control that is set up with these parameters; the control has one.
[[nodiscard]] RequirementTemplate requirement_of(
    const Control& control, const std::vector<std::pair<std::string, std::string>>& parameters);

struct UsePlace {
  bool every_witness = false;  // `at: every p`: wherever the quantifier's body holds
  uint32_t variable = 0;
  std::optional<lang::PathExpr> path;  // none: the subject itself
  std::string text;                    // as written, for people; "" for the subject
};
struct Use {
  ControlId control;
  std::vector<std::pair<std::string, std::vector<std::string>>>
      parameters;  // parameter: values that will do
  UsePlace at;
  diag::Span span;
};
enum class Effect : uint8_t { clears, weakens, none };
struct Answer {  // one alternative: a set of controls that must all be there
  std::vector<Use> all;
  Effect effect = Effect::clears;
  int weakens = 0;      // 1..4 exploitability levels
  std::string because;  // why `none` (and, if given, why `weakens`)
};

// Where the attacker must stand, and where the step brings him.
struct Foothold {
  enum class Kind : uint8_t {
    position,
    on,
    exposed,
    none
  } kind = Kind::none;  // `exposed`: wherever the subject is exposed to
  lang::Position position = lang::Position::internet;
  std::optional<lang::PathExpr> on;  // kind on: controls these elements
  lang::Privilege privilege = lang::Privilege::none;
  std::string text;  // "radio-range", "on(flow.to)"
};

struct Threat {  // the scenario: "A rogue app in radio range pairs with …"
  std::optional<lang::Template> actor, action, thing, result;
};

struct Rule {
  std::string id;
  Kind on = Kind::element;
  lang::Expression when;
  std::string when_text;  // as written
  WeaknessId weakness;
  std::vector<RuleId> specialises;
  Threat threat;
  std::vector<Stride> stride;  // the weakness's where not given
  std::vector<uint32_t> cwe;
  std::vector<std::string> imdrf;
  std::string cites;  // its own, beside those of the weakness; as in Control
  PropertySet loses = 0;
  Foothold needs, gives;
  std::vector<Answer> answered_by;
  std::vector<std::string> was;
  bool interaction = false;  // STRIDE per interaction: stands at a crossing
  bool manual = false;       // a person found it at one subject (manual.h); `when` says nothing
  diag::Span span;
};

// A type's default facts (a type has those of its ancestors too, nearest first), or what a protocol
// implies.
struct TypeDefault {
  lang::TypeId type;
  lang::FactId fact;
  uint32_t value = 0;
  bool fixed = false;  // else typical; of a protocol: always fixed
  diag::Span span;
};

// How a protocol is set up is a fact of its flows (`pairing` of Bluetooth), whose values imply what
// the protocol then protects. Models may write `mode:` for it, whatever it is called.
struct ProtocolMode {
  lang::TypeId protocol;
  lang::FactId fact;              // of flows, with listed values
  std::optional<uint32_t> usual;  // the value where a model does not say otherwise
  diag::Span span;
};

// What a protocol cannot do: at all, before a version, or in some of its modes.
struct Limit {
  lang::TypeId protocol;
  std::string before;           // a version; empty: whatever the version
  std::vector<uint32_t> modes;  // values of its mode fact; empty: whatever the mode
  std::string text;             // a sentence
  std::vector<std::pair<lang::FactId, uint32_t>> facts;  // what follows for a flow that it holds of
  diag::Span span;
};

// Likely travel of a data kind, for "travels against its likely direction": firmware goes to
// devices, not from them.
struct TypeTrait {
  lang::TypeId type;     // a data kind
  lang::TypeId towards;  // an element type: it arrives there …
  diag::Span span;
};

// STRIDE per element as data: which letters are looked at for which element type, and why or why
// not.
struct GridCell {
  lang::TypeId type;  // process, store, external, node, port, bus, sensor, actuator
  bool flow = false;  // the row for flows
  Stride stride = Stride::S;
  bool looked_at = false;
  std::string reason;  // why it was added to the classic grid, or why it is empty
};

// A case of a rule: model text, what to set, what must come out. Held as text; run by threats/
// (catalog check).
struct Case {
  RuleId rule;
  std::string name;    // fires, silent, near_miss, …
  std::string model;   // a complete little model (YAML), facts set
  std::string expect;  // "command-peer@f certain", "none"
  diag::Span span;
};

// A file inside this binary: path ("core/rules/ble.yaml") and text.
struct EmbeddedFile {
  std::string_view path;
  std::string_view text;
  std::string_view tree = {};  // the same, parsed when the binary was built (text/packed_tree.h)
};

struct Catalog {
  std::vector<Pack> packs;  // in the order of loading
  lang::Vocabulary vocabulary;
  std::vector<TypeDefault> defaults;
  std::vector<TypeTrait> traits;
  std::vector<ProtocolMode> modes;   // sorted by protocol, one each
  std::vector<Limit> limits;         // sorted by protocol, then as written
  std::vector<Weakness> weaknesses;  // each table sorted by id
  std::vector<Control> controls;
  std::vector<Rule> rules;
  std::vector<GridCell> grid;
  std::map<uint32_t, uint32_t> advisories;  // by CWE: how many published ones name it
  std::vector<Standard> standards;  // sorted by id; those of this binary without their items, …
  // … which are read from here when someone asks (standards.h). None: its packs are not in use.
  const std::vector<EmbeddedFile>* built_in = nullptr;
  // The question of each fact, for each kind of subject that has it.
  std::map<std::pair<lang::FactId, Kind>, lang::Template> questions;

  [[nodiscard]] const Weakness& operator[](WeaknessId id) const { return weaknesses[id.index()]; }
  [[nodiscard]] const Control& operator[](ControlId id) const { return controls[id.index()]; }
  [[nodiscard]] const Rule& operator[](RuleId id) const { return rules[id.index()]; }
  [[nodiscard]] WeaknessId find_weakness(
      std::string_view id) const;  // also by `was`; invalid if unknown
  [[nodiscard]] ControlId find_control(std::string_view id) const;
  [[nodiscard]] RuleId find_rule(std::string_view id) const;
  // The mode of a protocol: its own, or that of the nearest protocol above it.
  [[nodiscard]] const ProtocolMode* find_mode(lang::TypeId protocol) const;
  // Does this much of the limit hold: the protocol is of its kind, its version (none: not known) is
  // older, its mode (none: not known) is one of those?
  [[nodiscard]] bool holds(const Limit& limit, lang::TypeId protocol,
                           std::optional<std::string_view> version,
                           std::optional<uint32_t> mode) const;
  // Defaults of `type` and all its ancestors for `fact`, nearest first.
  [[nodiscard]] const TypeDefault* find_default(lang::TypeId type, lang::FactId fact) const;
};

// One file of a pack. `path` is relative to the pack's folder ("rules/ble.yaml"); it only serves
// messages.
struct PackFile {
  std::string path;
  diag::SourceId source;
  std::string_view tree = {};  // as EmbeddedFile has it; empty: the text is parsed
};

// Loads packs in order; a later pack may use, and by the same id replace, what earlier ones
// declare. All mistakes are reported; what is broken is left out, the rest can be used.
// `built_in`: as in the catalogue.
[[nodiscard]] Catalog load(const std::vector<std::vector<PackFile>>& packs,
                           const diag::Sources& sources, diag::Diagnostics& diagnostics,
                           const std::vector<EmbeddedFile>* built_in = nullptr);

// The cases of the given files (`*.cases.yaml`), expanded to complete models. Reports rules without
// the three cases (fires, silent, near_miss) when `require_cases`: those of files below the folder
// `of_folder` (a pack is checked by its own cases), or all.
[[nodiscard]] std::vector<Case> load_cases(const std::vector<PackFile>& files,
                                           const Catalog& catalog, const diag::Sources& sources,
                                           bool require_cases, diag::Diagnostics& diagnostics,
                                           std::string_view of_folder = {});

// The packs embedded into this binary, and what else is in catalog/, sorted by path; `*.cases.yaml`
// included.
[[nodiscard]] const std::vector<EmbeddedFile>& embedded_files();

}  // namespace wardround::catalog
