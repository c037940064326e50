// See byte_check.h. Flaws are replaced by harmless characters of the same number of bytes, so that
// reading goes on and every position stays true.
#include "text/byte_check.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/limits.h"
#include "base/utf8.h"

namespace wardround::text {
namespace {

using diag::Kind;
using diag::Span;

constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";
constexpr std::size_t kMostFlaws = 50;  // a text with more is not text

bool is_plain_ascii(char c) {
  return (c >= 0x20 && c < 0x7f) || c == '\n' || c == '\t' || c == '\r';
}

// How many bytes from `at` on are plain, in whole blocks: without a way out inside, a block's bytes
// are looked at together.
std::size_t plain_blocks(std::string_view text, std::size_t at) {
  constexpr std::size_t kBlock = 64;
  const std::size_t begin = at;
  for (; text.size() - at >= kBlock; at += kBlock) {
    unsigned char plain = 1;
    for (std::size_t i = 0; i < kBlock; ++i) {
      const char c = text[at + i];
      const auto printable =
          static_cast<unsigned char>(static_cast<unsigned char>(c) - 0x20) < 0x5f;
      plain &= static_cast<unsigned char>(printable | (c == '\n') | (c == '\t') | (c == '\r'));
    }
    if (plain == 0) break;
  }
  return at - begin;
}

std::string_view replacement(std::size_t length) {
  static constexpr std::string_view kByLength[] = {"_", "\xc2\xbf", "\xef\xbf\xbd",
                                                   "\xf0\x9f\x9b\x91"};
  return kByLength[length - 1];
}

bool looks_like_utf16(std::string_view text) {
  if (text.starts_with("\xff\xfe") || text.starts_with("\xfe\xff")) return true;
  return text.size() >= 4 && ((text[0] == 0 && text[1] != 0 && text[2] == 0 && text[3] != 0) ||
                              (text[0] != 0 && text[1] == 0 && text[2] != 0 && text[3] == 0));
}

class Checker {
 public:
  Checker(std::string_view text, diag::SourceId source, diag::Diagnostics& diagnostics)
      : text_(text), source_(source), diagnostics_(diagnostics) {}

  CheckedBytes run() {
    if (text_.starts_with(kByteOrderMark)) checked_.begin = kByteOrderMark.size();
    if (looks_like_utf16(text_)) return refuse_utf16();
    for (std::size_t at = checked_.begin; at < text_.size() && checked_.readable;) {
      at += plain_blocks(text_, at);
      while (at < text_.size() && is_plain_ascii(text_[at])) ++at;
      if (at < text_.size()) at = look_closer(at);
    }
    return std::move(checked_);
  }

 private:
  CheckedBytes refuse_utf16() {
    const Span span{source_, 0, 1};
    const auto byte = static_cast<unsigned char>(text_[0]);
    auto& report =
        byte >= 0x80 ? diagnostics_.report(Kind::invalid_utf8, span, {fmt::format("{:02x}", byte)})
                     : report_control(0, 1, byte);
    report.note("the file looks like UTF-16; save it as UTF-8");
    checked_.flawed = true;
    checked_.readable = false;
    return std::move(checked_);
  }

  diag::Diagnostic& report_control(std::size_t begin, std::size_t end, char32_t code) {
    const Span span{source_, static_cast<uint32_t>(begin), static_cast<uint32_t>(end)};
    auto& report = diagnostics_.report(Kind::control_character, span,
                                       {fmt::format("{:04X}", static_cast<uint32_t>(code))});
    if (is_bidi_control(code)) report.note("it makes text show in another order than it reads");
    return report;
  }

  // Returns where to go on.
  std::size_t look_closer(std::size_t at) {
    const std::size_t begin = at;
    const char32_t code = next_code_point(text_, at);
    const bool ill_formed = code == 0xfffd && at == begin + 1;
    if (!ill_formed && !is_refused_character(code)) return at;

    if (ill_formed) {
      // What follows of a broken sequence is no mistake of its own.
      while (at < text_.size() && (static_cast<unsigned char>(text_[at]) & 0xc0) == 0x80) ++at;
      const Span span{source_, static_cast<uint32_t>(begin), static_cast<uint32_t>(at)};
      diagnostics_.report(Kind::invalid_utf8, span,
                          {fmt::format("{:02x}", static_cast<unsigned char>(text_[begin]))});
    } else {
      const Span span{source_, static_cast<uint32_t>(begin), static_cast<uint32_t>(at)};
      report_control(begin, at, code).fix("remove it", diag::Safety::suggested, {{span, ""}});
    }
    checked_.flawed = true;
    checked_.readable = ++flaws_ < kMostFlaws;
    if (!checked_.mended) checked_.mended = std::string(text_);
    if (ill_formed) {
      std::fill_n(checked_.mended->begin() + static_cast<std::ptrdiff_t>(begin), at - begin, '_');
    } else {
      checked_.mended->replace(begin, at - begin, replacement(at - begin));
    }
    return at;
  }

  std::string_view text_;
  diag::SourceId source_;
  diag::Diagnostics& diagnostics_;
  CheckedBytes checked_;
  std::size_t flaws_ = 0;
};

}  // namespace

bool is_refused_character(char32_t code) {
  if (code < 0x20) return code != '\t' && code != '\n' && code != '\r';
  if (code < 0xa0) return code >= 0x7f;
  if (code == 0x2028 || code == 0x2029 || code == 0xfeff) return true;
  if (code == 0xfffe || code == 0xffff) return true;
  const bool is_mark = code == 0x061c || code == 0x200e || code == 0x200f;
  return is_bidi_control(code) && !is_mark;
}

CheckedBytes check_bytes(const diag::Sources& sources, diag::SourceId source,
                         diag::Diagnostics& diagnostics) {
  const std::string_view text = sources.text(source);
  if (text.size() > limits::kModelBytes) {
    const auto end = static_cast<uint32_t>(limits::kModelBytes);
    diagnostics.report(Kind::text_too_large, {source, end, end},
                       {std::to_string(limits::kModelBytes)});
    return {.readable = false, .flawed = true, .begin = 0, .mended = {}};
  }
  return Checker(text, source, diagnostics).run();
}

}  // namespace wardround::text
