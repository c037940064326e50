// From the text of an expression to tokens. Owns the mapping of offsets in the text to spans in the
// file. What does not belong to the language is reported and read as what was probably meant, so
// that the rest is checked too.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "diag/diagnostic.h"
#include "lang/expression.h"

namespace wardround::lang {

struct Token {
  enum class Kind : uint8_t {
    end,
    word,
    number,
    version,
    open,
    close,
    open_list,
    close_list,
    comma,
    colon,
    dot,
    eq,
    ne,
    lt,
    le,
    gt,
    ge,
    kw_and,
    kw_or,
    kw_not,
    kw_in,
    kw_any,
    kw_all,
    kw_count,
    kw_is_a,
    kw_known,
  };
  Kind kind = Kind::end;
  std::string_view text;  // a part of what is read
  diag::Span span;
};

// Where a text stands in its file.
class Positions {
 public:
  Positions(std::string_view text, const Place& place);
  // Of text[begin, end).
  [[nodiscard]] diag::Span span(std::size_t begin, std::size_t end) const;

 private:
  [[nodiscard]] uint32_t in_file(std::size_t offset) const;

  diag::SourceId source_;
  std::vector<std::size_t> line_begins_;  // in the text
  std::vector<uint32_t> line_offsets_;    // in the file; at least one
};

// Reports into a Diagnostics and remembers that it did.
class Reporter {
 public:
  explicit Reporter(diag::Diagnostics& diagnostics) : diagnostics_(diagnostics) {}
  diag::Diagnostic& report(diag::Kind kind, diag::Span span, std::vector<std::string> args = {}) {
    failed_ = true;
    return diagnostics_.report(kind, span, std::move(args));
  }
  [[nodiscard]] bool failed() const { return failed_; }

 private:
  diag::Diagnostics& diagnostics_;
  bool failed_ = false;
};

// Tokens of text[begin, end), closed by one of kind `end`.
[[nodiscard]] std::vector<Token> tokenize(std::string_view text, std::size_t begin, std::size_t end,
                                          const Positions& positions, Reporter& reporter);

// False, and reported, if the text is over the budget.
[[nodiscard]] bool check_length(std::string_view text, const Positions& positions,
                                Reporter& reporter);

}  // namespace wardround::lang
