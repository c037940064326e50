// The terminal as the round needs it: lines at places, keys, an editor in between. The only files
// that draw with ncurses are round_terminal.cc and, for one question, terminfo.cc.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "report/paint.h"

namespace wardround::cli {

struct Key {
  enum class What : uint8_t {
    text,  // `text` is one character, UTF-8
    enter,
    escape,
    up,
    down,
    left,
    right,
    page_up,
    page_down,
    home,
    end,
    backspace,
    erase,
    tab,
    back_tab,
    interrupt,  // Ctrl-C
    kill_line,  // Ctrl-U
    resize,
    nothing,  // some time went by
    gone,     // nobody is there any more
  } what = What::nothing;
  std::string text;

  [[nodiscard]] bool is(std::string_view character) const {
    return what == What::text && text == character;
  }
};

class Terminal {
 public:
  virtual ~Terminal() = default;
  // Null if this one cannot place its cursor.
  [[nodiscard]] static std::unique_ptr<Terminal> open(bool colour);

  [[nodiscard]] virtual int rows() const = 0;
  [[nodiscard]] virtual int columns() const = 0;
  virtual void clear() = 0;
  // What does not fit the line is cut. Control characters must be escaped already.
  virtual void put(int row, int column, std::string_view text, report::Ink ink = report::Ink::plain,
                   bool marked = false) = 0;
  virtual void rule(int row) = 0;
  // Where to type; a row below 0 hides the cursor.
  virtual void cursor(int row, int column) = 0;
  virtual void show() = 0;
  // Waits for a key, at most half a minute.
  [[nodiscard]] virtual Key key() = 0;
  // Opens the file at the line in $VISUAL or $EDITOR, and comes back when that ends. False if it
  // could not be started.
  [[nodiscard]] virtual bool edit(const std::string& file, std::uint32_t line) = 0;
};

}  // namespace wardround::cli
