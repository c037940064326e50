// The only file that knows libyaml.
#include "text/yaml_events.h"

#include <yaml.h>

#include "base/result.h"
#include "base/utf8.h"

namespace wardround::text {
namespace {

// Turns indices of code points into offsets of bytes. Marks come nearly in order, so a cursor that
// walks both ways is cheap; for pure ASCII there is nothing to walk.
class OffsetCursor {
 public:
  OffsetCursor(std::string_view text, std::size_t base)
      : text_(text), base_(base), ascii_(is_ascii(text)) {}

  uint32_t offset(std::size_t index) {
    if (ascii_) return static_cast<uint32_t>(base_ + std::min(index, text_.size()));
    while (index_ < index && byte_ < text_.size()) {
      do ++byte_;
      while (byte_ < text_.size() && is_continuation(text_[byte_]));
      ++index_;
    }
    while (index_ > index) {
      do --byte_;
      while (is_continuation(text_[byte_]));
      --index_;
    }
    return static_cast<uint32_t>(base_ + byte_);
  }

 private:
  static bool is_continuation(char c) { return (static_cast<unsigned char>(c) & 0xc0) == 0x80; }

  std::string_view text_;
  std::size_t base_;
  std::size_t index_ = 0;
  std::size_t byte_ = 0;
  bool ascii_ = false;
};

std::string_view view(const yaml_char_t* text) {
  return text == nullptr ? std::string_view() : reinterpret_cast<const char*>(text);
}

std::string_view view(const char* text) {
  return text == nullptr ? std::string_view() : text;
}

Style style_of(yaml_scalar_style_t style) {
  switch (style) {
    case YAML_SINGLE_QUOTED_SCALAR_STYLE:
      return Style::single_quoted;
    case YAML_DOUBLE_QUOTED_SCALAR_STYLE:
      return Style::double_quoted;
    case YAML_LITERAL_SCALAR_STYLE:
      return Style::literal;
    case YAML_FOLDED_SCALAR_STYLE:
      return Style::folded;
    default:
      return Style::plain;
  }
}

}  // namespace

struct EventReader::State {
  State(std::string_view text, std::size_t base) : cursor(text, base) {
    WARDROUND_CHECK(yaml_parser_initialize(&parser) == 1);
    yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&parser, reinterpret_cast<const unsigned char*>(text.data()),
                                 text.size());
  }
  ~State() {
    forget_event();
    yaml_parser_delete(&parser);
  }
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  void forget_event() {
    if (has_event) yaml_event_delete(&event);
    has_event = false;
  }

  yaml_parser_t parser{};
  yaml_event_t event{};
  bool has_event = false;
  OffsetCursor cursor;
};

EventReader::EventReader(std::string_view text, std::size_t base)
    : state_(std::make_unique<State>(text, base)) {}

EventReader::~EventReader() = default;

Event EventReader::next() {
  State& s = *state_;
  s.forget_event();
  Event out;
  if (yaml_parser_parse(&s.parser, &s.event) == 0) {
    WARDROUND_CHECK(s.parser.error != YAML_MEMORY_ERROR);
    out.type = EventType::error;
    return out;
  }
  s.has_event = true;
  const yaml_event_t& e = s.event;
  out.begin = s.cursor.offset(e.start_mark.index);
  out.end = s.cursor.offset(e.end_mark.index);
  switch (e.type) {
    case YAML_STREAM_END_EVENT:
      out.type = EventType::stream_end;
      break;
    case YAML_DOCUMENT_START_EVENT:
      out.type = EventType::document_start;
      out.has_directives =
          e.data.document_start.version_directive != nullptr ||
          e.data.document_start.tag_directives.start != e.data.document_start.tag_directives.end;
      break;
    case YAML_SCALAR_EVENT:
      out.type = EventType::scalar;
      out.style = style_of(e.data.scalar.style);
      out.value = {reinterpret_cast<const char*>(e.data.scalar.value), e.data.scalar.length};
      out.anchor = view(e.data.scalar.anchor);
      out.has_tag = e.data.scalar.tag != nullptr;
      break;
    case YAML_ALIAS_EVENT:
      out.type = EventType::alias;
      out.value = view(e.data.alias.anchor);
      break;
    case YAML_SEQUENCE_START_EVENT:
      out.type = EventType::sequence_start;
      out.style =
          e.data.sequence_start.style == YAML_FLOW_SEQUENCE_STYLE ? Style::flow : Style::block;
      out.anchor = view(e.data.sequence_start.anchor);
      out.has_tag = e.data.sequence_start.tag != nullptr;
      break;
    case YAML_MAPPING_START_EVENT:
      out.type = EventType::mapping_start;
      out.style =
          e.data.mapping_start.style == YAML_FLOW_MAPPING_STYLE ? Style::flow : Style::block;
      out.anchor = view(e.data.mapping_start.anchor);
      out.has_tag = e.data.mapping_start.tag != nullptr;
      break;
    case YAML_SEQUENCE_END_EVENT:
    case YAML_MAPPING_END_EVENT:
      out.type = EventType::collection_end;
      break;
    default:
      break;
  }
  return out;
}

SyntaxError EventReader::error() {
  State& s = *state_;
  SyntaxError out;
  out.problem = view(s.parser.problem);
  out.context = view(s.parser.context);
  out.at = s.cursor.offset(s.parser.problem_mark.index);
  out.context_at = s.cursor.offset(s.parser.context_mark.index);
  return out;
}

}  // namespace wardround::text
