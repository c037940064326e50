// See json_writer.h. Misuse (a value without its key, an unbalanced end) is a bug and is checked.
#include "base/json_writer.h"

#include "base/result.h"
#include "base/utf8.h"

namespace wardround {

void JsonWriter::new_line() {
  out_ += '\n';
  out_.append(open_.size() * 2, ' ');
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
  if (has_entry_) out_ += ',';
  new_line();
  has_entry_ = true;
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
  open_.pop_back();
  if (has_entry_) new_line();
  out_ += bracket;
  has_entry_ = true;  // what was ended is an entry of what stays open
}

void JsonWriter::key(std::string_view name) {
  WARDROUND_CHECK(!open_.empty() && open_.back() == '{' && !after_key_);
  if (has_entry_) out_ += ',';
  new_line();
  has_entry_ = true;
  out_ += '"';
  out_ += escape_for_json(name);
  out_ += "\": ";
  after_key_ = true;
}

void JsonWriter::string(std::string_view value) {
  before_value();
  out_ += '"';
  out_ += escape_for_json(value);
  out_ += '"';
}

void JsonWriter::number(const std::string& digits) {
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
  WARDROUND_CHECK(open_.empty() && !out_.empty());
  out_ += '\n';
  has_entry_ = false;
  std::string done = std::move(out_);
  out_.clear();
  return done;
}

}  // namespace wardround
