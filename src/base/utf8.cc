// UTF-8 without tables from outside: what a reader and a terminal need, no more.
#include "base/utf8.h"

#include <algorithm>
#include <array>
#include <cstring>

namespace wardround {
namespace {

struct CodeRange {
  char32_t first;
  char32_t last;
};

// Marks that take no column of their own (the blocks of combining marks, joiners, variation
// selectors).
constexpr std::array kZeroWidth = {
    CodeRange{0x0300, 0x036f},   CodeRange{0x0483, 0x0489}, CodeRange{0x0591, 0x05bd},
    CodeRange{0x05bf, 0x05bf},   CodeRange{0x05c1, 0x05c2}, CodeRange{0x05c4, 0x05c5},
    CodeRange{0x0610, 0x061a},   CodeRange{0x064b, 0x065f}, CodeRange{0x0670, 0x0670},
    CodeRange{0x06d6, 0x06dc},   CodeRange{0x06df, 0x06e4}, CodeRange{0x06e7, 0x06e8},
    CodeRange{0x06ea, 0x06ed},   CodeRange{0x0900, 0x0902}, CodeRange{0x093c, 0x093c},
    CodeRange{0x0941, 0x0948},   CodeRange{0x094d, 0x094d}, CodeRange{0x0e31, 0x0e31},
    CodeRange{0x0e34, 0x0e3a},   CodeRange{0x0e47, 0x0e4e}, CodeRange{0x1160, 0x11ff},
    CodeRange{0x1ab0, 0x1aff},   CodeRange{0x1dc0, 0x1dff}, CodeRange{0x200b, 0x200f},
    CodeRange{0x2060, 0x2064},   CodeRange{0x20d0, 0x20ff}, CodeRange{0xfe00, 0xfe0f},
    CodeRange{0xfe20, 0xfe2f},   CodeRange{0xfeff, 0xfeff}, CodeRange{0x1f3fb, 0x1f3ff},
    CodeRange{0xe0000, 0xe01ef},
};

// East Asian wide and fullwidth, and what terminals draw as emoji.
constexpr std::array kWide = {
    CodeRange{0x1100, 0x115f},   CodeRange{0x231a, 0x231b},   CodeRange{0x2329, 0x232a},
    CodeRange{0x23e9, 0x23ec},   CodeRange{0x23f0, 0x23f0},   CodeRange{0x23f3, 0x23f3},
    CodeRange{0x25fd, 0x25fe},   CodeRange{0x2614, 0x2615},   CodeRange{0x2648, 0x2653},
    CodeRange{0x267f, 0x267f},   CodeRange{0x2693, 0x2693},   CodeRange{0x26a1, 0x26a1},
    CodeRange{0x26aa, 0x26ab},   CodeRange{0x26bd, 0x26be},   CodeRange{0x26c4, 0x26c5},
    CodeRange{0x26ce, 0x26ce},   CodeRange{0x26d4, 0x26d4},   CodeRange{0x26ea, 0x26ea},
    CodeRange{0x26f2, 0x26f3},   CodeRange{0x26f5, 0x26f5},   CodeRange{0x26fa, 0x26fa},
    CodeRange{0x26fd, 0x26fd},   CodeRange{0x2705, 0x2705},   CodeRange{0x270a, 0x270b},
    CodeRange{0x2728, 0x2728},   CodeRange{0x274c, 0x274c},   CodeRange{0x274e, 0x274e},
    CodeRange{0x2753, 0x2755},   CodeRange{0x2757, 0x2757},   CodeRange{0x2795, 0x2797},
    CodeRange{0x27b0, 0x27b0},   CodeRange{0x27bf, 0x27bf},   CodeRange{0x2b1b, 0x2b1c},
    CodeRange{0x2b50, 0x2b50},   CodeRange{0x2b55, 0x2b55},   CodeRange{0x2e80, 0x303e},
    CodeRange{0x3041, 0xa4cf},   CodeRange{0xa960, 0xa97f},   CodeRange{0xac00, 0xd7a3},
    CodeRange{0xf900, 0xfaff},   CodeRange{0xfe10, 0xfe19},   CodeRange{0xfe30, 0xfe6f},
    CodeRange{0xff00, 0xff60},   CodeRange{0xffe0, 0xffe6},   CodeRange{0x1f004, 0x1f004},
    CodeRange{0x1f0cf, 0x1f0cf}, CodeRange{0x1f18e, 0x1f18e}, CodeRange{0x1f191, 0x1f19a},
    CodeRange{0x1f200, 0x1f320}, CodeRange{0x1f32d, 0x1f335}, CodeRange{0x1f337, 0x1f37c},
    CodeRange{0x1f37e, 0x1f393}, CodeRange{0x1f3a0, 0x1f3ca}, CodeRange{0x1f3cf, 0x1f3d3},
    CodeRange{0x1f3e0, 0x1f3f0}, CodeRange{0x1f3f4, 0x1f3f4}, CodeRange{0x1f3f8, 0x1f43e},
    CodeRange{0x1f440, 0x1f440}, CodeRange{0x1f442, 0x1f4fc}, CodeRange{0x1f4ff, 0x1f53d},
    CodeRange{0x1f54b, 0x1f54e}, CodeRange{0x1f550, 0x1f567}, CodeRange{0x1f57a, 0x1f57a},
    CodeRange{0x1f595, 0x1f596}, CodeRange{0x1f5a4, 0x1f5a4}, CodeRange{0x1f5fb, 0x1f64f},
    CodeRange{0x1f680, 0x1f6c5}, CodeRange{0x1f6cc, 0x1f6cc}, CodeRange{0x1f6d0, 0x1f6d2},
    CodeRange{0x1f6d5, 0x1f6df}, CodeRange{0x1f6eb, 0x1f6ec}, CodeRange{0x1f6f4, 0x1f6fc},
    CodeRange{0x1f7e0, 0x1f7eb}, CodeRange{0x1f90c, 0x1f93a}, CodeRange{0x1f93c, 0x1f945},
    CodeRange{0x1f947, 0x1f9ff}, CodeRange{0x1fa70, 0x1faff}, CodeRange{0x20000, 0x3fffd},
};

template <std::size_t N>
bool contains(const std::array<CodeRange, N>& ranges, char32_t code) {
  const auto it = std::lower_bound(ranges.begin(), ranges.end(), code,
                                   [](const CodeRange& r, char32_t c) { return r.last < c; });
  return it != ranges.end() && it->first <= code;
}

bool in(unsigned char byte, unsigned low, unsigned high) {
  return byte >= low && byte <= high;
}

// Length of the well-formed sequence at `at`; 0 if there is none.
std::size_t sequence_length(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) {
    return static_cast<unsigned char>(at + i < text.size() ? text[at + i] : '\0');
  };
  const unsigned char lead = byte(0);
  if (lead < 0x80) return 1;
  if (in(lead, 0xc2, 0xdf)) return in(byte(1), 0x80, 0xbf) ? 2 : 0;
  if (in(lead, 0xe0, 0xef)) {
    const bool second = in(byte(1), lead == 0xe0 ? 0xa0 : 0x80, lead == 0xed ? 0x9f : 0xbf);
    return second && in(byte(2), 0x80, 0xbf) ? 3 : 0;
  }
  if (in(lead, 0xf0, 0xf4)) {
    const bool second = in(byte(1), lead == 0xf0 ? 0x90 : 0x80, lead == 0xf4 ? 0x8f : 0xbf);
    return second && in(byte(2), 0x80, 0xbf) && in(byte(3), 0x80, 0xbf) ? 4 : 0;
  }
  return 0;
}

std::size_t code_point_width(char32_t code) {
  if (code < 0x300) return code == 0 ? 0 : 1;
  if (contains(kZeroWidth, code)) return 0;
  return contains(kWide, code) ? 2 : 1;
}

void append_hex(std::string& out, char32_t value, int digits) {
  static constexpr std::string_view kHex = "0123456789abcdef";
  for (int shift = (digits - 1) * 4; shift >= 0; shift -= 4) out += kHex[(value >> shift) & 0xf];
}

bool hidden_separator(char32_t code) {
  return code == 0x2028 || code == 0x2029;
}

}  // namespace

