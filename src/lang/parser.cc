// The grammar of lang/expression.h by recursive descent. Each level of brackets, quantifiers counts
// against the depth.
#include <algorithm>

#include "base/limits.h"
#include "lang/syntax.h"

namespace wardround::lang {
namespace {

using TokenKind = Token::Kind;
using SyntaxKind = Syntax::Kind;

diag::Span join(diag::Span a, diag::Span b) {
  return {a.source, a.begin, std::max(a.end, b.end)};
}

bool is_keyword(TokenKind kind) {
  return kind >= TokenKind::kw_and;
}

std::optional<Op> comparison(TokenKind kind) {
  switch (kind) {
    case TokenKind::eq:
      return Op::eq;
    case TokenKind::ne:
      return Op::ne;
    case TokenKind::lt:
      return Op::lt;
    case TokenKind::le:
      return Op::le;
    case TokenKind::gt:
      return Op::gt;
    case TokenKind::ge:
      return Op::ge;
    default:
      return std::nullopt;
  }
}

std::string describe(const Token& token) {
  return token.kind == TokenKind::end ? "the end" : "`" + std::string(token.text) + "`";
}

Word spelt(const Token& token) {
  return {std::string(token.text), token.span};
}

class Parser {
 public:
  Parser(const std::vector<Token>& tokens, Reporter& reporter)
      : tokens_(tokens), reporter_(reporter) {}

  Syntax expression() {
    Syntax root = disjunction(0);
    // Only a `)` too many can stand here. What follows is read for its own mistakes.
    while (peek().kind != TokenKind::end) {
      expected("`and`, `or` or the end");
      take();
      if (peek().kind == TokenKind::kw_and || peek().kind == TokenKind::kw_or) take();
      if (peek().kind == TokenKind::end) break;
      Syntax both;
      both.kind = SyntaxKind::all_of;
      both.children.push_back(std::move(root));
      both.children.push_back(disjunction(0));
      root = std::move(both);
    }
    return root;
  }

  std::optional<PathSyntax> lone_path() {
    std::optional<PathSyntax> result = path();
    if (result && peek().kind != TokenKind::end) {
      expected("the end of the path");
      return std::nullopt;
    }
    return result;
  }

 private:
  const Token& peek(std::size_t ahead = 0) const {
    return tokens_[std::min(at_ + ahead, tokens_.size() - 1)];
  }
  const Token& take() {
    const Token& token = peek();
    if (at_ + 1 < tokens_.size()) ++at_;
    return token;
  }
  bool take_if(TokenKind kind) {
    if (peek().kind != kind) return false;
    take();
    return true;
  }

  void expected(const char* what) {
    if (stopped_) return;
    reporter_.report(diag::Kind::expression_syntax, peek().span, {what, describe(peek())});
  }

  // Skips to where the next operand of the same brackets may begin or the brackets end.
  Syntax mistake() {
    int brackets = 0;
    for (; peek().kind != TokenKind::end; take()) {
      const TokenKind kind = peek().kind;
      if (kind == TokenKind::open) {
        ++brackets;
      } else if (kind == TokenKind::close) {
        if (brackets-- == 0) break;
      } else if (brackets == 0 && (kind == TokenKind::kw_and || kind == TokenKind::kw_or)) {
        break;
      }
    }
    return {};
  }
  Syntax mistake(const char* expected_here) {
    expected(expected_here);
    return mistake();
  }

  Syntax disjunction(std::size_t depth) {
    if (depth > limits::kExpressionDepth) {
      reporter_.report(diag::Kind::expression_too_deep, peek().span,
                       {std::to_string(limits::kExpressionDepth)});
      at_ = tokens_.size() - 1;
      stopped_ = true;
      return {};
    }
    return chain(TokenKind::kw_or, SyntaxKind::any_of, [&] {
      return chain(TokenKind::kw_and, SyntaxKind::all_of, [&] { return negation(depth); });
    });
  }

  template <class Next>
  Syntax chain(TokenKind separator, SyntaxKind kind, Next&& next) {
    Syntax first = next();
    if (peek().kind != separator) return first;
    Syntax result;
    result.kind = kind;
    result.span = first.span;
    result.children.push_back(std::move(first));
    while (take_if(separator)) {
      result.children.push_back(next());
      result.span = join(result.span, result.children.back().span);
    }
    return result;
  }

