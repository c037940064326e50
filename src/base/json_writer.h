// Writes JSON in one pass, pretty printed with two spaces. Iterative: nesting costs one byte of
// memory a level, never stack. Text is escaped here (escape_for_json), so callers hand in what they
// have.
#pragma once

#include <concepts>
#include <string>
#include <string_view>

namespace wardround {

class JsonWriter {
 public:
  void begin_object() { begin('{'); }
  void end_object() { end('}'); }
  void begin_array() { begin('['); }
  void end_array() { end(']'); }
  // Inside an object, before each value.
  void key(std::string_view name);

  void string(std::string_view value);
  template <std::integral T>
  void integer(T value) {
    number(std::to_string(value));
  }
  void boolean(bool value);
  void null();

  // key() and value in one call.
  void string(std::string_view name, std::string_view value) { key(name), string(value); }
  template <std::integral T>
  void integer(std::string_view name, T value) {
    key(name), integer(value);
  }
  void boolean(std::string_view name, bool value) { key(name), boolean(value); }
  void begin_object(std::string_view name) { key(name), begin_object(); }
  void begin_array(std::string_view name) { key(name), begin_array(); }

  // The finished text with a line break at its end; everything begun must have been ended.
  [[nodiscard]] std::string take();

 private:
  void begin(char bracket);
  void end(char bracket);
  void number(const std::string& digits);
  void before_value();
  void new_line();

  std::string out_;
  std::string open_;        // the brackets begun and not ended
  bool has_entry_ = false;  // the innermost collection has an entry already
  bool after_key_ = false;
};

}  // namespace wardround
