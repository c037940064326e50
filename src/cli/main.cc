// The process: the real disk, clock and terminal. Everything else is told what they are.
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <exception>
#include <filesystem>

#include "cli/arguments.h"
#include "cli/large_pages.h"

namespace {

using wardround::Date;

// Reproducible outputs: SOURCE_DATE_EPOCH, where it is set, else the clock. (--as-of comes before
// both.)
Date today() {
  if (const char* epoch = std::getenv("SOURCE_DATE_EPOCH")) {
    char* end = nullptr;
    const long long seconds = std::strtoll(epoch, &end, 10);
    if (end != epoch && *end == '\0') return wardround::date_of_unix_time(seconds);
  }
  return wardround::date_of_unix_time(std::time(nullptr));
}

// A terminal on which a line can be overwritten.
bool terminal(int descriptor) {
  const char* term = std::getenv("TERM");
  return isatty(descriptor) && !(term && std::string_view(term) == "dumb");
}

// Columns of a terminal that is narrower than the screens are made for, within reason.
std::size_t width(int descriptor) {
  constexpr std::size_t kLeast = 40, kMost = 80;
  winsize size{};
  if (!isatty(descriptor) || ioctl(descriptor, TIOCGWINSZ, &size) != 0 || size.ws_col == 0)
    return kMost;
  return std::clamp<std::size_t>(size.ws_col, kLeast, kMost);
}

bool colour(int descriptor) {
  const char* no_colour = std::getenv("NO_COLOR");
  return terminal(descriptor) && !(no_colour && *no_colour);
}

// The repository around the current folder, else the folder itself.
wardround::report::Checkout checkout(const std::filesystem::path& here) {
  std::error_code ignored;
  for (std::filesystem::path root = here;; root = root.parent_path()) {
    if (std::filesystem::exists(root / ".git", ignored)) {
      const std::filesystem::path below = here.lexically_relative(root);
      return {root.string(), below == "." ? "" : below.string()};
    }
    if (!root.has_relative_path()) return {here.string(), ""};
  }
}

}  // namespace

int main(int argc, char** argv) {
  wardround::cli::prefer_large_pages();
  try {
    wardround::DiskFs fs;
    std::error_code ignored;
    const std::filesystem::path here = std::filesystem::current_path(ignored);
    wardround::cli::Context context{fs,
                                    today(),
                                    here.filename().string(),
                                    colour(STDOUT_FILENO),
                                    colour(STDERR_FILENO),
                                    checkout(here),
                                    terminal(STDOUT_FILENO),
                                    isatty(STDIN_FILENO) != 0};
    wardround::cli::Progress progress;
    if (terminal(STDERR_FILENO)) context.progress = &progress;
    context.ends = true;
    context.width_out = width(STDOUT_FILENO);
    context.width_err = width(STDERR_FILENO);
    const int code = wardround::cli::run(context, argc, argv);
    // A full disk is noticed by whichever write first meets it; the last flush may then succeed.
    if (std::fflush(stdout) != 0 || std::ferror(stdout) != 0)
      return wardround::cli::complain(context, "stdout cannot be written");
    return code;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "internal fault: %s\n", error.what());
    return wardround::cli::kInternalFault;
  }
}