  Syntax negation(std::size_t depth) {
    const diag::Span begin = peek().span;
    bool negated = false;
    while (take_if(TokenKind::kw_not)) negated = !negated;
    Syntax inner = condition(depth);
    if (!negated) return inner;
    Syntax result;
    result.kind = SyntaxKind::negation;
    result.span = join(begin, inner.span);
    result.children.push_back(std::move(inner));
    return result;
  }

  // One operand, compared or not, and nothing behind it but what may follow.
  Syntax condition(std::size_t depth) {
    Syntax left = operand(depth, false);
    if (left.kind == SyntaxKind::mistake) return mistake();
    if (const std::optional<Op> op = comparison(peek().kind)) {
      take();
      Syntax right = operand(depth, true);
      if (right.kind == SyntaxKind::mistake) return mistake();
      Syntax result;
      result.kind = SyntaxKind::comparison;
      result.op = *op;
      result.span = join(left.span, right.span);
      result.children.push_back(std::move(left));
      result.children.push_back(std::move(right));
      left = std::move(result);
    } else if (take_if(TokenKind::kw_in)) {
      left = membership(std::move(left));
      if (left.kind == SyntaxKind::mistake) return left;
    }
    switch (peek().kind) {
      case TokenKind::end:
      case TokenKind::close:
      case TokenKind::kw_and:
      case TokenKind::kw_or:
        return left;
      default:
        return mistake("`and`, `or` or the end of the condition");
    }
  }

  Syntax membership(Syntax left) {
    if (!take_if(TokenKind::open_list)) return mistake("`[` and a list of values");
    Syntax result;
    result.kind = SyntaxKind::membership;
    result.span = left.span;
    result.children.push_back(std::move(left));
    do {
      if (!is_word(peek())) return mistake("a value");
      result.words.push_back(spelt(peek()));
      take();
    } while (take_if(TokenKind::comma));
    result.span = join(result.span, peek().span);
    if (!take_if(TokenKind::close_list)) return mistake("`,` or `]`");
    return result;
  }

  static bool is_word(const Token& token) {
    return token.kind == TokenKind::word || token.kind == TokenKind::number ||
           token.kind == TokenKind::version || is_keyword(token.kind);
  }

  // After a comparison a keyword may be the name of a value.
  Syntax operand(std::size_t depth, bool compared) {
    const Token& token = peek();
    const bool call = peek(1).kind == TokenKind::open;
    switch (token.kind) {
      case TokenKind::open:
        return brackets(depth);
      case TokenKind::number:
        return literal(SyntaxKind::number);
      case TokenKind::version:
        return literal(SyntaxKind::version);
      case TokenKind::kw_any:
      case TokenKind::kw_all:
      case TokenKind::kw_count:
        if (call || !compared) return quantifier(depth);
        return word();
      case TokenKind::kw_is_a:
        if (call || !compared) return is_a();
        return word();
      case TokenKind::kw_known:
        if (call || !compared) return known(depth);
        return word();
      case TokenKind::word: {
        std::optional<PathSyntax> found = path();
        if (!found) return mistake();
        Syntax result;
        result.kind = SyntaxKind::path;
        result.span = found->span;
        result.path = std::move(*found);
        return result;
      }
      default:
        if (compared && is_keyword(token.kind)) return word();
        return mistake(compared ? "a value or a path" : "a condition");
    }
  }

  Syntax word() {
    const Token& token = take();
    Syntax result;
    result.kind = SyntaxKind::path;
    result.span = token.span;
    result.path = {{{spelt(token), std::nullopt}}, token.span};
    return result;
  }

  Syntax literal(SyntaxKind kind) {
    const Token& token = take();
    Syntax result;
    result.kind = kind;
    result.span = token.span;
    result.words.push_back(spelt(token));
    return result;
  }

  // Reports a bracket that is not closed; true if it is.
  bool close(diag::Span opened) {
    if (take_if(TokenKind::close)) return true;
    if (stopped_) return false;
    reporter_.report(diag::Kind::expression_syntax, peek().span, {"`)`", describe(peek())})
        .note(opened, "for the bracket that opens here");
    return false;
  }

  Syntax brackets(std::size_t depth) {
    const diag::Span opened = take().span;
    Syntax inside = disjunction(depth + 1);
    const diag::Span closed = peek().span;
    if (!close(opened)) return mistake();
    inside.span = join(opened, closed);
    return inside;
  }

