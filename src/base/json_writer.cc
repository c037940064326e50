// See json_writer.h. Misuse (a value without its key, an unbalanced end) is a bug and is checked.
#include "base/json_writer.h"

#include <algorithm>
#include <cstdint>
#include <cstring>

#include "base/result.h"
#include "base/utf8.h"

namespace wardround {
namespace {

// No byte needs an escape: printable ASCII but for quote and backslash. Eight bytes at a time; a
// byte that must be looked at leaves its top bit set.
bool is_plain(std::string_view text) {
  constexpr uint64_t kOnes = 0x0101010101010101u;
  constexpr uint64_t kTops = kOnes << 7;
  const auto equals = [](uint64_t word, char c) {
    const uint64_t other = word ^ (kOnes * static_cast<unsigned char>(c));
    return (other - kOnes) & ~other;
  };
  std::size_t at = 0;
  for (; at + 8 <= text.size(); at += 8) {
    uint64_t word = 0;
    std::memcpy(&word, text.data() + at, 8);
    const uint64_t low = (word - kOnes * 0x20) & ~word;
    const uint64_t del = equals(word, 0x7f);
    if (((low | word | del | equals(word, '"') | equals(word, '\\')) & kTops) != 0) return false;
  }
  return std::ranges::all_of(text.substr(at),
                             [](char c) { return c >= 0x20 && c < 0x7f && c != '"' && c != '\\'; });
}

constexpr std::size_t kPart = std::size_t{1} << 16;  // bytes handed over at once

}  // namespace

void JsonWriter::new_line() {
  out_ += '\n';
  out_.append(open_.size() * 2, ' ');
}

// Before an entry of the innermost collection.
void JsonWriter::separate() {
  if (on_one_line()) {
    if (has_entry_) out_.append(", ", 2);
  } else {
    if (has_entry_) out_ += ',';
    if (to_ && out_.size() >= kPart) {
      to_(out_);
      out_.clear();
    }
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
    WARDROUND_CHECK(out_.empty());  // one value stands at the top
    return;
  }
  WARDROUND_CHECK(open_.back() == '[');
  separate();
}

void JsonWriter::begin(char bracket) {
  before_value();
  out_ += bracket;
  open_ += bracket;
  has_entry_ = false;
}

void JsonWriter::end(char bracket) {
  WARDROUND_CHECK(!open_.empty() && open_.back() == (bracket == '}' ? '{' : '['));
  WARDROUND_CHECK(!after_key_);
  const bool one_line = on_one_line();
  open_.pop_back();
  if (has_entry_ && !one_line) new_line();
  out_ += bracket;
  has_entry_ = true;  // what was ended is an entry of what stays open
}

void JsonWriter::key(std::string_view name) {
  WARDROUND_CHECK(!open_.empty() && open_.back() == '{' && !after_key_);
  separate();
  out_ += '"';
  append_escaped(name);
  out_.append("\": ", 3);
  after_key_ = true;
}

void JsonWriter::append_escaped(std::string_view text) {
  if (is_plain(text)) {
    out_ += text;
  } else {
    out_ += escape_for_json(text);
  }
}

void JsonWriter::string(std::string_view value) {
  before_value();
  out_ += '"';
  append_escaped(value);
  out_ += '"';
}

void JsonWriter::number(std::string_view digits) {
  before_value();
  out_ += digits;
}

void JsonWriter::boolean(bool value) {
  before_value();
  out_ += value ? "true" : "false";
}

void JsonWriter::null() {
  before_value();
  out_ += "null";
}

std::string JsonWriter::take() {
  WARDROUND_CHECK(open_.empty() && !out_.empty() && !to_);
  out_ += '\n';
  has_entry_ = false;
  std::string done = std::move(out_);
  out_.clear();
  return done;
}

void JsonWriter::finish() {
  WARDROUND_CHECK(open_.empty() && !out_.empty() && to_);
  out_ += '\n';
  to_(out_);
  out_.clear();
}

}  // namespace wardround
