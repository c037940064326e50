// The look: sizes, distances and colours, all in one place. Meaning is carried by shapes, dashes
// and fills, so that a picture can be read in black and white; colours only help.
#pragma once

#include <cmath>
#include <cstdint>

#include "diagram/picture.h"

namespace wardround::diagram {

namespace style {

inline constexpr const char* kFonts = "DejaVu Sans, Verdana, sans-serif";
inline constexpr const char* kFont = "DejaVu Sans";  // in PNG

inline constexpr double kNameSize = 11.5, kNameLine = 14.5, kNameWidth = 116;  // in boxes
inline constexpr double kTypeSize = 9, kTypeLine = 12.5, kTypeWidth = 134;
inline constexpr double kTitleSize = 11, kTitleWidth = 220;  // of containers
inline constexpr double kLabelSize = 9, kLabelLine = 11, kLabelWidth = 130;
inline constexpr double kBadge = 14, kBadgeSize = 8.5;
inline constexpr double kHeadingSize = 17, kSubtitleSize = 10;

inline constexpr double kPadding = 12, kPaddingTop = 8;
inline constexpr double kLeastWidth = 64, kLeastHeight = 38;
inline constexpr double kDrum = 5;    // half the height of a data store's lid
inline constexpr double kPoint = 12;  // of sensors, actuators, buses
inline constexpr double kLug = 8;     // of ports
inline constexpr double kHeader = 5;  // the bar on top of a node without contents
inline constexpr double kSheet = 4;   // by which a folded box shows the sheet behind it
inline constexpr double kMargin = 24;

using Colour = uint32_t;  // 0xRRGGBB
inline constexpr Colour kPaper = 0xffffff, kInk = 0x1d2733, kFaint = 0x5b6774, kLine = 0x46525f;
inline constexpr Colour kNodeFill = 0xf5f7f9, kNodeBar = 0xe3e8ee, kNodeStroke = 0x5b6774;
inline constexpr Colour kOutside = 0xeceff2;
inline constexpr Colour kBoundary = 0x9a3412;
inline constexpr Colour kAlarm = 0xa4161a;

}  // namespace style

[[nodiscard]] double badge_width(std::size_t count);
[[nodiscard]] double badges_width(const Badges& badges);

}  // namespace wardround::diagram
