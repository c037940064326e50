// Writes JSON in one pass. Iterative: nesting costs one byte of memory a level, never stack. Text
// is escaped here (escape_for_json), so callers hand in what they have.
//
// Collections down to a depth are laid out with one entry a line; those inside them stand on one
// line each, so that a long document is neither twice its size nor one line.
#pragma once

#include <charconv>
#include <concepts>
#include <limits>
#include <memory>
#include <string>
#include <string_view>

#include "base/fs.h"

namespace wardround {

class JsonWriter {
 public:
  // Keeps the text until `take`. Collections in `open_depth` others stand on one line.
  explicit JsonWriter(std::size_t open_depth = std::numeric_limits<std::size_t>::max())
      : open_depth_(open_depth) {}
  // Hands the text over as it grows; `finish` hands over the rest.
  JsonWriter(Append to, std::size_t open_depth) : to_(std::move(to)), open_depth_(open_depth) {}

  void begin_object() { begin('{'); }
  void end_object() { end('}'); }
  void begin_array() { begin('['); }
  void end_array() { end(']'); }
  // Inside an object, before each value.
  void key(std::string_view name);

  void string(std::string_view value);
  template <std::integral T>
  void integer(T value) {
    char digits[24];
    const auto end = std::to_chars(digits, digits + sizeof digits, value).ptr;
    number({digits, static_cast<std::size_t>(end - digits)});
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
  void finish();

 private:
  void begin(char bracket);
  void end(char bracket);
  void number(std::string_view digits);
  void before_value();
  void new_line();
  void separate();
  void put_quoted(std::string_view text);
  [[nodiscard]] bool on_one_line() const { return open_.size() > open_depth_; }

  // Where the next bytes belong, with room for so many; they count once `size_` says so.
  char* room(std::size_t bytes) {
    if (size_ + bytes > capacity_) grow(bytes);
    return out_.get() + size_;
  }
  void grow(std::size_t bytes);
  void put(std::string_view text);
  void put(char c) { *room(1) = c, ++size_; }
  void hand_over();

  Append to_;
  std::size_t open_depth_;
  std::unique_ptr<char[]> out_;
  std::size_t size_ = 0, capacity_ = 0;
  std::string open_;        // the brackets begun and not ended
  bool has_entry_ = false;  // the innermost collection has an entry already
  bool after_key_ = false;
};

}  // namespace wardround
