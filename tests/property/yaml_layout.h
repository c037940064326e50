// A YAML value and the many ways to lay it out.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "random_model.h"

namespace wardround::testing {

struct Yaml {
  enum class Shape : uint8_t { word, text, list, map } shape = Shape::word;
  std::string word;  // word: as it stands, quotes included; text: free text, to be quoted as needed
  std::vector<Yaml> items;
  std::vector<std::pair<std::string, Yaml>> entries;

  static Yaml of(std::string word) { return {Shape::word, std::move(word), {}, {}}; }
  static Yaml free(std::string text) { return {Shape::text, std::move(text), {}, {}}; }
  static Yaml list(std::vector<Yaml> items) { return {Shape::list, "", std::move(items), {}}; }
  static Yaml words(const std::vector<std::string>& words) {
    Yaml all{Shape::list, "", {}, {}};
    for (const std::string& word : words) all.items.push_back(of(word));
    return all;
  }
  static Yaml map() { return {Shape::map, "", {}, {}}; }
  void add(std::string key, Yaml value) { entries.emplace_back(std::move(key), std::move(value)); }
  [[nodiscard]] bool has(std::string_view key) const {
    for (const auto& entry : entries) {
      if (entry.first == key) return true;
    }
    return false;
  }
};

// The text of a document; `untidy` adds blanks, tabs and line ends that a formatter would change.
[[nodiscard]] std::string lay_out(const Yaml& document, Random& random, bool untidy);

}  // namespace wardround::testing
