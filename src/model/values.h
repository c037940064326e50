// Small values of the model language: words, unknowns, versions, dates, ids, paths.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "model/building.h"

namespace wardround::model {

// No value at all: `key:` and nothing behind it, or `null`.
[[nodiscard]] bool is_empty(View value);

// `unknown`, or {unknown: WHO} or {unknown: {ask, until}}. Mistakes inside are reported; it is
// unknown nevertheless.
[[nodiscard]] std::optional<Unknown> read_unknown(Report& report, View value);

// The value itself, or the entries of a list.
class Words {
 public:
  explicit Words(View value) : value_(value) {}
  [[nodiscard]] catalog::Views::Iterator begin() const { return {value_.tree, range().begin()}; }
  [[nodiscard]] catalog::Views::Iterator end() const { return {value_.tree, range().end()}; }
  [[nodiscard]] std::size_t size() const { return value_.is_list() ? value_.size() : 1; }

 private:
  [[nodiscard]] text::Tree::Range range() const {
    if (value_.is_list()) return value_.tree->children(value_.id);
    return {&value_.id, &value_.id + 1};
  }

  View value_;
};
[[nodiscard]] inline Words one_or_more(View value) {
  return Words(value);
}

// Bytes [offset, offset + size) of a scalar's text as they stand in the file; the whole value where
// its text is not written byte by byte (escapes, folded lines).
[[nodiscard]] Span sub_span(const diag::Sources& sources, View scalar, std::size_t offset,
                            std::size_t size);

// Letters a-z, digits and hyphens, a letter first.
[[nodiscard]] bool is_id(std::string_view word, bool capitals);
// A word that means something of its own where ids stand.
[[nodiscard]] bool is_reserved(std::string_view word);
// YYYY, YYYY-MM or YYYY-MM-DD that exists.
[[nodiscard]] bool is_date(std::string_view word);

// `text` without spaces at its ends.
[[nodiscard]] std::string_view trim(std::string_view text);

// `a -> b`, {from, to}, or a list of both. Reports what is no path; every end names an id or is
// unknown. At most `most` + 1 of them.
[[nodiscard]] std::vector<Ends> read_paths(Report& report, View value, std::size_t most);
// The two sides of `a -> b`, each trimmed and not empty; nullopt if it is not of that form.
struct Arrow {
  std::string_view from, to;
};
[[nodiscard]] std::optional<Arrow> split_arrow(std::string_view text);

}  // namespace wardround::model
