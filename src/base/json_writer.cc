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

}  // namespace

void JsonWriter::grow(std::size_t bytes) {
  capacity_ = std::max({size_ + bytes, 2 * capacity_, 2 * kPart});
  auto grown = std::make_unique_for_overwrite<char[]>(capacity_);
  if (size_ != 0) std::memcpy(grown.get(), out_.get(), size_);
  out_ = std::move(grown);
}

void JsonWriter::put(std::string_view text) {
  std::memcpy(room(text.size()), text.data(), text.size());
  size_ += text.size();
}

void JsonWriter::hand_over() {
  to_({out_.get(), size_});
  size_ = 0;
}

void JsonWriter::new_line() {
  const std::size_t indent = open_.size() * 2;
  char* const at = room(1 + indent);
  at[0] = '\n';
  std::memset(at + 1, ' ', indent);
  size_ += 1 + indent;
}

// Before an entry of the innermost collection.
void JsonWriter::separate() {
  if (on_one_line()) {
    if (has_entry_) put(", ");
  } else {
    if (has_entry_) put(',');
    if (to_ && size_ >= kPart) hand_over();
    new_line();
  }
  has_entry_ = true;
}

void JsonWriter::before_value() {
  if (after_key_) {
    after_key_ = false;
    return;
  }
  if (open_.empty()) {
    WARDROUND_CHECK(size_ == 0);  // one value stands at the top
    return;
  }
  WARDROUND_CHECK(open_.back() == '[');
  separate();
}

void JsonWriter::begin(char bracket) {
  before_value();
  put(bracket);
  open_ += bracket;
  has_entry_ = false;
}

void JsonWriter::end(char bracket) {
  WARDROUND_CHECK(!open_.empty() && open_.back() == (bracket == '}' ? '{' : '['));
  WARDROUND_CHECK(!after_key_);
  const bool one_line = on_one_line();
  open_.pop_back();
  if (has_entry_ && !one_line) new_line();
  put(bracket);
  has_entry_ = true;  // what was ended is an entry of what stays open
}

void JsonWriter::key(std::string_view name) {
  WARDROUND_CHECK(!open_.empty() && open_.back() == '{' && !after_key_);
  separate();
  put_quoted(name);
  put(": ");
  after_key_ = true;
}

void JsonWriter::put_quoted(std::string_view text) {
  char* const at = room(text.size() + 2);
  at[0] = '"';
  if (copy_plain(at + 1, text)) {
    at[1 + text.size()] = '"';
    size_ += text.size() + 2;
    return;
  }
  ++size_;
  put(escape_for_json(text));
  put('"');
}

void JsonWriter::string(std::string_view value) {
  before_value();
  put_quoted(value);
}

void JsonWriter::number(std::string_view digits) {
  before_value();
  put(digits);
}

void JsonWriter::boolean(bool value) {
  before_value();
  put(value ? "true" : "false");
}

void JsonWriter::null() {
  before_value();
  put("null");
}

std::string JsonWriter::take() {
  WARDROUND_CHECK(open_.empty() && size_ != 0 && !to_);
  put('\n');
  has_entry_ = false;
  std::string done(out_.get(), size_);
  size_ = 0;
  return done;
}

void JsonWriter::finish() {
  WARDROUND_CHECK(open_.empty() && size_ != 0 && to_);
  put('\n');
  hand_over();
}

}  // namespace wardround
