// How wide text is, from a table of DejaVu Sans' advances: the same on every machine, with or
// without fonts. Other fonts that a viewer may use instead (Verdana, Arial, Helvetica) are no
// wider.
#include "diagram/text_metrics.h"

#include <array>
#include <cstdint>

#include "base/utf8.h"

namespace wardround::diagram {
namespace {

// Advances of U+0020 … U+017F in thousandths of the font's size.
constexpr char32_t kFirst = 0x20;
constexpr std::size_t kCount = 0x160;
// clang-format off
constexpr std::array<uint16_t, kCount> kRegular = {
    318, 401, 460, 838, 636, 950, 780, 275, 390, 390, 500, 838, 318, 361, 318, 337, 636, 636,
    636, 636, 636, 636, 636, 636, 636, 636, 337, 337, 838, 838, 838, 531, 1000, 684, 686, 698,
    770, 632, 575, 775, 752, 295, 295, 656, 557, 863, 748, 787, 603, 787, 695, 635, 611, 732,
    684, 989, 685, 611, 685, 390, 337, 390, 838, 500, 500, 613, 635, 550, 635, 615, 352, 635,
    634, 278, 278, 579, 278, 974, 634, 612, 635, 635, 411, 521, 392, 634, 592, 818, 592, 592,
    525, 636, 337, 636, 838, 600, 600, 600, 600, 600, 600, 600, 600, 600, 600, 600, 600, 600,
    600, 600, 600, 600, 600, 600, 600, 600, 600, 600, 600, 600, 600, 600, 600, 600, 600, 600,
    600, 600, 318, 401, 636, 636, 636, 636, 337, 500, 500, 1000, 471, 612, 838, 361, 1000, 500,
    500, 838, 401, 401, 500, 636, 636, 318, 500, 401, 471, 612, 969, 969, 969, 531, 684, 684,
    684, 684, 684, 684, 974, 698, 632, 632, 632, 632, 295, 295, 295, 295, 775, 748, 787, 787,
    787, 787, 787, 838, 787, 732, 732, 732, 732, 611, 605, 630, 613, 613, 613, 613, 613, 613,
    982, 550, 615, 615, 615, 615, 278, 278, 278, 278, 612, 634, 612, 612, 612, 612, 612, 838,
    612, 634, 634, 634, 634, 592, 635, 592, 684, 613, 684, 613, 684, 613, 698, 550, 698, 550,
    698, 550, 698, 550, 770, 635, 775, 635, 632, 615, 632, 615, 632, 615, 632, 615, 632, 615,
    775, 635, 775, 635, 775, 635, 775, 635, 752, 634, 916, 695, 295, 278, 295, 278, 295, 278,
    295, 278, 295, 278, 590, 556, 295, 278, 656, 579, 579, 557, 278, 557, 278, 557, 375, 557,
    342, 562, 284, 748, 634, 748, 634, 748, 634, 813, 748, 634, 787, 612, 787, 612, 787, 612,
    1070, 1023, 695, 411, 695, 411, 695, 411, 635, 521, 635, 521, 635, 521, 635, 521, 611, 392,
    611, 392, 611, 392, 732, 634, 732, 634, 732, 634, 732, 634, 732, 634, 732, 634, 989, 818,
    611, 592, 611, 685, 525, 685, 525, 685, 525, 352,};
constexpr std::array<uint16_t, kCount> kBold = {
    348, 456, 521, 838, 696, 1002, 872, 306, 457, 457, 523, 838, 380, 415, 380, 365, 696, 696,
    696, 696, 696, 696, 696, 696, 696, 696, 400, 400, 838, 838, 838, 580, 1000, 774, 762, 734,
    830, 683, 683, 821, 837, 372, 372, 775, 637, 995, 837, 850, 733, 850, 770, 720, 682, 812,
    774, 1103, 771, 724, 725, 457, 365, 457, 838, 500, 500, 675, 716, 593, 716, 678, 435, 716,
    712, 343, 343, 665, 343, 1042, 712, 687, 716, 716, 493, 595, 478, 712, 652, 924, 645, 652,
    582, 712, 365, 712, 838, 600, 600, 600, 600, 600, 600, 600, 600, 600, 600, 600, 600, 600,
    600, 600, 600, 600, 600, 600, 600, 600, 600, 600, 600, 600, 600, 600, 600, 600, 600, 600,
    600, 600, 348, 456, 696, 696, 636, 696, 365, 500, 500, 1000, 564, 646, 838, 415, 1000, 500,
    500, 838, 438, 438, 500, 736, 636, 380, 500, 438, 564, 646, 1035, 1035, 1035, 580, 774, 774,
    774, 774, 774, 774, 1085, 734, 683, 683, 683, 683, 372, 372, 372, 372, 838, 837, 850, 850,
    850, 850, 850, 838, 850, 812, 812, 812, 812, 724, 738, 719, 675, 675, 675, 675, 675, 675,
    1048, 593, 678, 678, 678, 678, 343, 343, 343, 343, 687, 712, 687, 687, 687, 687, 687, 838,
    687, 712, 712, 712, 712, 652, 716, 652, 774, 675, 774, 675, 774, 675, 734, 593, 734, 593,
    734, 593, 734, 593, 830, 716, 838, 716, 683, 678, 683, 678, 683, 678, 683, 678, 683, 678,
    821, 716, 821, 716, 821, 716, 821, 716, 837, 712, 974, 790, 372, 343, 372, 343, 372, 343,
    372, 343, 372, 343, 744, 686, 372, 343, 775, 665, 665, 637, 343, 637, 343, 637, 479, 637,
    557, 642, 371, 837, 712, 837, 712, 837, 712, 983, 837, 712, 850, 687, 850, 687, 850, 687,
    1167, 1094, 770, 493, 770, 493, 770, 493, 720, 595, 720, 595, 720, 595, 720, 595, 682, 478,
    682, 478, 682, 478, 812, 712, 812, 712, 812, 712, 812, 712, 812, 712, 812, 712, 1103, 924,
    724, 652, 724, 725, 582, 725, 582, 725, 582, 435,};
// clang-format on

// Of the character at `at`, which moves on.
double advance(std::string_view text, std::size_t& at, bool bold) {
  const std::size_t begin = at;
  const char32_t code = next_code_point(text, at);
  if (code >= kFirst && code < kFirst + kCount)
    return (bold ? kBold : kRegular)[static_cast<std::size_t>(code - kFirst)];
  if (code == 0x2018 || code == 0x2019) return bold ? 380 : 318;
  const std::size_t columns = display_width(text.substr(begin, at - begin));
  return columns == 0 ? 0 : columns == 2 ? 1050 : 1000;
}

// The pieces between which a line may end: words, cut after hyphens and slashes inside them.
std::vector<std::string_view> pieces_of(std::string_view text) {
  std::vector<std::string_view> pieces;
  std::size_t begin = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const bool space = text[at] == ' ';
    const bool joint = text[at] == '-' || text[at] == '/' || text[at] == '_';
    if (!space && !joint) continue;
    pieces.push_back(text.substr(begin, at + 1 - begin));
    begin = at + 1;
  }
  if (begin < text.size()) pieces.push_back(text.substr(begin));
  return pieces;
}

std::string_view without_space(std::string_view text) {
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

}  // namespace

double text_width(std::string_view text, double size, bool bold) {
  double sum = 0;
  for (std::size_t at = 0; at < text.size();) sum += advance(text, at, bold);
  return sum * size / 1000;
}

std::string shortened(std::string_view text, double size, bool bold, double most) {
  if (text_width(text, size, bold) <= most) return std::string(text);
  const double room = most - text_width("\u2026", size, bold);
  double used = 0;
  std::size_t kept = 0;
  for (std::size_t at = 0; at < text.size(); kept = at) {
    used += advance(text, at, bold) * size / 1000;
    if (used > room) break;
  }
  return std::string(without_space(text.substr(0, kept))) + "\u2026";
}

std::vector<std::string> wrapped(std::string_view text, double size, bool bold, double most,
                                 std::size_t most_lines) {
  std::vector<std::string> lines;
  std::string line;
  const auto pieces = pieces_of(text);
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    const std::string longer = line + std::string(pieces[i]);
    if (line.empty() || text_width(without_space(longer), size, bold) <= most) {
      line = longer;
      continue;
    }
    if (lines.size() + 1 == most_lines) {  // no further line: all the rest goes into this one
      for (; i < pieces.size() && text_width(line, size, bold) <= most; ++i) line += pieces[i];
      break;
    }
    lines.emplace_back(without_space(line));
    line = std::string(pieces[i]);
  }
  lines.emplace_back(without_space(line));
  for (std::string& one : lines) one = shortened(one, size, bold, most);
  return lines;
}

}  // namespace wardround::diagram
