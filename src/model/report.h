// Reporting mistakes in a model: what the word may have been meant to be, at a bounded price.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "diag/diagnostic.h"

namespace wardround::model {

using diag::Span;

class Report {
 public:
  Report(const diag::Sources& sources, diag::Diagnostics& diagnostics)
      : sources_(sources), diagnostics_(diagnostics) {}

  // The reference is good until the next report.
  diag::Diagnostic& operator()(diag::Kind kind, Span span, std::vector<std::string> args = {});
  // See Diagnostics.
  void unlisted(diag::Kind kind, std::size_t count) { diagnostics_.report_unlisted(kind, count); }
  // Will a further diagnostic of this kind be shown? If not, looking for suggestions is wasted.
  [[nodiscard]] bool has_room(diag::Kind kind) const;
  // Adds the nearest candidate as a fix that replaces `span`. It is safe if it is a slip of one
  // letter that no other candidate explains. Spans reached through an alias (`editable` false) get
  // a note instead.
  void suggest(diag::Diagnostic& diagnostic, Span span, std::string_view word,
               const std::vector<std::string_view>& candidates, bool editable = true);

  [[nodiscard]] const diag::Sources& sources() const { return sources_; }
  [[nodiscard]] diag::Diagnostics& diagnostics() { return diagnostics_; }

 private:
  const diag::Sources& sources_;
  diag::Diagnostics& diagnostics_;
  std::array<std::size_t, 1024> counts_{};
  // Candidates that may still be compared: many mistakes in a large model must not cost seconds.
  std::size_t comparisons_ = 200'000;
};

// "`a`, `b` or `c`"
[[nodiscard]] std::string any_of(const std::vector<std::string_view>& words);
// At most one letter added, lost, changed, or two neighbours swapped.
[[nodiscard]] bool is_slip(std::string_view a, std::string_view b);

}  // namespace wardround::model
