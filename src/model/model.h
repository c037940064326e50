// Q1, what are we working on? The model of one system: its subjects, their texts and places, and
// the universe (types, relations, facts) that rules speak about. load.h reads it from text.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/catalog.h"
#include "diag/diagnostic.h"
#include "lang/universe.h"
#include "text/edit.h"

namespace wardround::model {

using lang::Kind;
using lang::SubjectId;

// A structural field as it stands in the text: `text` of scalars, `targets` of references.
struct Field {
  std::string name;  // "safety_file"
  std::string text;  // scalars and texts; lists joined with ", "
  diag::Span span;
  std::vector<std::string> words{};  // of lists: one by one
};

struct Subject {
  Kind kind = Kind::element;
  std::string id;
  std::string name;  // the id where none is given
  std::string external_id;
  std::vector<std::string> was;  // former ids
  SubjectId parent;              // elements, boundaries: `in:`
  diag::Span span;               // the id (the key) where it is declared
  text::Path path;  // where it stands: {"flows", "sync"}; generated ones: of what they came from
  diag::SourceId source;
  bool generated =
      false;  // `sync.2` of a path list, or a situation from the short form of `harms:`
  std::vector<Field> fields;  // texts that no rule reads: supplier, purl, reason …

  [[nodiscard]] const Field* field(std::string_view wanted) const;
};

enum class Status : uint8_t { planned, implemented };

// A control as declared in the model: the decision to mitigate.
struct ControlUse {
  catalog::ControlId control;
  SubjectId at;
  Status status = Status::planned;
  std::vector<std::pair<std::string, std::string>> parameters;
  std::vector<SubjectId> not_on;
  diag::Span span;
};

enum class Severity : uint8_t {
  negligible,
  minor,
  serious,
  critical,
  catastrophic
};  // ISO 14971:2019, patient harm
[[nodiscard]] std::string_view name(Severity severity);
enum class Tri : uint8_t { no, unknown, yes };

struct Harm {
  SubjectId id;
  std::optional<Severity> severity;  // none: unknown
  std::vector<std::string> imdrf;
  Tri multi_patient = Tri::unknown;
};

enum class Deviation : uint8_t {
  unknown,
  omission,
  commission,
  wrong_value,
  early,
  late,
  undetected_loss
};
[[nodiscard]] std::string_view name(Deviation deviation);

// Loss of a property of some data or function.
struct Cause {
  catalog::PropertySet properties = 0;
  SubjectId of;
};

struct HazardousSituation {
  SubjectId id;
  SubjectId function;  // may be invalid: then the loss itself harms (privacy)
  Deviation deviation = Deviation::unknown;
  std::vector<Cause> causes;  // empty: unknown (short form): any loss of integrity or availability
  std::vector<SubjectId> harms;
  std::vector<std::string> barriers;
};

struct Counts {
  std::size_t elements = 0, flows = 0, boundaries = 0, data = 0, functions = 0, harms = 0,
              credentials = 0, software = 0, updates = 0, modes = 0, interlocks = 0,
              requirements = 0, controls = 0;
};

struct Model {
  std::string path;               // of the main file
  std::vector<Subject> subjects;  // index = SubjectId; 0 is the system
  lang::Universe universe;
  std::vector<ControlUse> controls;  // sorted by place, control
  std::vector<Harm> harms;
  std::vector<HazardousSituation> situations;
  // Ids and former ids, sorted: what `find` looks in.
  std::vector<std::pair<std::string, SubjectId>> index;

  [[nodiscard]] const Subject& operator[](SubjectId id) const { return subjects[id.index()]; }
  // By id; `system` and the system's own id name subject 0; former ids (`was`) are found too.
  [[nodiscard]] SubjectId find(std::string_view id) const;
  [[nodiscard]] Counts counts() const;
};

}  // namespace wardround::model
