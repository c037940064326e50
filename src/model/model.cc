#include "model/model.h"

#include <algorithm>
#include <set>

namespace wardround::model {

const Field* Subject::field(std::string_view wanted) const {
  for (const Field& field : fields) {
    if (field.name == wanted) return &field;
  }
  return nullptr;
}

SubjectId Model::find(std::string_view id) const {
  if (subjects.empty()) return {};
  if (id == "system") return SubjectId(0);
  const auto found = std::lower_bound(index.begin(), index.end(), id,
                                      [](const std::pair<std::string, SubjectId>& entry,
                                         std::string_view word) { return entry.first < word; });
  return found != index.end() && found->first == id ? found->second : SubjectId();
}

Counts Model::counts() const {
  Counts out;
  for (const Subject& subject : subjects) {
    switch (subject.kind) {
      case Kind::element:
        ++out.elements;
        break;
      // The flows of one list count once.
      case Kind::flow:
        if (!subject.generated || subject.id.ends_with(".1")) ++out.flows;
        break;
      case Kind::boundary:
        ++out.boundaries;
        break;
      case Kind::data:
        ++out.data;
        break;
      case Kind::function:
        ++out.functions;
        break;
      case Kind::harm:
        ++out.harms;
        break;
      case Kind::credential:
        ++out.credentials;
        break;
      case Kind::software:
        ++out.software;
        break;
      case Kind::update:
        ++out.updates;
        break;
      case Kind::mode:
        ++out.modes;
        break;
      case Kind::interlock:
        ++out.interlocks;
        break;
      case Kind::requirement:
        ++out.requirements;
        break;
      default:
        break;
    }
  }
  std::set<diag::Span> declared;
  for (const ControlUse& use : controls) declared.insert(use.span);
  out.controls = declared.size();
  return out;
}

}  // namespace wardround::model
