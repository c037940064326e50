// The syntax tree of an expression: what was written, before names are looked up. Its depth is at
// most limits::kExpressionDepth times a small factor, so that later passes may recurse over it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "lang/lexer.h"

namespace wardround::lang {

struct Word {
  std::string text;
  diag::Span span;
};

// `name` or `name(argument)` in a path.
struct Segment {
  Word name;
  std::optional<Word> argument;
};

struct PathSyntax {
  std::vector<Segment> segments;  // at least one; the first without an argument
  diag::Span span;
};

struct Syntax {
  enum class Kind : uint8_t {
    mistake,  // reported already: nothing is known about it
    all_of,
    any_of,      // over `children`
    negation,    // of children[0]
    comparison,  // children[0] op children[1]
    membership,  // children[0] in `words`
    any,
    all,
    count,  // over `path`, `variable` bound; children[0] if there is a condition
    is_a,   // of `path`; words[0] is the type
    known,  // that children[0] holds
    path,   // also a single word
    number,
    version,  // words[0]
  };
  Kind kind = Kind::mistake;
  Op op = Op::eq;
  PathSyntax path;
  Word variable;
  std::vector<Word> words;
  std::vector<Syntax> children;
  diag::Span span;
};

// Parses a whole expression. After a mistake it goes on behind the next `and`, `or` or bracket.
[[nodiscard]] Syntax parse_syntax(const std::vector<Token>& tokens, Reporter& reporter);
// Parses a path and nothing else; nullopt after a mistake.
[[nodiscard]] std::optional<PathSyntax> parse_path_syntax(const std::vector<Token>& tokens,
                                                          Reporter& reporter);

}  // namespace wardround::lang
