// See json_writer.h. Misuse (a value without its key, an unbalanced end) is a bug and is checked.
#include "base/json_writer.h"

#include <algorithm>
#include <cstdint>
#include <cstring>

#include "base/result.h"
#include "base/utf8.h"

namespace wardround {
namespace {

using Bytes [[gnu::vector_size(16)]] = signed char;
constexpr std::size_t kBytes = sizeof(Bytes);

// Copies a text and says whether no byte of it needs an escape: printable ASCII but for quote and
// backslash. Most texts are short, so pieces of a fixed size, which may overlap, are copied.
bool copy_plain(char* to, std::string_view text) {
  const std::size_t size = text.size();
  Bytes escaped{};
  const auto look = [&](Bytes part) {
    escaped |= (part < 0x20) | (part == 0x7f) | (part == '"') | (part == '\\');
  };
  const auto piece = [&]<std::size_t Size>(std::size_t at) {
    Bytes part = Bytes{} + ' ';
    std::memcpy(&part, text.data() + at, Size);
    std::memcpy(to + at, &part, Size);
    look(part);
  };
  if (size >= kBytes) {
    for (std::size_t at = 0; at + kBytes <= size; at += kBytes) piece.operator()<kBytes>(at);
    piece.operator()<kBytes>(size - kBytes);
  } else if (size >= 8) {
    piece.operator()<8>(0);
    piece.operator()<8>(size - 8);
  } else if (size >= 4) {
    piece.operator()<4>(0);
    piece.operator()<4>(size - 4);
  } else {
    for (std::size_t at = 0; at < size; ++at) piece.operator()<1>(at);
  }
  uint64_t halves[2];
  std::memcpy(halves, &escaped, kBytes);
  return (halves[0] | halves[1]) == 0;
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
  look_inside();
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

void JsonWriter::put_inside(std::string_view text) {
  char* const at = room(text.size());
  if (copy_plain(at, text)) {
    next_ = at + text.size();
  } else {
    put(escape_for_json(text));
  }
}

void JsonWriter::put_quoted(std::string_view text) {
  put('"');
  put_inside(text);
  put('"');
}

void JsonWriter::joined(std::initializer_list<std::string_view> pieces) {
  before_value();
  put('"');
  for (const std::string_view piece : pieces) put_inside(piece);
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
