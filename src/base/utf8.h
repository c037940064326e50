// UTF-8: checking, counting, and making text safe to show.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace wardround {

// Byte offset of the first byte that is not well-formed UTF-8 (Unicode 15, table 3-7); nullopt if
// all is.
[[nodiscard]] std::optional<std::size_t> first_invalid_utf8(std::string_view text);

// Is every byte a character of its own?
[[nodiscard]] bool is_ascii(std::string_view text);

// Decodes the code point at `at` (well-formed text) and moves `at` past it.
[[nodiscard]] char32_t next_code_point(std::string_view text, std::size_t& at);

// Columns a terminal needs: 0 for combining marks, 2 for wide East Asian and emoji, else 1.
[[nodiscard]] std::size_t display_width(std::string_view text);

// UTF-16 code units, as editors count.
[[nodiscard]] std::size_t utf16_length(std::string_view text);

// Embeddings, overrides, isolates and marks that change the direction of text.
[[nodiscard]] bool is_bidi_control(char32_t code);

// Text from a model is hostile. Control characters (C0, DEL, C1), bidirectional controls, line and
// paragraph separators, and ill-formed bytes become visible escapes (`\x1b`, `\u202e`), so that one
// line stays one line and no escape sequence reaches a terminal.
[[nodiscard]] std::string escape_for_terminal(std::string_view text);

// The inside of a JSON string (without quotes): RFC 8259 escapes; ill-formed bytes become U+FFFD;
// bidirectional controls and U+2028/9 are written as \u escapes.
[[nodiscard]] std::string escape_for_json(std::string_view text);

// Breaks text at spaces into lines of at most `width` columns, each beginning with `indent`. A word
// longer than that stands alone. No line break at the end.
[[nodiscard]] std::string wrap(std::string_view text, std::size_t width, std::string_view indent);

}  // namespace wardround
