// Sources: every text that wardround reads, and positions in it.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/id.h"

namespace wardround::diag {

using SourceId = Id<struct SourceTag>;

// Half-open byte range [begin, end) of a source. A span without a source stands for "nowhere".
struct Span {
  SourceId source;
  uint32_t begin = 0;
  uint32_t end = 0;

  [[nodiscard]] bool valid() const { return source.valid(); }
  auto operator<=>(const Span&) const = default;
};

// 1-based; `column` counts code points, as people and compilers do. `utf16_column` as editors do.
struct Position {
  uint32_t line = 0;
  uint32_t column = 0;
  uint32_t utf16_column = 0;
};

class Sources {
 public:
  // `name` is the path as the user typed it, or "<catalog>/rules/ble.yaml". Texts never move once
  // added.
  SourceId add(std::string name, std::string text);

  [[nodiscard]] std::string_view name(SourceId id) const;
  [[nodiscard]] std::string_view text(SourceId id) const;
  [[nodiscard]] std::string_view text(Span span) const;
  [[nodiscard]] std::size_t size() const { return sources_.size(); }
  // `offset` may be the length of the text (end of file).
  [[nodiscard]] Position position(SourceId id, uint32_t offset) const;
  [[nodiscard]] Position begin(Span span) const { return position(span.source, span.begin); }
  // The line (1-based) without its line break.
  [[nodiscard]] std::string_view line(SourceId id, uint32_t line) const;
  // "file.yaml:12:7", or the name alone where there is no position.
  [[nodiscard]] std::string location(Span span) const;

 private:
  struct Source {
    std::string name;
    std::string text;
    mutable std::vector<uint32_t> line_starts;  // built at the first question
  };
  const Source& source(SourceId id) const;
  const std::vector<uint32_t>& line_starts(const Source& source) const;

  std::vector<std::unique_ptr<Source>> sources_;
};

}  // namespace wardround::diag
