// The doors of the parser: expressions, paths, text templates.
#include <fmt/format.h>

#include <algorithm>

#include "lang/check.h"
#include "lang/expression.h"

namespace wardround::lang {
namespace {

// A path that must lead to subjects.
std::optional<Resolved> subjects(const PathSyntax& syntax, std::size_t segments, const Scope& scope,
                                 const Vocabulary& vocabulary, Reporter& reporter) {
  Resolved resolved = Resolver(vocabulary, reporter).resolve(syntax, segments, scope);
  if (resolved.end == Resolved::End::subjects) return resolved;
  if (resolved.end != Resolved::End::mistake) {
    reporter.report(diag::Kind::not_subjects, syntax.span, {fmt::format("`{}`", resolved.text)});
  }
  return std::nullopt;
}

std::optional<PathExpr> parse_path_in(std::string_view text, const Place& place, const Scope& scope,
                                      const Vocabulary& vocabulary,
                                      diag::Diagnostics& diagnostics) {
  const Positions positions(text, place);
  Reporter reporter(diagnostics);
  if (!check_length(text, positions, reporter)) return std::nullopt;
  const std::vector<Token> tokens = tokenize(text, 0, text.size(), positions, reporter);
  const std::optional<PathSyntax> syntax = parse_path_syntax(tokens, reporter);
  if (!syntax) return std::nullopt;
  std::optional<Resolved> found =
      subjects(*syntax, syntax->segments.size(), scope, vocabulary, reporter);
  if (!found || reporter.failed()) return std::nullopt;
  return std::move(found->path);
}

// Cuts a text at its braces.
class TemplateParser {
 public:
  TemplateParser(std::string_view text, const Positions& positions, Scope scope,
                 const Vocabulary& vocabulary, Reporter& reporter)
      : text_(text),
        positions_(positions),
        scope_(std::move(scope)),
        vocabulary_(vocabulary),
        reporter_(reporter) {}

  std::vector<Template::Part> run() {
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if ((c == '{' || c == '}') && text_.substr(at_ + 1).starts_with(c)) {
        literal_ += c;  // doubled: the brace itself
        at_ += 2;
      } else if (c == '{') {
        braces();
      } else if (c == '}') {
        lonely_brace();
      } else {
        literal_ += c;
        ++at_;
      }
    }
    flush();
    return std::move(parts_);
  }

 private:
  void flush() {
    if (literal_.empty()) return;
    parts_.emplace_back().literal = std::move(literal_);
    literal_.clear();
  }

  void lonely_brace() {
    const diag::Span span = positions_.span(at_, at_ + 1);
    const std::string brace(1, text_[at_]);
    reporter_.report(diag::Kind::template_brace, span, {brace})
        .note("a brace in the text itself is doubled");
    ++at_;
  }

  void braces() {
    const std::size_t close = text_.find_first_of("{}", at_ + 1);
    if (close == std::string_view::npos || text_[close] == '{') return lonely_brace();
    flush();
    const std::size_t begin = at_ + 1;
    at_ = close + 1;
    const std::vector<Token> tokens = tokenize(text_, begin, close, positions_, reporter_);
    const std::optional<PathSyntax> path = parse_path_syntax(tokens, reporter_);
    if (path) part(*path);
  }

  void part(const PathSyntax& path) {
    const Segment& last = path.segments.back();
    const std::string& word = last.name.text;
    const bool end = path.segments.size() > 1 && !last.argument &&
                     (word == "name" || word == "names" || word == "id");
    const std::size_t segments = path.segments.size() - (end ? 1 : 0);
    std::optional<Resolved> found = subjects(path, segments, scope_, vocabulary_, reporter_);
    if (!found) return;
    const bool single = found->path.single;
    if (!end) {
      const std::string missing = single ? ".name" : ".names";
      reporter_.report(diag::Kind::template_end, path.span, {found->text})
          .fix(fmt::format("add `{}`", missing), diag::Safety::suggested,
               {{{path.span.source, path.span.end, path.span.end}, missing}});
      return;
    }
    Template::Part part;
    part.id = word == "id";
    part.names = word == "names";
    if (!part.names && !single) {
      reporter_
          .report(diag::Kind::path_to_many, path.span, {found->text, plural(found->path.kinds)})
          .fix("write `names`", diag::Safety::suggested, {{last.name.span, "names"}});
      return;
    }
    part.path = std::move(found->path);
    parts_.push_back(std::move(part));
  }

  std::string_view text_;
  const Positions& positions_;
  const Scope scope_;
  const Vocabulary& vocabulary_;
  Reporter& reporter_;
  std::size_t at_ = 0;
  std::string literal_;
  std::vector<Template::Part> parts_;
};

}  // namespace

std::optional<Expression> parse_expression(std::string_view text, const Place& place, Kind subject,
                                           const Vocabulary& vocabulary,
                                           diag::Diagnostics& diagnostics) {
  const Positions positions(text, place);
  Reporter reporter(diagnostics);
  if (!check_length(text, positions, reporter)) return std::nullopt;
  const std::vector<Token> tokens = tokenize(text, 0, text.size(), positions, reporter);
  const Syntax syntax = parse_syntax(tokens, reporter);
  Expression result = check_expression(syntax, subject, vocabulary, reporter);
  if (reporter.failed()) return std::nullopt;
  return result;
}

std::optional<PathExpr> parse_path(std::string_view text, const Place& place, Kind subject,
                                   const std::vector<std::string>& variables,
                                   const Vocabulary& vocabulary, diag::Diagnostics& diagnostics) {
  Scope scope(subject);
  for (std::size_t i = 2; i < variables.size(); ++i) scope.bind(variables[i], kAnyKind);
  return parse_path_in(text, place, scope, vocabulary, diagnostics);
}

std::optional<PathExpr> parse_path(std::string_view text, const Place& place,
                                   const Expression& expression, const Vocabulary& vocabulary,
                                   diag::Diagnostics& diagnostics) {
  Scope scope(expression.subject);
  for (std::size_t i = 2; i < expression.variables.size(); ++i) {
    scope.bind(expression.variables[i], expression.variable_kinds[i]);
  }
  return parse_path_in(text, place, scope, vocabulary, diagnostics);
}

std::optional<Template> parse_template(std::string_view text, const Place& place, Kind subject,
                                       const Vocabulary& vocabulary,
                                       diag::Diagnostics& diagnostics) {
  return parse_template(text, place, name(subject), lang::kinds(subject), vocabulary, diagnostics);
}

std::optional<Template> parse_template(std::string_view text, const Place& place,
                                       std::string_view word, KindSet kinds,
                                       const Vocabulary& vocabulary,
                                       diag::Diagnostics& diagnostics) {
  const Positions positions(text, place);
  Reporter reporter(diagnostics);
  if (!check_length(text, positions, reporter)) return std::nullopt;
  Template result;
  for (std::size_t i = 0; i < kKinds; ++i) {
    const auto kind = static_cast<Kind>(i);
    if (!has(kinds, kind)) continue;
    Scope scope(std::string(word), kind);
    result.subject = kind;
    result.parts = TemplateParser(text, positions, std::move(scope), vocabulary, reporter).run();
    if (reporter.failed()) return std::nullopt;  // one report is enough
    const bool plain = std::none_of(result.parts.begin(), result.parts.end(),
                                    [](const Template::Part& part) { return part.path; });
    if (plain) break;
  }
  return result;
}

}  // namespace wardround::lang
