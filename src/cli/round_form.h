// A few lines of text that somebody types: fields one below the other, the keys that edit them.
#pragma once

#include <string>
#include <vector>

#include "cli/round_terminal.h"

namespace wardround::cli {

struct FormField {
  std::string key;    // of the action: "approved_by"
  std::string label;  // "approved by"
  std::string hint;   // "NAME:ROLE"
  std::string text;   // to begin with: an offer, in whose place comes what is typed
  bool needed = true;
};

class Form {
 public:
  Form(std::string title, std::vector<FormField> fields);

  enum class State : uint8_t { editing, done, cancelled };
  // What a key does; `done` when Enter ends the last field and nothing that is needed is empty.
  State press(const Key& key);
  // From `row` down; returns the row below. Puts the cursor.
  int draw(Terminal& terminal, int row, int width);

  [[nodiscard]] const std::vector<FormField>& fields() const { return fields_; }
  [[nodiscard]] const std::string& title() const { return title_; }
  // Of the field with that key; empty if there is none.
  [[nodiscard]] std::string text(std::string_view key) const;
  [[nodiscard]] const std::string& complaint() const { return complaint_; }

 private:
  void move_to(std::size_t field);
  void insert(std::string_view character);

  std::string title_;
  std::vector<FormField> fields_;
  std::vector<bool> offered_;  // by field: its text is still the offer
  std::size_t at_ = 0;         // the field
  std::size_t cursor_ = 0;     // a byte of its text, at a code point
  std::string complaint_;
};

}  // namespace wardround::cli
