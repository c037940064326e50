// See syntax_error.h.
#include "text/syntax_error.h"

#include <algorithm>
#include <string>

namespace wardround::text {
namespace {

using diag::Diagnostic;
using diag::Diagnostics;
using diag::Kind;
using diag::Safety;
using diag::SourceId;
using diag::Sources;
using diag::Span;

std::size_t line_begin(std::string_view text, std::size_t at) {
  while (at > 0 && text[at - 1] != '\n' && text[at - 1] != '\r') --at;
  return at;
}

std::size_t line_end(std::string_view text, std::size_t at) {
  while (at < text.size() && text[at] != '\n' && text[at] != '\r') ++at;
  return at;
}

// One error: where it is, and the reports for the shapes that have more than a sentence to say.
class Reporter {
 public:
  Reporter(const Sources& sources, SourceId source, const SyntaxError& error,
           Diagnostics& diagnostics)
      : text_(sources.text(source)), source_(source), error_(error), diagnostics_(diagnostics) {}

  void run() {
    if (context_has("quoted scalar")) return quoted_scalar();
    if (problem_is("found character that cannot start any token")) return bad_start();
    if (problem_is("mapping values are not allowed in this context")) return stray_colon();
    if (problem_is("could not find expected ':'")) return missing_colon();
    const bool needs_key = problem_has("expected node content") || problem_has("expected key");
    if (needs_key && byte(error_.at) == ':') return here("a key is missing before this `:`");
    if (context_has("flow sequence")) return unclosed("[", "]");
    if (context_has("flow mapping")) return unclosed("{", "}");
    if (problem_has("tab character")) return tab(error_.at);
    if (context_has("block mapping") || context_has("block collection")) return bad_indent();
    if (context_has("anchor"))
      return at_context("a word of letters, digits, `-` and `_` must follow `&`");
    if (context_has("alias")) {
      return at_context(
          "a word of letters, digits, `-` and `_` must follow `*`; a text that begins with `*` "
          "needs quotes");
    }
    if (context_has("directive") || problem_has("directive") ||
        problem_has("incompatible YAML document"))
      return at_context("directives (lines that begin with `%`) are not part of this language");
    if (context_has("tag"))
      return at_context(
          "tags are not part of this language; a text that begins with `!` needs quotes");
    if (context_has("block scalar")) return block_scalar();
    if (problem_is("did not find expected <document start>")) return after_document();
    if (problem_has("found undefined tag handle")) return here("a tag that nothing declares");
    if (problem_has("block sequence entries are not allowed")) {
      return here("a list entry (`- `) must begin a line of its own");
    }
    if (problem_has("mapping keys are not allowed")) return here("a key (`? `) cannot stand here");
    if (problem_has("expected node content")) return here("a value is missing here");
    here(std::string(error_.problem));
  }

 private:
  [[nodiscard]] bool problem_is(std::string_view words) const { return error_.problem == words; }
  [[nodiscard]] bool problem_has(std::string_view words) const {
    return error_.problem.find(words) != std::string_view::npos;
  }
  [[nodiscard]] bool context_has(std::string_view words) const {
    return error_.context.find(words) != std::string_view::npos;
  }

  [[nodiscard]] Span span(std::size_t begin, std::size_t end) const {
    return {source_, static_cast<uint32_t>(std::min(begin, text_.size())),
            static_cast<uint32_t>(std::min(end, text_.size()))};
  }
  // One character, or nothing at the end of the text.
  [[nodiscard]] Span character(std::size_t at) const {
    std::size_t end = at;
    if (at < text_.size() && text_[at] != '\n' && text_[at] != '\r') ++end;
    while (end > at && end < text_.size() &&
           (static_cast<unsigned char>(text_[end]) & 0xc0) == 0x80)
      ++end;
    return span(at, end);
  }
  [[nodiscard]] char byte(std::size_t at) const { return at < text_.size() ? text_[at] : '\0'; }

  Diagnostic& report(Span where, std::string words) {
    return diagnostics_.report(Kind::yaml_syntax, where, {std::move(words)});
  }
  void here(std::string words) { report(character(error_.at), std::move(words)); }
  void at_context(std::string words) { report(character(error_.context_at), std::move(words)); }

  void tab(std::size_t at) {
    std::size_t end = at;
    while (byte(end) == '\t') ++end;
    report(span(at, end), "a tab stands where only spaces may indent")
        .fix("replace it by spaces", Safety::suggested,
             {{span(at, end), std::string((end - at) * 2, ' ')}});
  }

  // The value from `begin` to the end of its line, a comment left out, put into quotes.
  void offer_quotes(Diagnostic& diagnostic, std::size_t begin) {
    const std::size_t stop = line_end(text_, begin);
    std::string_view value = text_.substr(begin, stop - begin);
    value = value.substr(0, value.find(" #"));
    while (!value.empty() && (value.back() == ' ' || value.back() == '\t')) value.remove_suffix(1);
    if (value.empty() || value.find_first_of("\"\\[]{},") != std::string_view::npos) return;
    diagnostic.fix(
        "put the value into quotes", Safety::suggested,
        {{span(begin, begin), "\""}, {span(begin + value.size(), begin + value.size()), "\""}});
  }

