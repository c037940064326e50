#include "cli/round_form.h"

#include <algorithm>

#include "base/utf8.h"

namespace wardround::cli {

namespace {

using report::Ink;

std::size_t before(const std::string& text, std::size_t at) {
  if (at == 0) return 0;
  --at;
  while (at > 0 && (static_cast<unsigned char>(text[at]) & 0xc0U) == 0x80U) --at;
  return at;
}
std::size_t after(const std::string& text, std::size_t at) {
  if (at >= text.size()) return text.size();
  ++at;
  while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xc0U) == 0x80U) ++at;
  return at;
}

}  // namespace

Form::Form(std::string title, std::vector<FormField> fields)
    : title_(std::move(title)), fields_(std::move(fields)), offered_(fields_.size(), true) {
  // What is filled in already may stay: begin where something is missing.
  const auto first = std::ranges::find_if(
      fields_, [](const FormField& field) { return field.needed && field.text.empty(); });
  move_to(first == fields_.end() ? 0 : static_cast<std::size_t>(first - fields_.begin()));
}

std::string Form::text(std::string_view key) const {
  const auto found = std::ranges::find(fields_, key, &FormField::key);
  if (found == fields_.end()) return "";
  const std::size_t begin = found->text.find_first_not_of(' ');
  if (begin == std::string::npos) return "";
  return found->text.substr(begin, found->text.find_last_not_of(' ') - begin + 1);
}

void Form::move_to(std::size_t field) {
  at_ = field;
  cursor_ = fields_[at_].text.size();
}

void Form::insert(std::string_view character) {
  if (offered_[at_]) {
    fields_[at_].text.clear();
    cursor_ = 0;
  }
  fields_[at_].text.insert(cursor_, character);
  cursor_ += character.size();
}

Form::State Form::press(const Key& key) {
  std::string& text = fields_[at_].text;
  complaint_.clear();
  const std::size_t field = at_;
  switch (key.what) {
    case Key::What::text:
      insert(key.text);
      break;
    case Key::What::backspace: {
      const std::size_t from = before(text, cursor_);
      text.erase(from, cursor_ - from);
      cursor_ = from;
      break;
    }
    case Key::What::erase:
      text.erase(cursor_, after(text, cursor_) - cursor_);
      break;
    case Key::What::kill_line:
      text.clear();
      cursor_ = 0;
      break;
    case Key::What::left:
      cursor_ = before(text, cursor_);
      break;
    case Key::What::right:
      cursor_ = after(text, cursor_);
      break;
    case Key::What::home:
      cursor_ = 0;
      break;
    case Key::What::end:
      cursor_ = text.size();
      break;
    case Key::What::up:
    case Key::What::back_tab:
      if (at_ > 0) move_to(at_ - 1);
      break;
    case Key::What::down:
    case Key::What::tab:
      if (at_ + 1 < fields_.size()) move_to(at_ + 1);
      break;
    case Key::What::enter: {
      if (at_ + 1 < fields_.size()) {
        move_to(at_ + 1);
        break;
      }
      for (std::size_t i = 0; i < fields_.size(); ++i) {
        if (!fields_[i].needed || !Form::text(fields_[i].key).empty()) continue;
        move_to(i);
        complaint_ = fields_[i].label + " is needed";
        return State::editing;
      }
      return State::done;
    }
    case Key::What::escape:
    case Key::What::interrupt:
      return State::cancelled;
    default:
      break;
  }
  // Whoever moves in it, or takes of it, goes on with it.
  if (field == at_) offered_[at_] = false;
  return State::editing;
}

int Form::draw(Terminal& terminal, int row, int width) {
  std::size_t label = 0;
  for (const FormField& field : fields_) label = std::max(label, display_width(field.label));
  const int column = 3 + static_cast<int>(label) + 2;
  const int room = std::max(width - column, 8);
  terminal.put(row++, 1, title_, Ink::bold);
  ++row;
  int cursor_row = row, cursor_column = column;
  for (std::size_t i = 0; i < fields_.size(); ++i) {
    const FormField& field = fields_[i];
    terminal.put(row, 1, i == at_ ? "▸" : " ", Ink::cyan);
    terminal.put(row, 3, field.label, i == at_ ? Ink::bold : Ink::plain);
    if (field.text.empty()) {
      terminal.put(row, column, field.hint, Ink::dim);
    } else {
      // A long text is shown around the cursor.
      std::string shown = escape_for_terminal(field.text);
      std::size_t at = display_width(escape_for_terminal(
          std::string_view(field.text).substr(0, i == at_ ? cursor_ : field.text.size())));
      std::size_t skip = 0;
      while (i == at_ && at >= static_cast<std::size_t>(room)) {
        const std::size_t next = after(shown, skip);
        at -= display_width(std::string_view(shown).substr(skip, next - skip));
        skip = next;
      }
      terminal.put(
          row, column,
          report::cut(std::string_view(shown).substr(skip), static_cast<std::size_t>(room)));
      if (i == at_) cursor_column = column + static_cast<int>(at);
    }
    if (i == at_) cursor_row = row;
    ++row;
  }
  if (!complaint_.empty()) terminal.put(row + 1, 3, complaint_, Ink::red);
  terminal.cursor(cursor_row, cursor_column);
  return row + 2;
}

}  // namespace wardround::cli
