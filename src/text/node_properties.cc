// See node_properties.h. libyaml gives the place of a value together with what stands before it.
#include "text/node_properties.h"

namespace wardround::text {
namespace {

bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

bool is_anchor_character(char c) {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' ||
         c == '_';
}

}  // namespace

NodeProperties read_properties(std::string_view text, uint32_t begin, uint32_t end) {
  NodeProperties out{begin};
  uint32_t at = begin;
  while (at < end) {
    if (text[at] == '#') {
      while (at < end && text[at] != '\n' && text[at] != '\r') ++at;
    } else if (is_space(text[at])) {
      ++at;
    } else if (text[at] == '&') {
      ++at;
      while (at < end && is_anchor_character(text[at])) ++at;
    } else if (text[at] == '!') {
      out.tag_begin = at;
      const bool verbatim = at + 1 < end && text[at + 1] == '<';
      while (at < end && !is_space(text[at]) && (verbatim || text[at] != ',')) ++at;
      out.tag_end = at;
    } else {
      break;
    }
  }
  out.value = at;
  return out;
}

}  // namespace wardround::text