bool is_bidi_control(char32_t code) {
  return code == 0x061c || code == 0x200e || code == 0x200f || (code >= 0x202a && code <= 0x202e) ||
         (code >= 0x2066 && code <= 0x2069);
}

std::optional<std::size_t> first_invalid_utf8(std::string_view text) {
  std::size_t at = 0;
  while (at < text.size()) {
    uint64_t eight = 0;
    if (at + 8 <= text.size()) {
      std::memcpy(&eight, text.data() + at, 8);
      if ((eight & 0x8080808080808080u) == 0) {
        at += 8;
        continue;
      }
    }
    const std::size_t length = sequence_length(text, at);
    if (length == 0) return at;
    at += length;
  }
  return std::nullopt;
}

char32_t next_code_point(std::string_view text, std::size_t& at) {
  const std::size_t length = sequence_length(text, at);
  const auto byte = [&](std::size_t i) {
    return static_cast<char32_t>(static_cast<unsigned char>(text[at + i]));
  };
  char32_t code = 0xfffd;
  switch (length) {
    case 1:
      code = byte(0);
      break;
    case 2:
      code = (byte(0) & 0x1f) << 6 | (byte(1) & 0x3f);
      break;
    case 3:
      code = (byte(0) & 0x0f) << 12 | (byte(1) & 0x3f) << 6 | (byte(2) & 0x3f);
      break;
    case 4:
      code = (byte(0) & 0x07) << 18 | (byte(1) & 0x3f) << 12 | (byte(2) & 0x3f) << 6 |
             (byte(3) & 0x3f);
      break;
    default:
      break;  // ill-formed: one byte is passed, so that every loop ends
  }
  at += length == 0 ? 1 : length;
  return code;
}

