#include "model/report.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "base/limits.h"
#include "base/result.h"

namespace wardround::model {
namespace {

// Longer lists of choices help nobody.
constexpr std::size_t kWordsListed = 12;

}  // namespace

diag::Diagnostic& Report::operator()(diag::Kind kind, Span span, std::vector<std::string> args) {
  const auto index = static_cast<std::size_t>(kind);
  WARDROUND_CHECK(index < counts_.size());
  ++counts_[index];
  return diagnostics_.report(kind, span, std::move(args));
}

bool Report::has_room(diag::Kind kind) const {
  return counts_[static_cast<std::size_t>(kind)] < limits::kDiagnosticsPerKind;
}

void Report::suggest(diag::Diagnostic& diagnostic, Span span, std::string_view word,
                     const std::vector<std::string_view>& candidates, bool editable) {
  if (counts_[static_cast<std::size_t>(diagnostic.kind)] > limits::kDiagnosticsPerKind) return;
  if (candidates.size() > comparisons_) return;
  comparisons_ -= candidates.size();
  const std::string nearest(diag::did_you_mean(word, candidates));
  if (nearest.empty()) return;
  if (!editable || !span.valid()) {
    diagnostic.note(fmt::format("did you mean `{}`?", nearest));
    return;
  }
  const auto near = std::count_if(candidates.begin(), candidates.end(),
                                  [&](std::string_view c) { return is_slip(word, c); });
  const bool safe = near == 1 && is_slip(word, nearest) && word.size() > 2;
  diagnostic.fix(fmt::format("write `{}`", nearest),
                 safe ? diag::Safety::safe : diag::Safety::suggested, {{span, nearest}});
}

std::string any_of(const std::vector<std::string_view>& words) {
  std::string out;
  const std::size_t shown = std::min(words.size(), kWordsListed);
  for (std::size_t i = 0; i < shown; ++i) {
    if (i > 0) out += i + 1 == words.size() ? " or " : ", ";
    fmt::format_to(std::back_inserter(out), "`{}`", words[i]);
  }
  if (shown < words.size()) out += fmt::format(" or {} others", words.size() - shown);
  return out;
}

bool is_slip(std::string_view a, std::string_view b) {
  if (a.size() > b.size()) std::swap(a, b);
  if (b.size() - a.size() > 1) return false;
  std::size_t same = 0;
  while (same < a.size() && a[same] == b[same]) ++same;
  const std::string_view rest_a = a.substr(same);
  const std::string_view rest_b = b.substr(same);
  if (rest_b.empty()) return true;
  if (a.size() < b.size()) return rest_a == rest_b.substr(1);
  if (rest_a.substr(1) == rest_b.substr(1)) return true;
  return rest_a.size() >= 2 && rest_a[0] == rest_b[1] && rest_a[1] == rest_b[0] &&
         rest_a.substr(2) == rest_b.substr(2);
}

}  // namespace wardround::model
