// What changed in the design between two models of a system: subjects added, removed, renamed,
// moved or changed, and what is said of them. A pure function; nothing is compared by its place in
// a file. Turned round, it says the opposite: what was added is removed.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "catalog/catalog.h"
#include "diag/source.h"
#include "model/model.h"

namespace wardround::study {

// One of the two models, with the catalogue that it was read with.
struct DesignSide {
  const diag::Sources& sources;
  const catalog::Catalog& catalog;
  const model::Model& model;
};

// Which subject of the one model is which of the other: by id, else by former ids (`was`) of
// either.
class Matching {
 public:
  Matching(const model::Model& before, const model::Model& after);
  [[nodiscard]] lang::SubjectId after(lang::SubjectId before) const;  // invalid: removed
  [[nodiscard]] lang::SubjectId before(lang::SubjectId after) const;  // invalid: added

 private:
  std::vector<lang::SubjectId> after_, before_;
};

// What one side says: the words, where they come from, and the place; empty where it says nothing.
struct Said {
  std::string text;                                         // "just-works", "unknown"
  lang::Provenance provenance = lang::Provenance::unknown;  // of facts
  std::string via;                                          // of facts: "by type `rtos-mcu`"
  std::string place;                                        // "file.yaml:12:7"; may be empty
  bool operator==(const Said&) const = default;
};

struct FactChange {
  std::string fact;
  Said before, after;
  // Written on one of the two sides, rather than following from what is written elsewhere.
  [[nodiscard]] bool stated() const {
    return before.provenance == lang::Provenance::stated ||
           after.provenance == lang::Provenance::stated;
  }
};
struct FieldChange {
  std::string field;  // "type", "sends", "text"
  Said before, after;
  std::vector<std::string> added, removed;  // of lists: words that only one side has
};
struct ControlChange {
  std::string control;
  Said before, after;  // "planned, mode passkey"; empty: not declared
};

enum class SubjectChangeKind : uint8_t { added, removed, kept };
[[nodiscard]] std::string_view name(SubjectChangeKind kind);

struct SubjectChange {
  SubjectChangeKind change = SubjectChangeKind::kept;
  lang::Kind kind = lang::Kind::element;
  std::string id, name;       // on the side that has it; the later one if both have
  std::string former_id;      // kept and renamed: its id before
  std::string before, after;  // places; empty where it is not
  std::optional<std::pair<std::string, std::string>> moved;  // ids of what it lies in; may be empty
  std::vector<FieldChange> fields;
  std::vector<FactChange> facts;
  std::vector<ControlChange> controls;
};

struct ModelDiff {
  std::vector<SubjectChange> subjects;  // by kind, then id
  [[nodiscard]] bool empty() const { return subjects.empty(); }
};

[[nodiscard]] ModelDiff diff_models(const DesignSide& before, const DesignSide& after,
                                    const Matching& matching);

// A fact of a subject as it counts: "unknown", "does not apply", else its value.
[[nodiscard]] Said said_fact(const DesignSide& side, const lang::Universe& universe,
                             lang::FactId fact, lang::SubjectId subject);
// The fact of `to` that is called as `fact` of `from`, for subjects of `kind`; invalid if none is.
[[nodiscard]] lang::FactId same_fact(const catalog::Catalog& from, lang::FactId fact,
                                     const catalog::Catalog& to, lang::Kind kind);

}  // namespace wardround::study