  Syntax quantifier(std::size_t depth) {
    const Token& head = take();
    Syntax result;
    result.kind = head.kind == TokenKind::kw_any   ? SyntaxKind::any
                  : head.kind == TokenKind::kw_all ? SyntaxKind::all
                                                   : SyntaxKind::count;
    const diag::Span opened = peek().span;
    if (!take_if(TokenKind::open)) return mistake("`(`");
    if (peek().kind != TokenKind::word) return inner_mistake("a name for the variable");
    result.variable = spelt(peek());
    take();
    if (!take_if(TokenKind::kw_in)) return inner_mistake("`in`");
    std::optional<PathSyntax> over = path();
    if (!over) return close_mistake();
    result.path = std::move(*over);
    if (take_if(TokenKind::colon)) {
      result.children.push_back(disjunction(depth + 1));
    } else if (peek().kind != TokenKind::close) {
      return inner_mistake("`:` and a condition, or `)`");
    }
    result.span = join(head.span, peek().span);
    if (!close(opened)) return mistake();
    return result;
  }

  Syntax is_a() {
    const Token& head = take();
    Syntax result;
    result.kind = SyntaxKind::is_a;
    const diag::Span opened = peek().span;
    if (!take_if(TokenKind::open)) return mistake("`(`");
    std::optional<PathSyntax> tested = path();
    if (!tested) return close_mistake();
    result.path = std::move(*tested);
    if (!take_if(TokenKind::comma)) return inner_mistake("`,` and a type");
    if (!is_word(peek())) return inner_mistake("a type");
    result.words.push_back(spelt(peek()));
    take();
    result.span = join(head.span, peek().span);
    if (!close(opened)) return mistake();
    return result;
  }

  Syntax known(std::size_t depth) {
    const Token& head = take();
    if (peek().kind != TokenKind::open) return mistake("`(`");
    Syntax inside = brackets(depth);
    if (inside.kind == SyntaxKind::mistake) return mistake();
    Syntax result;
    result.kind = SyntaxKind::known;
    result.span = join(head.span, inside.span);
    result.children.push_back(std::move(inside));
    return result;
  }

  // A mistake within brackets already open: goes on behind their end.
  Syntax inner_mistake(const char* expected_here) {
    expected(expected_here);
    return close_mistake();
  }
  Syntax close_mistake() {
    for (int brackets = 1; peek().kind != TokenKind::end && brackets > 0; take()) {
      if (peek().kind == TokenKind::open) ++brackets;
      if (peek().kind == TokenKind::close) --brackets;
    }
    return mistake();
  }

  std::optional<PathSyntax> path() {
    if (peek().kind != TokenKind::word) {
      expected("a path");
      return std::nullopt;
    }
    PathSyntax result;
    result.span = peek().span;
    result.segments.push_back({spelt(peek()), std::nullopt});
    take();
    while (take_if(TokenKind::dot)) {
      if (!is_word(peek())) {
        expected("a fact or a relation");
        return std::nullopt;
      }
      Segment segment{spelt(peek()), std::nullopt};
      take();
      if (peek().kind == TokenKind::open && !argument(segment)) return std::nullopt;
      result.segments.push_back(std::move(segment));
    }
    if (peek().kind == TokenKind::open) {
      expected("`.` behind the name that begins a path");
      return std::nullopt;
    }
    result.span = join(result.span, tokens_[at_ - 1].span);
    return result;
  }

  bool argument(Segment& segment) {
    const diag::Span opened = take().span;
    if (!is_word(peek())) {
      expected("one word in the brackets");
      return false;
    }
    segment.argument = spelt(peek());
    take();
    return close(opened);
  }

  const std::vector<Token>& tokens_;
  Reporter& reporter_;
  std::size_t at_ = 0;
  bool stopped_ = false;  // over the budget: the rest is not read, and not missed
};

}  // namespace

Syntax parse_syntax(const std::vector<Token>& tokens, Reporter& reporter) {
  return Parser(tokens, reporter).expression();
}

std::optional<PathSyntax> parse_path_syntax(const std::vector<Token>& tokens, Reporter& reporter) {
  return Parser(tokens, reporter).lone_path();
}

}  // namespace wardround::lang
