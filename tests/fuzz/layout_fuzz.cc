// Fuzzes reading what `dot` answers. Whatever comes, it is refused, or all that a picture needs is
// there: boxes apart, everything finite, labels that can be placed.
#include <cmath>
#include <cstdint>

#include "base/result.h"
#include "diagram/testing.h"

using namespace wardround;

namespace {

// Two containers, one in the other, three boxes, three lines.
diagram::Picture small_picture() {
  diagram::Picture picture;
  picture.parts.resize(5);
  for (std::size_t i = 0; i < picture.parts.size(); ++i) {
    picture.parts[i].id = picture.parts[i].name = std::string(1, static_cast<char>('a' + i));
  }
  picture.parts[0].container = picture.parts[1].container = true;
  picture.parts[1].parent = 0;
  picture.parts[1].meets_flows = true;
  picture.parts[2].parent = 1;
  picture.parts[3].parent = 0;
  picture.lines.resize(3);
  const std::size_t ends[3][2] = {{2, 3}, {3, 4}, {4, 1}};
  for (std::size_t i = 0; i < 3; ++i) {
    picture.lines[i].id = "f" + std::to_string(i);
    picture.lines[i].from = ends[i][0], picture.lines[i].to = ends[i][1];
    picture.lines[i].label = {"https"};
  }
  return picture;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, std::size_t size) {
  static const diagram::Picture picture = small_picture();
  static const diagram::Sizes sizes = diagram::measure(picture);
  auto layout = diagram::read_dot(picture, sizes, {reinterpret_cast<const char*>(data), size});
  if (!layout) return 0;
  WARDROUND_CHECK(diagram::count_overlaps(picture, *layout) == 0);
  diagram::place_labels(picture, sizes, *layout);
  WARDROUND_CHECK(diagram::quality_of(picture, sizes, *layout).covered == 0);
  const diagram::Scene scene = diagram::scene_of(picture, sizes, *layout);
  WARDROUND_CHECK(std::isfinite(scene.width) && std::isfinite(scene.height));
  WARDROUND_CHECK(!diagram::svg(scene).empty());
  return 0;
}
