#include "cli/round_terminal.h"

#define NCURSES_NOMACROS 1
#define NCURSES_WIDECHAR 1
#include <curses.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <clocale>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cwchar>

#include "base/utf8.h"
#include "cli/terminfo.h"

namespace wardround::cli {

namespace {

using report::Ink;

constexpr int kPatience = 30'000;  // milliseconds until the clock is looked at again
constexpr int kEscapeDelay = 50;   // after Escape, for the rest of a key's sequence

std::string utf8_of(wint_t character) {
  const auto code = static_cast<std::uint32_t>(character);
  std::string out;
  const auto put = [&out](std::uint32_t byte) { out += static_cast<char>(byte); };
  if (code < 0x80) {
    put(code);
  } else if (code < 0x800) {
    put(0xc0 | (code >> 6)), put(0x80 | (code & 0x3f));
  } else if (code < 0x10000) {
    put(0xe0 | (code >> 12)), put(0x80 | ((code >> 6) & 0x3f)), put(0x80 | (code & 0x3f));
  } else {
    put(0xf0 | (code >> 18)), put(0x80 | ((code >> 12) & 0x3f));
    put(0x80 | ((code >> 6) & 0x3f)), put(0x80 | (code & 0x3f));
  }
  return out;
}

attr_t attributes_of(Ink ink, bool colour) {
  const auto pair = [colour](int number) {
    return colour ? static_cast<attr_t>(COLOR_PAIR(number)) : static_cast<attr_t>(A_NORMAL);
  };
  switch (ink) {
    case Ink::plain:
      return A_NORMAL;
    case Ink::bold:
      return A_BOLD;
    case Ink::dim:
      return A_DIM;
    case Ink::red:
      return pair(1) | A_BOLD;
    case Ink::yellow:
      return pair(2);
    case Ink::green:
      return pair(3);
    case Ink::cyan:
      return pair(4);
  }
  return A_NORMAL;
}

class Curses final : public Terminal {
 public:
  Curses(SCREEN* screen, bool colour) : screen_(screen), colour_(colour && has_colors()) {
    if (colour_) {
      start_color();
      const short background = use_default_colors() == OK ? short{-1} : short{COLOR_BLACK};
      init_pair(1, COLOR_RED, background);
      init_pair(2, COLOR_YELLOW, background);
      init_pair(3, COLOR_GREEN, background);
      init_pair(4, COLOR_CYAN, background);
    }
    raw();  // Ctrl-C is a key like any other: nothing is torn away in the middle
    noecho();
    nonl();
    keypad(stdscr, TRUE);
    set_escdelay(kEscapeDelay);
    ::wtimeout(stdscr, kPatience);
  }
  ~Curses() override {
    endwin();
    delscreen(screen_);
  }
  Curses(const Curses&) = delete;
  Curses& operator=(const Curses&) = delete;

  [[nodiscard]] int rows() const override { return getmaxy(stdscr); }
  [[nodiscard]] int columns() const override { return getmaxx(stdscr); }
  void clear() override { werase(stdscr); }

  void put(int row, int column, std::string_view text, Ink ink, bool marked) override {
    if (row < 0 || row >= rows() || column >= columns()) return;
    const std::string fits = report::cut(text, static_cast<std::size_t>(columns() - column));
    const attr_t attributes = attributes_of(ink, colour_) | (marked ? A_REVERSE : A_NORMAL);
    wattrset(stdscr, static_cast<int>(attributes));
    mvwaddnstr(stdscr, row, column, fits.data(), static_cast<int>(fits.size()));
    wattrset(stdscr, static_cast<int>(A_NORMAL));
  }
  void rule(int row) override {
    wattrset(stdscr, static_cast<int>(A_DIM));
    mvwhline_set(stdscr, row, 0, WACS_HLINE, columns());
    wattrset(stdscr, static_cast<int>(A_NORMAL));
  }
  void cursor(int row, int column) override {
    curs_set(row < 0 ? 0 : 1);
    wmove(stdscr, std::max(row, 0), std::min(column, columns() - 1));
  }
  void show() override { wrefresh(stdscr); }

  Key key() override {
    wint_t character = 0;
    errno = 0;
    const int kind = wget_wch(stdscr, &character);
    if (kind == ERR) {
      // A terminal that was closed gives errors without end.
      const bool gone = errno != EINTR && isatty(STDIN_FILENO) == 0;
      return {gone ? Key::What::gone : Key::What::nothing, ""};
    }
    if (kind == KEY_CODE_YES) return {function_key(character), ""};
    switch (character) {
      case '\r':
      case '\n':
        return {Key::What::enter, ""};
      case '\t':
        return {Key::What::tab, ""};
      case 27:
        return {Key::What::escape, ""};
      case 127:
      case 8:
        return {Key::What::backspace, ""};
      case 3:
        return {Key::What::interrupt, ""};
      case 21:
        return {Key::What::kill_line, ""};
      case 1:
        return {Key::What::home, ""};
      case 5:
        return {Key::What::end, ""};
      default:
        break;
    }
    if (character < 32) return {};
    return {Key::What::text, utf8_of(character)};
  }

  bool edit(const std::string& file, std::uint32_t line) override {
    def_prog_mode();
    endwin();
    // The shell reads the words of the variable; the file's name never passes through it.
    const std::string at = "+" + std::to_string(line);
    const std::string path = file.starts_with('-') ? "./" + file : file;
    const pid_t child = ::fork();
    if (child == 0) {
      ::execl("/bin/sh", "sh", "-c", "exec ${VISUAL:-${EDITOR:-vi}} \"$@\"", "sh", at.c_str(),
              path.c_str(), nullptr);
      ::_exit(127);
    }
    int status = 0;
    bool ended = child > 0;
    while (ended && ::waitpid(child, &status, 0) < 0) {
      if (errno != EINTR) ended = false;
    }
    reset_prog_mode();
    redrawwin(stdscr);
    wrefresh(stdscr);
    return ended && WIFEXITED(status) && WEXITSTATUS(status) != 127;
  }

 private:
  static Key::What function_key(wint_t code) {
    switch (code) {
      case KEY_UP:
        return Key::What::up;
      case KEY_DOWN:
        return Key::What::down;
      case KEY_LEFT:
        return Key::What::left;
      case KEY_RIGHT:
        return Key::What::right;
      case KEY_PPAGE:
        return Key::What::page_up;
      case KEY_NPAGE:
        return Key::What::page_down;
      case KEY_HOME:
        return Key::What::home;
      case KEY_END:
        return Key::What::end;
      case KEY_BACKSPACE:
        return Key::What::backspace;
      case KEY_DC:
        return Key::What::erase;
      case KEY_BTAB:
        return Key::What::back_tab;
      case KEY_ENTER:
        return Key::What::enter;
      case KEY_RESIZE:
        return Key::What::resize;
      default:
        return Key::What::nothing;
    }
  }

  SCREEN* screen_;
  bool colour_;
};

}  // namespace

std::unique_ptr<Terminal> Terminal::open(bool colour) {
  // Names hold what people call things: letters of all scripts, whatever the environment says.
  if (!std::setlocale(LC_CTYPE, "") || MB_CUR_MAX == 1) std::setlocale(LC_CTYPE, "C.UTF-8");
  if (!can_place_cursor()) return nullptr;
  SCREEN* const screen = newterm(nullptr, stdout, stdin);
  if (!screen) return nullptr;
  set_term(screen);
  return std::make_unique<Curses>(screen, colour);
}

}  // namespace wardround::cli