std::size_t display_width(std::string_view text) {
  std::size_t width = 0;
  for (std::size_t at = 0; at < text.size();) {
    if (text[at] >= 0x20 && text[at] < 0x7f) {
      ++at, ++width;
    } else {
      width += code_point_width(next_code_point(text, at));
    }
  }
  return width;
}

bool is_ascii(std::string_view text) {
  constexpr std::size_t kBlock = 64;  // no way out of one: its bytes are looked at together
  std::size_t at = 0;
  for (; text.size() - at >= kBlock; at += kBlock) {
    unsigned char block = 0;
    for (std::size_t i = 0; i < kBlock; ++i) block |= static_cast<unsigned char>(text[at + i]);
    if (block >= 0x80) return false;
  }
  unsigned char rest = 0;
  for (; at < text.size(); ++at) rest |= static_cast<unsigned char>(text[at]);
  return rest < 0x80;
}

std::size_t utf16_length(std::string_view text) {
  std::size_t units = 0;
  for (std::size_t at = 0; at < text.size();) units += next_code_point(text, at) > 0xffff ? 2u : 1u;
  return units;
}

namespace {

// Most text is ASCII that no sink escapes: such runs are passed as they are.
std::size_t plain_run_end(std::string_view text, std::size_t at) {
  while (at < text.size() && text[at] >= 0x20 && text[at] < 0x7f && text[at] != '"' &&
         text[at] != '\\')
    ++at;
  return at;
}

// `ill_formed(out, byte)` and `escaped(out, code point)` say what a sink does; `escaped` is false
// for what may pass.
template <class IllFormed, class Escaped>
std::string escape(std::string_view text, const IllFormed& ill_formed, const Escaped& escaped) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t run = plain_run_end(text, at);
    out.append(text, at, run - at);
    at = run;
    if (at == text.size()) break;
    if (sequence_length(text, at) == 0) {
      ill_formed(out, static_cast<unsigned char>(text[at++]));
      continue;
    }
    const std::size_t begin = at;
    const char32_t code = next_code_point(text, at);
    if (!escaped(out, code)) out.append(text, begin, at - begin);
  }
  return out;
}

bool is_control(char32_t code) {
  return code < 0x20 || (code >= 0x7f && code < 0xa0);
}

bool hides(char32_t code) {
  return is_bidi_control(code) || hidden_separator(code) || code == 0xfeff;
}

}  // namespace

std::string escape_for_terminal(std::string_view text) {
  const auto ill_formed = [](std::string& out, unsigned char byte) {
    out += "\\x";
    append_hex(out, byte, 2);
  };
  return escape(text, ill_formed, [](std::string& out, char32_t code) {
    if (!is_control(code) && !hides(code)) return false;
    out += is_control(code) ? "\\x" : "\\u";
    append_hex(out, code, is_control(code) ? 2 : 4);
    return true;
  });
}

std::string escape_for_json(std::string_view text) {
  const auto ill_formed = [](std::string& out, unsigned char) { out += "\xef\xbf\xbd"; };
  return escape(text, ill_formed, [](std::string& out, char32_t code) {
    switch (code) {
      case '"':
        out += "\\\"";
        return true;
      case '\\':
        out += "\\\\";
        return true;
      case '\n':
        out += "\\n";
        return true;
      case '\r':
        out += "\\r";
        return true;
      case '\t':
        out += "\\t";
        return true;
      default:
        break;
    }
    if (!is_control(code) && !hides(code)) return false;
    out += "\\u";
    append_hex(out, code, 4);
    return true;
  });
}

std::string wrap(std::string_view text, std::size_t width, std::string_view indent) {
  std::string out;
  const std::size_t indent_width = display_width(indent);
  std::size_t column = 0;  // 0: nothing stands on the line yet
  for (std::size_t at = 0; at < text.size();) {
    if (text[at] == ' ') {
      ++at;
      continue;
    }
    const std::size_t end = std::min(text.find(' ', at), text.size());
    const std::string_view word = text.substr(at, end - at);
    const std::size_t word_width = display_width(word);
    at = end;
    if (column != 0 && column + 1 + word_width <= width) {
      out += ' ';
      column += 1 + word_width;
    } else {
      if (column != 0) out += '\n';
      out += indent;
      column = indent_width + word_width;
    }
    out += word;
  }
  return out;
}

}  // namespace wardround
