#include "model/csr.h"

#include <algorithm>
#include <functional>
#include <numeric>

#include "base/result.h"

namespace wardround::model {

using lang::Relations;
using lang::SubjectId;

namespace {

bool is_strictly_ascending(const Pairs& pairs) {
  return std::ranges::adjacent_find(pairs, std::ranges::greater_equal()) == pairs.end();
}

bool has_ascending_rows(const std::vector<uint32_t>& begin, const std::vector<SubjectId>& targets) {
  for (std::size_t i = 0; i + 1 < begin.size(); ++i) {
    for (uint32_t k = begin[i] + 1; k < begin[i + 1]; ++k) {
      if (!(targets[k - 1] < targets[k])) return false;
    }
  }
  return true;
}

}  // namespace

Relations compress(std::size_t subjects, const Pairs& pairs, const std::vector<SubjectId>& open) {
  Relations out;
  if (!open.empty()) {
    out.open.assign(subjects, false);
    for (const SubjectId subject : open) out.open[subject.index()] = true;
  }
  if (pairs.empty()) return out;
  std::vector<uint32_t> begin(subjects + 1, 0);
  for (const auto& pair : pairs) ++begin[pair.first.index() + 1];
  if (is_strictly_ascending(pairs)) {  // as what is read subject by subject often is
    std::partial_sum(begin.begin(), begin.end(), begin.begin());
    out.begin = std::move(begin);
    out.targets.reserve(pairs.size());
    for (const auto& pair : pairs) out.targets.push_back(pair.second);
    return out;
  }
  for (std::size_t i = 0; i < subjects; ++i) begin[i + 1] += begin[i];
  std::vector<SubjectId> targets(pairs.size());
  std::vector<uint32_t> next(begin.begin(), begin.end() - 1);
  for (const auto& pair : pairs) targets[next[pair.first.index()]++] = pair.second;

  if (has_ascending_rows(begin, targets)) {  // as what is gathered target by target has
    out.begin = std::move(begin);
    out.targets = std::move(targets);
    return out;
  }
  out.begin.assign(subjects + 1, 0);
  out.targets.reserve(pairs.size());
  for (std::size_t i = 0; i < subjects; ++i) {
    const auto first = targets.begin() + begin[i];
    const auto last = targets.begin() + begin[i + 1];
    if (!std::is_sorted(first, last)) std::sort(first, last);
    out.targets.insert(out.targets.end(), first, std::unique(first, last));
    out.begin[i + 1] = static_cast<uint32_t>(out.targets.size());
  }
  return out;
}

Relations invert(std::size_t subjects, const Relations& relation) {
  Relations out;
  if (relation.targets.empty()) return out;
  out.begin.assign(subjects + 1, 0);
  for (const SubjectId target : relation.targets) ++out.begin[target.index() + 1];
  for (std::size_t i = 0; i < subjects; ++i) out.begin[i + 1] += out.begin[i];
  out.targets.resize(relation.targets.size());
  std::vector<uint32_t> next(out.begin.begin(), out.begin.end() - 1);
  // Sources come in their order, and none twice: the new rows need no sorting.
  for (std::size_t i = 0; i < subjects; ++i) {
    for (const SubjectId target : row(relation, SubjectId(i))) {
      out.targets[next[target.index()]++] = SubjectId(i);
    }
  }
  return out;
}

Relations merge(std::size_t subjects, const Relations& a, const Relations& b) {
  RowBuilder rows(subjects);
  for (std::size_t i = 0; i < subjects; ++i) {
    rows.add(row(a, SubjectId(i)));
    rows.add(row(b, SubjectId(i)));
    if (a.is_open(SubjectId(i)) || b.is_open(SubjectId(i))) rows.set_open();
    rows.next();
  }
  return rows.finish();
}

RowBuilder::RowBuilder(std::size_t subjects) : stamp_(subjects, 0) {
  out_.begin.reserve(subjects + 1);
  out_.begin.push_back(0);
}

void RowBuilder::add(SubjectId target) {
  if (stamp_[target.index()] == row_) return;
  stamp_[target.index()] = row_;
  out_.targets.push_back(target);
}

void RowBuilder::add(std::span<const SubjectId> targets) {
  for (const SubjectId target : targets) add(target);
}

void RowBuilder::next() {
  const auto row = out_.targets.begin() + out_.begin.back();
  if (!std::is_sorted(row, out_.targets.end())) std::sort(row, out_.targets.end());
  out_.begin.push_back(static_cast<uint32_t>(out_.targets.size()));
  if (open_ && out_.open.empty()) out_.open.assign(stamp_.size(), false);
  if (open_) out_.open[row_ - 1] = true;
  open_ = false;
  ++row_;
}

Relations RowBuilder::finish() {
  WARDROUND_CHECK(row_ == stamp_.size() + 1);
  if (out_.targets.empty()) out_.begin.clear();
  return std::move(out_);
}

}  // namespace wardround::model