  void bad_start() {
    const char c = byte(error_.at);
    if (c == '\t') return tab(error_.at);
    if (c == '@' || c == '`' || c == '%') {
      Diagnostic& diagnostic =
          report(character(error_.at), std::string("a value cannot begin with ") +
                                           (c == '`' ? "a backtick" : std::string("`") + c + "`") +
                                           " outside quotes");
      return offer_quotes(diagnostic, error_.at);
    }
    here("nothing can begin with this character");
  }

  // The line above was meant to be an entry, but reads `key:value`.
  bool offer_space(Diagnostic& diagnostic, std::size_t line) {
    std::size_t end = line;
    while (end > 0 && (text_[end - 1] == '\n' || text_[end - 1] == '\r')) --end;
    const std::size_t begin = line_begin(text_, end);
    const std::string_view above = text_.substr(begin, end - begin);
    const std::size_t colon = above.find(':');
    const bool glued = colon != std::string_view::npos &&
                       above.find(": ") == std::string_view::npos && colon + 1 < above.size();
    if (!glued) return false;
    const std::size_t after = begin + colon + 1;
    diagnostic
        .note(span(after - 1, after), "no space follows this `:`, so that it belongs to a text")
        .fix("put a space behind the `:`", Safety::suggested, {{span(after, after), " "}});
    return true;
  }

  // `a: b: c`, or an entry that is indented deeper than the ones before it.
  void stray_colon() {
    const std::size_t begin = line_begin(text_, error_.at);
    const std::string_view before = text_.substr(begin, error_.at - begin);
    const std::size_t first_colon = before.find(": ");
    if (first_colon == std::string_view::npos) {
      Diagnostic& diagnostic = report(
          character(error_.at), "a key cannot stand here: the line before has a value already");
      if (!offer_space(diagnostic, begin)) {
        diagnostic.note("entries of one mapping have the same indent");
      }
      return;
    }
    std::size_t value = begin + first_colon + 1;
    while (byte(value) == ' ') ++value;
    Diagnostic& diagnostic = report(character(error_.at), "a second `: ` stands in one line");
    diagnostic.note("a value that holds `: ` needs quotes");
    offer_quotes(diagnostic, value);
  }

  void missing_colon() {
    const std::size_t begin = error_.context_at;
    std::size_t end = line_end(text_, begin);
    while (end > begin && text_[end - 1] == ' ') --end;
    report(span(begin, end), "`: ` is missing after this key");
  }

  void unclosed(std::string_view opening, std::string_view closing) {
    const Span opened = character(error_.context_at);
    if (error_.at >= text_.size() || byte(error_.at) == '\0') {
      std::string words = "`";
      report(opened,
             words.append(opening).append("` is never closed by `").append(closing).append("`"));
      return;
    }
    const char found = byte(error_.at);
    std::string words =
        found == ']' || found == '}' ? std::string("`") + found + "` found, but " : "";
    words.append("`,` or `").append(closing).append("` is missing before this");
    report(character(error_.at), std::move(words)).note(opened, "opened here");
  }

  void quoted_scalar() {
    if (problem_has("unexpected end of stream") || problem_has("document indicator")) {
      return at_context("this quote is never closed");
    }
    if (problem_has("unknown escape")) {
      Diagnostic& diagnostic =
          report(span(error_.at, error_.at + 1), "an unknown escape in a quoted text");
      diagnostic.note("write `\\\\` for a backslash, or use single quotes");
      return;
    }
    here("an escape in a quoted text that stands for no character");
  }

  void bad_indent() {
    if (byte(error_.at) == '\t') return tab(error_.at);
    const std::size_t begin = line_begin(text_, error_.at);
    const bool first_on_line =
        text_.substr(begin, error_.at - begin).find_first_not_of(' ') == std::string_view::npos;
    Diagnostic& diagnostic =
        first_on_line
            ? report(character(error_.at), "the indent of this line fits no line above it")
            : report(character(error_.at), "something else stands behind a finished value");
    diagnostic.note(character(error_.context_at),
                    "the mapping or list that should go on begins here");
  }

  void block_scalar() {
    if (byte(error_.at) == '\t') return tab(error_.at);
    here("only `+`, `-`, a digit from 1 to 9 or a comment may follow `|` and `>`");
  }

  void after_document() {
    here("the text before this is finished; nothing may follow it at this indent");
  }

  std::string_view text_;
  SourceId source_;
  const SyntaxError& error_;
  Diagnostics& diagnostics_;
};

}  // namespace

void report_syntax_error(const diag::Sources& sources, diag::SourceId source,
                         const SyntaxError& error, diag::Diagnostics& diagnostics) {
  Reporter(sources, source, error, diagnostics).run();
}

}  // namespace wardround::text
