// Pictures for tests: of a model text, and at random.
#pragma once

#include <string>

#include "diagram/diagram.h"
#include "study/study.h"

namespace wardround::diagram::testing {

// The model in `text`, evaluated with the built-in catalogue.
struct Studied {
  MemoryFs fs;
  study::Study study;

  explicit Studied(const std::string& text) {
    fs.files["m.yaml"] = text;
    study = study::run(fs, {"m.yaml", {}, true});
  }
  [[nodiscard]] Result<Picture> picture(const Choice& choice) const {
    return picture_of(study.catalog, study.assessments[0], choice);
  }
};

// Containers in each other, boxes in them, lines between anything; the same for the same seed.
inline Picture random_picture(uint64_t seed, std::size_t boxes, std::size_t lines) {
  uint64_t state = seed * 0x9e3779b97f4a7c15u + 1;
  const auto below = [&](std::size_t limit) {
    state = state * 6364136223846793005u + 1442695040888963407u;
    return static_cast<std::size_t>(state >> 33) % limit;
  };
  Picture picture;
  picture.title = "made";
  const std::size_t containers = 1 + boxes / 8;
  for (std::size_t i = 0; i < containers; ++i) {
    Part part;
    part.id = "c" + std::to_string(i);
    part.name = std::string(1 + below(60), 'n');
    part.shape = below(2) == 0 ? Shape::boundary : Shape::node;
    if (i > 0 && below(2) == 0) part.parent = below(i);
    part.container = true;
    picture.parts.push_back(part);
  }
  for (std::size_t i = 0; i < boxes; ++i) {
    Part part;
    part.id = "b" + std::to_string(i);
    for (std::size_t word = 0; word <= below(4); ++word) part.name += "word ";
    part.type = "kind";
    part.shape = static_cast<Shape>(below(10));
    // Every container holds something.
    const std::size_t parent = i < containers ? i : below(containers + 1);
    if (parent < containers) part.parent = parent;
    part.badges = {below(3), below(20), {}};
    picture.parts.push_back(part);
  }
  for (std::size_t i = 0; i < lines; ++i) {
    Line line;
    line.id = "f" + std::to_string(i);
    line.from = below(picture.parts.size());
    line.to = below(picture.parts.size());
    if (line.from == line.to) continue;
    picture.parts[line.from].meets_flows = picture.parts[line.to].meets_flows = true;
    line.at_to = Head::data;
    if (below(2) == 0) line.label = {"https over net", "readings"};
    line.badges = {below(2), below(2), {}};
    picture.lines.push_back(line);
  }
  return picture;
}

}  // namespace wardround::diagram::testing
