// In a file of its own: <term.h> makes macros of common words.
#include "cli/terminfo.h"

#include <curses.h>
// clang-format off
#include <term.h>
// clang-format on
#include <unistd.h>

namespace wardround::cli {

bool can_place_cursor() {
  int status = 0;
  if (setupterm(nullptr, STDOUT_FILENO, &status) != OK) return false;
  const bool can = cursor_address != nullptr;
  del_curterm(set_curterm(nullptr));
  return can;
}

}  // namespace wardround::cli
