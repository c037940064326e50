// Diagnostics: what is wrong with the user's input. All are declared in kinds.def, and a test fails
// when one of them appears in no golden file.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "diag/source.h"

namespace wardround::diag {

enum class Severity : uint8_t {
  error,
  warning
};  // an error ends in exit code 2; a warning does not

enum class Kind : uint16_t {
#define WARDROUND_DIAGNOSTIC(name, code, severity, message) name,
#include "diag/kinds.def"
#undef WARDROUND_DIAGNOSTIC
};

struct KindInfo {
  std::string_view name;  // "unknown_key"
  std::string_view code;  // "WR0203", never reused
  Severity severity;
  std::string_view message;  // fmt template with positional arguments {0}, {1}, …
};
[[nodiscard]] const KindInfo& info(Kind kind);
[[nodiscard]] std::size_t kind_count();

struct Edit {
  Span span;         // what is replaced; empty for an insertion
  std::string text;  // what stands there afterwards
};

enum class Safety : uint8_t { safe, suggested };  // `check --fix` applies the safe ones only

struct Fix {
  std::string title;  // imperative: "rename to `stores`"
  Safety safety = Safety::suggested;
  std::vector<Edit> edits;
};

struct Note {
  Span span;  // may be nowhere
  std::string text;
};

struct Diagnostic {
  Kind kind;
  Span span;
  std::vector<std::string> args;  // raw text: every renderer escapes it for its sink
  std::vector<Note> notes;
  std::vector<Fix> fixes;

  Diagnostic& note(Span where, std::string text);
  Diagnostic& note(std::string text) { return note(Span{}, std::move(text)); }
  Diagnostic& fix(std::string title, Safety safety, std::vector<Edit> edits);
  [[nodiscard]] std::string message() const;
};

// Collects; order of arrival does not matter.
class Diagnostics {
 public:
  // The reference is good until the next report.
  Diagnostic& report(Kind kind, Span span, std::vector<std::string> args = {});
  // So many more of a kind, by somebody who has reported all that will be listed of it: what comes
  // by the ten thousand is counted without its words.
  void report_unlisted(Kind kind, std::size_t count) { unlisted_[kind] += count; }

  [[nodiscard]] bool has_errors() const;
  [[nodiscard]] bool empty() const { return all_.empty(); }
  [[nodiscard]] std::size_t count(Severity severity) const;
  [[nodiscard]] std::map<Kind, std::size_t> counts() const;
  // By file name, position, code, text; duplicates dropped; at most limits::kDiagnosticsPerKind of
  // a kind.
  [[nodiscard]] std::vector<Diagnostic> sorted(const Sources& sources) const;
  [[nodiscard]] const std::vector<Diagnostic>& unsorted() const { return all_; }

 private:
  std::vector<Diagnostic> all_;
  std::map<Kind, std::size_t> unlisted_;
};

// The candidate nearest to `word` if it is near enough to be a slip (Damerau-Levenshtein distance
// at most a third of the length, at least 1; or equal but for case, '_' and '-'); ties by order.
// Else the only one that begins with `word`, or ends with it as a word of its own, or the longest
// that `word` ends with so. Empty if none.
[[nodiscard]] std::string_view did_you_mean(std::string_view word,
                                            const std::vector<std::string_view>& candidates);

}  // namespace wardround::diag
