// Sizes of boxes and labels, from their texts.
#include <algorithm>

#include "diagram/layout.h"
#include "diagram/style.h"
#include "diagram/text_metrics.h"

namespace wardround::diagram {
namespace {

PartSize box_size(const Part& part) {
  PartSize size;
  if (part.shape == Shape::unknown_end) return {{"?"}, {}, 24, 24};
  size.lines = wrapped(part.name, style::kNameSize, false, style::kNameWidth, 3);
  size.type =
      shortened(part.folded > 0 ? "" : part.type, style::kTypeSize, false, style::kTypeWidth);
  if (part.folded > 0)
    size.type = std::to_string(part.folded) + (part.folded == 1 ? " element" : " elements");
  double text = text_width(size.type, style::kTypeSize, false);
  for (const std::string& line : size.lines)
    text = std::max(text, text_width(line, style::kNameSize, false));
  size.width = text + 2 * style::kPadding;
  size.height = double(size.lines.size()) * style::kNameLine + 2 * style::kPaddingTop +
                (size.type.empty() ? 0 : style::kTypeLine);
  switch (part.shape) {
    case Shape::store:
      size.height += 2 * style::kDrum;
      break;
    case Shape::sensor:
    case Shape::actuator:
      size.width += style::kPoint;
      break;
    case Shape::bus:
      size.width += 2 * style::kPoint;
      break;
    case Shape::port:
      size.width += style::kLug;
      break;
    case Shape::node:
      size.height += style::kHeader;
      break;
    default:
      break;
  }
  if (part.folded > 0) size.width += style::kSheet, size.height += style::kSheet;
  size.width = std::max(std::ceil(size.width), style::kLeastWidth);
  size.height = std::max(std::ceil(size.height), style::kLeastHeight);
  return size;
}

PartSize title_size(const Part& part) {
  PartSize size;
  size.lines = {shortened(part.name, style::kTitleSize, true, style::kTitleWidth)};
  size.type = shortened(part.type, style::kTypeSize, false, style::kTitleWidth);
  const double type = size.type.empty() ? 0 : text_width(size.type, style::kTypeSize, false) + 8;
  size.width = std::ceil(text_width(size.lines[0], style::kTitleSize, true) + type + 20 +
                         badges_width(part.badges));
  size.height = kTitleBar;
  return size;
}

LabelSize label_size(const Line& line, bool badges) {
  LabelSize size;
  for (const std::string& text : line.label) {
    for (std::string& one : wrapped(text, style::kLabelSize, false, style::kLabelWidth, 2))
      size.lines.push_back(std::move(one));
  }
  for (const std::string& one : size.lines)
    size.width = std::max(size.width, text_width(one, style::kLabelSize, false));
  size.height = double(size.lines.size()) * style::kLabelLine;
  if (badges && line.badges.sum() > 0) {
    const double width = badges_width(line.badges);
    size.width += width + (size.lines.empty() ? 0 : 3);
    size.height = std::max(size.height, style::kBadge);
  }
  if (size.width > 0)
    size.width = std::ceil(size.width + 6), size.height = std::ceil(size.height + 3);
  return size;
}

}  // namespace

double badge_width(std::size_t count) {
  const double digits = text_width(std::to_string(count), style::kBadgeSize, true);
  return std::max(style::kBadge, std::ceil(digits + 8));
}

double badges_width(const Badges& badges) {
  double width = 0;
  if (badges.sure > 0) width += badge_width(badges.sure) + 2;
  if (badges.unverified > 0) width += badge_width(badges.unverified) + 2;
  return width > 0 ? width - 2 : 0;
}

Sizes measure(const Picture& picture) {
  Sizes sizes;
  for (const Part& part : picture.parts)
    sizes.parts.push_back(part.container ? title_size(part) : box_size(part));
  for (const Line& line : picture.lines) sizes.labels.push_back(label_size(line, picture.badges));
  return sizes;
}

}  // namespace wardround::diagram
