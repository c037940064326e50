// A value in a pack file: a node together with the tree it belongs to.
#pragma once

#include <string_view>

#include "diag/diagnostic.h"
#include "lang/expression.h"
#include "text/tree.h"

namespace wardround::catalog {

class Views;

struct View {
  const text::Tree* tree = nullptr;
  text::NodeId id;

  [[nodiscard]] bool valid() const { return tree != nullptr && id.valid(); }
  [[nodiscard]] const text::Node& node() const { return (*tree)[id]; }
  [[nodiscard]] std::string_view text() const { return tree->scalar(id); }
  [[nodiscard]] std::string_view key() const { return tree->key(id); }
  [[nodiscard]] diag::Span span() const { return node().span; }
  [[nodiscard]] diag::Span key_span() const { return node().key_span; }
  [[nodiscard]] bool is_scalar() const { return node().shape == text::Shape::scalar; }
  [[nodiscard]] bool is_list() const { return node().shape == text::Shape::sequence; }
  [[nodiscard]] bool is_mapping() const { return node().shape == text::Shape::mapping; }
  [[nodiscard]] std::size_t size() const { return node().count; }
  [[nodiscard]] View find(std::string_view key) const { return {tree, tree->find(id, key)}; }
  // Entries of a list or mapping; a scalar has none.
  [[nodiscard]] Views entries() const;
};

class Views {
 public:
  Views(const text::Tree* tree, text::Tree::Range range) : tree_(tree), range_(range) {}

  struct Iterator {
    const text::Tree* tree;
    const text::NodeId* at;
    View operator*() const { return {tree, *at}; }
    Iterator& operator++() {
      ++at;
      return *this;
    }
    bool operator!=(const Iterator& other) const { return at != other.at; }
  };
  [[nodiscard]] Iterator begin() const { return {tree_, range_.begin()}; }
  [[nodiscard]] Iterator end() const { return {tree_, range_.end()}; }

 private:
  const text::Tree* tree_;
  text::Tree::Range range_;
};

inline Views View::entries() const {
  return {tree, tree->children(id)};
}

// Where the text of a scalar stands in its file, line by line, so that a mistake inside an
// expression is shown there.
[[nodiscard]] lang::Place place_of(const diag::Sources& sources, View scalar);

// The key if the value has one (a mistake in "the whole entry" is shown at its name), else the
// value.
[[nodiscard]] inline diag::Span head(View view) {
  return view.key_span().valid() ? view.key_span() : view.span();
}

}  // namespace wardround::catalog
