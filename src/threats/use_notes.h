// What declared controls do for findings, for those who go through all of them.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "threats/finding.h"

namespace wardround::threats {

// One use of a control in one alternative, seen from a finding: what ControlNote says, without what
// the catalogue says of the use wherever it stands.
struct UseNote {
  const catalog::Use* use = nullptr;
  std::size_t alternative = 0;
  Answering answering = Answering::absent;
  std::vector<SubjectId> places;  // where it must work
  std::vector<std::size_t> uses;  // into Model::controls: what is declared
  std::string because;
};

// One finding after another, in the same memory.
class UseNotes {
 public:
  UseNotes(const catalog::Catalog& catalog, const model::Model& model, const Result& result)
      : catalog_(catalog), model_(model), result_(result) {}
  // Valid until the next question.
  [[nodiscard]] std::span<const UseNote> of(const Finding& finding);

 private:
  const catalog::Catalog& catalog_;
  const model::Model& model_;
  const Result& result_;
  std::vector<UseNote> notes_;
};

// "mode `passkey` or `oob`": what a use asks for; may be empty.
[[nodiscard]] std::string parameter_text(const catalog::Use& use);

}  // namespace wardround::threats
