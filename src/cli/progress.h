// A bar on a terminal while something takes longer than a second. No escape sequences, only
// carriage returns and spaces, so there is no colour to switch off.
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>

#include "study/study.h"

namespace wardround::cli {

// The bar itself: it neither reads a clock nor prints.
class ProgressBar {
 public:
  static constexpr std::chrono::milliseconds kPatience{1000};

  void step(std::string_view stage, std::size_t done, std::size_t total);
  // What to print when the work has been `running` for so long; empty while patience lasts.
  [[nodiscard]] std::string draw(std::chrono::milliseconds running);
  // What to print to make it vanish; empty if it was never drawn.
  [[nodiscard]] std::string erase();

 private:
  std::string stage_;
  std::size_t done_ = 0, total_ = 0;
  std::size_t drawn_ = 0;  // columns that stand on the terminal
};

// Draws the bar on stderr from a thread of its own, for the steps of the work say nothing about how
// long they take. The thread lives from the first step to `end`.
class Progress {
 public:
  Progress() = default;
  ~Progress() { end(); }
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void step(std::string_view stage, std::size_t done, std::size_t total);
  // The bar is gone afterwards; other text may be printed.
  void end();

 private:
  std::mutex mutex_;
  std::condition_variable wake_;
  ProgressBar bar_;
  bool stop_ = false;
  std::thread thread_;
};

}  // namespace wardround::cli
