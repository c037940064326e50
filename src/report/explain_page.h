// The layout of what `explain` says: a head, then lines with a label each.
#pragma once

#include <string>
#include <string_view>

#include "report/check_text.h"

namespace wardround::report {

class ExplainPage {
 public:
  explicit ExplainPage(const ScreenStyle& style) : style_(style) {}

  void title(std::string_view kind, std::string_view id, std::string_view text);
  void text(std::string_view label, std::string_view body);
  // As it stands, line by line.
  void verbatim(std::string_view label, std::string_view body);
  [[nodiscard]] std::string take() { return std::move(out_); }

 private:
  const ScreenStyle& style_;
  std::string out_;
};

}  // namespace wardround::report
