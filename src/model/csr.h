// Relations in compressed rows: built from pairs, turned round, read back.
#pragma once

#include <span>
#include <utility>
#include <vector>

#include "lang/universe.h"

namespace wardround::model {

using Pairs = std::vector<std::pair<lang::SubjectId, lang::SubjectId>>;

// Rows sorted, each target once. Linear in the pairs but for the sorting of rows.
[[nodiscard]] lang::Relations compress(std::size_t subjects, const Pairs& pairs,
                                       const std::vector<lang::SubjectId>& open = {});
// Every target with its sources. What is open stays with the source: the other side is closed.
[[nodiscard]] lang::Relations invert(std::size_t subjects, const lang::Relations& relation);
// Two relations as one.
[[nodiscard]] lang::Relations merge(std::size_t subjects, const lang::Relations& a,
                                    const lang::Relations& b);

[[nodiscard]] inline std::span<const lang::SubjectId> row(const lang::Relations& relation,
                                                          lang::SubjectId subject) {
  return {relation.first(subject), relation.count(subject)};
}
// The target of a relation that has one at most; invalid if none.
[[nodiscard]] inline lang::SubjectId only(const lang::Relations& relation,
                                          lang::SubjectId subject) {
  return relation.count(subject) == 0 ? lang::SubjectId() : *relation.first(subject);
}

// Rows that are made one after the other, in the order of subjects.
class RowBuilder {
 public:
  explicit RowBuilder(std::size_t subjects);
  // Adds to the row of the current subject; what is there already is not added again.
  void add(lang::SubjectId target);
  void add(std::span<const lang::SubjectId> targets);
  void set_open() { open_ = true; }
  // The row of the current subject is complete; the next subject's begins.
  void next();
  [[nodiscard]] lang::Relations finish();

 private:
  lang::Relations out_;
  std::vector<uint32_t> stamp_;  // by target: the last row that has it, counted from 1
  uint32_t row_ = 1;
  bool open_ = false;
};

}  // namespace wardround::model
