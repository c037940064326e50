// The door to libyaml: its events with byte offsets. libyaml counts code points; nobody behind this
// door has to.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>

#include "text/tree.h"

namespace wardround::text {

enum class EventType : uint8_t {
  none,  // start of the stream, end of the document
  stream_end,
  document_start,
  scalar,
  alias,
  sequence_start,
  mapping_start,
  collection_end,
  error,
};

struct Event {
  EventType type = EventType::none;
  Style style = Style::plain;
  uint32_t begin = 0;  // anchor and tag included
  uint32_t end = 0;
  std::string_view value;   // scalar: decoded; alias: its name
  std::string_view anchor;  // empty: none
  bool has_tag = false;
  bool has_directives = false;  // document_start
};

struct SyntaxError {
  std::string_view problem;  // libyaml's words
  std::string_view context;  // "while parsing a block mapping"
  uint32_t at = 0;
  uint32_t context_at = 0;  // where that began
};

class EventReader {
 public:
  // `text` must outlive the reader and be UTF-8; offsets are relative to `base`, where `text`
  // begins in its file.
  EventReader(std::string_view text, std::size_t base);
  ~EventReader();
  EventReader(const EventReader&) = delete;
  EventReader& operator=(const EventReader&) = delete;

  // The views in the event are good until the next call. After `error` or `stream_end` there is no
  // next.
  [[nodiscard]] Event next();
  [[nodiscard]] SyntaxError error();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace wardround::text
