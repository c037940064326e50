// A text of limited size: a comment that a host would refuse if it were longer.
#pragma once

#include <string>
#include <string_view>

namespace wardround::report {

// A text that grows by whole blocks, as long as there is room.
class Page {
 public:
  explicit Page(std::size_t bytes) : room_(bytes) {}

  bool add(std::string_view block, std::size_t reserve = 0) {
    if (text_.size() + block.size() + reserve > room_) return false;
    text_ += block;
    return true;
  }
  std::string take() { return std::move(text_); }

 private:
  std::size_t room_;
  std::string text_;
};

}  // namespace wardround::report
