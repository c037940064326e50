// A model while it is being built: what the passes of load.cc hand to each other. First every
// subject is declared (declare.cc), so that every id is known; then its keys are read (subject.cc)
// into texts, relations and statements; then relations, facts and exposures follow (relations.cc,
// facts.cc, exposure.cc), and the whole is checked.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "catalog/catalog.h"
#include "catalog/view.h"
#include "model/fields.h"
#include "model/load.h"
#include "model/model.h"
#include "model/report.h"

namespace wardround::model {

using catalog::View;

// A stated unknown, with the name of who owes the answer.
struct Unknown {
  std::string ask;
  std::string until;
};

// One end of a flow as written.
struct End {
  std::string id;
  Span span;
  bool editable = true;  // not reached through an alias
  std::optional<Unknown> unknown;
};
struct Ends {
  End from, to;
  Span span;
};

// A subject as declared: where it stands. Declarations are in the order of subjects: the system,
// then by kind and id.
struct Declaration {
  const SectionInfo* section = nullptr;
  std::string id;
  Span id_span;
  View value;  // invalid where the model says nothing about it
  text::Path path;
  diag::SourceId source;
  bool generated = false;
  std::optional<Ends> ends;  // flows
  std::string function;      // a situation from the short form of `harms:`
  std::string harm;
  std::vector<std::pair<std::string, Span>> was;
};

// `fact` of `subject` as written; without a value: `unknown`.
struct Statement {
  SubjectId subject;
  lang::FactId fact;
  std::optional<uint32_t> value;
  Span span;                         // of the value
  std::unique_ptr<Unknown> unknown;  // where somebody is named who owes it
};

// A step of a scenario whose two ends could be read.
struct ScenarioStep {
  SubjectId from, to;
  Span span;
};

// Targets of one relation while they are gathered.
struct Edges {
  std::vector<std::pair<SubjectId, SubjectId>> pairs;
  std::vector<SubjectId> open;
};

// Types that the structure of a model asks for, by id. Invalid where the catalogue lacks them.
struct Roots {
  lang::TypeId process, store, external, node, port, bus, sensor, actuator;
  lang::TypeId person, service, communication_stack, ethernet_port;
  lang::TypeId boundary, network, internet, home_network, hospital_network;
  lang::TypeId radio, ip;
};
[[nodiscard]] Roots find_roots(const lang::Vocabulary& vocabulary);

struct TextHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const {
    return std::hash<std::string_view>()(text);
  }
};

struct Building {
  const catalog::Catalog& catalog;
  Report& report;
  Model& model;
  Roots roots;
  std::size_t budget = 0;  // nodes that lists may still be expanded to
  std::vector<Declaration> declarations;
  std::vector<View> contexts;  // every `context:` section
  // By id. The texts are the table's own: a look at those of the declarations is a look far away.
  std::unordered_map<std::string, SubjectId, TextHash, std::equal_to<>> ids;
  std::unordered_map<std::string_view, SubjectId> former;  // by `was`
  // Flows that come from one list of paths, by the id that the list has in the text.
  std::unordered_map<std::string_view, std::vector<SubjectId>> groups;
  std::vector<Edges> edges;  // by Relation
  std::vector<Statement> statements;
  std::vector<ScenarioStep> steps;
  // What is said to stand in a standard: codes of harms, and sources of requirements.
  std::vector<View> harm_codes, sources;

  [[nodiscard]] const lang::Vocabulary& vocabulary() const { return catalog.vocabulary; }
  [[nodiscard]] Edges& edges_of(lang::Relation relation) {
    return edges[static_cast<std::size_t>(relation)];
  }
  [[nodiscard]] std::size_t size() const { return declarations.size(); }
  // Is the subject of this type? No type stated: false.
  [[nodiscard]] bool is_a(SubjectId subject, lang::TypeId type) const;
  // Takes `cost` from the budget; false, and one report, where it is not there.
  [[nodiscard]] bool spend(std::size_t cost, Span span);
  // Up to which diagnostics are worth a list of candidates: ids of the subjects of these kinds.
  [[nodiscard]] std::vector<std::string_view> ids_of(lang::KindSet kinds) const;
};

// "an element", "a hazardous situation"; several: "an element or a boundary"; plural: "elements".
[[nodiscard]] std::string one_of_kind(lang::KindSet kinds);
[[nodiscard]] std::string plural(lang::KindSet kinds);

}  // namespace wardround::model
