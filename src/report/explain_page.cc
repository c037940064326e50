#include "report/explain_page.h"

#include <fmt/core.h>

#include <algorithm>

#include "report/paint.h"

namespace wardround::report {

void ExplainPage::title(std::string_view kind, std::string_view id, std::string_view text) {
  if (!out_.empty()) out_ += '\n';
  out_ += paint(fmt::format("{} {}", kind, id), Ink::bold, style_.colour);
  if (!text.empty()) out_ += "  " + paint(text, Ink::plain, false);
  out_ += '\n';
}

void ExplainPage::text(std::string_view label, std::string_view body) {
  if (body.empty()) return;
  const std::string padded = fmt::format("  {:<12}", label);
  for (const std::string& line : paragraph(padded, body, style_.width)) out_ += line + "\n";
}

void ExplainPage::verbatim(std::string_view label, std::string_view body) {
  std::string padded = fmt::format("  {:<12}", label);
  while (!body.empty()) {
    const std::size_t end = std::min(body.find('\n'), body.size());
    out_ += padded + paint(body.substr(0, end), Ink::plain, false) + "\n";
    body.remove_prefix(std::min(end + 1, body.size()));
    padded.assign(padded.size(), ' ');
  }
}

}  // namespace wardround::report
