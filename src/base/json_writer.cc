// See json_writer.h. Misuse (a value without its key, an unbalanced end) is a bug and is checked.
#include "base/json_writer.h"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstring>

#include "base/result.h"
#include "base/utf8.h"

namespace wardround {
namespace {

using Bytes [[gnu::vector_size(16)]] = signed char;
using Words [[gnu::vector_size(16)]] = uint64_t;
constexpr std::size_t kBytes = sizeof(Bytes);

// Each byte that needs an escape, or a closer look: all but printable ASCII without quote and
// backslash.
Bytes to_escape(Bytes part) {
  return (part < 0x20) | (part == 0x7f) | (part == '"') | (part == '\\');
}
bool is_none(Bytes marks) {
  const auto halves = std::bit_cast<Words>(marks);
  return (halves[0] | halves[1]) == 0;
}

template <class Piece>
Piece copy_piece(char* to, const char* from) {
  Piece piece;
  std::memcpy(&piece, from, sizeof(piece));
  std::memcpy(to, &piece, sizeof(piece));
  return piece;
}

// Copies a text and says whether no byte of it needs an escape. Most texts are short, so pieces of
// a fixed size, which may overlap, are copied; those that are no vector are put together in
// registers, as memory written in parts cannot be read whole at once.
bool copy_plain(char* to, std::string_view text) {
  const char* const from = text.data();
  const std::size_t size = text.size();
  if (size >= kBytes) {
    Bytes marks{};
    for (std::size_t at = 0; at + kBytes <= size; at += kBytes)
      marks |= to_escape(copy_piece<Bytes>(to + at, from + at));
    const std::size_t last = size - kBytes;
    return is_none(marks | to_escape(copy_piece<Bytes>(to + last, from + last)));
  }
  if (size >= 8) {
    const auto first = copy_piece<uint64_t>(to, from);
    const auto last = copy_piece<uint64_t>(to + size - 8, from + size - 8);
    return is_none(to_escape(std::bit_cast<Bytes>(Words{first, last})));
  }
  if (size >= 4) {
    const uint64_t first = copy_piece<uint32_t>(to, from);
    const uint64_t last = copy_piece<uint32_t>(to + size - 4, from + size - 4);
    const uint64_t both = first | last << 32;
    return is_none(to_escape(std::bit_cast<Bytes>(Words{both, both})));
  }
  bool plain = true;
  for (std::size_t at = 0; at < size; ++at) plain = is_plain_in_json(to[at] = from[at]) && plain;
  return plain;
}

constexpr std::size_t kPart = std::size_t{1} << 16;  // bytes handed over at once
constexpr std::size_t kFirst = 256;                  // room of what is kept

}  // namespace

void JsonWriter::grow(std::size_t bytes) {
  const std::size_t used = size();
  const std::size_t capacity = std::max(
      {used + bytes, 2 * static_cast<std::size_t>(limit_ - out_.get()), to_ ? 2 * kPart : kFirst});
  auto grown = std::make_unique_for_overwrite<char[]>(capacity);
  if (used != 0) std::memcpy(grown.get(), out_.get(), used);
  out_ = std::move(grown);
  next_ = out_.get() + used;
  limit_ = out_.get() + capacity;
}

void JsonWriter::put(std::string_view text) {
  std::memcpy(room(text.size()), text.data(), text.size());
  next_ += text.size();
}

void JsonWriter::hand_over() {
  to_({out_.get(), size()});
  next_ = out_.get();
}

void JsonWriter::new_line() {
  const std::size_t indent = open_.size() * 2;
  char* const at = room(1 + indent);
  at[0] = '\n';
  std::memset(at + 1, ' ', indent);
  next_ += 1 + indent;
}

void JsonWriter::separate_lines() {
  if (has_entry_) put(',');
  if (to_ && size() >= kPart) hand_over();
  new_line();
  has_entry_ = true;
}

void JsonWriter::before_entry() {
  if (open_.empty()) {
    WARDROUND_CHECK(size() == 0);  // one value stands at the top
    return;
  }
  WARDROUND_CHECK(innermost_ == '[');
  separate();
}

void JsonWriter::look_inside() {
  innermost_ = open_.empty() ? '\0' : open_.back();
  on_one_line_ = open_.size() > open_depth_;
}

void JsonWriter::begin(char bracket) {
  before_value();
  put(bracket);
  open_ += bracket;
  innermost_ = bracket;
  on_one_line_ = open_.size() > open_depth_;
  has_entry_ = false;
}

void JsonWriter::end(char bracket) {
  WARDROUND_CHECK(innermost_ == (bracket == '}' ? '{' : '['));
  WARDROUND_CHECK(!after_key_);
  const bool one_line = on_one_line_;
  open_.pop_back();
  look_inside();
  if (has_entry_ && !one_line) new_line();
  put(bracket);
  has_entry_ = true;  // what was ended is an entry of what stays open
}

void JsonWriter::put_key(std::string_view name) {
  (void)member(0);
  put_quoted(name);
  put(": ");
  after_key_ = true;
}

void JsonWriter::put_quoted(std::string_view text) {
  char* const at = room(text.size() + 2);
  *at = '"';
  if (copy_plain(at + 1, text)) {
    at[1 + text.size()] = '"';
    next_ = at + text.size() + 2;
  } else {
    ++next_;
    put(escape_for_json(text));
    put('"');
  }
}

void JsonWriter::joined(std::initializer_list<std::string_view> pieces) {
  before_value();
  std::size_t size = 2;
  for (const std::string_view piece : pieces) size += piece.size();
  char* at = room(size);
  *at++ = '"';
  bool plain = true;
  for (const std::string_view piece : pieces) {
    plain = copy_plain(at, piece) && plain;
    at += piece.size();
  }
  if (plain) {
    *at++ = '"';
    next_ = at;
    return;
  }
  put('"');
  for (const std::string_view piece : pieces) put(escape_for_json(piece));
  put('"');
}

void JsonWriter::boolean(bool value) {
  before_value();
  put(value ? "true" : "false");
}

void JsonWriter::null() {
  before_value();
  put("null");
}

void JsonWriter::members(const JsonMembers& prepared) {
  if (prepared.empty()) return;
  WARDROUND_CHECK(on_one_line_);
  const std::string_view text = prepared.text_;
  char* const at = member(text.size());
  std::memcpy(at, text.data(), text.size());
  next_ = at + text.size();
}

JsonMembers JsonWriter::take_members() {
  WARDROUND_CHECK(open_.empty() && size() >= 2);
  JsonMembers members;
  members.text_.assign(out_.get() + 1, size() - 2);  // without the brackets
  next_ = out_.get();
  return members;
}

std::string JsonWriter::take() {
  WARDROUND_CHECK(open_.empty() && size() != 0 && !to_);
  put('\n');
  has_entry_ = false;
  std::string done(out_.get(), size());
  next_ = out_.get();
  return done;
}

void JsonWriter::finish() {
  WARDROUND_CHECK(open_.empty() && size() != 0 && to_);
  put('\n');
  hand_over();
}

}  // namespace wardround
