#include "cli/progress.h"

#include <fmt/core.h>

#include <algorithm>
#include <cstdio>

#include "base/utf8.h"

namespace wardround::cli {

namespace {

constexpr std::size_t kBar = 24, kWidth = 79;
constexpr std::chrono::milliseconds kTick{200};

void print(const std::string& text) {
  std::fwrite(text.data(), 1, text.size(), stderr);
  std::fflush(stderr);
}

}  // namespace

void ProgressBar::step(std::string_view stage, std::size_t done, std::size_t total) {
  stage_ = escape_for_terminal(stage);
  total_ = std::max<std::size_t>(total, 1);
  done_ = std::min(done, total_);
}

std::string ProgressBar::draw(std::chrono::milliseconds running) {
  if (running < kPatience || total_ == 0) return {};
  const std::size_t filled = done_ * kBar / total_;
  std::string line = fmt::format("[{}{}] {} of {}, {} s: ", std::string(filled, '#'),
                                 std::string(kBar - filled, ' '), done_, total_,
                                 std::chrono::duration_cast<std::chrono::seconds>(running).count());
  for (std::size_t at = 0; at < stage_.size();) {
    const std::size_t begin = at;
    (void)next_code_point(stage_, at);
    const std::string_view piece = std::string_view(stage_).substr(begin, at - begin);
    if (display_width(line) + display_width(piece) > kWidth) break;
    line += piece;
  }
  const std::size_t width = display_width(line);
  const std::size_t rest = drawn_ > width ? drawn_ - width : 0;
  drawn_ = width;
  return "\r" + line + std::string(rest, ' ');
}

std::string ProgressBar::erase() {
  if (drawn_ == 0) return {};
  const std::string text = "\r" + std::string(drawn_, ' ') + "\r";
  drawn_ = 0;
  return text;
}

void Progress::step(std::string_view stage, std::size_t done, std::size_t total) {
  const std::lock_guard lock(mutex_);
  bar_.step(stage, done, total);
  if (thread_.joinable()) return;
  stop_ = false;
  thread_ = std::thread([this] {
    const auto start = std::chrono::steady_clock::now();
    std::unique_lock waiting(mutex_);
    while (!wake_.wait_for(waiting, kTick, [this] { return stop_; })) {
      print(bar_.draw(std::chrono::duration_cast<std::chrono::milliseconds>(
          std::chrono::steady_clock::now() - start)));
    }
    print(bar_.erase());
  });
}

void Progress::end() {
  {
    const std::lock_guard lock(mutex_);
    if (!thread_.joinable()) return;
    stop_ = true;
  }
  wake_.notify_all();
  thread_.join();
}

}  // namespace wardround::cli
