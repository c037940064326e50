// See json_writer.h. Misuse (a value without its key, an unbalanced end) is a bug and is checked.
#include "base/json_writer.h"

#include <algorithm>

#include "base/result.h"
#include "base/utf8.h"

namespace wardround {
namespace {

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
  const bool plain = std::ranges::all_of(
      text, [](char c) { return c >= 0x20 && c < 0x7f && c != '"' && c != '\\'; });
  if (plain) {
    out_ += text;
  } else {
    out_ += escape_for_json(text);
  }
}

void JsonWriter::string(std::string_view value) {
  begin_string();
  append_escaped(value);
  end_string();
}

void JsonWriter::begin_string() {
  before_value();
  out_ += '"';
}

void JsonWriter::end_string() {
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
