// Writes JSON in one pass. Iterative: nesting costs one byte of memory a level, never stack. Text
// is escaped here (escape_for_json), so callers hand in what they have.
//
// Collections down to a depth are laid out with one entry a line; those inside them stand on one
// line each, so that a long document is neither twice its size nor one line.
//
// A document of 200 MB is mostly names of members and texts that many entries share: the former are
// checked when the program is compiled (JsonKey), the latter are rendered once (JsonMembers).
#pragma once

#include <charconv>
#include <concepts>
#include <cstring>
#include <initializer_list>
#include <limits>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>

#include "base/fs.h"
#include "base/result.h"

namespace wardround {

// Does a byte stand for itself inside a JSON string? Those of other alphabets are looked at closer.
[[nodiscard]] constexpr bool is_plain_in_json(char c) {
  return c >= 0x20 && c < 0x7f && c != '"' && c != '\\';
}

// The name of a member as it stands in the program; one that would need an escape does not compile.
class JsonKey {
 public:
  consteval JsonKey(const char* text) : text_(text) {  // NOLINT: names are written as literals
    for (const char c : text_) {
      if (!is_plain_in_json(c)) check_failed("a plain name", __FILE__, __LINE__);
    }
  }
  [[nodiscard]] constexpr std::string_view text() const { return text_; }

 private:
  std::string_view text_;
};

// A name that only the data knows.
template <class T>
concept JsonName = std::convertible_to<const T&, std::string_view> && !std::is_array_v<T>;

// Members of an object that stands on one line, written before they are needed.
class JsonMembers {
 public:
  JsonMembers() = default;
  [[nodiscard]] bool empty() const { return text_.empty(); }
  // Asks for the memory that they lie in, which will be read soon.
  [[gnu::always_inline]] void fetch() const {
    constexpr std::size_t kLine = 64;  // bytes that come at once
    for (std::size_t at = 0; at < text_.size(); at += kLine) __builtin_prefetch(text_.data() + at);
  }

 private:
  friend class JsonWriter;
  std::string text_;
};

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
  void key(JsonKey name) {
    const std::string_view text = name.text();
    char* at = member(text.size() + 4);
    *at++ = '"';
    copy_name(at, text);
    std::memcpy(at + text.size(), "\": ", 3);
    next_ = at + text.size() + 3;
    after_key_ = true;
  }
  void key(const JsonName auto& name) { put_key(name); }

  void string(std::string_view value) {
    before_value();
    put_quoted(value);
  }
  template <std::integral T>
  void integer(T value) {
    before_value();
    char* const at = room(kDigits);
    next_ = std::to_chars(at, at + kDigits, value).ptr;
  }
  void boolean(bool value);
  void null();

  // key() and value in one call.
  void string(JsonKey name, std::string_view value) { key(name), string(value); }
  void string(const JsonName auto& name, std::string_view value) { key(name), string(value); }
  void integer(JsonKey name, std::integral auto value) { key(name), integer(value); }
  void integer(const JsonName auto& name, std::integral auto value) { key(name), integer(value); }
  void boolean(JsonKey name, bool value) { key(name), boolean(value); }
  void begin_object(JsonKey name) { key(name), begin_object(); }
  void begin_object(const JsonName auto& name) { key(name), begin_object(); }
  void begin_array(JsonKey name) { key(name), begin_array(); }
  void begin_array(const JsonName auto& name) { key(name), begin_array(); }
  // One text of several pieces.
  void joined(std::initializer_list<std::string_view> pieces);
  void joined(JsonKey name, std::initializer_list<std::string_view> pieces) {
    key(name), joined(pieces);
  }

  // What `write(JsonWriter&)` writes into an object, for objects on one line.
  template <class Write>
  [[nodiscard]] static JsonMembers prepare(Write&& write) {
    JsonWriter json(0);
    return prepare(json, write);
  }
  // The same in the memory of `json`, which is JsonWriter(0), for those who prepare many.
  template <class Write>
  [[nodiscard]] static JsonMembers prepare(JsonWriter& json, Write&& write) {
    json.begin_object();
    write(json);
    json.end_object();
    return json.take_members();
  }
  // As if they were written here, where the innermost object stands on one line.
  void members(const JsonMembers& prepared);

  // The finished text with a line break at its end; everything begun must have been ended.
  [[nodiscard]] std::string take();
  void finish();

 private:
  static constexpr std::size_t kDigits = 24;

  // Names are short: pieces of a fixed size, which may overlap, take a move each and no call.
  static void copy_name(char* to, std::string_view name) {
    const auto both_ends = [&]<std::size_t Size>() {
      std::memcpy(to, name.data(), Size);
      std::memcpy(to + name.size() - Size, name.data() + name.size() - Size, Size);
    };
    if (name.size() >= 16) return (void)std::memcpy(to, name.data(), name.size());
    if (name.size() >= 8) return both_ends.operator()<8>();
    if (name.size() >= 4) return both_ends.operator()<4>();
    for (std::size_t i = 0; i < name.size(); ++i) to[i] = name[i];
  }

  void begin(char bracket);
  void end(char bracket);
  void put_key(std::string_view name);
  void before_value() {
    if (after_key_) {
      after_key_ = false;
    } else {
      before_entry();
    }
  }
  void before_entry();
  // Where a member of the innermost object begins, with room for so many bytes of it.
  char* member(std::size_t bytes) {
    WARDROUND_CHECK(innermost_ == '{' && !after_key_);
    separate();
    return room(bytes);
  }
  // Before an entry of the innermost collection.
  void separate() {
    if (!on_one_line_) return separate_lines();
    char* const at = room(2);
    std::memcpy(at, ", ", 2);
    next_ = at + (has_entry_ ? 2 : 0);
    has_entry_ = true;
  }
  void separate_lines();
  void new_line();
  void put_quoted(std::string_view text);
  void look_inside();
  [[nodiscard]] JsonMembers take_members();

  // Where the next bytes belong, with room for so many; they count once `next_` stands behind them.
  char* room(std::size_t bytes) {
    if (static_cast<std::size_t>(limit_ - next_) < bytes) grow(bytes);
    return next_;
  }
  void grow(std::size_t bytes);
  [[nodiscard]] std::size_t size() const { return static_cast<std::size_t>(next_ - out_.get()); }
  void put(std::string_view text);
  void put(char c) { *room(1) = c, ++next_; }
  void hand_over();

  Append to_;
  std::size_t open_depth_;
  std::unique_ptr<char[]> out_;
  char* next_ = nullptr;
  char* limit_ = nullptr;
  std::string open_;          // the brackets begun and not ended
  char innermost_ = '\0';     // the last of them
  bool on_one_line_ = false;  // so does what the innermost collection holds
  bool has_entry_ = false;    // the innermost collection has an entry already
  bool after_key_ = false;
};

}  // namespace wardround
