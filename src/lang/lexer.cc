#include "lang/lexer.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "base/limits.h"
#include "base/utf8.h"

namespace wardround::lang {
namespace {

using Kind = Token::Kind;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_word_start(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}
bool is_word_part(char c) {
  return is_word_start(c) || is_digit(c) || c == '-';
}
bool is_space(char c) {
  return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

constexpr std::array<std::pair<std::string_view, Kind>, 9> kKeywords = {{
    {"and", Kind::kw_and},
    {"or", Kind::kw_or},
    {"not", Kind::kw_not},
    {"in", Kind::kw_in},
    {"any", Kind::kw_any},
    {"all", Kind::kw_all},
    {"count", Kind::kw_count},
    {"is_a", Kind::kw_is_a},
    {"known", Kind::kw_known},
}};

struct Sign {
  std::string_view text;
  Kind kind;
  std::string_view instead;  // what the language writes for it
};
// Longer ones first.
constexpr std::array<Sign, 17> kSigns = {{
    {"==", Kind::eq, ""},
    {"!=", Kind::ne, ""},
    {"<=", Kind::le, ""},
    {">=", Kind::ge, ""},
    {"&&", Kind::kw_and, "and"},
    {"||", Kind::kw_or, "or"},
    {"<", Kind::lt, ""},
    {">", Kind::gt, ""},
    {"(", Kind::open, ""},
    {")", Kind::close, ""},
    {"[", Kind::open_list, ""},
    {"]", Kind::close_list, ""},
    {",", Kind::comma, ""},
    {":", Kind::colon, ""},
    {".", Kind::dot, ""},
    {"=", Kind::eq, "=="},
    {"!", Kind::kw_not, "not"},
}};

class Lexer {
 public:
  Lexer(std::string_view text, std::size_t begin, std::size_t end, const Positions& positions,
        Reporter& reporter)
      : text_(text.substr(0, end)), at_(begin), positions_(positions), reporter_(reporter) {}

  std::vector<Token> run() {
    tokens_.reserve((text_.size() - at_) / 4 + 2);
    while (true) {
      while (at_ < text_.size() && is_space(text_[at_])) ++at_;
      if (at_ == text_.size()) break;
      one();
    }
    push(Kind::end, at_, "");
    return std::move(tokens_);
  }

 private:
  void one() {
    const char c = text_[at_];
    if (is_digit(c)) return number();
    if (is_word_start(c)) return word();
    if (c == '"' || c == '\'') return quoted();
    for (const Sign& sign : kSigns) {
      if (text_.substr(at_).starts_with(sign.text)) return this->sign(sign);
    }
    foreign();
  }

  // `5`, `4.2`; also a word that begins with a digit.
  void number() {
    const std::size_t begin = at_;
    bool digits = true;
    bool dotted = false;
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (c == '.' && digits && at_ + 1 < text_.size() && is_digit(text_[at_ + 1])) {
        dotted = true;
      } else if (!is_word_part(c)) {
        break;
      } else if (!is_digit(c)) {
        digits = false;
      }
      ++at_;
    }
    push(!digits ? Kind::word : dotted ? Kind::version : Kind::number, begin);
  }

  void word() {
    const std::size_t begin = at_;
    while (at_ < text_.size() && is_word_part(text_[at_])) ++at_;
    const std::string_view text = text_.substr(begin, at_ - begin);
    // What follows a dot is a member's name, never a keyword.
    const bool member = !tokens_.empty() && tokens_.back().kind == Kind::dot;
    const auto* keyword =
        std::find_if(kKeywords.begin(), kKeywords.end(), [&](auto& k) { return k.first == text; });
    push(!member && keyword != kKeywords.end() ? keyword->second : Kind::word, begin);
  }

  void quoted() {
    const std::size_t begin = at_;
    const std::size_t close = text_.find(text_[at_], at_ + 1);
    if (close == std::string_view::npos) return foreign();
    const std::string_view inside = text_.substr(begin + 1, close - begin - 1);
    if (inside.empty() || !std::all_of(inside.begin(), inside.end(), is_word_part)) {
      return foreign();
    }
    at_ = close + 1;
    const diag::Span span = positions_.span(begin, at_);
    const std::string bare(inside);
    reporter_.report(diag::Kind::expression_quotes, span, {bare})
        .fix("remove the quotes", diag::Safety::safe, {{span, bare}});
    push(Kind::word, begin, inside);
  }

  void sign(const Sign& sign) {
    const std::size_t begin = at_;
    at_ += sign.text.size();
    if (!sign.instead.empty()) {
      const diag::Span span = positions_.span(begin, at_);
      reporter_
          .report(diag::Kind::expression_operator, span,
                  {std::string(sign.text), std::string(sign.instead)})
          .fix(fmt::format("write `{}`", sign.instead), diag::Safety::safe,
               {{span, std::string(sign.instead)}});
    }
    push(sign.kind, begin);
  }

  // A run of characters that no token begins with is one mistake.
  void foreign() {
    const std::size_t begin = at_;
    do {
      ++at_;
    } while (at_ < text_.size() && !is_space(text_[at_]) && !is_word_part(text_[at_]) &&
             !is_known_sign(text_[at_]));
    reporter_.report(diag::Kind::expression_character, positions_.span(begin, at_),
                     {std::string(text_.substr(begin, at_ - begin))});
  }

  static bool is_known_sign(char c) {
    return c == '"' || c == '\'' ||
           std::any_of(kSigns.begin(), kSigns.end(), [c](auto& s) { return s.text[0] == c; });
  }

  void push(Kind kind, std::size_t begin) { push(kind, begin, text_.substr(begin, at_ - begin)); }
  void push(Kind kind, std::size_t begin, std::string_view text) {
    tokens_.push_back({kind, text, positions_.span(begin, at_)});
  }

  std::string_view text_;
  std::size_t at_;
  const Positions& positions_;
  Reporter& reporter_;
  std::vector<Token> tokens_;
};

}  // namespace

Positions::Positions(std::string_view text, const Place& place)
    : source_(place.source), line_begins_{0}, line_offsets_(place.line_offsets) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\n') line_begins_.push_back(i + 1);
  }
  if (line_offsets_.empty()) line_offsets_.push_back(0);
}

// A text with more lines than the place knows of goes on where the last known line stands.
uint32_t Positions::in_file(std::size_t offset) const {
  const auto next = std::upper_bound(line_begins_.begin(), line_begins_.end(), offset);
  std::size_t line = static_cast<std::size_t>(next - line_begins_.begin()) - 1;
  line = std::min(line, line_offsets_.size() - 1);
  return line_offsets_[line] + static_cast<uint32_t>(offset - line_begins_[line]);
}

// Both ends are mapped by themselves: a span may run over several lines and their indents.
diag::Span Positions::span(std::size_t begin, std::size_t end) const {
  const uint32_t first = in_file(begin);
  return {source_, first, end > begin ? in_file(end - 1) + 1 : first};
}

std::vector<Token> tokenize(std::string_view text, std::size_t begin, std::size_t end,
                            const Positions& positions, Reporter& reporter) {
  return Lexer(text, begin, end, positions, reporter).run();
}

bool check_length(std::string_view text, const Positions& positions, Reporter& reporter) {
  if (text.size() <= limits::kExpressionBytes) return true;
  reporter.report(diag::Kind::expression_too_long, positions.span(0, 1),
                  {std::to_string(limits::kExpressionBytes)});
  return false;
}

}  // namespace wardround::lang
